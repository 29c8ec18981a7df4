/** A real browser from npm alone, as strict about origins as a purchase's. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import bundled, { inflate, setupLambdaEnvironment } from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/** The package's flags are for a cloud function: these two would hide faults, or fall over in them … */
const UNSOUND = ['--disable-web-security', '--single-process']
/** … and these would imitate a graphics card, which no page of ours asks for. */
const GRAPHICS = /gpu|swiftshader|^--use-gl/

/** A page whose markup a test has changed counts as one from the internet, which may not call us. */
const SWITCHED_OFF = 'LocalNetworkAccessChecks'

async function launch(): Promise<Browser> {
  const flags = bundled.args.filter((flag) => !UNSOUND.includes(flag) && !GRAPHICS.test(flag))
  return chromium.launch({
    executablePath: await bundled.executablePath(),
    args: [...flags, '--disable-gpu'].map((flag) =>
      flag.startsWith('--disable-features=') ? `${flag},${SWITCHED_OFF}` : flag
    ),
  })
}

/** The libraries that a bare machine lacks; the package brings them for another Linux. */
async function bringLibraries(): Promise<void> {
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'))
  setupLambdaEnvironment(join(await inflate(join(entry, '../../bin/al2023.tar.br')), 'lib'))
}

export async function openBrowser(): Promise<Browser> {
  try {
    return await launch()
  } catch (cause) {
    if (!String(cause).includes('shared libraries')) throw cause
    await bringLibraries()
    return launch()
  }
}
