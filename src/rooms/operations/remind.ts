/** Reminds customers of the rooms that are booked for tomorrow. A part of every sweep, so a failed try is repeated. */
import { isRefunded } from '../../clients/stripe/payments.ts'
import { nextDay, seattleClock, seattleDay } from '../../core/time.ts'
import { toInstant } from '../../core/zoned-time.ts'
import { sendingOnce } from '../../payments/emails/send-once.ts'
import { type PaidBooking, parseBooking } from '../booking.ts'
import type { BookingContext } from '../context.ts'
import { bookingReminder, reminderTag } from '../emails/reminder.ts'
import { findEvent } from '../find-event.ts'
import { log } from '../log.ts'
import type { BusySlot } from '../room-ledger.ts'
import { intervalOfEvent } from '../staff-edits.ts'

/** Seattle's clock on the day before: an hour is left to cancel the earliest room for half of its price. */
const REMIND_FROM = '07:00'

/** Longer than from the first to the last of ten weekdays: the other days of the booking are named too. */
const AHEAD_MS = 21 * 24 * 3600_000

export async function remindOfTomorrow(ctx: BookingContext): Promise<void> {
  const now = ctx.now()
  const today = seattleDay(now)
  if (seattleClock(now) < REMIND_FROM) return
  const fromMs = toInstant(today, '00:00')
  for (const room of Object.keys(ctx.config.calendars))
    await isolated(room, async () => {
      const uses = await ctx.room(room).busyBetween(fromMs, fromMs + AHEAD_MS)
      for (const use of uses) {
        const days = uses.filter(({ holder }) => holder === use.holder)
        if (isDue(use, days, today)) await isolated(use.holder, () => remind(ctx, room, use, days))
      }
    })
}

/** Paid on an earlier day, for tomorrow, and not the day after another day of the same booking. */
function isDue({ standing, fromMs }: BusySlot, days: readonly BusySlot[], today: string): boolean {
  if (!standing || seattleDay(standing.sinceMs) >= today) return false
  return (
    seattleDay(fromMs) === nextDay(today) && !days.some((day) => seattleDay(day.fromMs) === today)
  )
}

async function remind(
  ctx: BookingContext,
  room: string,
  use: BusySlot,
  days: readonly BusySlot[]
): Promise<void> {
  const paymentId = use.standing?.paymentId ?? ''
  const ledger = ctx.attempt(use.holder)
  if (await ledger.wasSent(reminderTag(paymentId, use.date))) return
  const booking = await confirmedBooking(ctx, paymentId)
  const event = booking && (await findEvent(ctx, room, paymentId, use.date))
  // Staff may have deleted or moved it, and nobody has looked at the calendar since.
  if (!event || seattleDay(event.startMs) !== seattleDay(use.fromMs)) return
  const others = days.filter(({ fromMs }) => fromMs > use.toMs)
  const about = { date: use.date, room: event.room, interval: intervalOfEvent(event), others }
  await sendingOnce(ctx.mail, ledger).send(bookingReminder(booking, about, ctx.now()))
}

/** Read again, because the ledger does not know of a refund whose event is still to come. */
async function confirmedBooking(
  { stripe, config }: BookingContext,
  paymentId: string
): Promise<PaidBooking | null> {
  const payment = await stripe.getPayment(paymentId)
  const sale = payment && parseBooking(payment)
  if (!sale || payment.metadata.outcome !== 'confirmed' || isRefunded(payment)) return null
  return { payment, sale, config }
}

/** Logs an error, so that one room or booking that fails does not stop the others. */
async function isolated(id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    log.sweepItemFailed(id, error)
  }
}
