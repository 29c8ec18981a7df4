/** A real browser from npm alone, as strict about origins as a visitor's. */
import bundled from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/** The package's flags are for a cloud function: these two would hide faults, or fall over in them. */
const UNWANTED = ['--disable-web-security', '--single-process']

/** A page whose markup a test has changed counts as one from the internet, which may not call us. */
const SWITCHED_OFF = 'LocalNetworkAccessChecks'

export async function openBrowser(): Promise<Browser> {
  const flags = bundled.args.filter((flag) => !UNWANTED.includes(flag))
  return chromium.launch({
    executablePath: await bundled.executablePath(),
    args: flags.map((flag) =>
      flag.startsWith('--disable-features=') ? `${flag},${SWITCHED_OFF}` : flag
    ),
  })
}
