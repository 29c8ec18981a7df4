/** A month later everything comes once more: Stripe's events, both sweeps, a repair of each; and what is written then. */
import type Stripe from 'stripe'
import type { Step, Workflows } from '../../../src/core/workflow.ts'
import type { BookingContext, BookingWorkflowParams } from '../../../src/rooms/context.ts'
import { repairBooking } from '../../../src/rooms/operations/repair.ts'
import { sweepBookings } from '../../../src/rooms/operations/sweep.ts'
import { handleBookingEvent } from '../../../src/rooms/stripe-events.ts'
import { runBookingWorkflow } from '../../../src/rooms/workflows/index.ts'
import type {
  CheckoutContext,
  CheckoutWorkflowParams,
} from '../../../src/workers/checkout/context.ts'
import {
  handleStripeEvent,
  repairCheckout,
  sweepCheckout,
} from '../../../src/workers/checkout/operations.ts'
import { runCheckoutWorkflow } from '../checkout.ts'
import { ADA, confirm, press } from '../customers/pass.ts'
import type { Sim } from '../simulation.ts'
import type { PassClient } from './many-customers.ts'

export interface Sold {
  checkout: readonly string[]
  bookings: readonly string[]
}

/** One of each that stays, and one of each whose money goes back; with the ids that a repair may be asked for. */
export async function sellAndRefund({ sim, ...passClient }: PassClient): Promise<Sold> {
  const passes = [await passClient.pass(), await passClient.pass()]
  const members = [await passClient.member(), await passClient.member()]
  const rooms = [await passClient.room('slinky'), await passClient.room('shears', 3)]
  const { payment_intents } = sim.state().stripe
  const bill = payment_intents.find(({ customer }) => customer === members[1]?.customer)
  for (const id of [passes[1]?.id, rooms[1]?.id, bill?.id]) await passClient.refund(id ?? '')
  await sim.drain()
  const setUps = members.map(({ metadata }) => metadata.setup_id ?? '')
  const checkout = [...[...passes, ...members].map(({ id }) => id), ...setUps]
  return { checkout, bookings: rooms.map(({ id }) => id) }
}

/** A membership that ends, and a bank debit that comes back: told once, and no more. */
export async function oldNews(passClient: PassClient): Promise<void> {
  const { id } = await passClient.member()
  await passClient.stripe('DELETE', `/subscriptions/${id}`)
  const { paymentIntentId: intent, clientSecret } = await press(passClient.sim, ADA)
  await confirm(
    passClient.sim,
    `payment_intents/${intent}`,
    clientSecret,
    'pm_usBankAccount_success'
  )
  await passClient.sim.control('/__act', { intent, do: 'return' })
  await passClient.sim.drain()
}

type Runs = Pick<Sim, 'checkout' | 'bookings'>

/** All that may start a run comes once more: what each repair says that it will do, and all that was done. */
export async function everythingAgain(
  sim: Sim,
  { checkout, bookings }: Runs,
  drain: () => Promise<unknown>,
  sold: Sold = { checkout: [], bookings: [] }
) {
  const [calls, emails] = [sim.calls().length, sim.state().mailersend.messages.length]
  for (const wire of sim.state().stripe.events) {
    const event = wire as unknown as Stripe.Event
    await handleStripeEvent(checkout, event, 'webhook')
    await handleBookingEvent(bookings, event, 'webhook')
  }
  for (const nightly of [false, true]) {
    await sweepCheckout(checkout, { nightly })
    await sweepBookings(bookings, { nightly })
  }
  const said = new Set<string>()
  for (const id of sold.checkout)
    said.add((await repairCheckout(checkout, { id, dryRun: false })).will)
  for (const id of sold.bookings)
    said.add((await repairBooking(bookings, { id, dryRun: false })).will)
  await drain()
  return {
    said: [...said],
    writes: sim.calls().slice(calls).filter(isWrite),
    emails: sim
      .state()
      .mailersend.messages.slice(emails)
      .map(({ subject }) => subject),
  }
}

const isWrite = (call: string) => !call.startsWith('GET ') && !call.endsWith('/token')

/** The same runs when the platform has forgotten every run; `drain` serves what was started. */
export function forgetful(sim: Sim) {
  const started: (() => Promise<unknown>)[] = []
  let served = 0
  const step: Step = (_name, work) => work()
  const runsOf = <T>(serve: (order: T, id: string) => Promise<unknown>): Workflows<T> => ({
    start: async (id, order) => started.push(() => serve(order, id)) > 0,
    state: async () => 'none',
    restart: async () => {},
  })
  const checkout: CheckoutContext = {
    ...sim.checkout,
    workflows: runsOf<CheckoutWorkflowParams>((params, id) =>
      runCheckoutWorkflow(step, checkout, params, id)
    ),
  }
  const bookings: BookingContext = {
    ...sim.bookings,
    workflows: runsOf<BookingWorkflowParams>((params) =>
      runBookingWorkflow(step, bookings, params)
    ),
  }
  return {
    runs: { checkout, bookings },
    async drain(): Promise<void> {
      for (let next = started.shift(); next; next = started.shift()) {
        await next()
        served++
      }
    },
    served: () => served,
  }
}
