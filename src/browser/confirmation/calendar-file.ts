/** A calendar file as a link target, and Seattle's clock without the library that the Workers use for it. */
import { TIME_ZONE } from '../../core/time.ts'
import { type CalendarEvent, calendarText } from '../../payments/rules/calendar-file.ts'

const seattleOffset = (atMs: number) => {
  const shown = new Date(atMs).toLocaleString('sv-SE', { timeZone: TIME_ZONE })
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(atMs / 1000) * 1000
}

/** The instant (milliseconds) at which a Seattle clock shows `clock` (`'09:00'`). Not within an hour that a clock change repeats. */
export function seattleInstant(day: string, clock: string): number {
  const asUtc = Date.parse(`${day}T${clock}Z`)
  const guess = asUtc - seattleOffset(asUtc)
  return asUtc - seattleOffset(guess)
}

/** `file` is the name under which the e-mail attaches it; `what` is put into the calendar. */
export function calendarLink(
  event: CalendarEvent,
  { file, organizer, what = 'it' }: { file: string; organizer: string; what?: string },
  nowMs = Date.now()
): [text: string, href: string, file: string] {
  const text = calendarText(event, { organizer, nowMs })
  const href = `data:text/calendar;charset=utf-8,${encodeURIComponent(text)}`
  return [`Add ${what} to your calendar (.ics)`, href, `labour-temple-${file}.ics`]
}
