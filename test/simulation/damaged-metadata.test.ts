/** Staff change the metadata of a purchase in Stripe's dashboard: it is served, or the team is told by name. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { reconcileBookings } from '../../src/rooms/operations/reconcile.ts'
import { reconcileCheckout } from '../../src/workers/checkout/operations.ts'
import { GRACE, giveCard, pressJoin } from './customers/membership.ts'
import { ADA, pay, press } from './customers/pass.ts'
import { payRoom, pressBook } from './customers/room.ts'
import { ADA_BOOKS } from './customers/room-bookings.ts'
import { editMetadata, postAtStripe } from './customers/stripe-staff.ts'
import { sweepOnce, type Worker } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const alerts = (sim: Sim) =>
  sim.state().mailersend.messages.filter(({ subject }) => subject?.startsWith('ALERT'))

async function sweeps(sim: Sim, worker: Worker, times: number): Promise<void> {
  for (let nth = 0; nth < times; nth++) await sweepOnce(sim, worker)
}

const DAMAGED_PASSES = [
  { track: '' },
  { track: '2' },
  { email: '' },
  { email: 'ada at example.com' },
  { pass_date: '' },
  { pass_date: 'May 4' },
  { track: '', email: '', pass_date: '' },
  { track: '', product: '', pass_date: '' },
]

test.each(DAMAGED_PASSES)(
  'a pass whose metadata was changed to %o before payment: told once a day, listed, served when mended',
  async (metadata) => {
    const sim = createSim()
    const intent = await press(sim, ADA)
    const path = `payment_intents/${intent.paymentIntentId}`
    const before = { ...sim.state().stripe.payment_intents[0]?.metadata }
    await editMetadata(sim, path, metadata)
    await pay(sim, intent)
    await sweeps(sim, 'checkout', 5)
    await sweeps(sim, 'bookings', 5)
    expect(alerts(sim)).toHaveLength(1)
    expect(alerts(sim)[0]?.text).toContain(intent.paymentIntentId)
    expect(alerts(sim)[0]?.text).toContain(`Not valid: `)
    const report = await reconcileCheckout(sim.checkout, '2026-05' as never)
    const mismatches = report.tracks.flatMap(({ checks }) => checks).flatMap((c) => c.mismatches)
    expect(mismatches).toMatchObject([{ id: intent.paymentIntentId, kind: 'cannot be read' }])
    await editMetadata(
      sim,
      path,
      Object.fromEntries(Object.keys(metadata).map((key) => [key, before[key] ?? '']))
    )
    await sweeps(sim, 'checkout', 1)
    expect(sim.state().officernd.passes).toHaveLength(1)
  }
)

const DAMAGED_BOOKINGS = [
  { track: '' },
  { track: '3' },
  { email: '' },
  { booking_dates: '' },
  { booking_dates: 'next Monday' },
  { booking_time: '' },
  { booking_time: '9-11' },
  { booking_time: '11:00-09:00' },
  { room: '' },
]

test.each(DAMAGED_BOOKINGS)(
  'a room whose metadata was changed to %o before payment: told once a day, listed, nothing booked',
  async (metadata) => {
    const sim = createSim()
    const intent = await pressBook(sim, ADA_BOOKS)
    await editMetadata(sim, `payment_intents/${intent.paymentIntentId}`, metadata)
    await payRoom(sim, intent)
    await sim.drain()
    await sweeps(sim, 'bookings', 3)
    await sweeps(sim, 'checkout', 3)
    expect(alerts(sim)).toHaveLength(1)
    expect(alerts(sim)[0]?.text).toContain(intent.paymentIntentId)
    const report = await reconcileBookings(sim.bookings, '2026-05' as never)
    const mismatches = report.tracks.flatMap(({ checks }) => checks).flatMap((c) => c.mismatches)
    expect(mismatches).toMatchObject([{ id: intent.paymentIntentId, kind: 'cannot be read' }])
  }
)

test.each([{ track: '' }, { email: '' }, { price_id: '' }])(
  'a sign-up whose metadata was changed to %o before the card: told',
  async (metadata) => {
    const sim = createSim()
    const setUp = await pressJoin(sim, GRACE)
    await editMetadata(sim, `setup_intents/${setUp.setupIntentId}`, metadata)
    await giveCard(sim, setUp)
    await sim.drain()
    await sweeps(sim, 'checkout', 5)
    expect(alerts(sim)).toHaveLength(1)
    expect(alerts(sim)[0]?.text).toContain(setUp.setupIntentId)
  }
)

test('a payment that staff took by hand in Stripe is nobody’s business here', async () => {
  const sim = createSim()
  const description = 'Lunch for ten'
  const card = { payment_method: 'pm_card_visa', confirm: 'true', return_url: 'https://x.test' }
  await postAtStripe(sim, 'payment_intents', {
    ...{ amount: '5000', currency: 'usd', description },
    ...card,
  })
  await sweeps(sim, 'checkout', 5)
  await sweeps(sim, 'bookings', 5)
  expect(alerts(sim)).toEqual([])
})
