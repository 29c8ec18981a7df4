/** The wrangler TOML of a Worker as the sandbox runs it: `--var` moves vars only, so the rest is changed here. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Requests a minute from one network: in the sandbox every browser and test is one. */
export const SANDBOX_REQUEST_LIMIT = 100_000

/** Writes it below `.wrangler` in the repository's root, and returns its path. */
export function sandboxConfig(root: string, name: string): string {
  const toml = readFileSync(join(root, `wrangler.${name}.toml`), 'utf8')
  const folder = join(root, '.wrangler')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `sandbox-${name}-${process.pid}.toml`)
  writeFileSync(path, changed(toml, root))
  process.once('exit', () => rmSync(path, { force: true }))
  return path
}

function changed(toml: string, root: string): string {
  return toml
    .replace(/^(simple = \{ limit = )\d+/gm, `$1${SANDBOX_REQUEST_LIMIT}`)
    .replace(/^(main|directory) = "(.*)"$/gm, (_, key: string, path: string) => {
      return `${key} = ${JSON.stringify(join(root, path))}`
    })
}
