/** Track 2, step 8: Gate 1, the hold, customer and PaymentIntent, before any money moves. */

import type { Payment } from '../../clients/stripe/payments.ts'
import { sha256Hex, toMetadata } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import { Refusal } from '../../core/refusals.ts'
import { versionFor } from '../../payments/attempt-ledger.ts'
import { intentRateLimit, saveOrCancelIntent } from '../../payments/buyer.ts'
import { ROOM_METHODS } from '../../payments/rules/payment-methods.ts'
import { slotMetadata } from '../booking.ts'
import { busyTimesOrRefuse } from '../busy-times.ts'
import type { BookingContext } from '../context.ts'
import { roomForSale } from '../for-sale.ts'
import { type BookingExtras, validateBooking } from '../rules/booking-rules.ts'
import { priceOfBooking } from '../rules/price.ts'
import type { Room } from '../rules/rooms.ts'
import type { Interval, Slot } from '../rules/slots.ts'
import { assertFree, type Offer, placeHold, searchSpan } from './gate-one.ts'
import { enforceHoldLimit } from './hold-limit.ts'

export interface BookingOrder {
  /** The room's slug. */
  room: string
  days: readonly Slot[]
  name: string
  email: string
  phone: string
  company?: string | undefined
  notes?: string | undefined
  extras?: BookingExtras | undefined
  attemptId: string
}

/** @throws Refusal `invalid-room`, `not-for-sale`, `booking-…`, `too-many`, `availability-unknown`, `slot-taken`, `attempt-changed` */
export async function createBooking(ctx: BookingContext, order: BookingOrder) {
  const room = roomForSale(order.room, ctx.config)
  const attempt = ctx.attempt(order.attemptId)
  const earlier = await attempt.read()
  const payment = earlier?.intentId ? await ctx.stripe.getPayment(earlier.intentId) : null
  if (payment && isPaid(payment)) return alreadyPaid(payment)

  const offer = validateAndPrice(room, order, ctx.now())
  const print = await fingerprint(order, offer)
  const open = payment && payment.status !== 'canceled' && earlier?.fingerprint === print
  const rateLimit = intentRateLimit(ctx, order.attemptId, print)
  if (!open) await rateLimit.look(versionFor(earlier, print, payment?.id))

  // Gate 1. Only looks until here: a refusal leaves every vendor as it was.
  const [busy, knownCustomer] = await Promise.all([
    busyTimesOrRefuse(ctx, room.slug, searchSpan(offer.slots), { excludeAttempt: order.attemptId }),
    open ? null : ctx.stripe.findCustomer(order.email),
  ])
  if (open) return renewHold(ctx, order, offer, busy, payment)
  assertFree(ctx, offer, busy)

  const { version, replaces } = await attempt.startVersion(print, payment?.id)
  const replaced = replaces ? await ctx.stripe.cancelPayment(replaces) : null
  if (replaced && isPaid(replaced)) return alreadyPaid(replaced)
  if (replaced) await releasePreviousRoom(ctx, replaced, order)
  const untilMs = await placeHold(ctx, order.attemptId, offer, busy)
  try {
    // Counted only now: who loses the room has begun nothing.
    await Promise.all([
      rateLimit.admit(version),
      enforceHoldLimit(ctx, order.email, { holder: order.attemptId, room: room.slug, untilMs }),
    ])
    const made = await makePayment(ctx, order, offer, version, knownCustomer)
    return answerFor(made, offer, untilMs, order.attemptId)
  } catch (error) {
    // The same attempt in another window holds the room for what it sent; that stays.
    if (!(error instanceof Refusal && error.code === 'attempt-changed'))
      await ctx.room(room.slug).release(order.attemptId)
    throw error
  }
}

/** @throws Refusal `attempt-changed` */
async function makePayment(
  ctx: BookingContext,
  order: BookingOrder,
  offer: Offer,
  version: number,
  knownCustomer: string | null
): Promise<Payment> {
  const made = await ctx.stripe.createPayment({
    attemptId: order.attemptId,
    version,
    customerId: knownCustomer ?? (await ctx.stripe.createCustomer(order)),
    amountCents: offer.price.totalCents,
    methods: ROOM_METHODS,
    description: describe(offer),
    metadata: metadataFor(order, offer),
  })
  const attempt = ctx.attempt(order.attemptId)
  const kept = await saveOrCancelIntent(attempt, version, made, ctx.stripe.cancelPayment)
  log.bookingBegun(kept.id, offer.room.slug, offer.slots.length, kept.amountCents)
  return kept
}

/** The same again, after a declined card for instance: her intent is still good if her hold is. */
async function renewHold(
  ctx: BookingContext,
  order: BookingOrder,
  offer: Offer,
  busy: readonly Interval[],
  payment: Payment
) {
  try {
    assertFree(ctx, offer, busy)
    const holdUntilMs = await placeHold(ctx, order.attemptId, offer, busy)
    return answerFor(payment, offer, holdUntilMs, order.attemptId)
  } catch (refusal) {
    // Nobody pays for a room that somebody else has.
    const now = await ctx.stripe.cancelPayment(payment.id)
    if (isPaid(now)) return alreadyPaid(now)
    await ctx.room(offer.room.slug).release(order.attemptId)
    throw refusal
  }
}

/** The same attempt has turned to another room: the first is free again. */
async function releasePreviousRoom(ctx: BookingContext, replaced: Payment, order: BookingOrder) {
  const { room = order.room } = replaced.metadata
  if (room !== order.room) await ctx.room(room).release(order.attemptId)
}

/** @throws Refusal `booking-…` */
function validateAndPrice(room: Room, order: BookingOrder, nowMs: number): Offer {
  const verdict = validateBooking(room, order, nowMs)
  if (!verdict.ok) throw new Refusal(verdict.code, verdict.field, verdict.words)
  return { room, slots: verdict.slots, price: priceOfBooking(room, verdict.slots) }
}

function fingerprint(order: BookingOrder, { slots, price }: Offer): Promise<string> {
  const { attemptId: _, days: __, extras, ...body } = order
  const said = Object.entries({ ...body, ...extras }).sort()
  return sha256Hex(JSON.stringify([said, slots]), String(price.totalCents))
}

function describe({ room, slots }: Offer): string {
  const dates = slots.map(({ date }) => date).join(', ')
  return `Room: ${room.name}, ${dates}`
}

function metadataFor(order: BookingOrder, { room, slots }: Offer): Record<string, string> {
  const { extras = {} } = order
  const asked = room.extras.length > 0
  return toMetadata({
    track: '2',
    room: room.slug,
    ...slotMetadata(slots),
    customer_name: order.name,
    email: order.email,
    phone: order.phone,
    company: order.company,
    notes: order.notes,
    ...(asked && {
      show_name: extras.showName,
      group_size: extras.groupSize === undefined ? undefined : String(extras.groupSize),
      set_choice: extras.setChoice,
      special_requests: extras.specialRequests,
    }),
  })
}

function isPaid({ status }: Payment): boolean {
  return status === 'succeeded' || status === 'processing'
}

function answerFor(payment: Payment, { price }: Offer, holdUntilMs: number, attemptId: string) {
  return {
    clientSecret: payment.clientSecret,
    paymentIntentId: payment.id,
    amountCents: payment.amountCents,
    lines: price.lines,
    holdUntil: new Date(holdUntilMs).toISOString(),
    attemptId,
  }
}

function alreadyPaid(payment: Payment) {
  return { alreadyPaid: true as const, outcome: payment.metadata.outcome ?? 'working' }
}
