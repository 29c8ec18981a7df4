/**
 * The command behind `npm run test:moments`: the tests that could depend on the day or the hour, each at
 * ten moments. `npm run test:moments -- dec` runs only the moments whose name contains this text.
 */
import { spawnSync } from 'node:child_process'
import { matchesGlob } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LONG } from './long-tests.ts'

const MOMENTS: [name: string, time: string][] = [
  ['half past eleven at night, the last day of a month', '2026-11-30T23:30:00-08:00'],
  ['half past midnight, the first day of a month', '2026-06-01T00:30:00-07:00'],
  ['half past four in winter', '2026-12-02T16:30:00-08:00'],
  ['half past four in summer', '2026-07-15T16:30:00-07:00'],
  ['a Friday evening', '2026-10-23T19:00:00-07:00'],
  ['December 31', '2026-12-31T20:00:00-08:00'],
  ['the last day of February', '2027-02-28T12:00:00-08:00'],
  ['the night the clocks go forward', '2027-03-14T01:55:00-08:00'],
  ['the night the clocks go back', '2026-11-01T01:55:00-07:00'],
  ['the eve of Thanksgiving', '2026-11-25T18:00:00-08:00'],
]

/** Plain Node is quick enough to run nearly whole; the invariants have a clock of their own. */
const QUICK = ['unit', 'clients', 'emulators', 'tools', 'simulation'].map((name) => `test/${name}`)
const OWN_CLOCK = ['**/invariants.test.ts', '**/mutations.test.ts', '**/operations.test.ts']

const WORKERS = [
  ...['passes/days-later', 'passes/bank-debit', 'passes/purchase', 'all-tracks/unsent-emails'],
  ...['alerts', 'subscription-events', 'promo-codes', 'vendor-requests', 'routes'].map(
    (name) => `memberships/${name}`
  ),
  ...['routes', 'create-booking', 'request-bodies', 'gates', 'reconcile'].map(
    (name) => `rooms/${name}`
  ),
  'memberships/promo-code-billing',
].map((name) => `test/workers/${name}.test.ts`)
const PAGES = [
  ...['browser/booking.browser', 'browser/purchase.browser', 'security/turnstile'],
  ...['playbooks/rooms', 'playbooks/day-pass', 'playbooks/membership'],
].map((name) => `test/${name}.test.ts`)
const REAL = [...WORKERS, ...PAGES]

const isLong = (file: string) => LONG.some((pattern) => matchesGlob(file, pattern))

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))

interface Part {
  project: string
  files: string[]
  apart?: string[]
  isLong?: boolean
}

function run(time: string, { project, files, apart = [], isLong = false }: Part): boolean {
  const args = ['run', '--project', project, '--reporter=dot', '--silent=true', ...files]
  const without = apart.flatMap((pattern) => ['--exclude', pattern])
  const env = { ...process.env, SANDBOX_TIME: time, FULL: isLong ? '1' : '' }
  const { status } = spawnSync(process.execPath, [vitest, ...args, ...without], {
    env,
    stdio: 'inherit',
  })
  return status === 0
}

const [part = ''] = process.argv.slice(2)
const red = MOMENTS.filter(([name]) => name.toLowerCase().includes(part.toLowerCase())).filter(
  ([name, time]) => {
    console.log(`\n${name}: SANDBOX_TIME=${time}`)
    const parts: Part[] = [
      { project: 'quick', files: QUICK, apart: OWN_CLOCK },
      { project: 'workers', files: REAL.filter((file) => !isLong(file)) },
      { project: 'workers', files: REAL.filter(isLong), isLong: true },
    ]
    return parts.map((each) => run(time, each)).includes(false)
  }
)
console.log(red.length ? `\nRed at: ${red.map(([name]) => name).join('; ')}` : '\nGreen.')
process.exitCode = red.length ? 1 : 0
