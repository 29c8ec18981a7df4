/** What a Worker is configured with: its TOML, over which the environment goes, and the secrets in it. */
import { parseList } from '../../src/core/settings.ts'
import { readWorkerConfig, type WorkerName } from '../worker-config.ts'

export type { WorkerName }

export interface Settings {
  worker: WorkerName
  /** `labour-temple-checkout`, in staging `labour-temple-checkout-staging`. */
  name: string
  vars: Readonly<Record<string, string>>
  /** What the TOML calls required; without a value where the environment has none. */
  secrets: Readonly<Record<string, string | undefined>>
  unconfirmed: readonly string[]
  /** The Worker's address, without a slash at its end. */
  home: string
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

type Environment = Readonly<Record<string, string | undefined>>

/** `CLOUDFLARE_ENV` chooses the part of the TOML, as it does for wrangler: `staging`, or production without it. */
export function readSettings(worker: WorkerName, environment: Environment): Settings {
  const config = readWorkerConfig(worker, environment.CLOUDFLARE_ENV)
  const { name } = config
  const vars = Object.fromEntries(
    Object.entries(config.vars).map(([key, value]) => [key, environment[key] ?? value])
  )
  const home =
    environment[`${worker.toUpperCase()}_URL`] ?? `https://${name}.labourtemple.workers.dev`
  return {
    ...{ worker, name, vars, home },
    secrets: Object.fromEntries(config.secrets.required.map((one) => [one, environment[one]])),
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
