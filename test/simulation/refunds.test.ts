/** Money that goes back when its day is over, and news that is heard again when its run is long forgotten. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Step } from '../../src/core/workflow.ts'
import { handlePassRefundOrDispute } from '../../src/passes/workflows/refund-or-dispute.ts'
import { parseRefundOrDispute } from '../../src/payments/refund-events.ts'
import { sweepBookings } from '../../src/rooms/operations/sweep.ts'
import { handleBookingRefundOrDispute } from '../../src/rooms/workflows/refund-or-dispute.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { ADA, pay, press } from './customers/pass.ts'
import { payRoom, pressBook } from './customers/room.ts'
import { createSim, type Sim } from './simulation.ts'

const DAY_MS = 24 * 3600_000

const TWO_DAYS = {
  room: 'slinky',
  days: [
    { date: '2026-05-11', start: '09:00', hours: 2 },
    { date: '2026-05-19', start: '09:00', hours: 2 },
  ],
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  phone: '+1 206 555 0100',
  attemptId: '8b2e6d3a-0c77-4a20-9f59-5c4a8a3a0d01',
}

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

async function bookedTwoDays(sim: Sim): Promise<string> {
  const intent = await pressBook(sim, TWO_DAYS)
  await payRoom(sim, intent)
  await sim.drain()
  expect(standing(sim)).toEqual(['2026-05-11', '2026-05-19'])
  return intent.paymentIntentId
}

async function boughtPass(sim: Sim): Promise<string> {
  const intent = await press(sim, ADA)
  await pay(sim, intent)
  await sim.drain()
  expect(sim.state().officernd.passes).toHaveLength(1)
  return intent.paymentIntentId
}

async function refund(sim: Sim, payment: string): Promise<void> {
  const answer = await sim.sandbox.fetch(
    new Request('http://sandbox.test/stripe/v1/refunds', {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `payment_intent=${payment}`,
    })
  )
  expect(answer.status).toBe(200)
  await sim.drain()
}

function standing(sim: Sim): string[] {
  const events = sim.state().google.calendars[SANDBOX_CALENDARS.slinky] ?? []
  return events
    .filter(({ status }) => status !== 'cancelled')
    .map(({ start }) => String(start.dateTime).slice(0, 10))
    .sort()
}

const emails = (sim: Sim) => sim.state().mailersend.messages
const metadataOf = (sim: Sim) => sim.state().stripe.payment_intents[0]?.metadata

test('a booked day that is over stays in the calendar, those to come are free again', async () => {
  const sim = createSim()
  const payment = await bookedTwoDays(sim)
  sim.advance(9 * DAY_MS)
  await refund(sim, payment)
  expect(standing(sim)).toEqual(['2026-05-11'])
  const told = emails(sim).find(({ subject }) => subject?.startsWith('Refunded:'))
  expect(told?.text?.match(/The room is free again/g)).toHaveLength(1)
  expect(told?.text).toContain('The room is free again: Tuesday, May 19, 2026')
  expect(told?.text).toContain('1 of the booked days had started or are over')
  const [live] = [
    sim.bookings.room('slinky').busyBetween(Date.parse('2026-05-19'), Date.parse('2026-05-20')),
  ]
  expect(await live).toEqual([])
})

test('a pass whose day is over stays, the customer and the team are told of the money', async () => {
  const sim = createSim()
  const payment = await boughtPass(sim)
  sim.advance(2 * DAY_MS)
  await refund(sim, payment)
  expect(sim.state().officernd.passes).toHaveLength(1)
  expect(metadataOf(sim)?.pass_after_refund).toBe('past')
  const after = emails(sim).slice(-2)
  expect(after.map(({ subject }) => subject)).toEqual([
    'Your Day Pass has been refunded',
    'Refunded: Ada Lovelace, $50.00',
  ])
  expect(after[1]?.text).toContain('The day of the pass is over')
})

test('OfficeRnD does not take a refunded pass back: the team is told to, and the customer of the money', async () => {
  const sim = createSim()
  const payment = await boughtPass(sim)
  await sim.control('/__faults', {
    vendor: 'officernd',
    match: { method: 'DELETE', path: '/passes' },
    ...{ kind: '500-before', times: -1 },
  })
  await refund(sim, payment)
  expect(metadataOf(sim)?.pass_after_refund).toBe('stuck')
  const [toCustomer, toTeam] = emails(sim).slice(-2)
  expect(toCustomer?.text).not.toContain('no longer valid')
  expect(toTeam?.subject).toBe('ALERT: the pass may still be valid. Refunded: Ada Lovelace, $50.00')
  const [pass] = sim.state().officernd.passes
  for (const words of ['delete the pass', pass?._id, payment, '$50.00'])
    expect(toTeam?.text).toContain(words)
})

/** Runs of one name are told apart only as long as the platform remembers them. */
const afresh: Step = (_, work) => work()

async function heardAgain(sim: Sim, type: string) {
  const event = sim.state().stripe.events.find((one) => one.type === type)
  const news = parseRefundOrDispute(event as never)
  if (!news) throw new Error(`no ${type}`)
  return news
}

test.each(['a day pass', 'a room'])(
  'a refund of %s that is heard again a month later changes nothing and writes to nobody',
  async (what) => {
    const sim = createSim()
    const payment = await (what === 'a room' ? bookedTwoDays(sim) : boughtPass(sim))
    await refund(sim, payment)
    const news = await heardAgain(sim, 'charge.refunded')
    const before = emails(sim).length
    sim.advance(30 * DAY_MS)
    const from = sim.calls().length
    if (what === 'a room')
      await handleBookingRefundOrDispute(afresh, sim.bookings, {
        kind: 'booking-refund-or-dispute',
        event: news,
      })
    else
      await handlePassRefundOrDispute(afresh, sim.checkout, {
        kind: 'pass-refund-or-dispute',
        event: news,
      })
    expect(emails(sim)).toHaveLength(before)
    const wrote = sim
      .calls()
      .slice(from)
      .filter((call) => !/^GET |token/.test(call))
    expect(wrote).toEqual([])
  }
)

test('an event that cannot be deleted from the calendar: the customer is told of the refund once, not on days 0, 4 and 8', async () => {
  const sim = createSim({
    isBroken: (method, path) => method === 'DELETE' && path.includes('/calendars/'),
  })
  const payment = await bookedTwoDays(sim)
  await refund(sim, payment)
  for (let day = 0; day < 9; day++) {
    sim.advance(DAY_MS)
    await sweepBookings(sim.bookings, { nightly: true })
    await sim.drain()
  }
  const told = sim.state().mailersend.messages.filter(({ to }) => to.includes(TWO_DAYS.email))
  expect(told.filter(({ subject }) => /refund/i.test(subject ?? ''))).toHaveLength(1)
})
