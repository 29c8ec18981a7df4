/** Validates a request against the booking rules. Whether the room is free is checked elsewhere. */
import { messageFor, type RefusalCode } from '../../core/refusals.ts'
import { formatDay, isDay } from '../../core/time.ts'
import { closureOn } from '../../payments/rules/closures.ts'
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

/** Answers to Sonic Studio's own questions; other rooms ignore them. */
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

/** `field`: the invalid part of the body. `message`: the rule and what to do, for the customer. */
export interface ValidationError {
  code: BookingRefusalCode
  field: string
  message: string
}

/** The slots are sorted by date. */
export type BookingValidation = { ok: true; slots: Slot[] } | ({ ok: false } & ValidationError)

export function validateBooking(
  room: Room,
  request: BookingRequest,
  nowMs: number
): BookingValidation {
  const { days, extras = {} } = request
  const error = daysError(room, days, nowMs) ?? extrasError(room, extras)
  if (error) return { ok: false, ...error }
  const slots = days.map(({ date, start, hours }) => ({ date, start, hours }))
  return { ok: true, slots: slots.sort((a, b) => (a.date < b.date ? -1 : 1)) }
}

function daysError(room: Room, days: readonly Slot[], nowMs: number): ValidationError | null {
  if (days.length < 1 || days.length > MAX_DAYS) return violation('booking-days')
  for (const slot of days) {
    const found = slotViolation(room, slot, nowMs)
    if (!found) continue
    const [code, message = messageFor(code)] = found
    // The day is named only if there are several and its date is valid.
    const named = days.length > 1 && code !== 'booking-date'
    return violation(code, named ? `${formatDay(slot.date)}: ${message}` : message)
  }
  const distinct = new Set(days.map(({ date }) => date))
  return distinct.size < days.length ? violation('booking-repeated') : null
}

function violation(code: BookingRefusalCode, message: string = messageFor(code)): ValidationError {
  return { code, field: 'days', message }
}

type RuleViolation = [code: BookingRefusalCode, message?: string] | null

function slotViolation(room: Room, slot: Slot, nowMs: number): RuleViolation {
  if (!isDay(slot.date)) return ['booking-date']
  if (!isWeekday(slot.date)) return ['booking-weekend']
  const closure = closureOn(slot.date)
  if (closure) return ['booking-closed', closedMessage(closure.reason)]
  return hoursViolation(room, slot) ?? windowViolation(slot, nowMs)
}

function hoursViolation({ name, minHours }: Room, slot: Slot): RuleViolation {
  if (!STARTS.includes(slot.start)) return ['booking-start']
  if (!Number.isInteger(slot.hours) || slot.hours < MIN_HOURS || slot.hours > MAX_HOURS)
    return ['booking-hours']
  if (slot.hours < minHours)
    return [
      'booking-minimum',
      `${name} is booked for ${minHours} hours or more. Please choose more hours.`,
    ]
  if (minutesOf(endOf(slot)) > minutesOf(CLOSES)) return ['booking-closing']
  return null
}

function windowViolation(slot: Slot, nowMs: number): RuleViolation {
  return isInWindow(intervalOf(slot).fromMs, nowMs) ? null : ['booking-window']
}

function closedMessage(reason: string): string {
  return `Rooms cannot be booked on this day (${reason}). Please choose another day.`
}

/** Checks only the extras that the room asks for. */
function extrasError(room: Room, extras: BookingExtras): ValidationError | null {
  for (const { name, required } of room.extras) {
    const answer = extras[name]
    const field = `extras.${name}`
    const missing = answer === undefined || String(answer).trim() === ''
    if (required && missing)
      return { code: 'booking-extras', field, message: messageFor('booking-extras') }
    if (name === 'groupSize' && !missing && !fits(Number(answer), room.capacity))
      return { code: 'booking-group', field, message: groupMessage(room) }
  }
  return null
}

function fits(people: number, capacity: number): boolean {
  return Number.isInteger(people) && people >= 1 && people <= capacity
}

function groupMessage({ name, capacity }: Room): string {
  return `${name} takes groups of 1 to ${capacity} people. Please change the group size.`
}
