/** /meeting-booking-confirmation: the room. The client secret is taken off the URL at once. */
import { formatCents } from '../../core/money.ts'
import { formatDay, formatDayOfYear, TIME_ZONE } from '../../core/time.ts'
import { fileDay, timed } from '../../payments/rules/calendar-file.ts'
import type { BookingStatusResponse } from '../../rooms/contract.ts'
import { ROOM_REFUND_POLICY } from '../../rooms/rules/cancellation.ts'
import { endOf, formatSlot, type Slot } from '../../rooms/rules/hours.ts'
import { refundMessage } from '../../rooms/rules/refund-reasons.ts'
import { get, UserError } from '../page/api.ts'
import { type BookingReceipt, readReceipt, startReceipt } from '../page/receipt.ts'
import { createAttempt } from '../page/storage.ts'
import { calendarLink, seattleInstant } from './calendar-file.ts'
import { returnFromBank } from './return-from-bank.ts'
import { emailSentence, type Fact, place, receiptLink, show, support, writeToUs } from './show.ts'

const KEY = 'lt-booking'
const POLL_MS = 2000
const SLOW_POLL_MS = 15_000
const LATE_MS = 60_000
const STOP_MS = 900_000
const HOUR_MS = 3600_000

/** `'day-office'` → `'Day Office'`. */
const nameOf = (slug: string) =>
  slug.replace(/(^|-)(\w)/g, (_, gap: string, first: string) => (gap && ' ') + first.toUpperCase())

const moment = (atMs: number) =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: TIME_ZONE,
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  }).format(atMs)

const startOf = ({ date, start }: Slot) => seattleInstant(date, start)

/** The policy, with the times for this booking's days. */
function cancelRules(days: Slot[], now: number): string[] {
  const ofDays = days.map((day) => {
    const fullUntilMs = startOf(day) - 48 * HOUR_MS
    const halfUntilMs = startOf(day) - 24 * HOUR_MS
    const rules = [
      fullUntilMs > now && `full refund until ${moment(fullUntilMs)}`,
      halfUntilMs > now && `50% until ${moment(halfUntilMs)}`,
    ].filter(Boolean)
    return `${formatDay(day.date)}: ${rules.join('; ') || 'no refund'}.`
  })
  return [ROOM_REFUND_POLICY, ...ofDays]
}

const roomAndDays = ({ room, days }: BookingStatusResponse): Fact[] => [
  ['Room', nameOf(room)],
  ['Seattle time', days.map(formatSlot)],
]

const amount = ({ amountCents }: BookingStatusResponse): Fact => [
  'Amount',
  formatCents(amountCents),
]

const reference = ({ intent }: BookingReceipt): Fact => ['Reference', `${intent}`]

/** A file for each day, as in the e-mail. */
const calendarLinks = (
  { room, days, calendarUids }: BookingStatusResponse,
  { intent }: BookingReceipt
) =>
  days.map((day, at) =>
    calendarLink(
      {
        // The Worker may be older than this page.
        uid: calendarUids?.[at] ?? `${intent}-${at + 1}@labourtemple.com`,
        summary: `Labour Temple: ${nameOf(room)}`,
        times: timed(startOf(day), startOf({ ...day, start: endOf(day) })),
      },
      {
        file: `booking-${fileDay(day.date)}`,
        organizer: support(),
        ...(days[1] && { what: formatDayOfYear(day.date) }),
      }
    )
  )

function showConfirmed(booking: BookingStatusResponse, receipt: BookingReceipt): void {
  show({
    heading: 'Your room is booked',
    words: [emailSentence(receipt.email), `To cancel, ${writeToUs()} and name the reference.`],
    facts: [
      ...roomAndDays(booking),
      amount(booking),
      ...(receipt.email ? [['Booked for', receipt.email] as Fact] : []),
      place,
      reference(receipt),
      ['If you cancel', cancelRules(booking.days, Date.now())],
    ],
    links: [...calendarLinks(booking, receipt), ...receiptLink(booking.receiptUrl)],
  })
}

function showRefunded(booking: BookingStatusResponse, receipt: BookingReceipt): void {
  const { refund, room, amountCents } = booking
  const cents = refund?.amountCents ?? amountCents
  const isSecond = refund?.words === refundMessage('paid-twice', cents)
  const refunded = `${formatCents(cents)} refunded`
  show({
    heading: isSecond ? refunded : `${nameOf(room)} is NOT booked; ${refunded}`,
    words: [
      refund?.words ?? 'The money goes back to your card.',
      `Please ${writeToUs()} or ask at the front desk, and we help you find another time.`,
    ],
    facts: [...roomAndDays(booking), amount(booking), reference(receipt)],
    links: [...receiptLink(booking.receiptUrl), ['Back to the room', `/meeting-rooms/${room}`]],
  })
}

function showNotPaid(booking: BookingStatusResponse): void {
  show({
    heading: 'The payment did not go through',
    words: [
      'Nothing has been charged, and nothing is booked. Please go back and try again, or with another card.',
      `It does not work? Please ${writeToUs()}.`,
    ],
    facts: roomAndDays(booking),
    links: [['Back to the room', `/meeting-rooms/${booking.room}`]],
  })
}

function showWorking(receipt: BookingReceipt, isLate: boolean): void {
  show({
    heading: 'We are confirming your booking',
    words: isLate
      ? [
          'This takes longer than usual. You do not need to pay again, or to stay on this page: an email follows.',
          `Please ${writeToUs()} or ask at the front desk if you have none within 15 minutes. Name the reference.`,
        ]
      : ['This takes a moment. You do not need to pay again.'],
    facts: [reference(receipt)],
  })
}

function showUnknown(facts: Fact[]): void {
  show({
    heading: 'We could not find this booking',
    words: [`Please ${writeToUs()} or ask at the front desk if you have paid for a room.`],
    facts,
  })
}

/** Draws the result; false while there is none. */
function draw(booking: BookingStatusResponse, receipt: BookingReceipt): boolean {
  const { outcome } = booking
  if (outcome === 'confirmed') showConfirmed(booking, receipt)
  else if (outcome === 'refunded') showRefunded(booking, receipt)
  else if (outcome === 'not-paid') showNotPaid(booking)
  return outcome !== 'working'
}

/** `null` when there was no answer; `'unknown'` when there is no such booking. */
async function ask({ intent, secret }: BookingReceipt) {
  const path = `/booking-status?payment_intent=${encodeURIComponent(`${intent}`)}`
  const headers = { 'x-client-secret': `${secret}` }
  try {
    return await get<BookingStatusResponse>(path, { headers, cache: 'no-store' })
  } catch (error) {
    return error instanceof UserError && error.code === 'unknown-payment' ? 'unknown' : null
  }
}

export function showBooking(): void {
  const back = returnFromBank('payment_intent')
  const kept = readReceipt(KEY)
  const receipt = back && back.id !== kept.intent ? { intent: back.id, secret: back.secret } : kept
  const isOfTab = receipt === kept
  // Of a booking that only the URL names, the embed's own text stays until the Worker knows it.
  let isKnown = isOfTab
  if (!receipt.intent || !receipt.secret) return
  const startedAt = Date.now()
  const next = async () => {
    const answer = await ask(receipt)
    if (answer === 'unknown') return showUnknown(isKnown ? [reference(receipt)] : [])
    // Anybody can send a link to a booking of their own: it replaces nothing of this tab.
    if (answer && !isKnown && !kept.intent) startReceipt(KEY, receipt)
    // The next booking of this room is a new attempt.
    if (answer && isOfTab && /^(confirmed|refunded)$/.test(answer.outcome))
      createAttempt(answer.room).reset()
    isKnown ||= answer !== null
    if (answer && draw(answer, receipt)) return
    const waitedMs = Date.now() - startedAt
    if (isKnown) showWorking(receipt, waitedMs > LATE_MS)
    if (waitedMs < STOP_MS) setTimeout(next, waitedMs > LATE_MS ? SLOW_POLL_MS : POLL_MS)
  }
  if (isKnown) showWorking(receipt, false)
  void next()
}
