/** What the bookings Worker shows before anybody books: its rooms, and when each can be had. */
import { describe, expect, test } from 'vitest'
import { formatDay, nextDay, seattleDay, weekday } from '../../../src/core/time.ts'
import { closuresIn } from '../../../src/payments/rules/closures.ts'
import { isWeekday } from '../../../src/rooms/rules/slots.ts'
import { calendarPath, newBooking, PAGE, startRoomClient } from '../../support/room-client.ts'
import { allDay, at, daily, later, openDays, timed } from '../../support/room-days.ts'
import { watched } from '../../support/vendor-rounds.ts'

const roomClient = startRoomClient()

const DAY_MS = 24 * 3600_000
const SONIC_EXTRAS = [
  { name: 'showName', required: true },
  { name: 'groupSize', required: true },
  { name: 'setChoice', required: true },
  { name: 'specialRequests', required: false },
]
/** Slug, name and the fewest hours, in the order of the house's own list. */
const SEVEN: [string, string, number][] = [
  ['slinky', 'Slinky', 1],
  ['day-office', 'Day Office', 1],
  ['mackinaw', 'Mackinaw', 1],
  ['shears', 'Shears', 1],
  ['board-room', 'Board Room', 1],
  ['radiator-annex', 'Radiator Annex', 1],
  ['sonic-studio', 'Sonic Studio', 2],
]

/** 08:00 to 16:00 every half hour, with the whole hours that are left until 17:00. */
const FREE_DAY = Object.fromEntries(
  Array.from({ length: 17 }, (_, nth) => [later('08:00', nth * 30), Math.floor((18 - nth) / 2)])
)
const without = (...starts: string[]) =>
  Object.keys(FREE_DAY).filter((start) => !starts.includes(start))

describe('GET /rooms', () => {
  test('lists the seven rooms with exactly these fields, in the order of the house', async () => {
    const answer = await roomClient.ask('/rooms')
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.said)).toEqual(['rooms'])
    expect(answer.said.rooms).toEqual(
      SEVEN.map(([slug, name, minHours]) => ({
        ...{ slug, name, minHours, bookable: true, forSale: true },
        ...{ capacity: expect.any(Number), centsPerHour: expect.any(Number) },
        discountEligible: expect.any(Boolean),
        extras: slug === 'sonic-studio' ? SONIC_EXTRAS : [],
      }))
    )
  })
})

describe('GET /availability, asked badly', () => {
  const day = openDays()[0] ?? ''
  const month = day.slice(0, 7)
  const GARBAGE = [
    '',
    'tomorrow',
    '2026-13-01',
    '2026-02-30',
    '2026-5-4',
    `${day}T09:00`,
    `${day} `,
  ]
  const invalid = (field: string) => ({
    ...{ error: 'Please check this field.', code: 'invalid-field', field },
  })

  test.each(GARBAGE)('the date %j is 400 and named', async (date) => {
    const query = new URLSearchParams({ room: 'slinky', date })
    const answer = await roomClient.ask(`/availability?${query}`)
    expect([answer.status, answer.said]).toEqual([400, invalid('date')])
  })

  test.each(['', 'may', '2026-13', '2026-00', '2026-5', day])(
    'the month %j is 400 and named',
    async (month) => {
      const query = new URLSearchParams({ room: 'slinky', month })
      const answer = await roomClient.ask(`/availability?${query}`)
      expect([answer.status, answer.said]).toEqual([400, invalid('month')])
    }
  )

  test('with neither a date nor a month it is 400 and names the date', async () => {
    const answer = await roomClient.ask('/availability?room=slinky')
    expect([answer.status, answer.said]).toEqual([400, invalid('date')])
  })

  test.each([
    `date=${day}`,
    `room=&date=${day}`,
    `room=ballroom&date=${day}`,
    `room=Slinky&date=${day}`,
    `room=__proto__&month=${month}`,
    'room=ballroom&date=tomorrow',
    'room=ballroom',
  ])('%s is an invalid room, said before anything else', async (query) => {
    const answer = await roomClient.ask(`/availability?${query}`)
    const said = { error: 'Invalid room', code: 'invalid-room', field: 'room' }
    expect([answer.status, answer.said]).toEqual([400, said])
  })
})

describe('GET /availability of a day', () => {
  const closed = async (date: string) => {
    const seen = await watched(roomClient, () =>
      roomClient.ask(`/availability?room=slinky&date=${date}`)
    )
    expect(seen.calls, 'no vendor needs to be asked').toEqual([])
    expect(seen.answer.status).toBe(200)
    const { room, slots, closed, ...rest } = seen.answer.said
    expect([room, slots, rest]).toEqual(['slinky', [], { date }])
    return (closed as { reason: string }).reason
  }
  const WINDOW =
    'Rooms can be booked from 24 hours to 60 days ahead. Please choose another day or time.'

  test('that is free offers every half hour from 8 to 4, each until 5 at most', async () => {
    const date = roomClient.day('slinky')
    const answer = await roomClient.ask(`/availability?room=slinky&date=${date}`)
    const slots = Object.entries(FREE_DAY).map(([start, maxHours]) => ({ start, maxHours }))
    expect([answer.status, answer.said]).toEqual([200, { room: 'slinky', date, slots }])
    expect(slots[0]).toEqual({ start: '08:00', maxHours: 9 })
    expect(slots.at(-1)).toEqual({ start: '16:00', maxHours: 1 })
  })

  test('of Sonic Studio offers no start that leaves less than its two hours', async () => {
    const offered = await roomClient.offered('sonic-studio', roomClient.day('sonic-studio'))
    expect(Object.keys(offered)).toEqual(without('15:30', '16:00'))
    expect(offered['15:00']).toBe(2)
  })

  test('that is a weekend is closed and says why', async () => {
    let date = openDays()[0] ?? ''
    while (weekday(date) !== 6) date = nextDay(date)
    const why = 'Rooms can be booked Monday to Friday. Please choose another day.'
    expect([await closed(date), await closed(nextDay(date))]).toEqual([why, why])
  })

  test('that is a closure is closed and names it', async () => {
    const year = Number(seattleDay(Date.now()).slice(0, 4))
    const [first] = closuresIn(year + 1).filter(({ day }) => isWeekday(day))
    expect(await closed(first?.day ?? '')).toBe(
      `Rooms cannot be booked on this day: ${first?.reason}. Please choose another day.`
    )
  })

  test('that is past or more than 60 days ahead is closed and says the window', async () => {
    const near = (count: number) => {
      let day = seattleDay(Date.now() + count * DAY_MS)
      while (!isOpenWeekday(day)) day = nextDay(day)
      return day
    }
    expect(await closed('2025-03-04')).toBe(WINDOW)
    expect(await closed(near(-5))).toBe(WINDOW)
    expect(await closed(near(62))).toBe(WINDOW)
    for (const date of ['9999-03-04', '0001-03-05']) expect(await closed(date)).toBe(WINDOW)
  })

  const isOpenWeekday = (day: string) =>
    isWeekday(day) && !closuresIn(Number(day.slice(0, 4))).some((closure) => closure.day === day)

  test('with a booking from 10 to 12 keeps fifteen minutes free around it', async () => {
    const date = roomClient.day('slinky')
    await roomClient.book({ room: 'slinky', days: [at(date, '10:00', 2)] })
    const offered = await roomClient.offered('slinky', date)
    // 09:00 to 10:00 and 12:00 to 13:00 would leave no quarter of an hour.
    expect(offered).toMatchObject({ '08:00': 1, '08:30': 1, '12:30': 4, '16:00': 1 })
    const gone = ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00']
    expect(Object.keys(offered)).toEqual(without(...gone))
  })

  test('counts a hold of somebody who has not paid like a booking', async () => {
    const date = roomClient.day('slinky')
    await roomClient.begin(newBooking({ room: 'slinky', days: [at(date, '13:00', 4)] }))
    const offered = await roomClient.offered('slinky', date)
    expect(offered['11:30']).toBe(1)
    const gone = ['12:00', '12:30', '13:00', '13:30', '14:00', '14:30', '15:00', '15:30', '16:00']
    expect(Object.keys(offered)).toEqual(without(...gone))
    expect(await roomClient.offered('mackinaw', date), 'another room').toEqual(FREE_DAY)
  })

  test('is one call at Google and no other', async () => {
    const date = roomClient.day('slinky')
    const seen = await watched(roomClient, () =>
      roomClient.ask(`/availability?room=slinky&date=${date}`)
    )
    expect(seen.answer.status).toBe(200)
    expect(seen.calls).toHaveLength(1)
    expect(seen.made).toBe(`GET /calendar/v3${calendarPath('slinky')}`)
  })

  test('is 502 in words while the calendar cannot be read', async () => {
    await roomClient.stack().fault({ vendor: 'google', kind: '500-before', times: -1 })
    const answer = await roomClient.ask(
      `/availability?room=slinky&date=${roomClient.day('slinky')}`
    )
    expect([answer.status, answer.said]).toEqual([
      502,
      {
        error:
          'We cannot check availability now. Nothing has been charged. Please try again in a minute.',
        code: 'availability-unknown',
      },
    ])
  })
})

describe('GET /availability of a day on which staff have entered', () => {
  const room = 'board-room' as const
  const full: string[] = []

  test('a timed event that is Busy: its hours and the buffer are gone', async () => {
    const date = roomClient.day(room)
    await roomClient.enter(room, timed(date, '10:20', '11:05'))
    const offered = await roomClient.offered(room, date)
    expect(offered['09:00']).toBe(1)
    expect(Object.keys(offered)).toEqual(without('09:30', '10:00', '10:30', '11:00'))
  })

  test('an all-day "Closed", which Google makes Free by itself: nothing is left', async () => {
    const date = roomClient.day(room)
    await roomClient.enter(room, allDay(date))
    const [event] = (await roomClient.standing(room)).filter(({ start }) => start.date === date)
    expect(event?.transparency).toBe('transparent')
    expect(await roomClient.offered(room, date)).toEqual({})
    full.push(date)
  })

  test('a timed event marked Free: all is still there', async () => {
    const date = roomClient.day(room)
    await roomClient.enter(room, timed(date, '09:00', '16:00', { transparency: 'transparent' }))
    expect(await roomClient.offered(room, date)).toEqual(FREE_DAY)
  })

  test('a weekly event: its hours are gone in every week, and only on that weekday', async () => {
    const [first = '', second = ''] = roomClient.days(room, 2)
    const recurrence = ['RRULE:FREQ=WEEKLY']
    await roomClient.enter(room, timed(first, '12:00', '17:00', { recurrence }))
    expect(Object.keys(await roomClient.offered(room, first)).at(-1)).toBe('10:30')
    expect(await roomClient.offered(room, second)).toEqual(FREE_DAY)
    const again = openDays().filter((day) => weekday(day) === weekday(first) && day > first)
    expect(again.length).toBeGreaterThan(2)
    for (const date of again.slice(0, 3))
      expect(Object.keys(await roomClient.offered(room, date)).at(-1), date).toBe('10:30')
  })

  test('an event that ends ten minutes before a start: that start is gone', async () => {
    const date = roomClient.days(room, 1)[0] ?? ''
    const taken = new Set(Object.keys(await roomClient.offered(room, date)))
    await roomClient.enter(room, timed(date, '08:30', '08:50'))
    const offered = Object.keys(await roomClient.offered(room, date))
    expect([...taken].filter((start) => !offered.includes(start))).toEqual([
      '08:00',
      '08:30',
      '09:00',
    ])
  })

  test('an event that ends fifteen minutes before a start: that start is there', async () => {
    const date = roomClient.day(room)
    await roomClient.enter(room, timed(date, '08:30', '08:45'))
    expect(Object.keys(await roomClient.offered(room, date))[0]).toBe('09:00')
  })

  test('an event that they delete again: its hours are back', async () => {
    const date = roomClient.day('shears')
    const id = await roomClient.enter('shears', timed(date, '08:00', '17:00'))
    expect(await roomClient.offered('shears', date)).toEqual({})
    await roomClient.takeOut('shears', id)
    expect(await roomClient.offered('shears', date)).toEqual(FREE_DAY)
  })

  test('the month shows such a full day as full', async () => {
    const [date = ''] = full
    const { said } = await roomClient.ask(`/availability?room=${room}&month=${date.slice(0, 7)}`)
    expect((said.days as Record<string, string>)[date]).toBe('full')
  })
})

describe('GET /availability of a month', () => {
  test('is open, full or closed day by day, all days of it, by one call at Google', async () => {
    const room = 'radiator-annex' as const
    const [taken = '', free = ''] = roomClient.days(room, 2)
    await roomClient.book({ room, days: daily([taken], '08:00', 9) })
    const month = taken.slice(0, 7)
    const path = `/availability?room=${room}&month=${month}`
    const seen = await watched(roomClient, () => roomClient.ask(path))
    expect(seen.made).toBe(`GET /calendar/v3${calendarPath(room)}`)
    const { days, ...rest } = seen.answer.said as { days: Record<string, string> }
    expect([seen.answer.status, rest]).toEqual([200, { room, month }])
    const all: string[] = []
    for (let day = `${month}-01`; day.startsWith(month); day = nextDay(day)) all.push(day)
    expect(Object.keys(days)).toEqual(all)
    expect(days[taken]).toBe('full')
    if (free.startsWith(month)) expect(days[free]).toBe('open')
    const year = closuresIn(Number(month.slice(0, 4))).map(({ day }) => day)
    for (const day of all) {
      if (!isWeekday(day) || year.includes(day)) expect(days[day], formatDay(day)).toBe('closed')
      if (openDays().includes(day) && day !== taken) expect(days[day]).toBe('open')
      if (day < seattleDay(Date.now())) expect(days[day]).toBe('closed')
    }
  })

  test('and a day, asked for by the customer who holds it, leaves their own hold out', async () => {
    const room = 'day-office' as const
    const date = roomClient.day(room)
    const { attemptId } = await roomClient.begin(
      newBooking({ room, days: daily([date], '08:00', 9) })
    )
    const day = `/availability?room=${room}&date=${date}`
    const month = `/availability?room=${room}&month=${date.slice(0, 7)}`
    const shown = async (query: string) => {
      const { slots } = (await roomClient.ask(day + query)).said as { slots: object[] }
      const { days } = (await roomClient.ask(month + query)).said as {
        days: Record<string, string>
      }
      return [slots.length, days[date]]
    }
    expect(await shown(`&attempt=${attemptId}`)).toEqual([17, 'open'])
    expect(await shown('')).toEqual([0, 'full'])
    expect(await shown(`&attempt=${crypto.randomUUID()}`)).toEqual([0, 'full'])
  })

  test('that is past, or wholly out of the window, is closed and asks no vendor', async () => {
    for (const month of ['2025-03', '2030-03']) {
      const path = `/availability?room=slinky&month=${month}`
      const seen = await watched(roomClient, () => roomClient.ask(path))
      const { days } = seen.answer.said as { days: Record<string, string> }
      expect(Object.keys(days)).toHaveLength(31)
      expect([new Set(Object.values(days)), seen.calls]).toEqual([new Set(['closed']), []])
    }
  })
})

describe('who may ask', () => {
  test('a foreign page is refused, one of ours is told that it may read', async () => {
    const headers = (origin: string) => ({ headers: { origin } })
    const foreign = await roomClient.ask('/rooms', headers('https://evil.example'))
    expect([foreign.status, foreign.said.code]).toEqual([403, 'origin-refused'])
    const ours = await roomClient.ask('/rooms', headers(PAGE))
    expect([ours.status, ours.headers.get('access-control-allow-origin')]).toEqual([200, PAGE])
  })

  test.each([
    ['POST', '/rooms', 'GET, HEAD, OPTIONS'],
    ['POST', '/availability', 'GET, HEAD, OPTIONS'],
    ['GET', '/create-booking', 'POST, OPTIONS'],
    ['POST', '/booking-status', 'GET, HEAD, OPTIONS'],
    ['GET', '/webhook', 'POST, OPTIONS'],
  ])('%s %s is 405 and says Allow: %s', async (method, path, allow) => {
    const answer = await roomClient.ask(path, { method, headers: { origin: PAGE } })
    expect([answer.status, answer.said.code]).toEqual([405, 'method-not-allowed'])
    expect(answer.headers.get('allow')).toBe(allow)
  })
})
