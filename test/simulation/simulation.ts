/** Both Workers' flows in one process, on the stand-in city and on a clock of their own. */

import type { BookingWorkflowParams } from '../../src/rooms/context.ts'
import { handleBookingEvent } from '../../src/rooms/stripe-events.ts'
import { runBookingWorkflow } from '../../src/rooms/workflows/index.ts'
import type { CheckoutWorkflowParams } from '../../src/workers/checkout/context.ts'
import { handleStripeEvent } from '../../src/workers/checkout/operations.ts'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { type Alarms, BOOKINGS_ENV, type Bookings, bootBookings } from './bookings.ts'
import { bootCheckout, CHECKOUT_ENV, type Checkout, runCheckoutWorkflow } from './checkout.ts'
import {
  createProcess,
  type Fault,
  type Incarnation,
  SANDBOX_URL,
  type Turn,
  type VendorProxy,
} from './process.ts'
import type { TroubleState } from './troubles.ts'
import { createWorkflowBook } from './workflows.ts'

export type { Fault } from './process.ts'

export interface SimOptions {
  startMs?: number
  faults?: readonly Fault[]
  /** Calls that fail however often they are made. */
  isBroken?: (method: string, path: string, body: string) => boolean
  /** Changes what is sent to a vendor, or what it answers. */
  proxy?: VendorProxy
  /** Days for which MailerSend keeps e-mails. */
  retentionDays?: number
  /** The API version of the Stripe account. */
  stripeVersion?: string
  /** Seconds after which Stripe's search finds a new customer. */
  searchLagSeconds?: number
  /** How often a customer presses again when it fails, each time after 20 s. Left out: 6 times in all. */
  presses?: number
  /** What goes wrong for a while; see troubles.ts. */
  trouble?: TroubleState
  /** Decides who is next; runs and pages are then under way side by side. */
  turn?: Turn
}

export type Sim = ReturnType<typeof createSim>

/** A Monday, 10:00 in Seattle. */
export const MONDAY_MS = Date.parse('2026-05-04T17:00:00Z')

export function createSim(options: SimOptions = {}) {
  const startedMs = options.startMs ?? MONDAY_MS
  let nowMs = startedMs
  const advance = (ms: number) => {
    nowMs += ms
  }
  let between: VendorProxy = (request, send) => send(request)
  const outer: VendorProxy = options.proxy ?? ((request, send) => send(request))
  const atOnce = options.turn !== undefined
  const process = createProcess({
    clock: { now: () => nowMs, advance },
    sandbox: () => sandbox,
    faults: options.faults ?? [],
    isBroken: options.isBroken ?? (() => false),
    proxy: (request, send) => outer(request, (sent) => between(sent, send)),
    turn: options.turn ?? (async () => {}),
  })
  const checkoutRuns = createWorkflowBook<CheckoutWorkflowParams>(
    process,
    (step, params, id) => runCheckoutWorkflow(step, contexts().checkout.context, params, id),
    atOnce
  )
  const bookingRuns = createWorkflowBook<BookingWorkflowParams>(
    process,
    (step, params) => runBookingWorkflow(step, contexts().bookings.context, params),
    atOnce
  )
  const alarms: Alarms = new Map()
  const attemptAlarms: Alarms = new Map()
  let booted: { life: Incarnation; checkout: Checkout; bookings: Bookings } | undefined

  /** The flows as they stand; made anew after a kill. */
  function contexts(): { life: Incarnation; checkout: Checkout; bookings: Bookings } {
    const life = process.life()
    if (booted?.life === life) return booted
    const wait = async () => {
      if (!atOnce) await sim.drain()
    }
    const checkout = bootCheckout(process, checkoutRuns, attemptAlarms, wait)
    booted = { life, checkout, bookings: bootBookings(process, bookingRuns, alarms) }
    return booted
  }

  const sandbox: Sandbox = createSandbox({
    workers: () => ({
      checkout: worker('checkout', CHECKOUT_ENV.STRIPE_WEBHOOK_SECRET),
      bookings: worker('bookings', BOOKINGS_ENV.STRIPE_WEBHOOK_SECRET),
    }),
    real: () => nowMs,
    tokenLimit: false,
    googleLimit: false,
    ...(options.retentionDays && { retentionDays: options.retentionDays }),
    ...(options.stripeVersion && { stripeVersion: options.stripeVersion }),
    ...(options.searchLagSeconds !== undefined && { searchLagSeconds: options.searchLagSeconds }),
    webhookFetch: async (input, init) => {
      const name = new URL(String(input)).pathname.split('/')[1]
      const signature = new Headers(init?.headers).get('stripe-signature') ?? ''
      return webhook(name === 'bookings' ? name : 'checkout', String(init?.body), signature)
    },
  })

  async function webhook(name: 'checkout' | 'bookings', body: string, signature: string) {
    await process.turn(`webhook of ${name}`)
    const { checkout, bookings } = contexts()
    const { stripe } = name === 'checkout' ? checkout.context : bookings.context
    const event = await stripe.signedEvent(body, signature)
    if (!event) return new Response(null, { status: 400 })
    if (name === 'checkout') await handleStripeEvent(checkout.context, event, 'webhook')
    else await handleBookingEvent(bookings.context, event, 'webhook')
    return new Response()
  }

  async function control(path: string, body: object): Promise<void> {
    const request = new Request(SANDBOX_URL + path, { method: 'POST', body: JSON.stringify(body) })
    const answer = await sandbox.fetch(request)
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  }

  const sim = {
    get checkout() {
      return contexts().checkout.context
    },
    get bookings() {
      return contexts().bookings.context
    },
    sandbox,
    control,
    advance,
    state: () => sandbox.state(),
    startedMs,
    presses: options.presses ?? 6,
    now: () => nowMs,
    calls: process.calls,
    lastFaultMs: process.lastFaultMs,
    trouble: options.trouble,
    kill: process.kill,
    /** From now on this stands between the Workers and the vendors. */
    intercept(proxy: VendorProxy) {
      between = proxy
    },
    /** Where a person outside the Workers lets others come first. */
    turn: process.turn,
    runState(id: string) {
      const state = checkoutRuns.state(id)
      return state === 'none' ? bookingRuns.state(id) : state
    },
    areRunsComplete: () => checkoutRuns.areComplete() && bookingRuns.areComplete(),
    async ring(): Promise<boolean> {
      const { bookings, checkout } = contexts()
      const rang = [await bookings.fireAlarms(), await checkout.fireAlarms()]
      return rang.includes(true)
    },
    /** Lets everything that was begun come to its end, as far as it gets. */
    async drain(): Promise<void> {
      for (let more = true; more; ) {
        await sandbox.idle()
        const rang = await sim.ring()
        const ran = [await checkoutRuns.drain(), await bookingRuns.drain()]
        more = rang || ran.includes(true)
      }
    },
  }
  return sim
}

function worker(name: string, webhookSecret: string) {
  return { url: `${SANDBOX_URL}/${name}`, webhookSecret, cronUrl: '' }
}
