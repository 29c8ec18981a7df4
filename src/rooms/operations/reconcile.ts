/** Track 2 of the monthly sheet: each paid booking against the room's calendar, and back again. */
import type { BookedEvent } from '../../clients/google/events.ts'
import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { eventId } from '../../core/ids.ts'
import { type Month, type Span, spanOfMonth } from '../../core/month.ts'
import { dayInWords, houseDay } from '../../core/time.ts'
import { type Report, reportOf } from '../../operations/reconciliation-report.ts'
import { createSheet, type Sheet } from '../../operations/reconciliation-sheet.ts'
import { bookingOf } from '../booking.ts'
import type { BookingsWorld } from '../context.ts'
import * as checks from './reconcile-checks.ts'

type Calendars = ReadonlyMap<string, ReadonlyMap<string, BookedEvent>>
type Name = keyof typeof TITLES

const TITLES = {
  events: 'Calendar event on every booked day',
  refund: 'Refund went through in full',
  refunded: 'No event where the money went back',
  money: 'Amount agrees with the price list',
  letter: 'Letter sent',
}

/** A room is booked up to 60 days ahead, and staff may have moved a booking by a day or two. */
const AHEAD_MS = 62 * 24 * 3600_000

/** Events whose payment is not among those read are looked up one by one. */
const MOST_LOOKED_UP = 50

export async function reconcileBookings(world: BookingsWorld, month: Month): Promise<Report> {
  const span = spanOfMonth(month)
  const calendars = await readCalendars(world, span)
  const sheet = createSheet<Name>(2, TITLES)
  const taken: Payment[] = []
  /** Whether the payment pays for its events. */
  const known = new Map<string, boolean>()
  const since = { ...span, fromMs: span.fromMs - AHEAD_MS }
  const whole = await world.stripe.eachPayment(since, (payment) => {
    if (!bookingOf(payment)) return
    known.set(payment.id, payment.status === 'succeeded' && !isRefunded(payment))
    if (payment.createdMs >= span.fromMs && payment.status === 'succeeded') taken.push(payment)
  })
  for (const payment of taken) await judge(world, sheet, calendars, payment)
  const paidThisMonth = new Set(taken.map(({ id }) => id))
  const skipped = await judgeEvents(world, sheet, { span, calendars, known, paidThisMonth })
  return reportOf(month, [sheet.report()], [...notesOf(world, whole), skipped])
}

/** One list a room: all days that could be booked in the month. */
async function readCalendars({ calendar, house }: BookingsWorld, span: Span): Promise<Calendars> {
  const calendars = new Map<string, Map<string, BookedEvent>>()
  for (const [room, id] of Object.entries(house.calendars)) {
    const shown = await calendar.bookedBetween(id, span.fromMs, span.toMs + AHEAD_MS)
    calendars.set(room, new Map(shown.map((event) => [event.id, event])))
  }
  return calendars
}

async function judge(
  { house, now }: BookingsWorld,
  sheet: Sheet<Name>,
  calendars: Calendars,
  payment: Payment
): Promise<void> {
  const sale = bookingOf(payment)
  if (!sale) return
  const { outcome = '' } = payment.metadata
  const paidMs = payment.charge?.createdMs ?? payment.createdMs
  // Its run is at work, and the sweep tells the team soon enough.
  if (!outcome && now() - paidMs < house.alertMs) return
  const shown = calendars.get(sale.room)
  const days = await Promise.all(
    sale.slots.map(async (slot) => {
      const event = shown?.get(await eventId(payment.id, slot.date))
      return { slot, event: event ?? null }
    })
  )
  const checked = { payment, sale, outcome, refunded: isRefunded(payment), days, isRead: !!shown }
  const who = `${sale.customerName}, ${sale.email}`
  const { id, amountCents, metadata } = payment
  sheet.judge(
    { id, who, amountCents, metadata },
    {
      events: checks.ofEvents(checked),
      refund: checks.ofRefund(checked),
      refunded: checks.ofRefunded(checked),
      money: checks.ofMoney(checked),
      letter: checks.ofLetter(checked),
    }
  )
}

interface Held {
  span: Span
  calendars: Calendars
  known: Map<string, boolean>
  paidThisMonth: ReadonlySet<string>
}

/** The other way round: what stands in this month's calendars as ours, and is not paid for. */
async function judgeEvents(
  { stripe }: BookingsWorld,
  sheet: Sheet<Name>,
  { span, calendars, known, paidThisMonth }: Held
): Promise<string | null> {
  let lookedUp = 0
  for (const [room, shown] of calendars) {
    for (const event of shown.values()) {
      const { paymentId, startMs, id } = event
      // Of those paid this month it has been said already.
      if (startMs >= span.toMs || paidThisMonth.has(paymentId)) continue
      if (!known.has(paymentId) && paymentId !== '') {
        if (++lookedUp > MOST_LOOKED_UP) continue
        const payment = await stripe.payment(paymentId)
        if (payment) known.set(paymentId, payment.status === 'succeeded' && !isRefunded(payment))
      }
      const when = `${room}, ${dayInWords(houseDay(startMs))}`
      const subject = { id: paymentId || id }
      sheet.judge(subject, { refunded: checks.ofEvent(event, when, known.get(paymentId)) })
    }
  }
  if (lookedUp <= MOST_LOOKED_UP) return null
  return `${lookedUp - MOST_LOOKED_UP} events of unknown payments were not looked up: too many at once.`
}

function notesOf({ house }: BookingsWorld, whole: boolean): (string | null)[] {
  const none = Object.keys(house.calendars).length === 0
  return [
    none ? 'No calendar is set in ROOM_CALENDARS: nothing could be held against one.' : null,
    whole ? null : 'There were more payments than could be read at once: the oldest are missing.',
  ]
}
