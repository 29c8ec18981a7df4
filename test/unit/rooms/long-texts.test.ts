/** What customers type arrives whole, or is refused with the field and the limit: nothing is cut. */
import { expect, test } from 'vitest'
import { invalidField, messageFor } from '../../../src/core/refusals.ts'
import { parseBooking, requestsMetadata } from '../../../src/rooms/booking.ts'
import { eventFor } from '../../../src/rooms/calendar-events.ts'
import { CreateBooking } from '../../../src/rooms/contract.ts'
import { bookingConfirmation } from '../../../src/rooms/emails/customer.ts'
import { bookingNotification } from '../../../src/rooms/emails/team.ts'
import { withMetadata } from '../../sandbox/stripe/checks.ts'
import { booking, NOW_MS, SONIC } from './fixtures.ts'

const NOBODY = {
  ...{ room: 'slinky', days: [], name: 'Ada', email: 'a@example.com', phone: '206 555 0100' },
  attemptId: '5f0c8a52-3b1c-4d2e-9f3a-1b2c3d4e5f60',
}

const words = (length: number) =>
  'Two lamps, please. '
    .repeat(80)
    .slice(0, length - 1)
    .trimEnd()
    .padEnd(length, '!')

test.each([
  ['one of 500', words(500), [500]],
  ['one of 501', words(501), [500, 1]],
  ['one of 1,500', words(1500), [500, 500, 500]],
  [
    'one with a wide character at the end of a part',
    `${'s'.repeat(499)}🎟${'s'.repeat(999)}`,
    [499, 500, 500, 1],
  ],
])('%s is kept whole in parts of at most 500', async (_, requests, parts) => {
  expect(CreateBooking.def.shape.extras.def.innerType.parse({ specialRequests: requests })).toEqual(
    {
      specialRequests: requests,
    }
  )
  const metadata = { ...SONIC, special_requests: '', ...requestsMetadata(requests) }
  expect(Object.values(requestsMetadata(requests)).map(({ length }) => length)).toEqual(parts)
  expect(parseBooking({ metadata })?.specialRequests).toBe(requests)
  const about = booking(metadata)
  const [slot = { date: '', start: '', hours: 1 }] = about.sale.slots
  const { description } = await eventFor(about, slot)
  const texts = [
    description,
    bookingConfirmation(about, NOW_MS).text,
    bookingNotification(about, []).text,
  ]
  for (const text of texts) expect(text).toContain(requests)
})

const FULL = {
  company: words(500),
  notes: words(500),
  extras: { showName: words(500), setChoice: words(500), specialRequests: words(1500) },
}

test('all texts at their limits fit at Stripe, in the calendar and in e-mails, on 10 days', async () => {
  const typed = CreateBooking.parse({ ...NOBODY, ...FULL, name: words(200) })
  const { company, notes, extras = {} } = typed
  expect({ company, notes, extras }).toEqual(FULL)
  const metadata = {
    ...SONIC,
    ...{ customer_name: typed.name, company: words(500), notes: words(500) },
    ...{ show_name: words(500), set_choice: words(500) },
    ...requestsMetadata(extras.specialRequests),
    booking_dates: Array.from({ length: 10 }, (_, at) => `2026-05-${11 + at}`).join(','),
  }
  expect(withMetadata(null, metadata)).toEqual(metadata)
  const about = booking(metadata)
  const [slot = { date: '', start: '', hours: 1 }] = about.sale.slots
  const { description, summary } = await eventFor(about, slot)
  expect(description.length).toBeLessThanOrEqual(8192)
  expect(summary.length).toBeLessThanOrEqual(1024)
  const emails = [bookingConfirmation(about, NOW_MS), bookingNotification(about, [])]
  for (const { subject } of emails) expect(subject.length).toBeLessThanOrEqual(998)
  const toTeam = emails[1]?.text ?? ''
  for (const label of ['Company', 'Podcast or show', 'Set choice', 'Notes'])
    expect(description).toContain(`${label}: ${words(500)}\n`)
  for (const text of [description, ...emails.map((email) => email.text)])
    for (const answer of Object.values(FULL.extras)) expect(text).toContain(answer)
  // Company, show, set and notes.
  expect(toTeam.split(words(500))).toHaveLength(4 + 1)
})

test.each([
  ['extras.specialRequests', { extras: { specialRequests: 'x'.repeat(1501) } }],
  ['extras.showName', { extras: { showName: 'x'.repeat(501) } }],
  ['extras.setChoice', { extras: { setChoice: 'x'.repeat(501) } }],
  ['company', { company: 'x'.repeat(501) }],
  ['notes', { notes: 'x'.repeat(501) }],
])('%s that is too long is refused by its name', (field, typed) => {
  const { success, error } = CreateBooking.safeParse({
    ...NOBODY,
    ...typed,
  })
  expect(success).toBe(false)
  const [issue] = error?.issues ?? []
  expect([issue?.path.join('.'), issue?.code]).toEqual([field, 'too_big'])
  expect(invalidField(field).message).not.toBe(messageFor('invalid-field'))
})
