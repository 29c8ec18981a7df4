/** What a Worker is configured with: the vars of its TOML file and the sandbox's secrets. */
import { readFileSync } from 'node:fs'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

const table = (text: string, line: RegExp) =>
  Object.fromEntries([...text.matchAll(line)].map(([, name, value]) => [name, value]))

/** `Env` is the Worker's own type of them; a name that is missing shows as `undefined` in a call. */
export function settingsOf<Env>(name: 'checkout' | 'bookings'): Env {
  const toml = read(`../../wrangler.${name}.toml`)
  const [, vars = ''] = /\[vars\]\n(.*?)\n\[/s.exec(toml) ?? []
  return {
    ...table(vars, /^(\w+) = "(.*)"$/gm),
    ...table(read(`../sandbox/${name}.env`), /^(\w+)=(.*)$/gm),
  } as Env
}
