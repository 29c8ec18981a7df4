/** The command line of the smoke run. */
import { parseArgs } from 'node:util'
import type { Fetch } from '../../src/clients/http.ts'
import { readSettings } from '../doctor/settings.ts'
import { openContext } from './context.ts'
import { FIRST_FIVE, watchLive } from './live.ts'
import { missingSecrets, type Pair, refusals } from './refusals.ts'
import { runSmoke } from './run.ts'
import { wordsOf } from './steps.ts'

const USAGE =
  'npm run smoke -- --env staging [--email you@…], or npm run smoke -- --live [pi_… | seti_…]'

/** Long for every step when all is well: a workflow goes on trying for a quarter of an hour. */
const PATIENCE = { limitMs: 180_000, pollMs: 3_000 }

type Environment = Readonly<Record<string, string | undefined>>

interface Outside {
  environment: Environment
  fetcher: Fetch
  say(line: string): void
}

export const pairOf = (environment: Environment): Pair => ({
  checkout: readSettings('checkout', environment),
  bookings: readSettings('bookings', environment),
})

/** The exit code: 1 when a step failed, 2 when it has not begun. */
export async function smoke(args: readonly string[], outside: Outside): Promise<0 | 1 | 2> {
  const { environment, say } = outside
  const stop = (lines: readonly string[], code: 0 | 2) => {
    for (const line of lines) say(line)
    return code
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], ...ACCEPTED })
    const [id] = positionals
    if (values.live && !id) return stop(FIRST_FIVE, 0)
    const isTrial = values.env === 'staging' && !values.live && !id
    if (!isTrial && !(values.live && !values.env)) return stop([USAGE], 2)
    const pair = pairOf({ ...environment, CLOUDFLARE_ENV: values.env })
    const why = isTrial ? refusals(pair, pairOf({})) : missingSecrets(pair)
    if (why.length > 0) return stop(['It does not begin:', ...why.map((one) => `  ${one}`)], 2)
    const { fetcher } = outside
    const ctx = await openContext(pair, { fetcher, say, patience: PATIENCE, email: values.email })
    return id ? await watchLive(ctx, id) : await runSmoke(ctx)
  } catch (error) {
    return stop([`It does not begin: ${wordsOf(error)}`], 2)
  }
}

const ACCEPTED = {
  allowPositionals: true,
  options: {
    env: { type: 'string' },
    live: { type: 'boolean' },
    email: { type: 'string' },
  },
} as const
