/** Track 2 of the monthly report: compares paid bookings with the calendars of the rooms. */

import type { BookedEvent } from '../../clients/google/events.ts'
import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { eventId } from '../../core/ids.ts'
import { type Month, type Span, spanOfMonth } from '../../core/month.ts'
import { formatDay, seattleDay } from '../../core/time.ts'
import { buildReport, type Report } from '../../operations/reconciliation-report.ts'
import { createTrackSheet, type TrackSheet } from '../../operations/reconciliation-sheet.ts'
import { unreadableFinding, whoOf } from '../../payments/emails/unreadable.ts'
import { parseBooking, remainingSlots, unreadableOf } from '../booking.ts'
import type { BookingContext } from '../context.ts'
import * as checks from './reconcile-checks.ts'

type Calendars = ReadonlyMap<string, ReadonlyMap<string, BookedEvent>>
type Name = keyof typeof TITLES

const TITLES = {
  events: 'Calendar event on every booked day',
  refund: 'Refund went through in full',
  refunded: 'No event where the money went back',
  money: 'Amount agrees with the price list',
  email: 'E-mail sent',
  readable: 'Booking can be read',
}

/** Rooms are booked up to 60 days ahead, and staff may have moved a booking by a day or two. */
const AHEAD_MS = 62 * 24 * 3600_000

/** Payments of events that are not in the list are read one by one, up to this number. */
const MAX_LOOKED_UP = 50

export async function reconcileBookings(ctx: BookingContext, month: Month): Promise<Report> {
  const span = spanOfMonth(month)
  const calendars = await readCalendars(ctx, span)
  const sheet = createTrackSheet<Name>(2, TITLES)
  const paid: Payment[] = []
  /** Payment id → whether it is paid and not refunded. */
  const known = new Map<string, boolean>()
  const since = { ...span, fromMs: span.fromMs - AHEAD_MS }
  const complete = await ctx.stripe.eachPayment(since, (payment) => {
    if (!parseBooking(payment)) {
      if (payment.createdMs >= span.fromMs) recordUnreadable(sheet, payment)
      return
    }
    known.set(payment.id, payment.status === 'succeeded' && !isRefunded(payment))
    if (payment.createdMs >= span.fromMs && payment.status === 'succeeded') paid.push(payment)
  })
  for (const payment of paid) await checkBooking(ctx, sheet, calendars, payment)
  const paidThisMonth = new Set(paid.map(({ id }) => id))
  const skipped = await checkCalendars(ctx, sheet, { span, calendars, known, paidThisMonth })
  return buildReport(month, [sheet.report()], { notes: [...notesOf(ctx, complete), skipped] })
}

function recordUnreadable(sheet: TrackSheet<Name>, payment: Payment): void {
  const unreadable = unreadableOf(payment)
  if (!unreadable || isRefunded(payment)) return
  const { id, amountCents } = payment
  const subject = { id, who: whoOf(payment), amountCents }
  sheet.record(subject, { readable: unreadableFinding(unreadable) })
}

/** Room → event id → event, for all days that could be booked in the month. */
async function readCalendars({ calendar, config }: BookingContext, span: Span): Promise<Calendars> {
  const calendars = new Map<string, Map<string, BookedEvent>>()
  for (const [room, id] of Object.entries(config.calendars)) {
    const events = await calendar.listOwnEvents(id, span.fromMs, span.toMs + AHEAD_MS)
    calendars.set(room, new Map(events.map((event) => [event.id, event])))
  }
  return calendars
}

async function checkBooking(
  { config, now }: BookingContext,
  sheet: TrackSheet<Name>,
  calendars: Calendars,
  payment: Payment
): Promise<void> {
  const sale = parseBooking(payment)
  if (!sale) return
  const { outcome = '' } = payment.metadata
  const paidMs = payment.charge?.createdMs ?? payment.createdMs
  // Its workflow may still be running; otherwise the sweep alerts the team soon.
  if (!outcome && now() - paidMs < config.alertAfterMs) return
  const days = await Promise.all(
    remainingSlots({ payment, sale }).map(async (slot) => {
      const id = await eventId(payment.id, slot.date)
      return { slot, ...eventIn(calendars, sale.room, id) }
    })
  )
  const isRead = calendars.has(sale.room)
  const checked = { payment, sale, outcome, refunded: isRefunded(payment), days, isRead }
  const who = `${sale.customerName}, ${sale.email}`
  const { id, amountCents, metadata } = payment
  sheet.record(
    { id, who, amountCents, metadata },
    {
      events: checks.checkEvents(checked),
      refund: checks.checkRefund(checked),
      refunded: checks.checkRefunded(checked),
      money: checks.checkAmount(checked),
      email: checks.checkEmail(checked),
    }
  )
}

/** Staff may have moved an event to another room: the booked room is looked at first, then all others. */
function eventIn(
  calendars: Calendars,
  room: string,
  id: string
): { event: BookedEvent | null; room: string } {
  for (const slug of [room, ...calendars.keys()]) {
    const event = calendars.get(slug)?.get(id)
    if (event) return { event, room: slug }
  }
  return { event: null, room }
}

interface ReadData {
  span: Span
  calendars: Calendars
  known: Map<string, boolean>
  paidThisMonth: ReadonlySet<string>
}

/** Checks our events in this month's calendars: each must have a payment. Returns a note or `null`. */
async function checkCalendars(
  { stripe }: BookingContext,
  sheet: TrackSheet<Name>,
  { span, calendars, known, paidThisMonth }: ReadData
): Promise<string | null> {
  let lookedUp = 0
  for (const [room, events] of calendars) {
    for (const event of events.values()) {
      const { paymentId, startMs, id } = event
      // Payments of this month are checked above.
      if (startMs >= span.toMs || paidThisMonth.has(paymentId)) continue
      if (!known.has(paymentId) && paymentId !== '') {
        if (++lookedUp > MAX_LOOKED_UP) continue
        const payment = await stripe.getPayment(paymentId)
        if (payment) known.set(paymentId, payment.status === 'succeeded' && !isRefunded(payment))
      }
      const when = `${room}, ${formatDay(seattleDay(startMs))}`
      const record = { id: paymentId || id }
      sheet.record(record, { refunded: checks.checkEvent(event, when, known.get(paymentId)) })
    }
  }
  if (lookedUp <= MAX_LOOKED_UP) return null
  return `${lookedUp - MAX_LOOKED_UP} events of unknown payments were not looked up: too many at once.`
}

function notesOf({ config }: BookingContext, complete: boolean): (string | null)[] {
  const none = Object.keys(config.calendars).length === 0
  return [
    none ? 'No calendar is set in ROOM_CALENDARS: no booking could be compared with one.' : null,
    complete
      ? null
      : 'There were more payments than could be read at once: the oldest are missing.',
  ]
}
