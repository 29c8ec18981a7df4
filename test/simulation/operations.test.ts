/** The house's health: no alert without a need, and nothing done twice; `FULL=1` tries it at full size. */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { mismatchesOf, type Report } from '../../src/operations/reconciliation-report.ts'
import { reconcileBookings } from '../../src/rooms/operations/reconcile.ts'
import { sweepBookings } from '../../src/rooms/operations/sweep.ts'
import { reconcileCheckout, sweepCheckout } from '../../src/workers/checkout/operations.ts'
import { fastTimers } from './fast-timers.ts'
import { startPassClient } from './operations/many-customers.ts'
import { inWords, later, outages, violationsAfter } from './operations/outages.ts'
import { PLANTINGS } from './operations/planted-mismatches.ts'
import { ROOM_WITHOUT_CALENDAR } from './operations/planted-room-mismatches.ts'
import { everythingAgain, forgetful, oldNews, sellAndRefund } from './operations/redelivery.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

const ALL = Boolean(process.env.FULL)
const HEALTHY = ALL ? 1000 : 60
const PLANTED = ALL ? 200 : PLANTINGS.length
/** Among those that are planted. */
const A_HEALTHY_ONE = ALL ? 1 : 8
const DAYS = ALL ? 5 : 3
/** How many pay between two sweeps. */
const A_SWEEP = ALL ? 5 : 4
/** A run makes about so many. */
const MOST_CALLS = 16
const PATIENCE_MS = 15 * 60_000
const DAY_MS = 24 * 3600_000

const warnings = (sim: Sim) =>
  sim
    .state()
    .mailersend.messages.map(({ subject }) => `${subject}`)
    .filter((subject) => /^(ALERT|FLAG)/.test(subject))

async function nightly(sim: Sim): Promise<void> {
  await sweepCheckout(sim.checkout, { nightly: true })
  await sweepBookings(sim.bookings, { nightly: true })
  await sim.drain()
}

const checkedOf = ({ tracks }: Report) =>
  tracks.map(({ checks }) => checks.find(({ name }) => name === 'email')?.checked)

test(
  'no alert without a need',
  async () => {
    const sim = createSim()
    const passClient = startPassClient(sim)
    const opensMs = sim.now()
    for (let nth = 0; nth < HEALTHY; nth++) {
      await passClient.sell(nth)
      if ((nth + 1) % A_SWEEP === 0) {
        await sweepOnce(sim, 'checkout')
        await sweepOnce(sim, 'bookings')
      }
      if ((nth + 1) % (HEALTHY / DAYS) !== 0) continue
      const tomorrowMs = opensMs + ((nth + 1) / (HEALTHY / DAYS)) * DAY_MS
      sim.advance(tomorrowMs - 6 * 3600_000 - sim.now())
      await nightly(sim)
      sim.advance(tomorrowMs - sim.now())
    }
    const reports = [
      await reconcileCheckout(sim.checkout, '2026-05'),
      await reconcileBookings(sim.bookings, '2026-05'),
    ]
    const [alerts, mismatches] = [warnings(sim), reports.flatMap(mismatchesOf)]
    process.stdout.write(
      `healthy: ${HEALTHY} payments, ${alerts.length} alerts, ${mismatches.length} mismatches\n`
    )
    expect([alerts, mismatches]).toEqual([[], []])
    const third = Math.floor(HEALTHY / 3)
    expect(reports.flatMap(checkedOf)).toEqual([third, HEALTHY - 2 * third, third])
  },
  PATIENCE_MS
)

const FLOWS = new URL('../../src/', import.meta.url)
const trackOf = (file: string) =>
  /^memberships/.test(file)
    ? 'T1'
    : /^rooms/.test(file)
      ? 'T2'
      : /^passes/.test(file)
        ? 'T3'
        : 'no track'

/** Every name that the sheet's own sources have for a mismatch: after `kind:`, or second of three in a table. */
function namedKinds(): string[] {
  const kinds = globSync('**/operations/*.ts', { cwd: FLOWS }).flatMap((file) => {
    const text = readFileSync(new URL(file, FLOWS), 'utf8')
    if (!file.includes('/reconcile') || !/\bkind:(?! string)/.test(text)) return []
    const said = [...text.matchAll(/\bkind:(.*?),\n/gs)].map(([, one = '']) => one)
    const quoted = said.flatMap((one) => [...one.matchAll(/'([^']+)'/g)])
    const listed = [...text.matchAll(/,\s*'([^']+)',\s*['`]/g)]
    return [...quoted, ...listed].map(([, kind]) => `${trackOf(file)} ${kind}`)
  })
  return [...new Set(kinds)].sort()
}

test('every kind of mismatch has its planting', () => {
  expect([...new Set(PLANTINGS.map(({ kind }) => kind))].sort()).toEqual(namedKinds())
})

const named = ({ tracks }: Report) =>
  tracks.flatMap((track) =>
    mismatchesOf({ tracks: [track] }).map(({ kind, id }) => `T${track.track} ${kind}: ${id}`)
  )

test(
  'no need without an alert',
  async () => {
    const sim = createSim()
    const passClient = startPassClient(sim)
    const planted: string[] = []
    for (let nth = 0; nth < PLANTED; nth++) {
      if (nth % A_HEALTHY_ONE === 0) await passClient.sell(nth / A_HEALTHY_ONE)
      const { kind, plant } = PLANTINGS[nth % PLANTINGS.length] as (typeof PLANTINGS)[number]
      planted.push(`${kind}: ${await plant(passClient)}`)
    }
    sim.advance(20 * 60_000)
    const { [ROOM_WITHOUT_CALENDAR]: _, ...calendars } = sim.bookings.config.calendars
    const config = { ...sim.bookings.config, calendars }
    const found = [
      await reconcileCheckout(sim.checkout, '2026-05'),
      await reconcileBookings({ ...sim.bookings, config }, '2026-05'),
    ].flatMap(named)
    const right = planted.filter((one) => found.includes(one)).length
    process.stdout.write(`planted: ${right} of ${PLANTED} found, named right\n`)
    expect(found.sort()).toEqual(planted.sort())
  },
  PATIENCE_MS
)

test(
  'one vendor down for an hour, all of them for a minute',
  async () => {
    const asBefore = fastTimers()
    const runs = ALL
      ? [
          ...outages(['refused', '500-before'], true),
          ...outages(['refused', '500-before'], false),
          ...later(outages(['refused'], true), MOST_CALLS),
        ]
      : outages(['refused'], true)
    const failures: string[] = []
    for (const context of runs) {
      const found = await violationsAfter(context)
      if (found.length > 0) failures.push(`${inWords(context)}: ${found.join('; ')}`)
    }
    asBefore()
    const ok = runs.length - failures.length
    process.stdout.write(`outages: ${ok} of ${runs.length} correct\n`)
    expect(failures).toEqual([])
  },
  PATIENCE_MS
)

describe('a run that is complete is never done again', () => {
  const NOTHING = { said: ['nothing'], writes: [], emails: [] }

  test.each([
    ['while Stripe still lists its events', 29],
    ['a month later', 32],
  ])('%s', async (_, days) => {
    const sim = createSim()
    const sold = await sellAndRefund(startPassClient(sim))
    sim.advance(days * DAY_MS)
    expect(await everythingAgain(sim, sim, sim.drain, sold)).toEqual(NOTHING)
  })

  test('not even when the platform has forgotten that it ever ran', async () => {
    const sim = createSim()
    const sold = await sellAndRefund(startPassClient(sim))
    sim.advance(29 * DAY_MS)
    const { runs, drain, served } = forgetful(sim)
    const done = await everythingAgain(sim, runs, drain, sold)
    process.stdout.write(`again: ${served()} runs a month later, ${done.writes.length} writes\n`)
    expect(done).toEqual(NOTHING)
    expect(served()).toBeGreaterThan(sold.checkout.length + sold.bookings.length)
  })

  test('nor asked for every night: a month of sales starts no run, but for one that nobody served', async () => {
    const sim = createSim()
    const passClient = startPassClient(sim)
    for (const sell of [() => passClient.pass(), () => passClient.room('slinky')]) await sell()
    await passClient.unheard(() => passClient.paysForPass())
    sim.advance(20 * DAY_MS)
    const { runs, drain, served } = forgetful(sim)
    await sweepCheckout(runs.checkout, { nightly: true })
    await sweepBookings(runs.bookings, { nightly: true })
    await drain()
    expect(served()).toBe(1)
    const outcomes = sim.state().stripe.payment_intents.map(({ metadata }) => metadata?.outcome)
    expect(outcomes.sort()).toEqual(['alerted', 'confirmed', 'granted'])
  })

  test('nor is old news told twice', async () => {
    const sim = createSim()
    await oldNews(startPassClient(sim))
    sim.advance(5 * DAY_MS)
    const { runs, drain } = forgetful(sim)
    expect(await everythingAgain(sim, runs, drain)).toEqual({ ...NOTHING, said: [] })
  })
})
