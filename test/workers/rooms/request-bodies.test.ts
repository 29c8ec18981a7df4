/** POST /create-booking: which bodies are refused, by which rule, and that a refusal begins nothing. */
import { describe, expect, test } from 'vitest'
import { invalidField } from '../../../src/core/refusals.ts'
import { formatDay, nextDay, seattleDay, weekday } from '../../../src/core/time.ts'
import { closuresIn } from '../../../src/payments/rules/closures.ts'
import { isOpenDay, isWeekday, STARTS } from '../../../src/rooms/rules/slots.ts'
import { newBooking, type Order, startRoomClient } from '../../support/room-client.ts'
import { at, daily, momentOf, openDays, type Slot } from '../../support/room-days.ts'

const roomClient = startRoomClient()

const HOUR_MS = 3600_000
const MINUTE_MS = 60_000
const DAY_MS = 24 * HOUR_MS
const [MONDAY = '', TUESDAY = ''] = openDays()
const SONIC = { showName: 'Notes', groupSize: 4, setChoice: 'Armchairs' }

/** Asks, and makes sure that nobody has been asked to do or keep anything. */
async function refused(body: unknown, headers: Record<string, string> = {}) {
  const before = await roomClient.stack().state()
  const answer = await roomClient.press(body, headers)
  const after = await roomClient.stack().state()
  const writes = after.requests
    .slice(before.requests.length)
    .filter(({ method, path }) => method !== 'GET' && path !== '/token')
  expect(writes).toEqual([])
  expect(kept(after)).toEqual(kept(before))
  return answer
}

/** All that Stripe and Google hold; how far its events have been delivered does not matter. */
const kept = ({ stripe, google }: State) => ({ ...stripe, events: stripe.events.length, google })
type State = Awaited<ReturnType<ReturnType<typeof roomClient.stack>['state']>>

const order = (days: Slot[], changes: Partial<Order> = {}) =>
  newBooking({ room: 'slinky', days, ...changes })

/** Every start of the grid on open days, from yesterday's week to far beyond the window. */
function gridStarts(): { slot: Slot; atMs: number }[] {
  const starts: { slot: Slot; atMs: number }[] = []
  const last = seattleDay(Date.now() + 75 * DAY_MS)
  for (let day = seattleDay(Date.now() - 10 * DAY_MS); day <= last; day = nextDay(day))
    if (isOpenDay(day))
      for (const start of STARTS) starts.push({ slot: at(day, start), atMs: momentOf(day, start) })
  return starts
}

const weekend = (from: string) => {
  let day = from
  while (weekday(day) !== 6) day = nextDay(day)
  return day
}
const closure = () => {
  const year = Number(seattleDay(Date.now()).slice(0, 4)) + 1
  const [first] = closuresIn(year).filter(({ day }) => isWeekday(day))
  return first ?? { day: '', reason: '' }
}

describe('POST /create-booking, a room', () => {
  test.each([
    undefined,
    '',
    'ballroom',
    'Slinky',
    '__proto__',
    'constructor',
    17,
    null,
    ['slinky'],
  ])('%j is an invalid room, whatever else is wrong', async (room) => {
    const answer = await refused({ room, days: 'no', email: 'no', attemptId: 'no' })
    expect(answer.status).toBe(400)
    expect(answer.said).toEqual({ error: 'Invalid room', code: 'invalid-room', field: 'room' })
  })

  test('that nobody knows is logged as the runbook searches for it', async () => {
    await refused({ room: 'ballroom-of-the-house' })
    await roomClient.logged('Invalid room', 'ballroom-of-the-house')
  })
})

describe('POST /create-booking, its days', () => {
  const WINDOW =
    'Rooms can be booked from 24 hours to 60 days ahead. Please choose another day or time.'
  const START =
    'Bookings start on the hour or half hour, from 8 AM to 4 PM. Please choose another start.'
  const HOURS =
    'Rooms are booked by the whole hour, 1 to 9 hours a day. Please choose another length.'
  const CLOSING = 'Rooms can be used until 5 PM. Please choose an earlier start or fewer hours.'
  const DAYS = 'Please choose 1 to 10 days.'
  const DATE = 'This is not a day of the calendar. Please choose one.'
  const WEEKEND = 'Rooms can be booked Monday to Friday. Please choose another day.'
  const one = (start: string, hours: number) => () => order([at(MONDAY, start, hours)])

  const lastBefore = (ms: number) =>
    gridStarts().findLast(({ atMs }) => atMs < Date.now() + ms)?.slot
  const firstAfter = (ms: number) => gridStarts().find(({ atMs }) => atMs > Date.now() + ms)?.slot
  const day = (slot: Slot | undefined) => order(slot ? [slot] : [])

  const TABLE: [string, () => Order, string, string][] = [
    ['none', () => order([]), 'booking-days', DAYS],
    ['eleven', () => order(daily(openDays().slice(0, 11), '09:00')), 'booking-days', DAYS],
    [
      'the same twice',
      () => order([at(MONDAY, '09:00'), at(TUESDAY, '09:00'), at(MONDAY, '14:00')]),
      'booking-repeated',
      'Each day can be in a booking once. Please take out the second.',
    ],
    ['that is none', () => order([at('2026-02-30', '09:00')]), 'booking-date', DATE],
    ['in words', () => order([at('tomorrow', '09:00')]), 'booking-date', DATE],
    ['in the year 9999', () => order([at('9999-03-04', '09:00')]), 'booking-window', WINDOW],
    ['in the year 1', () => order([at('0001-03-05', '09:00')]), 'booking-window', WINDOW],
    ['a Saturday', () => order([at(weekend(MONDAY), '09:00')]), 'booking-weekend', WEEKEND],
    ['a Sunday', () => order([at(nextDay(weekend(MONDAY)), '09:00')]), 'booking-weekend', WEEKEND],
    [
      'a closure',
      () => order([at(closure().day, '09:00')]),
      'booking-closed',
      `Rooms cannot be booked on this day (${closure().reason}). Please choose another day.`,
    ],
    [
      'the last start before 24 hours',
      () => day(lastBefore(DAY_MS - MINUTE_MS)),
      'booking-window',
      WINDOW,
    ],
    [
      'the first start after 60 days',
      () => day(firstAfter(60 * DAY_MS + MINUTE_MS)),
      'booking-window',
      WINDOW,
    ],
    ['last year', () => order([at('2025-03-04', '09:00')]), 'booking-window', WINDOW],
    ['from 7:30', one('07:30', 1), 'booking-start', START],
    ['from 16:30', one('16:30', 1), 'booking-start', START],
    ['from 9:15', one('09:15', 1), 'booking-start', START],
    ['from "9:00"', one('9:00', 1), 'booking-start', START],
    ['from nothing', one('', 1), 'booking-start', START],
    ['for no hours', one('09:00', 0), 'booking-hours', HOURS],
    ['for an hour and a half', one('09:00', 1.5), 'booking-hours', HOURS],
    ['for minus two hours', one('09:00', -2), 'booking-hours', HOURS],
    ['for ten hours', one('08:00', 10), 'booking-hours', HOURS],
    ['until after 5', one('08:30', 9), 'booking-closing', CLOSING],
    ['until after 5, late', one('16:00', 2), 'booking-closing', CLOSING],
    [
      'of one hour in Sonic Studio',
      () => order([at(MONDAY, '09:00', 1)], { room: 'sonic-studio', extras: SONIC }),
      'booking-minimum',
      'Sonic Studio is booked for 2 hours or more. Please choose more hours.',
    ],
  ]
  test.each(TABLE)('%s: 400 in words, and nothing is begun', async (_, body, code, error) => {
    const answer = await refused(body())
    expect([answer.status, answer.said]).toEqual([400, { error, code, field: 'days' }])
  })

  test('one bad one among good ones is named', async () => {
    const saturday = weekend(MONDAY)
    const answer = await refused(order([at(MONDAY, '09:00'), at(saturday, '09:00')]))
    expect(answer.said.error).toBe(`${formatDay(saturday)}: ${WEEKEND}`)
  })

  test.each<[string, unknown]>([
    ['left out', undefined],
    ['a word', 'monday'],
    ['one object', { date: MONDAY, start: '09:00', hours: 1 }],
    ['hours as a text', [{ date: MONDAY, start: '09:00', hours: '1' }]],
    ['no start', [{ date: MONDAY, hours: 1 }]],
    ['a thousand', Array.from({ length: 1000 }, () => at(MONDAY, '09:00'))],
  ])('%s: 400 and named', async (_, days) => {
    const answer = await refused({ ...order([]), days })
    expect(answer.status).toBe(400)
    expect(answer.said).toEqual({
      ...{ error: 'Please check this field.', code: 'invalid-field', field: 'days' },
    })
  })

  test('the first start that is 24 hours ahead can be had', async () => {
    const answer = await roomClient.press(day(firstAfter(DAY_MS + MINUTE_MS)))
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('clientSecret')])
  })

  test('the last start within 60 days can be had', async () => {
    const answer = await roomClient.press(day(lastBefore(60 * DAY_MS - 2 * MINUTE_MS)))
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('clientSecret')])
  })
})

describe('POST /create-booking, Sonic Studio', () => {
  const FILL = 'Please fill in this field; we prepare the room by it.'
  const GROUP = 'Sonic Studio takes groups of 1 to 14 people. Please change the group size.'
  test.each<[string, object | undefined, string, string, string]>([
    ['no extras at all', undefined, 'showName', 'booking-extras', FILL],
    ['no show name', { ...SONIC, showName: ' ' }, 'showName', 'booking-extras', FILL],
    ['no group size', { ...SONIC, groupSize: undefined }, 'groupSize', 'booking-extras', FILL],
    ['no set', { ...SONIC, setChoice: '' }, 'setChoice', 'booking-extras', FILL],
    ['fifteen people', { ...SONIC, groupSize: 15 }, 'groupSize', 'booking-group', GROUP],
    ['nobody', { ...SONIC, groupSize: 0 }, 'groupSize', 'booking-group', GROUP],
    ['two and a half people', { ...SONIC, groupSize: 2.5 }, 'groupSize', 'booking-group', GROUP],
  ])('%s: 400 in words, the field named, nothing begun', async (_, extras, field, code, error) => {
    const { rooms } = (await roomClient.ask('/rooms')).said as { rooms: { capacity: number }[] }
    expect(rooms.at(-1)?.capacity).toBe(14)
    const answer = await refused({
      ...order([at(MONDAY, '09:00', 2)], { room: 'sonic-studio' }),
      extras,
    })
    expect([answer.status, answer.said]).toEqual([400, { error, code, field: `extras.${field}` }])
  })

  test('special requests may be left out', async () => {
    const days = [at(roomClient.day('sonic-studio'), '09:00', 2)]
    const answer = await roomClient.press(newBooking({ room: 'sonic-studio', days, extras: SONIC }))
    expect(answer.status, answer.text).toBe(200)
  })
})

describe('POST /create-booking, a field', () => {
  const wrong: [keyof Order, unknown][] = [
    ...(['name', 'email', 'phone', 'attemptId'] as const).flatMap((field) =>
      [undefined, null, '', '   ', 17, {}].map((value) => [field, value] as [typeof field, unknown])
    ),
    ['name', 'x'.repeat(201)],
    ['email', 'ada at example.com'],
    ['phone', '2'.repeat(41)],
    ['company', 'x'.repeat(501)],
    ['notes', 'x'.repeat(501)],
    ['extras', 'none'],
    ['attemptId', 'not-a-uuid'],
  ]
  test.each(
    wrong.map(([field, value]) => [field, String(JSON.stringify(value)).slice(0, 30), value])
  )('%s as %s is 400 and named, and nothing is begun', async (field, _, value) => {
    const body = { ...order([at(MONDAY, '09:00')]), [String(field)]: value }
    const answer = await refused(body)
    expect(answer.status).toBe(400)
    expect(answer.said).toEqual({
      error: invalidField(field).message,
      code: 'invalid-field',
      field,
    })
  })

  test('is judged after the origin, the type, the size and the room', async () => {
    const large = JSON.stringify({ ...order([]), notes: 'x'.repeat(65 * 1024) })
    const plain = { 'content-type': 'text/plain' }
    const answers = [
      await refused(large, { ...plain, origin: 'https://evil.example' }),
      await refused(large, plain),
      await refused(large),
      await refused('{'),
      await refused({ ...order([]), room: 'ballroom', name: '' }),
      await refused({ ...order([]), name: '' }),
    ]
    expect(answers.map(({ status, said }) => [status, said.code])).toEqual([
      [403, 'origin-refused'],
      [415, 'json-required'],
      [413, 'too-large'],
      [400, 'bad-json'],
      [400, 'invalid-room'],
      [400, 'invalid-field'],
    ])
  })
})

test('after all these refusals the whole day is still to be had', async () => {
  const [date = ''] = openDays().slice(2)
  expect(await roomClient.offered('slinky', date)).toMatchObject({ '08:00': 9, '16:00': 1 })
  const { stripe } = await roomClient.stack().state()
  // The three that were meant to be taken.
  expect(stripe.payment_intents.map(({ status }) => status)).toEqual(
    Array.from({ length: 3 }, () => 'requires_payment_method')
  )
  expect(stripe.charges).toEqual([])
})
