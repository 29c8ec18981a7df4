/** Messages of the booking form. */

import { formatCents } from '../../core/money.ts'
import { type Day, formatDay, TIME_ZONE } from '../../core/time.ts'
import { closureOn } from '../../payments/rules/closures.ts'
import type { MonthResponse, RoomResponse } from '../../rooms/contract.ts'
import { endOf, formatClock, isWeekday, MAX_DAYS, type Slot } from '../../rooms/rules/hours.ts'
import { LONG_DAY_HOURS, LONG_DAY_PERCENT } from '../../rooms/rules/price.ts'

export const loadingTimes = 'Looking up the free times…'
export const timesNotLoaded =
  'We could not look up the free times just now. Please try again, or write to us.'
export const tooManyDays = `A booking has at most ${MAX_DAYS} days. Take one out to add another.`
export const paymentFieldsMissing =
  'The payment fields could not be loaded. Please reload the page, or write to us or ask at the front desk.'
export const calendarMissing =
  'This browser cannot show our calendar, so nothing can be booked with it. Please use a newer one, or write to us or ask at the front desk.'
export const holdOver = 'This time is no longer kept for you.'
export const holdExpired = `${holdOver} Press the button to ask for it again, or choose another.`

export type DayStatus = MonthResponse['days'][Day] | undefined

/** `'Mon, May 4'`. */
export const shortDay = (day: Day) =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: 'UTC',
    weekday: 'short',
    month: 'short',
    day: 'numeric',
  }).format(Date.parse(day))

/** `'May 2026'`. */
export const monthInWords = (day: Day) =>
  new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(
    Date.parse(day)
  )

/** `'Mon, May 4, 9 AM to 11 AM'`. */
export const shortSlot = (slot: Slot) =>
  `${shortDay(slot.date)}, ${formatClock(slot.start)} to ${formatClock(endOf(slot))}`

export const hoursInWords = (hours: number) => `${hours} hour${hours > 1 ? 's' : ''}`

/** Why a day cannot be booked; '' if it can. */
export function unavailableReason(day: Day, status: DayStatus): string {
  const closure = closureOn(day)
  if (!isWeekday(day)) return 'Rooms can be booked Monday to Friday.'
  if (closure) return `${closure.reason}: rooms cannot be booked.`
  if (status === 'full') return 'Everything is taken on this day.'
  return status === 'closed' ? 'Rooms are booked from 24 hours to 60 days ahead.' : ''
}

export const rateInWords = ({ centsPerHour, capacity, discountEligible }: RoomResponse) =>
  `${formatCents(centsPerHour)} an hour, for up to ${capacity} people.` +
  (discountEligible ? ` ${LONG_DAY_PERCENT}% off each day of ${LONG_DAY_HOURS} hours or more.` : '')

export const noFreeTimes = (days: Day[]) =>
  `Nothing is free on ${days.map(formatDay).join(', or on ')}. Please choose another day.`

export const noCommonStart =
  'There is no start at which all of these days are free. ' +
  'Please take a day out, or give each day its own times.'

/** The time in Seattle, like `'10:17 AM'`. */
export const houseClock = (atMs: number) =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: TIME_ZONE,
    hour: 'numeric',
    minute: '2-digit',
  }).format(atMs)

export const heldUntil = (atMs: number) =>
  `This time is kept for you until ${houseClock(atMs)}, Seattle time.`

/** For screen readers: the start times that have appeared. */
export const startTimes = (starts: string[]) => {
  const [first = '', last = first] = [starts[0], starts.at(-1)]
  if (starts.length < 2) return first ? `One start time: ${formatClock(first)}.` : ''
  return `${starts.length} start times, ${formatClock(first)} to ${formatClock(last)}.`
}

/** For screen readers: the price, and with the first one the fields that have appeared. */
export const priceSpoken = (cents: number, isFirst: boolean) =>
  `Total ${formatCents(cents)}.${isFirst ? ' Your details and the payment come next.' : ''}`
