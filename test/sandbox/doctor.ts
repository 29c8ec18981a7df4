/** `npm run doctor:sandbox`: the doctor, sent to the vendors of a running `npm run dev`. */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { globalFetch } from '../../src/clients/shared-clients.ts'
import { examine } from '../../tools/doctor/examine.ts'
import { printReport } from '../../tools/doctor/print.ts'
import { acceptSeeded } from './seeded-findings.ts'
import { varsOf } from './stack.ts'

const PORTS = { sandbox: 8780, checkout: 8787, bookings: 8788 }

const secretsOf = (worker: string) =>
  parseEnv(readFileSync(new URL(`${worker}.env`, import.meta.url), 'utf8'))

const environment = {
  ...process.env,
  ...secretsOf('checkout'),
  ...secretsOf('bookings'),
  ...varsOf(PORTS),
  CHECKOUT_URL: `http://localhost:${PORTS.checkout}`,
  BOOKINGS_URL: `http://localhost:${PORTS.bookings}`,
}
process.exitCode = printReport(acceptSeeded(await examine(environment, globalFetch)))
