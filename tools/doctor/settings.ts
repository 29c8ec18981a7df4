/** What a Worker is configured with: its TOML, over which the environment goes, and the secrets in it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseList } from '../../src/core/settings.ts'

export type WorkerName = 'checkout' | 'bookings'

export interface Settings {
  worker: WorkerName
  /** `labour-temple-checkout` */
  name: string
  vars: Readonly<Record<string, string>>
  /** What the TOML calls required; without a value where the environment has none. */
  secrets: Readonly<Record<string, string | undefined>>
  unconfirmed: readonly string[]
  /** Where Stripe must send this Worker's events. */
  webhookUrl: string
}

/** What one check has to say, in one line. */
export interface Finding {
  is: 'ok' | 'wrong' | 'unreadable' | 'not-asked' | 'to-ask'
  words: string
}

export const ok = (words: string): Finding => ({ is: 'ok', words })
export const wrong = (words: string): Finding => ({ is: 'wrong', words })
/** It was to be asked, and did not answer, or not in full. */
export const unreadable = (words: string): Finding => ({ is: 'unreadable', words })
export const notAsked = (words: string): Finding => ({ is: 'not-asked', words })
export const toAsk = (words: string): Finding => ({ is: 'to-ask', words })

const ROOT = join(import.meta.dirname, '../..')

type Environment = Readonly<Record<string, string | undefined>>

export function readSettings(worker: WorkerName, environment: Environment): Settings {
  const toml = readFileSync(join(ROOT, `wrangler.${worker}.toml`), 'utf8')
  const inFile = [...toml.matchAll(/^([A-Z_]+) = "([^"]*)"$/gm)]
  const vars = Object.fromEntries(
    inFile.map(([, name = '', value = '']) => [name, environment[name] ?? value])
  )
  const [, required = ''] = /^required = \[([^\]]*)\]/m.exec(toml) ?? []
  const names = [...required.matchAll(/"(\w+)"/g)].map(([, name = '']) => name)
  const name = `labour-temple-${worker}`
  const home =
    environment[`${worker.toUpperCase()}_URL`] ?? `https://${name}.labourtemple.workers.dev`
  return {
    ...{ worker, name, vars },
    secrets: Object.fromEntries(names.map((one) => [one, environment[one]])),
    unconfirmed: parseList(vars.UNCONFIRMED ?? ''),
    webhookUrl: `${home}/webhook`,
  }
}

/** Each secret that is needed, as text; `null` when one of them is missing. */
export function secretsOf<Name extends string>(
  { secrets }: Settings,
  ...names: Name[]
): Record<Name, string> | null {
  const found = names.map((name) => [name, secrets[name] ?? ''] as const)
  if (found.some(([, value]) => value === '')) return null
  return Object.fromEntries(found) as Record<Name, string>
}
