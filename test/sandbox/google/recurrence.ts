/** Repeating events, as staff make them: every day or every week, counted, until a day, with exceptions. */

import { invalid } from './errors.ts'
import { type Span, spanOf } from './event-times.ts'
import type { GoogleEvent } from './records.ts'
import { instantOf, stamp, wallOf } from './zone.ts'

const DAY_MS = 24 * 3600_000
const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
/** How far a rule without an end is followed; Google's own bound is unverified. */
const MOST_DAYS = 5 * 366

interface Rule {
  weekly: boolean
  interval: number
  count: number
  until: string
  days: string[]
  except: Set<string>
}

/** Google takes more of RFC 5545 than this; what is not followed here is refused, never ignored. */
export function readRule(lines: string[]): Rule {
  const rules = lines.filter((line) => line.startsWith('RRULE:'))
  const others = lines.filter((line) => !line.startsWith('RRULE:'))
  const parts = new Map(
    (rules[0] ?? '')
      .slice('RRULE:'.length)
      .split(';')
      .map((part) => part.split('=') as [string, string])
  )
  const freq = parts.get('FREQ')
  const known = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'WKST']
  const days = parts.get('BYDAY')?.split(',') ?? []
  const fits =
    rules.length === 1 &&
    (freq === 'DAILY' || freq === 'WEEKLY') &&
    [...parts.keys()].every((name) => known.includes(name)) &&
    days.every((day) => DAYS.includes(day)) &&
    others.every((line) => /^EXDATE(;[^:]*)?:[\dTZ,]+$/.test(line)) &&
    ['INTERVAL', 'COUNT'].every((name) => /^[1-9]\d*$/.test(parts.get(name) ?? '1')) &&
    /^(\d{8}(T\d{6}Z)?)?$/.test(parts.get('UNTIL') ?? '')
  if (!fits) throw invalid('Invalid recurrence rule.')
  return {
    weekly: freq === 'WEEKLY',
    interval: Number(parts.get('INTERVAL') ?? 1),
    count: Number(parts.get('COUNT') ?? Number.POSITIVE_INFINITY),
    until: parts.get('UNTIL') ?? '',
    days,
    except: new Set(others.flatMap((line) => (line.split(':')[1] ?? '').split(','))),
  }
}

/** The instances that touch the time between two instants, as `singleEvents` shows them. */
export function instancesOf(event: GoogleEvent, zone: string, from: number, to: number) {
  const rule = readRule(event.recurrence ?? [])
  const { startMs, endMs } = spanOf(event, zone)
  const home = event.start.date ? zone : (event.start.timeZone ?? zone)
  const [firstDay = '', clock = ''] = wallOf(startMs, home).split('T')
  const found: GoogleEvent[] = []
  let counted = 0
  for (let step = 0; step < MOST_DAYS && counted < rule.count; step += 1) {
    const day = new Date(Date.parse(`${firstDay}T00:00:00Z`) + step * DAY_MS)
    if (!falls(rule, firstDay, day)) continue
    const label = day.toISOString().slice(0, 10)
    const at = instantOf(`${label}T${clock}`, home)
    const keys = keysOf(event, at, home)
    if (at > to || isPast(rule.until, keys)) break
    counted += 1
    if (keys.some((key) => rule.except.has(key))) continue
    const end = event.start.date
      ? instantOf(shifted(event.end.date ?? '', step), zone)
      : at + (endMs - startMs)
    if (end > from && at < to) found.push(instance(event, { startMs: at, endMs: end }, zone))
  }
  return found
}

const shifted = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 19)

function falls(rule: Rule, firstDay: string, day: Date): boolean {
  const first = new Date(`${firstDay}T00:00:00Z`)
  const since = Math.round((day.getTime() - first.getTime()) / DAY_MS)
  const name = DAYS[day.getUTCDay()] ?? ''
  if (!rule.weekly) {
    return since % rule.interval === 0 && (rule.days.length === 0 || rule.days.includes(name))
  }
  const expected = rule.days.length > 0 ? rule.days : [DAYS[first.getUTCDay()] ?? '']
  const week = Math.floor((since + ((first.getUTCDay() + 6) % 7)) / 7)
  return week % rule.interval === 0 && expected.includes(name)
}

/** The names of an instance: its UTC time, its clock time at home, its day. */
function keysOf(event: GoogleEvent, at: number, home: string): string[] {
  const plain = (text: string) => text.replace(/[-:]/g, '')
  const local = plain(wallOf(at, home))
  if (event.start.date) return [local.slice(0, 8)]
  return [`${plain(wallOf(at, 'UTC'))}Z`, local, local.slice(0, 8)]
}

function isPast(until: string, keys: string[]): boolean {
  if (until === '') return false
  const key = until.length === 8 ? keys.at(-1) : keys[0]
  return (key ?? '') > until.slice(0, key?.length)
}

function instance(event: GoogleEvent, span: Span, zone: string): GoogleEvent {
  const { recurrence: _, ...rest } = event
  const ends = event.start.date
    ? {
        start: { date: wallOf(span.startMs, zone).slice(0, 10) },
        end: { date: wallOf(span.endMs, zone).slice(0, 10) },
      }
    : {
        start: { ...event.start, dateTime: stamp(span.startMs, zone) },
        end: { ...event.end, dateTime: stamp(span.endMs, zone) },
      }
  const key = keysOf(event, span.startMs, zone)[0]
  return {
    ...rest,
    ...ends,
    id: `${event.id}_${key}`,
    recurringEventId: event.id,
    originalStartTime: ends.start,
  }
}
