/** Track 2, step 8: Gate 1, then the hold, the customer and the PaymentIntent. Nothing is charged yet. */

import { requireClientSecret } from '../../clients/stripe/client-secret.ts'
import type { Payment } from '../../clients/stripe/payments.ts'
import { sha256Hex, toMetadata } from '../../core/ids.ts'
import { Refusal } from '../../core/refusals.ts'
import { attemptFingerprint, versionFor } from '../../payments/attempt-ledger.ts'
import { intentRateLimit, saveOrCancelIntent, startVersion } from '../../payments/buyer.ts'
import { ROOM_METHODS } from '../../payments/rules/payment-methods.ts'
import { requestsMetadata, slotMetadata } from '../booking.ts'
import { type BusyTime, busyTimesOrRefuse } from '../busy-times.ts'
import type { BookingContext } from '../context.ts'
import { roomForSale } from '../for-sale.ts'
import { log } from '../log.ts'
import type { EarlierHold } from '../room-ledger.ts'
import { type BookingExtras, validateBooking } from '../rules/booking-rules.ts'
import { priceOfBooking } from '../rules/price.ts'
import type { Room } from '../rules/rooms.ts'
import type { Slot } from '../rules/slots.ts'
import { assertFree, type Offer, placeHold, searchSpan } from './gate-one.ts'
import { enforceHoldLimit, uncountHold } from './hold-limit.ts'

export interface CreateBookingRequest {
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
export async function createBooking(ctx: BookingContext, request: CreateBookingRequest) {
  const room = roomForSale(request.room, ctx.config)
  const attempt = ctx.attempt(request.attemptId)
  const previous = await attempt.read()
  const payment = previous?.intentId ? await ctx.stripe.getPayment(previous.intentId) : null
  if (payment && isPaid(payment)) return alreadyPaid(payment)

  const offer = validateAndPrice(room, request, ctx.now())
  const requestFingerprint = await fingerprint(request, offer)
  const open =
    payment && payment.status !== 'canceled' && previous?.fingerprint === requestFingerprint
  const rateLimit = intentRateLimit(ctx, request.attemptId, requestFingerprint)
  if (!open) await rateLimit.check(versionFor(previous, requestFingerprint, payment?.id))

  // Gate 1. Only reads happen up to here, so a refusal leaves every vendor unchanged.
  const [busy, knownCustomer] = await Promise.all([
    busyTimesOrRefuse(ctx, room.slug, searchSpan(offer.slots), {
      excludeAttempt: request.attemptId,
    }),
    open ? null : ctx.stripe.findCustomer(request.email).then((one) => one?.customerId ?? null),
  ])
  if (open) return renewHold(ctx, request, offer, busy, payment)
  await assertFree(ctx, offer, busy)

  // The limits are asked before anything is held, so that nobody who is refused keeps others out.
  await rateLimit.consume(versionFor(previous, requestFingerprint, payment?.id))
  await countHold(ctx, request)
  return holdAndCreateIntent(ctx, request, offer, {
    ...{ busy, knownCustomer, fingerprint: requestFingerprint },
    ...(payment && { usedIntentId: payment.id }),
  })
}

interface ReadBefore {
  busy: readonly BusyTime[]
  knownCustomer: string | null
  fingerprint: string
  /** The attempt's earlier intent. */
  usedIntentId?: string
}

/** The hold comes last before the intent; if anything after it fails, it is released at once. */
async function holdAndCreateIntent(
  ctx: BookingContext,
  request: CreateBookingRequest,
  offer: Offer,
  { busy, knownCustomer, fingerprint, usedIntentId }: ReadBefore
) {
  const { attemptId } = request
  const attempt = ctx.attempt(attemptId)
  const { version, replacedIntentId } = await startVersion(attempt, fingerprint, usedIntentId)
  try {
    const replaced = replacedIntentId ? await ctx.stripe.cancelPayment(replacedIntentId) : null
    if (replaced && isPaid(replaced)) return alreadyPaid(replaced)
    const earlier = replaced ? await releasePreviousRoom(ctx, replaced, request) : null
    const untilMs = await placeHold(ctx, { attemptId, version, earlier }, offer, busy)
    const created = await createPaymentIntent(ctx, request, offer, version, knownCustomer)
    return responseFor(created, offer, { attemptId, holdUntilMs: untilMs, nowMs: ctx.now() })
  } catch (error) {
    // A later request of the same attempt, from another tab, has a hold of its own, which stays.
    await ctx.room(offer.room.slug).releaseHold(attemptId, version)
    if (!(error instanceof Refusal && error.code === 'attempt-changed'))
      await uncountHold(ctx, request)
    throw error
  }
}

/** @throws RateLimited */
async function countHold(ctx: BookingContext, { email, attemptId, room }: CreateBookingRequest) {
  const untilMs = ctx.now() + ctx.config.holdDurationMs
  await enforceHoldLimit(ctx, email, { holder: attemptId, rooms: [room], untilMs })
}

/** @throws Refusal `attempt-changed` */
async function createPaymentIntent(
  ctx: BookingContext,
  request: CreateBookingRequest,
  offer: Offer,
  version: number,
  knownCustomer: string | null
): Promise<Payment> {
  const created = await ctx.stripe.createPayment({
    attemptId: request.attemptId,
    version,
    customerId: knownCustomer ?? (await ctx.stripe.createCustomer(request)),
    amountCents: offer.price.totalCents,
    methods: ROOM_METHODS,
    description: describe(offer),
    metadata: metadataFor(request, offer),
  })
  const attempt = ctx.attempt(request.attemptId)
  const saved = await saveOrCancelIntent(attempt, { version }, created, ctx.stripe.cancelPayment)
  log.bookingBegun(saved.id, offer.room.slug, offer.slots.length, saved.amountCents)
  return saved
}

/** A repeated request, e.g. after a declined card: reuses the open intent if the room can still be held. */
async function renewHold(
  ctx: BookingContext,
  request: CreateBookingRequest,
  offer: Offer,
  busy: readonly BusyTime[],
  payment: Payment
) {
  try {
    await assertFree(ctx, offer, busy)
    await countHold(ctx, request)
    const holdUntilMs = await placeHold(ctx, { attemptId: request.attemptId }, offer, busy)
    return responseFor(payment, offer, {
      attemptId: request.attemptId,
      holdUntilMs,
      nowMs: ctx.now(),
    })
  } catch (refusal) {
    // Cancel the intent, so that the customer cannot pay for a room that someone else has.
    const now = await ctx.stripe.cancelPayment(payment.id)
    if (isPaid(now)) return alreadyPaid(now)
    await ctx.room(offer.room.slug).release(request.attemptId)
    throw refusal
  }
}

/** Releases the first room if the same attempt now books another one. Returns its hold there. */
async function releasePreviousRoom(
  ctx: BookingContext,
  replaced: Payment,
  request: CreateBookingRequest
): Promise<EarlierHold | null> {
  const { room = request.room } = replaced.metadata
  return room === request.room ? null : ctx.room(room).releaseHold(request.attemptId)
}

/** @throws Refusal `booking-…` */
function validateAndPrice(room: Room, request: CreateBookingRequest, nowMs: number): Offer {
  const validation = validateBooking(room, request, nowMs)
  if (!validation.ok) throw new Refusal(validation.code, validation.field, validation.message)
  return { room, slots: validation.slots, price: priceOfBooking(room, validation.slots) }
}

async function fingerprint(
  request: CreateBookingRequest,
  { slots, price }: Offer
): Promise<string> {
  const { attemptId: _, days: __, extras, ...body } = request
  const fields = Object.entries({ ...body, ...extras }).sort()
  const hash = await sha256Hex(JSON.stringify([fields, slots]), String(price.totalCents))
  return attemptFingerprint('2', hash)
}

function describe({ room, slots }: Offer): string {
  const dates = slots.map(({ date }) => date).join(', ')
  return `Room: ${room.name}, ${dates}`
}

function metadataFor(
  request: CreateBookingRequest,
  { room, slots }: Offer
): Record<string, string> {
  const { extras = {} } = request
  const hasExtras = room.extras.length > 0
  return toMetadata({
    track: '2',
    room: room.slug,
    ...slotMetadata(slots),
    customer_name: request.name,
    email: request.email,
    phone: request.phone,
    company: request.company,
    notes: request.notes,
    ...(hasExtras && {
      show_name: extras.showName,
      group_size: extras.groupSize === undefined ? undefined : String(extras.groupSize),
      set_choice: extras.setChoice,
      ...requestsMetadata(extras.specialRequests),
    }),
  })
}

function isPaid({ status }: Payment): boolean {
  return status === 'succeeded' || status === 'processing'
}

function responseFor(
  payment: Payment,
  { price }: Offer,
  { attemptId, holdUntilMs, nowMs }: { attemptId: string; holdUntilMs: number; nowMs: number }
) {
  return {
    clientSecret: requireClientSecret(payment),
    paymentIntentId: payment.id,
    amountCents: payment.amountCents,
    lines: price.lines,
    holdUntil: new Date(holdUntilMs).toISOString(),
    holdSecondsLeft: Math.max(0, Math.floor((holdUntilMs - nowMs) / 1000)),
    attemptId,
  }
}

function alreadyPaid(payment: Payment) {
  return { alreadyPaid: true as const, outcome: payment.metadata.outcome ?? 'working' }
}
