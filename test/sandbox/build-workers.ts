/** Command: builds both Workers into a folder as they are deployed, with the sandbox's settings. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unstable_getMiniflareWorkerOptions as optionsOf, unstable_readConfig } from 'wrangler'
import { codeIn, optionsIn } from './built-workers.ts'
import { sandboxConfig } from './worker-config.ts'
import { ROOT, WRANGLER } from './wrangler.ts'

async function build(name: string, folder: string): Promise<void> {
  const config = sandboxConfig(ROOT, name)
  const what = ['deploy', '--dry-run', '--env=', '-c', config, '--outdir', codeIn(folder, name)]
  await promisify(execFile)(process.execPath, [WRANGLER, ...what], { cwd: ROOT })
  const envFiles = [join(ROOT, `test/sandbox/${name}.env`)]
  const read = unstable_readConfig({ config, env: '' })
  // @ts-expect-error: it reads `envFiles`, its types do not know. Without them it reads our own keys.
  const { workerOptions } = optionsOf(read, undefined, { envFiles })
  writeFileSync(optionsIn(folder, name), JSON.stringify(workerOptions))
}

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('Pass the output folder as the first argument')
await Promise.all(['checkout', 'bookings'].map((name) => build(name, folder)))
