/** A signed event is news, not truth: what is booked comes from the payment at Stripe and from our own hold. */
import type Stripe from 'stripe'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { API_VERSION } from '../../src/clients/stripe/version.ts'
import { handleBookingEvent } from '../../src/rooms/stripe-events.ts'
import { payRoom, pressBook, type RoomIntent } from './customers/room.ts'
import { ADA_BOOKS, BOB_BOOKS } from './customers/room-bookings.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const NINE_HOURS = { booking_time: '09:00-18:00' }

/** A signed event, in the version of the code, that says this intent is paid: its object is not read again for its version. */
async function hear(sim: Sim, intent: Partial<Stripe.PaymentIntent>): Promise<void> {
  const [known] = sim.state().stripe.payment_intents
  const object = { ...known, status: 'succeeded', ...intent } as Stripe.PaymentIntent
  const type = 'payment_intent.succeeded'
  const event = { id: 'evt_1', type, api_version: API_VERSION, data: { object } }
  const created = Math.floor(sim.now() / 1000)
  await handleBookingEvent(sim.bookings, { ...event, created } as Stripe.Event, 'webhook')
  await sim.drain()
}

const metadataOf = (sim: Sim, { paymentIntentId }: RoomIntent) =>
  sim.state().stripe.payment_intents.find(({ id }) => id === paymentIntentId)?.metadata

const events = (sim: Sim) =>
  Object.values(sim.state().google.calendars)
    .flat()
    .filter(({ status }) => status !== 'cancelled')

const isBusy = async (sim: Sim) => (await sim.bookings.room('slinky').busyBetween(0, 1e15)).length

test('an event of an intent that Stripe does not have claims nothing', async () => {
  const sim = createSim()
  const metadata = {
    ...{ track: '2', room: 'slinky', email: 'eve@example.com', attempt_id: 'made-up' },
    ...{ booking_dates: '2026-05-11', booking_time: '09:00-11:00' },
  }
  await hear(sim, { id: 'pi_3MadeUp', metadata })
  expect(await isBusy(sim)).toBe(0)
  await pressBook(sim, ADA_BOOKS)
})

test('an event of an intent that Stripe does not have books nothing on the hold of somebody who is paying', async () => {
  const sim = createSim()
  await pressBook(sim, ADA_BOOKS)
  await hear(sim, { id: 'pi_3MadeUp' })
  expect(events(sim)).toEqual([])
})

test('an event with another address and name: the confirmation goes to whoever paid', async () => {
  const sim = createSim()
  await sim.control('/__webhooks', { mode: 'drop' })
  const intent = await pressBook(sim, ADA_BOOKS)
  await payRoom(sim, intent)
  const eve = { email: 'eve@example.com', customer_name: 'Eve Elsewhere' }
  await hear(sim, {
    id: intent.paymentIntentId,
    metadata: { ...metadataOf(sim, intent), ...eve },
  })
  const { messages } = sim.state().mailersend
  expect(messages.map(({ to }) => to.join())).toContain(ADA_BOOKS.email)
  expect(JSON.stringify([messages, events(sim)])).not.toMatch(/eve@|Eve Elsewhere/)
})

test('an event of an intent that is not paid claims nothing, and its hold stays', async () => {
  const sim = createSim()
  const intent = await pressBook(sim, ADA_BOOKS)
  await hear(sim, { id: intent.paymentIntentId })
  expect(events(sim)).toEqual([])
  await expect(pressBook(sim, BOB_BOOKS)).rejects.toMatchObject({ code: 'slot-taken' })
  await payRoom(sim, intent)
  await sweepOnce(sim, 'bookings')
  for (let nth = 0; nth < 8; nth++) await sweepOnce(sim, 'bookings')
  expect(metadataOf(sim, intent)?.outcome).toBe('confirmed')
})

test('an event with other times books what was paid', async () => {
  const sim = createSim()
  await sim.control('/__webhooks', { mode: 'drop' })
  const intent = await pressBook(sim, ADA_BOOKS)
  await payRoom(sim, intent)
  await hear(sim, {
    id: intent.paymentIntentId,
    metadata: { ...metadataOf(sim, intent), ...NINE_HOURS },
  })
  expect(events(sim)).toHaveLength(1)
  expect(events(sim)[0]).toMatchObject({
    start: { dateTime: expect.stringContaining('T09:00') },
    end: { dateTime: expect.stringContaining('T11:00') },
  })
})

test('times that were changed at Stripe before payment are not booked: what was held is, and is written there again', async () => {
  const sim = createSim()
  const intent = await pressBook(sim, ADA_BOOKS)
  await sim.bookings.stripe.updateMetadata(intent.paymentIntentId, NINE_HOURS)
  await payRoom(sim, intent)
  await sim.drain()
  expect(events(sim)).toHaveLength(1)
  expect(events(sim)[0]).toMatchObject({ end: { dateTime: expect.stringContaining('T11:00') } })
  expect(metadataOf(sim, intent)).toMatchObject({
    outcome: 'confirmed',
    booking_time: '09:00-11:00',
  })
})

test('times that were changed at Stripe, and no hold is left: nothing is booked, and the team is told', async () => {
  const sim = createSim()
  const intent = await pressBook(sim, ADA_BOOKS)
  await sim.bookings.stripe.updateMetadata(intent.paymentIntentId, NINE_HOURS)
  await sim.bookings.room('slinky').release(ADA_BOOKS.attemptId)
  await payRoom(sim, intent)
  await sim.drain()
  for (let nth = 0; nth < 3; nth++) await sweepOnce(sim, 'bookings')
  expect(events(sim)).toEqual([])
  const subjects = sim.state().mailersend.messages.map(({ subject }) => subject ?? '')
  expect(subjects.filter((subject) => subject.startsWith('ALERT'))).toHaveLength(1)
})
