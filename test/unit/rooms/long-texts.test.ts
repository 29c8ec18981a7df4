/** What customers type arrives whole, or is refused with the field and the limit: nothing is cut. */
import { expect, test } from 'vitest'
import { invalidField, messageFor } from '../../../src/core/refusals.ts'
import { parseBooking, requestsMetadata } from '../../../src/rooms/booking.ts'
import { eventFor } from '../../../src/rooms/calendar-events.ts'
import { CreateBooking } from '../../../src/rooms/contract.ts'
import { bookingConfirmation } from '../../../src/rooms/emails/customer.ts'
import { bookingNotification } from '../../../src/rooms/emails/team.ts'
import { booking, NOW_MS, SONIC } from './fixtures.ts'

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

test.each([
  ['extras.specialRequests', { extras: { specialRequests: 'x'.repeat(1501) } }],
  ['notes', { notes: 'x'.repeat(501) }],
])('%s that is too long is refused by its name', (field, typed) => {
  const { success, error } = CreateBooking.safeParse({
    ...{ room: 'slinky', days: [], name: 'Ada', email: 'a@example.com', phone: '206 555 0100' },
    attemptId: '5f0c8a52-3b1c-4d2e-9f3a-1b2c3d4e5f60',
    ...typed,
  })
  expect(success).toBe(false)
  const [issue] = error?.issues ?? []
  expect([issue?.path.join('.'), issue?.code]).toEqual([field, 'too_big'])
  expect(invalidField(field).message).not.toBe(messageFor('invalid-field'))
})
