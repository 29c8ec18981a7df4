/** Whether a request for a room keeps the house's rules; who else wants the room is not asked here. */
import { messageFor, type RefusalCode } from '../../core/refusals.ts'
import { formatDay, isDay } from '../../core/time.ts'
import { closureOn } from './closures.ts'
import type { Room } from './rooms.ts'
import {
  CLOSES,
  endOf,
  intervalOf,
  isInWindow,
  isWeekday,
  MAX_DAYS,
  MAX_HOURS,
  MIN_HOURS,
  minutesOf,
  type Slot,
  STARTS,
} from './slots.ts'

export type BookingRefusalCode = Extract<RefusalCode, `booking-${string}`>

/** What Sonic Studio asks besides; every other room leaves it out. */
export interface BookingExtras {
  showName?: string | undefined
  /** People. */
  groupSize?: number | undefined
  setChoice?: string | undefined
  specialRequests?: string | undefined
}

export interface BookingRequest {
  days: readonly Slot[]
  extras?: BookingExtras | undefined
}

/** `field` is the part of the body at fault, `words` say the rule and what to do. */
export interface Objection {
  code: BookingRefusalCode
  field: string
  words: string
}

/** The accepted slots are in the order of their days. */
export type BookingValidation = { ok: true; slots: Slot[] } | ({ ok: false } & Objection)

export function validateBooking(
  room: Room,
  request: BookingRequest,
  nowMs: number
): BookingValidation {
  const { days, extras = {} } = request
  const wrong = daysObjection(room, days, nowMs) ?? extrasObjection(room, extras)
  if (wrong) return { ok: false, ...wrong }
  const slots = days.map(({ date, start, hours }) => ({ date, start, hours }))
  return { ok: true, slots: slots.sort((a, b) => (a.date < b.date ? -1 : 1)) }
}

function daysObjection(room: Room, days: readonly Slot[], nowMs: number): Objection | null {
  if (days.length < 1 || days.length > MAX_DAYS) return about('booking-days')
  for (const slot of days) {
    const found = slotObjection(room, slot, nowMs)
    if (!found) continue
    const [code, words = messageFor(code)] = found
    // One day needs no naming; a date that is none cannot be said in words.
    const named = days.length > 1 && code !== 'booking-date'
    return about(code, named ? `${formatDay(slot.date)}: ${words}` : words)
  }
  const distinct = new Set(days.map(({ date }) => date))
  return distinct.size < days.length ? about('booking-repeated') : null
}

function about(code: BookingRefusalCode, words: string = messageFor(code)): Objection {
  return { code, field: 'days', words }
}

type RuleViolation = [code: BookingRefusalCode, words?: string] | null

function slotObjection(room: Room, slot: Slot, nowMs: number): RuleViolation {
  if (!isDay(slot.date)) return ['booking-date']
  if (!isWeekday(slot.date)) return ['booking-weekend']
  const closure = closureOn(slot.date)
  if (closure) return ['booking-closed', closedWords(closure.reason)]
  return hoursObjection(room, slot) ?? windowObjection(slot, nowMs)
}

function hoursObjection({ name, minHours }: Room, slot: Slot): RuleViolation {
  if (!STARTS.includes(slot.start)) return ['booking-start']
  if (!Number.isInteger(slot.hours) || slot.hours < MIN_HOURS || slot.hours > MAX_HOURS)
    return ['booking-hours']
  if (slot.hours < minHours)
    return ['booking-minimum', `${name} is booked for ${minHours} hours or more.`]
  if (minutesOf(endOf(slot)) > minutesOf(CLOSES)) return ['booking-closing']
  return null
}

function windowObjection(slot: Slot, nowMs: number): RuleViolation {
  return isInWindow(intervalOf(slot).fromMs, nowMs) ? null : ['booking-window']
}

function closedWords(reason: string): string {
  return `Rooms cannot be booked on this day (${reason}). Please choose another day.`
}

/** A room asks for what its table says; of other rooms' extras nothing is read. */
function extrasObjection(room: Room, extras: BookingExtras): Objection | null {
  for (const { name, required } of room.extras) {
    const answer = extras[name]
    const field = `extras.${name}`
    const missing = answer === undefined || String(answer).trim() === ''
    if (required && missing)
      return { code: 'booking-extras', field, words: messageFor('booking-extras') }
    if (name === 'groupSize' && !missing && !fits(Number(answer), room.capacity))
      return { code: 'booking-group', field, words: groupWords(room) }
  }
  return null
}

function fits(people: number, capacity: number): boolean {
  return Number.isInteger(people) && people >= 1 && people <= capacity
}

function groupWords({ name, capacity }: Room): string {
  return `${name} takes groups of 1 to ${capacity} people. Please change the group size.`
}
