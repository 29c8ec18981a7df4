/** A customer who wants a room, and does what people do: press again when it fails. */

import { Refusal } from '../../../src/core/refusals.ts'
import { bookingStatus } from '../../../src/rooms/api/booking-status.ts'
import { type CreateBookingRequest, createBooking } from '../../../src/rooms/api/create-booking.ts'
import { SANDBOX_CALENDARS } from '../../sandbox/google/calendars.ts'
import { SANDBOX_URL } from '../process.ts'
import type { Sim } from '../simulation.ts'
import { confirm } from './pass.ts'

export interface RoomIntent {
  paymentIntentId: string
  clientSecret: string
  amountCents: number
}

/** Presses Book Now until the customer can pay; a refusal is an answer, and is taken. */
export async function pressBook(sim: Sim, order: CreateBookingRequest): Promise<RoomIntent> {
  let last: unknown
  for (let nth = 0; nth < sim.presses; nth++) {
    try {
      const answer = await createBooking(sim.bookings, order)
      if ('clientSecret' in answer) return answer
      throw new Error('already paid')
    } catch (error) {
      if (error instanceof Refusal && error.code !== 'availability-unknown') throw error
      last = error
      sim.advance(20_000)
    }
  }
  throw new Error('the customer could not book', { cause: last })
}

/** What Stripe.js does when the customer confirms. */
export function payRoom(sim: Sim, intent: RoomIntent, method = 'pm_card_visa'): Promise<string> {
  return confirm(sim, `payment_intents/${intent.paymentIntentId}`, intent.clientSecret, method)
}

/** The page that comes after paying; it may have been closed, so its failure is nobody's. */
export async function askStatus(sim: Sim, intent: RoomIntent) {
  try {
    return await bookingStatus(sim.bookings, intent.paymentIntentId, intent.clientSecret)
  } catch {
    return null
  }
}

/** Staff enter something in a room's calendar by hand. */
export async function enterByHand(
  sim: Sim,
  room: keyof typeof SANDBOX_CALENDARS,
  startMs: number,
  endMs: number
): Promise<void> {
  const url = `${SANDBOX_URL}/google/sandbox/calendars/${encodeURIComponent(SANDBOX_CALENDARS[room])}/events`
  const body = JSON.stringify({
    summary: 'Board meeting',
    start: { dateTime: new Date(startMs).toISOString() },
    end: { dateTime: new Date(endMs).toISOString() },
  })
  const headers = { 'content-type': 'application/json' }
  const answer = await sim.sandbox.fetch(new Request(url, { method: 'POST', headers, body }))
  if (!answer.ok) throw new Error(await answer.text())
}

/** For what may end with the slot in somebody else's hands. */
export function takenOnly(error: unknown): null {
  if (error instanceof Refusal && error.code === 'slot-taken') return null
  throw error
}
