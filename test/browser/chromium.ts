/** A real browser from npm alone, as strict about origins as a visitor's. */
import bundled from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/** The package's flags are for a cloud function: these two would hide faults, or fall over in them. */
const UNWANTED = ['--disable-web-security', '--single-process']

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await bundled.executablePath(),
    args: bundled.args.filter((flag) => !UNWANTED.includes(flag)),
  })
}
