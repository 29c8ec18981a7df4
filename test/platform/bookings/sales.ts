/** Sales of rooms at the Worker under test. */
import { introspectWorkflowInstance } from 'cloudflare:test'
import type { CreateBooking, CreateBookingResponse } from '../../../src/rooms/contract.ts'
import { daysOf } from '../../support/room-days.ts'
import { booksOf } from '../../support/room-state.ts'
import { deliver, post } from '../support/requests.ts'
import { confirm, vendors } from '../support/vendors.ts'
import { env, worker } from './worker.ts'

export type Begun = Extract<CreateBookingResponse, { clientSecret: string }>

/** What the vendors hold of bookings. */
export const { verdict, collisions, standing } = booksOf({ stack: () => vendors })

/** Open days of a room that no other sale of the file has. */
export const { day, days } = daysOf()

export const newBooking = (
  wish: Partial<CreateBooking> & Pick<CreateBooking, 'room' | 'days'>
): CreateBooking => ({
  name: 'Ada Byron',
  email: `ada-${crypto.randomUUID()}@example.com`,
  phone: '+1 206 555 0100',
  attemptId: crypto.randomUUID(),
  ...wish,
})

export const press = (order: CreateBooking) => post(worker, '/create-booking', order)

export async function begin(order: CreateBooking): Promise<Begun> {
  const { said } = await press(order)
  if (typeof said.clientSecret !== 'string') throw new Error(JSON.stringify(said))
  return said as unknown as Begun
}

export const pay = ({ paymentIntentId, clientSecret }: Begun) =>
  confirm('payment_intents', { id: paymentIntentId, clientSecret })

/** Stripe's events arrive; resolves when the booking's workflow has ended. Retries do not wait. */
export async function complete({ paymentIntentId }: Begun): Promise<void> {
  await using workflow = await introspectWorkflowInstance(env.BOOKING_WORKFLOW, paymentIntentId)
  await workflow.modify((modifier) => modifier.disableRetryDelays())
  await deliver(worker, env.STRIPE_WEBHOOK_SECRET, paymentIntentId)
  await workflow.waitForStatus('complete')
}

/** The starts that the page offers on a day. */
export async function offered(room: string, date: string): Promise<string[]> {
  const path = `https://worker.test/availability?room=${room}&date=${date}`
  const { slots } = (await (await worker.fetch(path)).json()) as { slots: { start: string }[] }
  return slots.map(({ start }) => start)
}
