/** Track 2, step 8: Gate 1, the hold, customer and PaymentIntent, before any money moves. */
import type { Payment } from '../../clients/stripe/payments.ts'
import { hashed, metadataOf } from '../../core/ids.ts'
import { events } from '../../core/log.ts'
import { Refusal } from '../../core/refusals.ts'
import { versionOf } from '../../payments/attempt-ledger.ts'
import { doorFor, keepIntent } from '../../payments/buyer.ts'
import { ROOM_METHODS } from '../../payments/rules/payment-methods.ts'
import { slotMetadata } from '../booking.ts'
import { usesOrRefuse } from '../busy-times.ts'
import type { BookingsWorld } from '../context.ts'
import { roomForSale } from '../for-sale.ts'
import { type BookingExtras, judgeBooking } from '../rules/booking-rules.ts'
import { priceOfBooking } from '../rules/price.ts'
import type { Room } from '../rules/rooms.ts'
import type { Interval, Slot } from '../rules/slots.ts'
import { hold, type Offer, refuseTaken, spanOf } from './gate-one.ts'
import { countHold } from './hold-limit.ts'

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
export async function createBooking(world: BookingsWorld, order: BookingOrder) {
  const room = roomForSale(order.room, world.house)
  const attempt = world.attempt(order.attemptId)
  const earlier = await attempt.read()
  const payment = earlier?.intentId ? await world.stripe.payment(earlier.intentId) : null
  if (payment && isPaid(payment)) return alreadyPaid(payment)

  const offer = offerFor(room, order, world.now())
  const print = await fingerprint(order, offer)
  const open = payment && payment.status !== 'canceled' && earlier?.fingerprint === print
  const door = doorFor(world, order.attemptId, print)
  if (!open) await door.look(versionOf(earlier, print, payment?.id))

  // Gate 1. Only looks until here: a refusal leaves every vendor as it was.
  const [busy, knownCustomer] = await Promise.all([
    usesOrRefuse(world, room.slug, spanOf(offer.slots), { notOf: order.attemptId }),
    open ? null : world.stripe.findCustomer(order.email),
  ])
  if (open) return renew(world, order, offer, busy, payment)
  refuseTaken(world, offer, busy)

  const { version, replaces } = await attempt.begin(print, payment?.id)
  const replaced = replaces ? await world.stripe.cancelPayment(replaces) : null
  if (replaced && isPaid(replaced)) return alreadyPaid(replaced)
  if (replaced) await leaveRoom(world, replaced, order)
  const untilMs = await hold(world, order.attemptId, offer, busy)
  try {
    // Counted only now: who loses the room has begun nothing.
    await Promise.all([
      door.admit(version),
      countHold(world, order.email, { holder: order.attemptId, room: room.slug, untilMs }),
    ])
    const made = await makePayment(world, order, offer, version, knownCustomer)
    return answerFor(made, offer, untilMs, order.attemptId)
  } catch (error) {
    // The same attempt in another window holds the room for what it sent; that stays.
    if (!(error instanceof Refusal && error.code === 'attempt-changed'))
      await world.room(room.slug).release(order.attemptId)
    throw error
  }
}

/** @throws Refusal `attempt-changed` */
async function makePayment(
  world: BookingsWorld,
  order: BookingOrder,
  offer: Offer,
  version: number,
  knownCustomer: string | null
): Promise<Payment> {
  const made = await world.stripe.createPayment({
    attemptId: order.attemptId,
    version,
    customerId: knownCustomer ?? (await world.stripe.createCustomer(order)),
    amountCents: offer.price.totalCents,
    methods: ROOM_METHODS,
    description: describe(offer),
    metadata: metadataFor(order, offer),
  })
  const attempt = world.attempt(order.attemptId)
  const kept = await keepIntent(attempt, version, made, world.stripe.cancelPayment)
  events.bookingBegun(kept.id, offer.room.slug, offer.slots.length, kept.amountCents)
  return kept
}

/** The same again, after a declined card for instance: her intent is still good if her hold is. */
async function renew(
  world: BookingsWorld,
  order: BookingOrder,
  offer: Offer,
  busy: readonly Interval[],
  payment: Payment
) {
  try {
    refuseTaken(world, offer, busy)
    const holdUntilMs = await hold(world, order.attemptId, offer, busy)
    return answerFor(payment, offer, holdUntilMs, order.attemptId)
  } catch (refusal) {
    // Nobody pays for a room that somebody else has.
    const now = await world.stripe.cancelPayment(payment.id)
    if (isPaid(now)) return alreadyPaid(now)
    await world.room(offer.room.slug).release(order.attemptId)
    throw refusal
  }
}

/** The same attempt has turned to another room: the first is free again. */
async function leaveRoom(world: BookingsWorld, replaced: Payment, order: BookingOrder) {
  const { room = order.room } = replaced.metadata
  if (room !== order.room) await world.room(room).release(order.attemptId)
}

/** @throws Refusal `booking-…` */
function offerFor(room: Room, order: BookingOrder, nowMs: number): Offer {
  const verdict = judgeBooking(room, order, nowMs)
  if (!verdict.ok) throw new Refusal(verdict.code, verdict.field, verdict.words)
  return { room, slots: verdict.slots, price: priceOfBooking(room, verdict.slots) }
}

function fingerprint(order: BookingOrder, { slots, price }: Offer): Promise<string> {
  const { attemptId: _, days: __, extras, ...body } = order
  const said = Object.entries({ ...body, ...extras }).sort()
  return hashed(JSON.stringify([said, slots]), String(price.totalCents))
}

function describe({ room, slots }: Offer): string {
  const dates = slots.map(({ date }) => date).join(', ')
  return `Room: ${room.name}, ${dates}`
}

function metadataFor(order: BookingOrder, { room, slots }: Offer): Record<string, string> {
  const { extras = {} } = order
  const asked = room.extras.length > 0
  return metadataOf({
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
