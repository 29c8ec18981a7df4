/** Stripe allows a house only so many reads a month: a sweep reads what can have changed, and misses nothing. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sweepBookings } from '../../src/rooms/operations/sweep.ts'
import { sweepCheckout } from '../../src/workers/checkout/operations.ts'
import { GRACE, giveCard, pressJoin } from '../simulation/customers/membership.ts'
import { ADA, pay, payUnseen, press } from '../simulation/customers/pass.ts'
import { startPassClient } from '../simulation/operations/many-customers.ts'
import { createSim, type Sim } from '../simulation/simulation.ts'
import { both, changingJson, refusing } from './proxies.ts'
import { alerts, buyPassIn, captureLog } from './purchases.ts'

captureLog()

const SWEEP_MS = 5 * 60_000
const HOUR = 12
const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

type Sweep = (sim: Sim) => Promise<void>

const checkout: Sweep = (sim) => sweepCheckout(sim.checkout, { nightly: false })
const bookings: Sweep = (sim) => sweepBookings(sim.bookings, { nightly: false })

/** What each of so many sweeps read at Stripe, five minutes apart. */
async function readsOf(sim: Sim, sweeps: number, sweep: Sweep = checkout): Promise<string[][]> {
  const reads: string[][] = []
  for (let nth = 0; nth < sweeps; nth++) {
    sim.advance(SWEEP_MS)
    const before = sim.calls().length
    await sweep(sim)
    const made = sim.calls().slice(before)
    reads.push(made.filter((call) => call.startsWith('GET /stripe/')))
    await sim.drain()
  }
  return reads
}

const counts = (reads: readonly string[][]) => reads.map(({ length }) => length)
const total = (reads: readonly string[][]) => reads.flat().length
/** Whether two sweeps in a row did not read the events. */
function skipsEventsTwice(reads: readonly string[][]): boolean {
  const isRead = reads.map((calls) => calls.includes('GET /stripe/v1/events'))
  return isRead.some((one, nth) => !one && isRead[nth + 1] === false)
}
const outcomes = (sim: Sim) =>
  sim.state().stripe.payment_intents.map((one) => one.metadata?.outcome)

test.each([
  ['checkout', checkout, ['charges', 'events', 'subscriptions']],
  ['bookings', bookings, ['charges', 'events']],
] as const)(
  '%s: with nothing open a sweep reads Stripe once, each list in turn',
  async (_, sweep, lists) => {
    const sim = createSim()
    const [, ...later] = await readsOf(sim, 24 * HOUR, sweep)
    expect(counts(later)).toEqual(later.map(() => 1))
    for (const list of lists)
      expect(later.filter(([read]) => read?.endsWith(list)).length).toBeGreaterThanOrEqual(20)
    expect(skipsEventsTwice(later)).toBe(false)
  }
)

test('a day after a membership began and ended, a sweep reads Stripe once; until then two an hour read more', async () => {
  const sim = createSim()
  const order = { ...GRACE, plan: 'all-access' }
  await giveCard(sim, await pressJoin(sim, order))
  await sim.drain()
  const staff = startPassClient(sim)
  const [subscription] = sim.state().stripe.subscriptions
  await staff.stripe('DELETE', `/subscriptions/${subscription?.id}`)
  await sim.drain()
  await readsOf(sim, HOUR)
  const reads = counts(await readsOf(sim, 2 * HOUR))
  expect(reads.filter((count) => count > 1)).toEqual([2, 3, 2, 3])
  sim.advance(DAY_MS)
  await readsOf(sim, HOUR)
  expect(Math.max(...counts(await readsOf(sim, 2 * HOUR)))).toBe(1)
})

test('a look that fails in its turn is repeated by each sweep, beside the events, and told', async () => {
  let failing = false
  const refused = refusing(
    { path: /\/v1\/subscriptions$/ },
    () => new Response('', { status: 503 })
  )
  const sim = createSim({
    proxy: (request, send) => (failing ? refused(request, send) : send(request)),
  })
  await readsOf(sim, HOUR)
  failing = true
  const reads = await readsOf(sim, 1.5 * HOUR)
  expect(alerts(sim).map(({ subject }) => subject)).toEqual([
    expect.stringContaining('cannot do a part of its work'),
    expect.stringContaining('cannot do a part of its work'),
  ])
  const failedMs = await sim.checkout.sweepRecord.lastSweepAtMs()
  expect(failedMs).toBeLessThan(sim.now() - HOUR_MS)
  expect(skipsEventsTwice(reads)).toBe(false)
  failing = false
  await readsOf(sim, 2)
  expect(Math.max(...counts(await readsOf(sim, HOUR)))).toBe(1)
})

test('after a sale the lists are read for half an hour, then no more', async () => {
  const sim = createSim()
  await readsOf(sim, 2)
  await buyPassIn(sim)
  const reads = counts(await readsOf(sim, HOUR - 3))
  expect(reads[0]).toBeGreaterThan(1)
  expect(reads.slice(7)).toEqual([1, 1])
})

test('a sale that nobody serves is read in every sweep, by its id, and told once a day', async () => {
  const sim = createSim({
    proxy: refusing(
      { method: 'POST', path: /\/passes$/ },
      () => new Response(null, { status: 503 })
    ),
  })
  await readsOf(sim, 2)
  const { paymentIntentId } = await payUnseen(sim)
  const reads = await readsOf(sim, 3 * HOUR)
  for (const calls of reads)
    expect(calls.some((call) => /\/(charges|payment_intents\/pi_)/.test(call))).toBe(true)
  expect(reads.at(-2)).toContain(`GET /stripe/v1/payment_intents/${paymentIntentId}`)
  expect(alerts(sim)).toHaveLength(1)
})

test.each([
  ['an hour', 1],
  ['thirteen days', 13 * 24],
])('a sale of a time of %s without a sweep is found by the next one', async (_, hours) => {
  const sim = createSim()
  await readsOf(sim, 2)
  await payUnseen(sim)
  sim.advance(hours * HOUR_MS)
  await readsOf(sim, 2)
  expect(outcomes(sim)).not.toContain(undefined)
})

test('the first sweep ever looks at fourteen days', async () => {
  const sim = createSim()
  await payUnseen(sim)
  sim.advance(13 * DAY_MS)
  await readsOf(sim, 1)
  expect(outcomes(sim)).not.toContain(undefined)
})

test('what the last sweep saw cannot be read or kept: every sweep reads everything', async () => {
  const sim = createSim()
  await payUnseen(sim)
  sim.advance(13 * DAY_MS)
  const fails = () => Promise.reject(new Error('the storage is away'))
  const lost: Sweep = ({ checkout: context }) => {
    const sweepRecord = { ...context.sweepRecord, seen: fails, saw: fails }
    return sweepCheckout({ ...context, sweepRecord }, { nightly: false })
  }
  await readsOf(sim, 1, lost)
  expect(outcomes(sim)).not.toContain(undefined)
})

test('an event that is never listed: the sale is found within the hour', async () => {
  const noEvents = changingJson({ path: /\/v1\/events$/ }, (json) => ({
    ...Object(json),
    data: [],
  }))
  const sim = createSim({ proxy: noEvents })
  await readsOf(sim, 2)
  await payUnseen(sim)
  await readsOf(sim, HOUR + 1)
  expect(outcomes(sim)).toEqual(['granted'])
})

/** Such a payment no event starts: only a list shows it. */
async function payDamaged(sim: Sim, method?: string) {
  await sim.control('/__webhooks', { mode: 'drop' })
  const intent = await press(sim, ADA)
  const path = `/payment_intents/${intent.paymentIntentId}`
  await startPassClient(sim).stripe('POST', path, { 'metadata[pass_date]': '?' })
  await pay(sim, intent, method)
  return intent
}

test('an event that is listed twenty minutes late starts the look', async () => {
  let isLate = true
  const late = changingJson({ path: /\/v1\/events$/ }, (json) => ({
    ...Object(json),
    ...(isLate && { data: [] }),
  }))
  const sim = createSim({ proxy: late })
  await readsOf(sim, 2)
  await payDamaged(sim)
  await readsOf(sim, 4)
  isLate = false
  await readsOf(sim, 1)
  expect(alerts(sim)).toHaveLength(1)
})

test.each([
  ['charges', 8],
  ['events', 3 * HOUR],
])(
  'GET /v1/%s failing in %i sweeps: what was paid meanwhile is told by the next',
  async (name, sweeps) => {
    let failing = false
    const refused = refusing({ path: new RegExp(`/v1/${name}$`) }, () =>
      Response.json({ error: { type: 'invalid_request_error', message: 'no' } }, { status: 403 })
    )
    const sim = createSim({
      proxy: (request, send) => (failing ? refused(request, send) : send(request)),
    })
    await readsOf(sim, 2)
    failing = true
    const { paymentIntentId } = await payDamaged(sim)
    await readsOf(sim, sweeps)
    failing = false
    await readsOf(sim, 1)
    expect(alerts(sim).filter(({ text }) => text?.includes(paymentIntentId))).toHaveLength(1)
  }
)

test('a bank debit that settles after days is read by its id, however old its charge is', async () => {
  const sim = createSim()
  await readsOf(sim, 2)
  const { paymentIntentId } = await payDamaged(sim, 'pm_usBankAccount_success')
  await sim.drain()
  for (let day = 0; day < 4; day++) {
    sim.advance(DAY_MS)
    await readsOf(sim, 2)
  }
  await sim.control('/__act', { intent: paymentIntentId, do: 'settle' })
  const reads = await readsOf(sim, 4)
  expect(reads.flat()).toContain(`GET /stripe/v1/payment_intents/${paymentIntentId}`)
  expect(alerts(sim)).toHaveLength(1)
})

test('a paid payment whose metadata is damaged is told within minutes', async () => {
  const sim = createSim()
  await readsOf(sim, 2)
  const { paymentIntentId } = await payDamaged(sim)
  await readsOf(sim, 4)
  expect(alerts(sim)).toHaveLength(1)
  expect(alerts(sim)[0]?.text).toContain(paymentIntentId)
})

test('a sign-up that ended long after its card was given is told by e-mail, though no event says so', async () => {
  let isDown = true
  const noSubscription = refusing({ method: 'POST', path: /\/v1\/subscriptions$/ }, () =>
    Response.json({ error: { type: 'invalid_request_error', message: 'no' } }, { status: 401 })
  )
  const sim = createSim({
    proxy: both((request, send) => (isDown ? noSubscription(request, send) : send(request))),
  })
  await readsOf(sim, 2)
  await sim.control('/__webhooks', { mode: 'drop' })
  const order = { ...GRACE, plan: 'all-access' }
  const setUp = await pressJoin(sim, order)
  await giveCard(sim, setUp, 'pm_card_chargeCustomerFail')
  await readsOf(sim, 4)
  isDown = false
  await readsOf(sim, 2 * HOUR)
  const setup = sim.state().stripe.setup_intents.find(({ id }) => id === setUp.setupIntentId)
  expect(setup?.metadata?.outcome).toBe('declined')
  expect(setup?.metadata?.emails).toBe('sent late')
})

const SOLD = {
  ...{ amount: '5000', currency: 'usd', confirm: 'true', payment_method: 'pm_card_visa' },
  ...{ 'allowed_payment_method_types[0]': 'card', 'metadata[track]': '3' },
  ...{ 'metadata[product]': 'day-pass', 'metadata[outcome]': 'granted' },
}

/** What both Workers' sweeps read in an hour in which so many are sold, after fourteen days of sales. */
async function hourWith(sim: Sim, salesPerHour: number, olderSales: number) {
  const staff = startPassClient(sim)
  const sellBefore = async (count: number) => {
    for (let nth = 0; nth < count; nth++) await staff.stripe('POST', '/payment_intents', SOLD)
  }
  const both: Sweep = async (of) => {
    await checkout(of)
    await bookings(of)
  }
  await sim.control('/__webhooks', { mode: 'drop' })
  await sellBefore(olderSales)
  sim.advance(10 * DAY_MS)
  await sellBefore(23 * salesPerHour)
  sim.advance(22 * HOUR_MS)
  await sim.control('/__webhooks', { mode: 'normal' })
  const reads: string[][] = []
  // In the second hour the first look is behind.
  for (let sweep = 0; sweep < 2 * HOUR; sweep++) {
    const due =
      Math.floor(((sweep + 1) * salesPerHour) / HOUR) - Math.floor((sweep * salesPerHour) / HOUR)
    for (let nth = 0; nth < due; nth++) await staff.pass()
    reads.push(...(await readsOf(sim, 1, both)))
  }
  return reads.slice(HOUR)
}

const HOURS_A_MONTH = 720
const amount = (reads: number) => reads.toLocaleString('en-US')

test('what a month of sweeps reads, as docs/configuration.md says', async () => {
  const pages: number[] = []
  const counting = changingJson({ path: /\/v1\/charges$/ }, (json) => {
    pages.push((json as { data: unknown[] }).data.length)
    return json
  })
  const idle = total(await hourWith(createSim(), 0, 0))
  const one = total(await hourWith(createSim(), 1, 0))
  pages.length = 0
  const busy = await hourWith(createSim({ proxy: counting }), 14, 200)
  const rows = [
    [0, idle * HOURS_A_MONTH],
    [100, idle * HOURS_A_MONTH + 100 * (one - idle)],
    [10_000, total(busy) * HOURS_A_MONTH],
  ] as const
  const documented = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8')
  const table = rows.map(
    ([sales, reads]) =>
      `| ${amount(sales)} | ${amount(reads)} | ${amount(Math.max(10_000, sales * 500))} |`
  )
  expect(documented.match(/^\|(?: [\d,]+ \|){3}$/gm)).toEqual(table)
  // Neither the sales of before nor, but once an hour, those of the day.
  expect(Math.max(...counts(busy))).toBeLessThan(40)
  expect(pages.filter((listed) => listed === 100).length).toBeLessThan(40)
}, 120_000)
