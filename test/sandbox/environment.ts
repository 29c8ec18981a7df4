/** The settings and secrets of a running `npm run dev`, for the commands that ask its vendors. */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { varsOf } from './stack.ts'
import { SITE_TOKEN } from './webflow/index.ts'

const PORTS = { sandbox: 8780, checkout: 8787, bookings: 8788 }

const secretsOf = (worker: string) =>
  parseEnv(readFileSync(new URL(`${worker}.env`, import.meta.url), 'utf8'))

export const sandboxEnvironment = (): Record<string, string | undefined> => ({
  ...process.env,
  ...secretsOf('checkout'),
  ...secretsOf('bookings'),
  ...varsOf(PORTS),
  CHECKOUT_URL: `http://localhost:${PORTS.checkout}`,
  BOOKINGS_URL: `http://localhost:${PORTS.bookings}`,
  SITE_URL: `http://localhost:${PORTS.sandbox}`,
  STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox',
  WEBFLOW_URL: `http://127.0.0.1:${PORTS.sandbox}/webflow`,
  WEBFLOW_TOKEN: SITE_TOKEN,
})
