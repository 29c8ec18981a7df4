/** The Google client against its stand-in: events read with suspicion, put in once, taken out for good. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createAccessTokenCache } from '../../src/clients/access-token.ts'
import { createCalendar } from '../../src/clients/google/calendar.ts'
import type { EventRequest } from '../../src/clients/google/events.ts'
import { fetchGoogleToken } from '../../src/clients/google/token.ts'
import type { Fetch } from '../../src/clients/http.ts'
import type { Fault } from '../sandbox/faults.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { instantOf } from '../sandbox/google/zone.ts'
import { createSandbox } from '../sandbox/sandbox.ts'
import { EMAIL, PRIVATE_KEY } from './google-fixtures.ts'

const worker = { url: 'http://worker.test', webhookSecret: 'whsec', cronUrl: null }
const sandbox = createSandbox({
  workers: () => ({ checkout: worker, bookings: worker }),
  googleLimit: false,
})
const fetcher: Fetch = (input, init) => sandbox.fetch(new Request(input, init))
const control = async (path: string, body: object = {}, method = 'POST') =>
  sandbox.fetch(new Request(`http://sandbox${path}`, { method, body: JSON.stringify(body) }))
const fault = (kind: Fault['kind'], method: string, times = 1, path = '/calendars') =>
  control('/__faults', { vendor: 'google', kind, times, match: { method, path } })

const account = {
  url: 'http://sandbox/google/calendar/v3',
  tokenUrl: 'http://sandbox/google/token',
  email: EMAIL,
  privateKey: PRIVATE_KEY,
}
const { slinky } = SANDBOX_CALENDARS
const staffPath = `/google/sandbox/calendars/${slinky}`
const staff = async (path: string, body: object, method = 'POST') => {
  const headers = { 'content-type': 'application/json' }
  const init = { method, headers, body: JSON.stringify(body) }
  const answer = await sandbox.fetch(new Request(`http://sandbox${staffPath}${path}`, init))
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as { id: string }
}

let calendar: ReturnType<typeof createCalendar>
beforeEach(async () => {
  await control('/__reset')
  const memory = new Map<string, unknown>()
  const tokens = createAccessTokenCache(
    { name: 'google', maxPerMinute: 4 },
    (nowMs) => fetchGoogleToken(account, fetcher, nowMs),
    {
      get: <T>(key: string) => memory.get(key) as T | undefined,
      put: (key, value) => {
        memory.set(key, value)
      },
    },
    Date.now
  )
  calendar = createCalendar(account, fetcher, tokens)
})

/** The 4th of May in Seattle. */
const NINE = Date.parse('2026-05-04T09:00:00-07:00')
const ELEVEN = Date.parse('2026-05-04T11:00:00-07:00')
const EVENING = Date.parse('2026-05-04T18:00:00-07:00')
const order: EventRequest = {
  id: 'a1b2c3d4',
  summary: 'Ada Byron',
  description: 'Slinky, two hours',
  startMs: NINE,
  endMs: ELEVEN,
  privateProperties: { payment_intent: 'pi_1' },
}
const iso = (ms: number) => ({ dateTime: new Date(ms).toISOString() })
const DAY = { start: { date: '2026-05-04' }, end: { date: '2026-05-05' } }
/** From nine to eleven on the 4th of May, without an offset. */
const local = (timeZone: string) => ({
  start: { dateTime: '2026-05-04T09:00:00', timeZone },
  end: { dateTime: '2026-05-04T11:00:00', timeZone },
})
const held = () => sandbox.state().google.calendars[slinky] ?? []
const calls = () =>
  sandbox
    .state()
    .requests.filter(({ path }) => path.startsWith('/calendar'))
    .map(({ method, status }) => `${method} ${status}`)
const events = async () => (await calendar.listEvents(slinky, NINE, EVENING)).events

describe('tokens', () => {
  const ask = (privateKey: string) =>
    fetchGoogleToken({ ...account, privateKey }, fetcher, Date.now())

  const lines = PRIVATE_KEY.replaceAll('\\n', '\n')
  const json = JSON.stringify({ type: 'service_account', private_key: lines, client_email: EMAIL })
  test.each([
    ['with \\n', PRIVATE_KEY],
    ['with newlines', lines],
    ['with those of Windows', PRIVATE_KEY.replaceAll('\\n', '\r\n')],
    ['with those of Windows escaped', PRIVATE_KEY.replaceAll('\\n', '\\r\\n')],
    ['with spaces for newlines', lines.replaceAll('\n', ' ')],
    ['in quotes', `"${PRIVATE_KEY}"`],
    ['in single quotes', `'${PRIVATE_KEY}'`],
    ['in quotes that are escaped', `\\"${PRIVATE_KEY}\\"`],
    ['escaped twice', PRIVATE_KEY.replaceAll('\\n', '\\\\n')],
    ['escaped three times', JSON.stringify(JSON.stringify(lines))],
    ['in quotes with a comma', `"${PRIVATE_KEY}",\n`],
    ['as the line of the JSON', `  "private_key": "${PRIVATE_KEY}",\r\n`],
    ['as the whole JSON', JSON.stringify(JSON.parse(json), null, 2)],
    ['as the whole JSON in one text', JSON.stringify(json)],
    ['with = escaped', PRIVATE_KEY.replaceAll('=', '\\u003d')],
    ['with / escaped', PRIVATE_KEY.replaceAll('/', '\\/')],
    ['with lines continued', lines.replaceAll('\n', '\\\n')],
    ['with a byte order mark', `\uFEFF${lines}`],
  ])('a key %s is read', async (_how, key) => {
    const { token, expiresAtMs } = await ask(key)
    expect(token).toMatch(/^ya29\./)
    expect(expiresAtMs - Date.now()).toBeGreaterThan(3500_000)
  })

  test.each([
    ['nothing', ''],
    ['no key', 'nonsense'],
    ['the id of the key', '1f9a0c7e5d3b2a1f9a0c7e5d3b2a1f9a0c7e5d3b'],
    ['its beginning alone', PRIVATE_KEY.slice(0, 900)],
    ['a key without its end line', PRIVATE_KEY.replace('-----END PRIVATE KEY-----', '')],
    ['a key that lacks a line', lines.split('\n').toSpliced(4, 1).join('\n')],
    ['a key whose backslashes were lost', PRIVATE_KEY.replaceAll('\\n', 'n')],
    ['two keys', `${lines}${lines}`],
    ['a public key', lines.replaceAll('PRIVATE', 'PUBLIC')],
    ['stars', '-----BEGIN PRIVATE KEY-----\n****\n-----END PRIVATE KEY-----'],
  ])('of %s it is said that the key cannot be read', async (_what, key) => {
    await expect(ask(key)).rejects.toThrow('the key cannot be read')
  })

  test('an account that is gone, and an answer that is none, are said', async () => {
    await fault('semantic-refusal', 'POST', 1, '/token')
    await expect(ask(PRIVATE_KEY)).rejects.toMatchObject({ status: 400 })
    await fault('garbage', 'POST', 1, '/token')
    await expect(ask(PRIVATE_KEY)).rejects.toMatchObject({ status: null })
  })

  test('one token serves all; one that is refused is replaced once', async () => {
    await Promise.all([events(), events()])
    await fault('401', 'GET')
    await events()
    const asked = sandbox.state().requests.filter(({ path }) => path === '/token')
    expect(asked).toHaveLength(2)
    await fault('401', 'GET', 2)
    await expect(events()).rejects.toMatchObject({ status: 401 })
  })
})

describe('what stands in a calendar', () => {
  test('ours and a person’s, busy and free, each instance by itself', async () => {
    await calendar.createEvent(slinky, order)
    const at = (hour: string) => ({
      dateTime: `2026-05-04T${hour}:00:00`,
      timeZone: 'America/Los_Angeles',
    })
    await staff('/events', { start: at('12'), end: at('13'), transparency: 'transparent' })
    await staff('/events', { start: at('14'), end: at('15'), recurrence: ['RRULE:FREQ=DAILY'] })
    expect(await events()).toEqual([
      { id: order.id, startMs: NINE, endMs: ELEVEN, busy: true, paymentId: 'pi_1' },
      {
        id: expect.any(String),
        startMs: NINE + 3 * 3600_000,
        endMs: NINE + 4 * 3600_000,
        busy: false,
        paymentId: null,
      },
      {
        id: expect.stringMatching(/_20260504T210000Z$/),
        startMs: NINE + 5 * 3600_000,
        endMs: NINE + 6 * 3600_000,
        busy: true,
        paymentId: null,
      },
    ])
    expect(calls().at(-1)).toBe('GET 200')
  })

  test('an all-day event takes the whole Seattle day, free as Google makes it', async () => {
    const { id } = await staff('/events', {
      start: { date: '2026-05-04' },
      end: { date: '2026-05-05' },
    })
    expect(held()[0]?.transparency).toBe('transparent')
    expect(await events()).toEqual([
      {
        id,
        startMs: Date.parse('2026-05-04T00:00:00-07:00'),
        endMs: Date.parse('2026-05-05T00:00:00-07:00'),
        busy: true,
        paymentId: null,
      },
    ])
  })

  test('the day on which the clocks change has 25 hours', async () => {
    await staff('/events', { start: { date: '2026-11-01' }, end: { date: '2026-11-02' } })
    const noon = Date.parse('2026-11-01T12:00:00-08:00')
    const [day] = (await calendar.listEvents(slinky, noon, noon + 3600_000)).events
    expect(Number(day?.endMs) - Number(day?.startMs)).toBe(25 * 3600_000)
  })

  test('a deleted event is none; pages are followed to the last', async () => {
    await calendar.createEvent(slinky, order)
    await calendar.deleteEvent(slinky, order.id)
    expect(await events()).toEqual([])
    for (let i = 0; i < 251; i += 1) {
      await calendar.createEvent(slinky, { ...order, id: `event${String(i).padStart(4, '0')}` })
    }
    expect(await events()).toHaveLength(251)
    expect(calls().slice(-2)).toEqual(['GET 200', 'GET 200'])
  })

  test('pages without an end, and what is no list of events, throw', async () => {
    const about = { accessRole: 'writer', timeZone: 'America/Los_Angeles' }
    const fake = (body: object) =>
      createCalendar(account, async () => Response.json({ ...about, ...body }), {
        token: async () => 'token',
        refresh: async () => 'token',
      }).listEvents(slinky, NINE, EVENING)
    const event = { id: 'a1b2c3', status: 'confirmed' }
    const end = { dateTime: '2026-05-04T11:00:00-07:00' }
    for (const body of [
      { items: [], nextPageToken: 'more' },
      {},
      { items: [], accessRole: undefined },
      { items: [{ ...event, start: end, end }], timeZone: '' },
    ]) {
      await expect(fake(body), JSON.stringify(body)).rejects.toMatchObject({ status: null })
    }
    const none = { events: [], isWritable: true }
    expect(await fake({ items: [{ id: 'a1b2c3', status: 'cancelled' }] })).toEqual(none)
  })

  test('a time without an offset is in its own zone', async () => {
    const of = async (timeZone: string) => {
      const items = [{ id: 'a1b2c3', status: 'confirmed', ...local(timeZone) }]
      const answer = { accessRole: 'owner', timeZone: 'UTC', items }
      const tokens = { token: async () => 'token', refresh: async () => 'token' }
      const fake = createCalendar(account, async () => Response.json(answer), tokens)
      return (await fake.listEvents(slinky, NINE, EVENING)).events.map(({ startMs }) => startMs)
    }
    expect(await of('America/Los_Angeles')).toEqual([NINE])
    expect(await of('America/New_York')).toEqual([])
  })

  test.each([
    ['workingLocation', false],
    ['birthday', false],
    ['outOfOffice', true],
    ['focusTime', true],
  ])('an entry of type %s is a use of the room: %s', async (eventType, busy) => {
    await staff('/events', { ...DAY, eventType })
    expect((await events()).map((event) => event.busy)).toEqual([busy])
  })

  test('an invitation that the room has declined is no use of it; declined by a guest it is', async () => {
    const invite = (email: string) =>
      staff('/events', {
        ...{ start: iso(NINE), end: iso(ELEVEN) },
        attendees: [{ email, responseStatus: 'declined' }],
      })
    await invite(slinky)
    await invite('guest@example.com')
    expect((await events()).map(({ busy }) => busy)).toEqual([false, true])
  })

  test('an all-day entry that ends on the day it starts takes that day', async () => {
    await staff('/events', { start: { date: '2026-05-04' }, end: { date: '2026-05-04' } })
    expect(await events()).toMatchObject([
      {
        startMs: Date.parse('2026-05-04T00:00-07:00'),
        endMs: Date.parse('2026-05-05T00:00-07:00'),
      },
    ])
  })

  test.each(['Pacific/Kiritimati', 'Asia/Tokyo', 'UTC', 'Pacific/Pago_Pago'])(
    'an all-day entry takes its whole day in the house, and in the calendar’s own zone %s',
    async (timeZone) => {
      await staff('/zone', { timeZone }, 'PUT')
      for (const end of ['2026-05-05', '2026-05-04'])
        await staff('/events', { start: { date: '2026-05-04' }, end: { date: end } })
      const midnight = (day: string, zone: string) => instantOf(`${day}T00:00:00`, zone)
      const found = await events()
      expect(found).toHaveLength(2)
      for (const { startMs, endMs, busy } of found) {
        expect(busy).toBe(true)
        for (const zone of ['America/Los_Angeles', timeZone]) {
          expect(startMs).toBeLessThanOrEqual(midnight('2026-05-04', zone))
          expect(endMs).toBeGreaterThanOrEqual(midnight('2026-05-05', zone))
        }
      }
    }
  )

  test.each([
    ['owner', true],
    ['writer', true],
    ['reader', false],
  ])('a list says that a %s may write: %s', async (role, isWritable) => {
    await staff('/sharing', { role }, 'PUT')
    expect(await calendar.listEvents(slinky, NINE, EVENING)).toEqual({ events: [], isWritable })
  })

  test('one event is found by its id as long as it stands', async () => {
    await calendar.createEvent(slinky, order)
    const found = { id: order.id, startMs: NINE, endMs: ELEVEN, paymentId: 'pi_1' }
    expect(await calendar.getEvent(slinky, order.id)).toEqual(found)
    await calendar.deleteEvent(slinky, order.id)
    expect(await calendar.getEvent(slinky, order.id)).toBeNull()
    expect(await calendar.getEvent(slinky, 'never0')).toBeNull()
    await fault('500-before', 'GET')
    await expect(calendar.getEvent(slinky, order.id)).rejects.toMatchObject({ status: 500 })
  })

  test('a calendar that is no longer shared is not a free one', async () => {
    await staff('/sharing', { role: 'none' }, 'PUT')
    await expect(events()).rejects.toMatchObject({ status: 404 })
  })
})

describe('putting an event in', () => {
  test('as it was ordered, and once however often it is asked for', async () => {
    expect(await calendar.createEvent(slinky, order)).toBe(true)
    expect(await calendar.createEvent(slinky, order)).toBe(true)
    expect(calls()).toEqual(['POST 200', 'POST 409', 'GET 200'])
    expect(held()).toEqual([
      expect.objectContaining({
        id: order.id,
        summary: 'Ada Byron',
        description: 'Slinky, two hours',
        visibility: 'private',
        start: { dateTime: '2026-05-04T09:00:00-07:00', timeZone: 'America/Los_Angeles' },
        extendedProperties: { private: { payment_intent: 'pi_1', labour_temple: 'booking' } },
      }),
    ])
  })

  test('asked for ten times at once it is there once', async () => {
    const all = Array.from({ length: 10 }, () => calendar.createEvent(slinky, order))
    expect(new Set(await Promise.all(all))).toEqual(new Set([true]))
    expect(held()).toHaveLength(1)
  })

  test('one that was taken out comes back whole', async () => {
    await calendar.createEvent(slinky, order)
    await calendar.deleteEvent(slinky, order.id)
    expect(await calendar.createEvent(slinky, { ...order, summary: 'Ada again' })).toBe(true)
    expect(calls().slice(-3)).toEqual(['POST 409', 'GET 200', 'PUT 200'])
    expect(held()).toEqual([
      expect.objectContaining({
        status: 'confirmed',
        summary: 'Ada again',
        description: 'Slinky, two hours',
      }),
    ])
  })

  test('an id that another booking holds is a refusal, and nothing is changed', async () => {
    await calendar.createEvent(slinky, order)
    const other = { ...order, privateProperties: { payment_intent: 'pi_2' } }
    await expect(calendar.createEvent(slinky, other)).rejects.toMatchObject({ status: 409 })
    expect(held()).toHaveLength(1)
  })

  test.each(['reset-after-effect', '500-after', 'garbage'] as const)(
    'after %s the second try finds the first',
    async (kind) => {
      await fault(kind, 'POST')
      await expect(calendar.createEvent(slinky, order)).rejects.toMatchObject({
        status: kind === '500-after' ? 500 : null,
      })
      expect(await calendar.createEvent(slinky, order)).toBe(true)
      expect(held()).toHaveLength(1)
    }
  )

  test('a refusal is told from haste, however haste is said', async () => {
    await fault('semantic-refusal', 'POST')
    await expect(calendar.createEvent(slinky, order)).rejects.toMatchObject({ status: 403 })
    await fault('429', 'POST')
    await expect(calendar.createEvent(slinky, order)).rejects.toMatchObject({ status: 429 })
    const tokens = { token: async () => 'token', refresh: async () => 'token' }
    const errors = [{ domain: 'usageLimits', reason: 'userRateLimitExceeded', message: 'x' }]
    const hasty = async () => Response.json({ error: { errors, code: 403 } }, { status: 403 })
    await expect(
      createCalendar(account, hasty, tokens).createEvent(slinky, order)
    ).rejects.toMatchObject({ status: 429 })
    expect(held()).toEqual([])
  })

  test('an answer that never comes is waited for, but not for ever', async () => {
    await fault('hang-before', 'POST')
    const signal = AbortSignal.abort(new DOMException('late', 'TimeoutError'))
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(signal)
    const tokens = { token: async () => 'token', refresh: async () => 'token' }
    const hung = createCalendar(account, fetcher, tokens)
    await expect(hung.createEvent(slinky, order)).rejects.toMatchObject({ status: null })
    expect(timeout).toHaveBeenCalledWith(8000)
    timeout.mockRestore()
  })
})

describe('taking an event out', () => {
  test('once, twice, or when it never was there: done', async () => {
    await calendar.createEvent(slinky, order)
    const all: boolean[] = []
    for (const id of [order.id, order.id, 'never0'])
      all.push(await calendar.deleteEvent(slinky, id))
    expect(all).toEqual([true, false, false])
    expect(calls()).toEqual(['POST 200', 'DELETE 204', 'DELETE 410', 'DELETE 404'])
    expect(held()[0]?.status).toBe('cancelled')
  })

  test.each(['reset-after-effect', '500-after', 'garbage', '500-before'] as const)(
    'after %s it is asked for again',
    async (kind) => {
      await calendar.createEvent(slinky, order)
      await fault(kind, 'DELETE')
      await expect(calendar.deleteEvent(slinky, order.id)).rejects.toMatchObject({
        vendor: 'google',
      })
      await calendar.deleteEvent(slinky, order.id)
      expect(held()[0]?.status).toBe('cancelled')
    }
  )
})
