/** A day pass as a calendar file: with its confirmation, and again when it is taken back. */
import type { Attachment } from '../../clients/mailersend.ts'
import type { Day } from '../../core/time.ts'
import { calendarText, passEvent } from '../../payments/rules/calendar-file.ts'
import type { PaidPass } from '../purchase.ts'

export function passCalendar({ payment, config }: PaidPass, day: Day): Attachment {
  const nowMs = payment.charge?.createdMs ?? payment.createdMs
  const text = calendarText(passEvent(payment.id, day), { organizer: config.supportEmail, nowMs })
  return { filename: 'labour-temple-day-pass.ics', text }
}

/** Takes the day out of the calendar again. */
export function cancelledPassCalendar(
  { payment, config }: PaidPass,
  day: Day,
  nowMs: number
): Attachment {
  const about = { organizer: config.supportEmail, nowMs, cancel: true }
  const text = calendarText(passEvent(payment.id, day), about)
  return { filename: 'labour-temple-day-pass-cancelled.ics', text }
}
