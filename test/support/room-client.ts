/** A visitor who books rooms at the real bookings Worker over HTTP, and what comes of it. */
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { CreateBookingRequest } from '../../src/rooms/api/create-booking.ts'
import type { CreateBookingResponse } from '../../src/rooms/contract.ts'
import { priceOfBooking } from '../../src/rooms/rules/price.ts'
import { roomOf } from '../../src/rooms/rules/rooms.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import type { StackOptions } from '../sandbox/stack.ts'
import { staffOf } from './calendar-staff.ts'
import {
  type Answer,
  alone,
  type PassClient,
  POSTED,
  read,
  startPassClient,
} from './pass-client.ts'
import { daysOf, type Slot, slotMetadata } from './room-days.ts'
import { type Books, booksOf, type RoomSlug } from './room-state.ts'

export { PAGE, pause, read, TEAM, until } from './pass-client.ts'
export type { RoomSlug, Slot }

export type Booked = Extract<CreateBookingResponse, { clientSecret: string }>
export type Order = CreateBookingRequest & { room: RoomSlug }
type Wish = Partial<Order> & Pick<Order, 'room' | 'days'>

function priceOf({ room: slug, days }: Order): number {
  const room = roomOf(slug)
  if (!room) throw new Error(`no room ${slug}`)
  return priceOfBooking(room, days).totalCents
}

export type RoomClient = ReturnType<typeof startRoomClient>

export function newBooking(wish: Wish): Order {
  return {
    name: 'Ada Byron',
    email: `ada-${randomUUID().slice(0, 13)}@example.com`,
    phone: '+1 206 555 0100',
    attemptId: randomUUID(),
    ...wish,
  }
}

/** Where an event of a room's calendar is read and written at Google, for a fault to be aimed at. */
export const calendarPath = (room: RoomSlug) =>
  `/calendars/${encodeURIComponent(SANDBOX_CALENDARS[room])}/events`

/** A sandbox for the file that calls this; one address may hold as many rooms as the tests want. */
export function startRoomClient(options: StackOptions = {}) {
  const passClient = startPassClient({
    ...options,
    vars: {
      LIMIT_HOLDS: '1000000',
      CALENDAR_CACHE_SECONDS: '0',
      ...options.vars,
    },
  })
  const counter = counterOf(passClient)
  const books = booksOf(passClient)
  return {
    ...passClient,
    ...counter,
    ...books,
    ...visits(counter, books, passClient),
    ...staffOf(passClient),
    /** Open days of a room that no other test of this file has; the first is two days off at least. */
    ...daysOf(),
  }
}

function counterOf(passClient: PassClient) {
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> =>
    read(await fetch(passClient.stack().bookings.url + path, alone(init)))
  return {
    /** Any request to the bookings Worker, as it is. */
    ask,
    /** As the page of a room presses Book Now. */
    press: (order: unknown, headers: Record<string, string> = {}) =>
      ask('/create-booking', {
        method: 'POST',
        headers: { ...POSTED, ...headers },
        body: typeof order === 'string' ? order : JSON.stringify(order),
      }),
    /** As Stripe.js confirms; answers with the payment's state, or with the code of the error. */
    async pay(
      { paymentIntentId, clientSecret }: Pick<Booked, 'paymentIntentId' | 'clientSecret'>,
      method = 'pm_card_visa'
    ) {
      const path = `/payment_intents/${paymentIntentId}/confirm`
      const fields = { client_secret: clientSecret, payment_method: method }
      const { said } = await passClient.stripe(path, fields, 'pk_test_sandbox')
      const error = said.error as { code?: string; message?: string } | undefined
      return String(error ? (error.code ?? error.message) : said.status)
    },
    /** As the page asks that comes after paying. */
    status: (
      { paymentIntentId, clientSecret }: Pick<Booked, 'paymentIntentId' | 'clientSecret'>,
      headers: Record<string, string> = { 'x-client-secret': clientSecret }
    ) => ask(`/booking-status?payment_intent=${paymentIntentId}`, { headers }),
  }
}

function visits(counter: ReturnType<typeof counterOf>, books: Books, passClient: PassClient) {
  const begin = async (order: Order): Promise<Booked> => {
    const answer = await counter.press(order)
    expect(answer.text, 'create-booking').toContain('clientSecret')
    return answer.said as unknown as Booked
  }
  /** A payment for which nobody asked Gate 1, as if every hold had run out long ago. */
  const beginPastGateOne = async (order: Order): Promise<Booked> => {
    const cents = priceOf(order)
    const metadata: Record<string, string> = {
      ...{ track: '2', room: order.room, ...slotMetadata(order.days) },
      ...{ customer_name: order.name, email: order.email, phone: order.phone },
      ...{ attempt_id: order.attemptId, attempt_version: '1' },
    }
    const fields = Object.entries(metadata).map(([key, value]) => [`metadata[${key}]`, value])
    const { said, text } = await passClient.stripe('/payment_intents', {
      ...{ amount: String(cents), currency: 'usd', 'allowed_payment_method_types[0]': 'card' },
      ...Object.fromEntries(fields),
    })
    expect(said.object, text).toBe('payment_intent')
    return {
      ...{ clientSecret: String(said.client_secret), paymentIntentId: String(said.id) },
      ...{
        amountCents: cents,
        lines: [],
        holdUntil: '',
        holdSecondsLeft: 0,
        attemptId: order.attemptId,
      },
    }
  }
  return {
    begin,
    beginPastGateOne,
    /** From the first press to the outcome. */
    async book(wish: Wish, outcome = 'confirmed') {
      const order = newBooking(wish)
      const begun = await begin(order)
      expect(await counter.pay(begun)).toBe('succeeded')
      const metadata = await passClient.outcome(begun.paymentIntentId)
      expect(metadata.outcome).toBe(outcome)
      return { order, begun, metadata, payment: begun.paymentIntentId }
    },
    /** The starts that the page offers, with the longest stay of each. */
    async offered(room: RoomSlug, date: string): Promise<Record<string, number>> {
      const { said, text } = await counter.ask(`/availability?room=${room}&date=${date}`)
      expect(said.slots, text).toBeDefined()
      const slots = said.slots as { start: string; maxHours: number }[]
      return Object.fromEntries(slots.map(({ start, maxHours }) => [start, maxHours]))
    },
    /** Lets the hold of an unpaid payment run out without its being cancelled. */
    keepUncancelled: ({ paymentIntentId }: Booked) =>
      passClient.stack().fault({
        vendor: 'stripe',
        match: { method: 'POST', path: `/payment_intents/${paymentIntentId}/cancel` },
        ...{ kind: 'refused', times: -1 },
      }),
    verdicts: (all: readonly Booked[]) =>
      books.verdictsOf(all.map(({ paymentIntentId }) => paymentIntentId)),
  }
}
