/** The team's e-mails about a room: who, what, how much, which ids, what to do by hand. */
import { describe, expect, test } from 'vitest'
import type { Email } from '../../../src/clients/mailersend.ts'
import {
  bookingAlertResolvedEmail,
  bookingNotification,
  refundNotification,
  undeletedEventsAlert,
  unservedBookingAlert,
} from '../../../src/rooms/emails/team.ts'
import { daysCancelled, type NamedDays, NO_DAYS } from '../../../src/rooms/emails/team-refunds.ts'
import type { RefundReason } from '../../../src/rooms/rules/refund-reasons.ts'
import { intervalOf } from '../../../src/rooms/rules/slots.ts'
import { ADA, booking, EVERY_TEXT, EVIL, RECEIPT, SONIC } from './fixtures.ts'

const TWO_DAYS = { ...ADA, booking_dates: '2026-05-04,2026-05-05', booking_time: '09:00-11:00' }
const about = booking({ ...TWO_DAYS, company: 'Engines', notes: 'By the window' })
const orphan = (date: string, eventId: string, room = 'board-room') => ({
  ...{ slot: { date, start: '09:00', hours: 2 }, room, eventId },
})
const orphans = [orphan('2026-05-05', 'orphan2')]

const EMAILS: [name: string, email: Email, tag: string, subject: RegExp][] = [
  [
    'booked',
    bookingNotification(about, ['event1', 'event2']),
    'team',
    /^Board Room booked: Ada Byron, 2026-05-04 and 1 more$/,
  ],
  [
    'refunded',
    refundNotification(about, 'slot-taken', 10_000),
    'team-refunded',
    /^Refunded: Ada Byron, \$100\.00, Board Room$/,
  ],
  ['orphans', undeletedEventsAlert(about, orphans), 'orphans', /^ALERT: .*Board Room.*Ada Byron/],
  [
    'unserved',
    unservedBookingAlert(about, 6 * 60_000, '2'),
    'alert-2',
    /^ALERT: Ada Byron paid \$100\.00; Board Room is neither booked nor refunded$/,
  ],
  ['resolved', bookingAlertResolvedEmail(about), 'resolved', /^Resolved: Ada Byron, Board Room$/],
]

test.each(EMAILS)('%s: to the whole team, once', (_, email, tag, subject) => {
  expect(email.to).toEqual([{ email: 'team@example.com' }, { email: 'chris@example.com' }])
  expect(email.tag).toBe(`pi_3Room0000000000000001:${tag}`)
  expect(email.subject).toMatch(subject)
})

test.each(EMAILS)('%s: who, what, when, how much and which ids', (_, { text }) => {
  for (const line of [
    'Who: Ada Byron, ada@example.com, 206 555 0100',
    'What: Board Room',
    'When: Monday, May 4, 2026, 9 AM to 11 AM (Pacific time)',
    'When: Tuesday, May 5, 2026, 9 AM to 11 AM (Pacific time)',
    'Amount: $100.00',
    'Company: Engines',
    'Notes: By the window',
    'Stripe payment: pi_3Room0000000000000001',
    'Stripe customer: cus_1',
    'Stripe charge: ch_1',
    `Receipt: ${RECEIPT}`,
    'Calendar: board@group.calendar.google.com',
  ])
    expect(text?.split('\n')).toContain(line)
})

test('what Sonic Studio asked is passed on', () => {
  const { text } = bookingNotification(booking(SONIC), ['event1'])
  for (const line of [
    'Podcast or show: Notes on the Engine',
    'Group size: 4',
    'Set: Armchairs',
    'Special requests: A second lamp, please',
    'Calendar: none is set for sonic-studio',
  ])
    expect(text?.split('\n')).toContain(line)
})

test('the events of a booking are named', () => {
  const { text } = bookingNotification(about, ['event1', 'event2'])
  expect(text).toMatch(/Calendar event: event1\nCalendar event: event2/)
})

test.each<[RefundReason, RegExp]>([
  ['slot-taken', /Gate 2 found the room taken .*not an error/],
  ['availability-unknown', /Gate 2 could not read .*service account/],
  ['calendar-failed', /Google did not accept the events of all days/],
  ['too-late', /only after the first booked hour had begun/],
  ['paid-twice', /paid already with another payment, which stays/],
  ['by-hand', /Someone on the team refunded it in Stripe/],
])('refunded, %s: why, and what is left to do', (why, words) => {
  const { text } = refundNotification(about, why, 7500)
  expect(text).toMatch(words)
  expect(text).toMatch(/What is left to do: |Nothing is left to do\./)
  expect(text).toContain('$75.00 of $100.00 went back to Ada Byron, who gets an e-mail about it.')
})

test('orphans: each event with its day and time, the calendar, and what to do by hand', () => {
  const { text } = undeletedEventsAlert(about, [orphan('2026-05-04', 'orphan1'), ...orphans])
  expect(text).toContain(
    '- Monday, May 4, 2026, 9 AM to 11 AM (Pacific time), event orphan1\n- Tuesday, May 5, 2026, 9 AM to 11 AM (Pacific time), event orphan2\n'
  )
  expect(text).toMatch(/1\. Open the calendar .*delete the event at each of the times above/)
  expect(text).toMatch(/refunded in full[\s\S]*Write to the customer[\s\S]*Tell Chris the same day/)
})

test('unserved: for how long, what was tried, what to do by hand', () => {
  const { text } = unservedBookingAlert(about, 6 * 60_000, '1')
  expect(text).toContain('Ada Byron paid 6 minutes ago.')
  expect(text).toMatch(/What was tried: .*\n\nWhat to do by hand:\n1\. .*\n2\. .*\n3\. .*refund/)
})

test('resolved: the outcome, where it is known', () => {
  const known = bookingAlertResolvedEmail(booking({ ...ADA, outcome: 'confirmed' }))
  expect(known.text).toContain('Outcome: confirmed')
  expect(known.text).toContain('is resolved: the room is booked. Nothing')
  const refunded = bookingAlertResolvedEmail(about, 'refunded').text
  expect(refunded).toContain('is resolved: the room is not booked, and the money is refunded. No')
  const open = bookingAlertResolvedEmail(about).text
  expect(open).not.toContain('Outcome')
  expect(open).toContain('the room is booked, or the money is refunded. A separate e-mail says')
})

test('resolved: a room that was booked and refunded since is not called booked', () => {
  const { payment, ...rest } = booking({ ...ADA, outcome: 'confirmed' })
  const charge = payment.charge && { ...payment.charge, refundedCents: payment.amountCents }
  const { text } = bookingAlertResolvedEmail({ ...rest, payment: { ...payment, charge } })
  expect(text).not.toContain('is resolved: the room is booked. Nothing')
})

test('days of a refund: the subject says which are cancelled, and which are not', () => {
  const [slot] = about.sale.slots
  if (!slot) throw new Error('no day')
  const freed = [{ slot, room: 'board-room', interval: intervalOf(slot) }]
  const refund = { type: 'refunded', paymentId: 'pi_1', objectId: 'ch_1', cents: 5000 } as const
  const subjectOf = (days: Partial<NamedDays>) =>
    daysCancelled(about, { ...refund, answerByMs: null }, { ...NO_DAYS, ...days }).subject
  expect(subjectOf({ freed, unknown: ['12/9'] })).toBe(
    'Days of a refund: Ada Byron, Board Room; cancelled: 2026-05-04; NOT cancelled: 12/9'
  )
  expect(subjectOf({ begun: [slot] })).toBe(
    'Days of a refund: Ada Byron, Board Room; NOT cancelled: 2026-05-04'
  )
})

describe('what people type', () => {
  const evil = booking({ ...SONIC, ...Object.fromEntries(EVERY_TEXT.map((key) => [key, EVIL])) })
  const good = booking({ ...SONIC, company: 'Engines', notes: 'By the window' })
  const all = (from: typeof evil) => [
    bookingNotification(from, ['event1']),
    refundNotification(from, 'by-hand', 10_000),
    undeletedEventsAlert(from, [orphan('2026-05-04', 'orphan1')]),
    unservedBookingAlert(from, 300_000, '1'),
    bookingAlertResolvedEmail(from),
  ]

  test('makes no line, markup or template variable of its own', () => {
    const linesOf = (emails: Email[]) => emails.map(({ text }) => text?.split('\n').length)
    expect(linesOf(all(evil))).toEqual(linesOf(all(good)))
    for (const { subject, text } of all(evil)) {
      expect(`${subject}${text}`).not.toMatch(/[<>{}\r\u202e]/)
      expect(subject).not.toContain('\n')
    }
  })
})
