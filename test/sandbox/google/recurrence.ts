/**
 * Repeating events. Which days a rule falls on is computed by rrule-temporal (RFC 5545); it passes
 * over parts that it does not know, so which rules are taken at all is decided here.
 */
import { RRuleTemporal } from 'rrule-temporal'
import { invalid } from './errors.ts'
import { type Span, spanOf } from './event-times.ts'
import type { Calendar, GoogleEvent, Moment } from './records.ts'
import { stamp, wallOf } from './zone.ts'

const DAY_MS = 24 * 3600_000
/** How far a rule is followed from where the time asked about begins; Google's own bound is unverified. */
const FAR_MS = 5 * 366 * DAY_MS

const DAY = '(MO|TU|WE|TH|FR|SA|SU)'
const list = (item: string) => new RegExp(`^${item}(,${item})*$`)
/** The parts of a rule by name, and what each may say. Google's bounds of the numbers are unverified. */
const PARTS = new Map([
  ['FREQ', /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/],
  ['INTERVAL', /^[1-9]\d{0,2}$/],
  ['COUNT', /^[1-9]\d{0,3}$/],
  ['UNTIL', /^\d{8}(T\d{6}Z)?$/],
  ['BYDAY', list(DAY)],
  ['WKST', new RegExp(`^${DAY}$`)],
])
/** Of rules by the month or the year, `BYDAY=2TU` is the second Tuesday and `-1FR` the last Friday. */
const LONG_PARTS = new Map([
  ...PARTS,
  ['BYDAY', list(`([+-]?[1-5])?${DAY}`)],
  ['BYMONTH', list('([1-9]|1[0-2])')],
  ['BYMONTHDAY', list('-?([1-9]|[12]\\d|3[01])')],
  ['BYSETPOS', list('-?[1-9]\\d?')],
])
/** Days that are left out are written as the start is: as days, or as times. */
const EXCEPT_DAYS = /^EXDATE(;VALUE=DATE)?:\d{8}(,\d{8})*$/
const EXCEPT_TIMES = /^EXDATE(;TZID=[^:;]+)?:\d{8}T\d{6}Z?(,\d{8}T\d{6}Z?)*$/

/**
 * Refuses what is not followed here: Google takes more of RFC 5545 than this, and ignores none of it.
 * Of the event's start it matters only whether it is a day or a time.
 */
export function checkRule(lines: string[], allDay: boolean): void {
  const rules = lines.filter((line) => line.startsWith('RRULE:'))
  const others = lines.filter((line) => !line.startsWith('RRULE:'))
  const parts = new Map(partsOf(rules[0] ?? ''))
  const known = /^(MONTHLY|YEARLY)$/.test(parts.get('FREQ') ?? '') ? LONG_PARTS : PARTS
  const fits =
    rules.length === 1 &&
    parts.has('FREQ') &&
    [...parts].every(([name, value]) => known.get(name)?.test(value)) &&
    (!parts.has('BYSETPOS') || parts.has('BYDAY') || parts.has('BYMONTHDAY')) &&
    others.every((line) => (allDay ? EXCEPT_DAYS : EXCEPT_TIMES).test(line))
  if (!fits) throw invalid('Invalid recurrence rule.')
  try {
    ruleFrom(lines, allDay ? 'DTSTART;VALUE=DATE:20260101' : 'DTSTART:20260101T000000Z', allDay)
  } catch {
    // A day or a zone that there is not.
    throw invalid('Invalid recurrence rule.')
  }
}

const partsOf = (line: string) =>
  line
    .slice('RRULE:'.length)
    .split(';')
    .map((part) => part.split('=') as [string, string])

/** Throws a RangeError for dates and zones that there are not. */
function ruleFrom(lines: string[], start: string, allDay: boolean): RRuleTemporal {
  // The end of an all-day rule may be written as a time; the library wants a day of it.
  const said = lines.map((line) => (allDay ? line.replace(/(UNTIL=\d{8})T\d{6}Z/, '$1') : line))
  return new RRuleTemporal({ rruleString: [start, ...said].join('\n') })
}

/**
 * The instances that touch the time from `from` to `to` (milliseconds, either may be infinite), as
 * `singleEvents` shows them. Each starts at the clock time of the first in the event's own zone; one
 * that would start in the hour that a spring night skips is left out (RFC 5545, 3.3.10).
 */
export function instancesOf(
  event: GoogleEvent,
  zone: string,
  from: number,
  to: number
): GoogleEvent[] {
  const { startMs, endMs } = spanOf(event, zone)
  const first = Math.max(from - (endMs - startMs), startMs)
  // A day more on both sides: the days of an all-day rule are computed in UTC, wherever they are.
  const range = [first - DAY_MS, Math.min(to, first + FAR_MS) + DAY_MS] as const
  return spansOf(event, zone, range)
    .filter((span) => span.endMs > from && span.startMs < to)
    .map((span) => instance(event, span, zone))
}

/** Without the instances that were changed or deleted one by one: those are events of their own. */
export function standingInstances(
  event: GoogleEvent,
  { timeZone, events }: Pick<Calendar, 'timeZone' | 'events'>,
  from: number,
  to: number
): GoogleEvent[] {
  return instancesOf(event, timeZone, from, to).filter(({ id }) => !events.has(id))
}

/** The instances that start between two instants; all-day ones last as many days as the first. */
function spansOf(
  event: GoogleEvent,
  zone: string,
  [from, to]: readonly [from: number, to: number]
): Span[] {
  const { start, end, recurrence = [] } = event
  const allDay = start.date !== undefined
  const rule = ruleFrom(recurrence, firstLine(start, zone), allDay)
  const starts = rule.between(new Date(from), new Date(to), true)
  const { startMs, endMs } = spanOf(event, zone)
  if (!allDay) {
    return starts.map(({ epochMilliseconds: at }) => ({
      startMs: at,
      endMs: at + (endMs - startMs),
    }))
  }
  const days = (Date.parse(end.date ?? '') - Date.parse(start.date ?? '')) / DAY_MS
  return starts.map((at) => {
    const day = at.toPlainDate()
    const ends = { start: { date: `${day}` }, end: { date: `${day.add({ days })}` } }
    return spanOf(ends, zone)
  })
}

function firstLine({ date, dateTime, timeZone }: Moment, zone: string): string {
  if (date) return `DTSTART;VALUE=DATE:${plain(date)}`
  const home = timeZone ?? zone
  return `DTSTART;TZID=${home}:${plain(wallOf(Date.parse(dateTime ?? ''), home))}`
}

const plain = (text: string) => text.replace(/[-:]/g, '')

function instance(event: GoogleEvent, span: Span, zone: string): GoogleEvent {
  const { recurrence: _, ...rest } = event
  const day = (at: number) => wallOf(at, zone).slice(0, 10)
  const ends = event.start.date
    ? { start: { date: day(span.startMs) }, end: { date: day(span.endMs) } }
    : {
        start: { ...event.start, dateTime: stamp(span.startMs, zone) },
        end: { ...event.end, dateTime: stamp(span.endMs, zone) },
      }
  const key = ends.start.date ?? `${wallOf(span.startMs, 'UTC')}Z`
  return {
    ...rest,
    ...ends,
    id: `${event.id}_${plain(key)}`,
    recurringEventId: event.id,
    originalStartTime: ends.start,
  }
}
