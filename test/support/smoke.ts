/** The smoke run's context against the stack of a test. */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { globalFetch } from '../../src/clients/shared-clients.ts'
import { pairOf } from '../../tools/smoke/command.ts'
import { openContext } from '../../tools/smoke/context.ts'
import { type Stack, varsOf } from '../sandbox/stack.ts'

const secretsOf = (worker: string) =>
  parseEnv(readFileSync(new URL(`../sandbox/${worker}.env`, import.meta.url), 'utf8'))

/** What `npm run smoke -- --env staging` would find in its environment if the stack were staging. */
export function environmentOf({
  sandbox,
  checkout,
  bookings,
}: Pick<Stack, 'sandbox' | 'checkout' | 'bookings'>): Record<string, string | undefined> {
  const port = (url: string) => Number(new URL(url).port)
  const ports = {
    sandbox: port(sandbox.url),
    checkout: port(checkout.url),
    bookings: port(bookings.url),
  }
  return {
    ...secretsOf('bookings'),
    ...secretsOf('checkout'),
    ...varsOf(ports),
    ...{ CLOUDFLARE_ENV: 'staging', CHECKOUT_URL: checkout.url, BOOKINGS_URL: bookings.url },
  }
}

/** `said` gets every line of the report. */
export function smokeAt(stack: Stack, said: string[]) {
  return openContext(pairOf(environmentOf(stack)), {
    fetcher: globalFetch,
    patience: { limitMs: 60_000, pollMs: 200 },
    say: (line) => said.push(line),
  })
}
