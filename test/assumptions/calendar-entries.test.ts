/** Entries that people and other programs leave in a calendar: what can be read is read, the rest is busy. */
import { describe, expect, test } from 'vitest'
import { createCalendar } from '../../src/clients/google/calendar.ts'
import { captureLog } from './purchases.ts'

const log = captureLog()

const RANGE = {
  fromMs: Date.parse('2026-05-01T07:00:00Z'),
  toMs: Date.parse('2026-06-01T07:00:00Z'),
}
const at = (iso: string) => Date.parse(iso)

/** The busy times of a calendar with these entries. */
async function busy(...items: unknown[]) {
  const calendar = createCalendar(
    { url: 'http://google.test/calendar/v3' },
    async () => Response.json({ items, accessRole: 'writer', timeZone: 'America/Los_Angeles' }),
    { token: async () => 't', refresh: async () => 't' }
  )
  const { events } = await calendar.listEvents('room', RANGE.fromMs, RANGE.toMs)
  return events.filter((event) => event.busy).map(({ startMs, endMs }) => [startMs, endMs])
}

const entry = (start: unknown, end: unknown, more: object = {}) => ({
  ...{ id: 'e1', status: 'confirmed', start, end },
  ...more,
})

const NORMAL = entry(
  { dateTime: '2026-05-12T09:00:00-07:00' },
  { dateTime: '2026-05-12T10:00:00-07:00' }
)
const NORMAL_BUSY = [at('2026-05-12T16:00:00Z'), at('2026-05-12T17:00:00Z')]

describe('what can be read is read', () => {
  test('a time without an offset is in its time zone', async () => {
    const zone = 'America/New_York'
    const odd = entry(
      { dateTime: '2026-05-04T12:00:00', timeZone: zone },
      { dateTime: '2026-05-04T13:00:00', timeZone: zone }
    )
    expect(await busy(odd, NORMAL)).toEqual([
      [at('2026-05-04T16:00:00Z'), at('2026-05-04T17:00:00Z')],
      NORMAL_BUSY,
    ])
    expect(log()).toEqual([])
  })

  test('an all-day entry that ends on the day it starts is that day', async () => {
    expect(await busy(entry({ date: '2026-05-04' }, { date: '2026-05-04' }))).toEqual([
      [at('2026-05-04T07:00:00Z'), at('2026-05-05T07:00:00Z')],
    ])
  })
})

const DAY = [at('2026-05-04T07:00:00Z'), at('2026-05-05T07:00:00Z')] as const

test.each<[string, unknown]>([
  [
    'no offset and no time zone',
    entry({ dateTime: '2026-05-04T12:00:00' }, { dateTime: '2026-05-04T13:00:00' }),
  ],
  [
    'a time zone that does not exist',
    entry(
      { dateTime: '2026-05-04T12:00:00', timeZone: 'Mars/Olympus' },
      { dateTime: '2026-05-04T13:00:00', timeZone: 'Mars/Olympus' }
    ),
  ],
  ['no end', entry({ dateTime: '2026-05-04T12:00:00-07:00' }, undefined)],
  [
    'an end before its start',
    entry({ dateTime: '2026-05-04T12:00:00-07:00' }, { dateTime: '2026-05-04T11:00:00-07:00' }),
  ],
  ['no start', entry(null, { dateTime: '2026-05-04T12:00:00-07:00' })],
  ['neither', entry({}, {})],
  ['numbers for times', entry(4, 5)],
  ['no id and no status', { start: { date: 'soon' }, end: { date: 'later' } }],
  ['nothing that is an entry', 'lunch'],
])('an entry with %s is busy on its day and is no outage', async (_, odd) => {
  const found = await busy(odd, NORMAL)
  expect(found).toContainEqual(NORMAL_BUSY)
  const [[fromMs = 0, toMs = 0] = []] = found
  expect(fromMs).toBeLessThanOrEqual(DAY[0])
  expect(toMs).toBeGreaterThanOrEqual(DAY[1])
  expect(log().some((line) => line.includes('calendar entry with odd times'))).toBe(true)
})

test('an entry with an odd time does not block days that it cannot touch', async () => {
  const [[fromMs, toMs] = []] = await busy(
    entry({ dateTime: '2026-05-04T12:00:00' }, { dateTime: '2026-05-04T13:00:00' })
  )
  expect(fromMs).toBeGreaterThanOrEqual(at('2026-05-03T07:00:00Z'))
  expect(toMs).toBeLessThanOrEqual(at('2026-05-06T07:00:00Z'))
})

test('a cancelled entry and a timed entry marked as Free block nothing', async () => {
  const times = [{ dateTime: '2026-05-04T12:00:00' }, { dateTime: '2026-05-04T13:00:00' }] as const
  expect(
    await busy(entry(...times, { transparency: 'transparent' }), {
      id: 'gone',
      status: 'cancelled',
    })
  ).toEqual([])
})
