/** The calendar is right and the ledger learns: what staff delete or move by hand is free again, what may not show yet is not. */
import { expect, test, vi } from 'vitest'
import { createAccessTokenCache } from '../../../src/clients/access-token.ts'
import { bookingClients, googleTokenFor } from '../../../src/clients/bookings-clients.ts'
import { eventId } from '../../../src/core/ids.ts'
import { dayAvailability } from '../../../src/rooms/api/availability.ts'
import { busyTimes } from '../../../src/rooms/busy-times.ts'
import { createCalendarCache } from '../../../src/rooms/calendar-cache.ts'
import { createCalendarHealth } from '../../../src/rooms/calendar-health.ts'
import type { BookingContext } from '../../../src/rooms/context.ts'
import { createRoomLedger } from '../../../src/rooms/room-ledger.ts'
import { rangeOf } from '../../../src/rooms/rules/openings.ts'
import { intervalOf, type Slot } from '../../../src/rooms/rules/slots.ts'
import { EMAIL, PRIVATE_KEY } from '../../clients/google-fixtures.ts'
import { SANDBOX_CALENDARS } from '../../sandbox/google/calendars.ts'
import { createSandbox } from '../../sandbox/sandbox.ts'
import { memoryStorage } from '../../support/memory-storage.ts'
import { countTries } from '../../support/tries.ts'
import { booking } from './fixtures.ts'

const ROOM = 'slinky'
const CALENDAR = SANDBOX_CALENDARS[ROOM]
const MINUTE_MS = 60_000
const SETTLED_MS = 5 * MINUTE_MS
const SANDBOX_URL = 'http://sandbox.test'
const PAYMENT = 'pi_3Room0000000000000001'
/** A Friday; the days booked are the Monday and Tuesday after it. */
const FRIDAY_MS = Date.parse('2026-05-01T17:00:00Z')
const [MONDAY, TUESDAY] = ['2026-05-04', '2026-05-05'] as const
const DAYS: Slot[] = [
  { date: MONDAY, start: '10:00', hours: 2 },
  { date: TUESDAY, start: '10:00', hours: 2 },
]
const ENV = {
  STRIPE_URL: `${SANDBOX_URL}/stripe`,
  STRIPE_SECRET_KEY: 'sk_test_sandbox',
  STRIPE_WEBHOOK_SECRET: 'whsec_sandbox_bookings',
  MAILERSEND_URL: `${SANDBOX_URL}/mailersend/v1`,
  MAILERSEND_API_KEY: 'mlsn.sandbox',
  MAILERSEND_DOMAIN_ID: 'none',
  MAIL_FROM: 'admin@labourtemple.com',
  GOOGLE_TOKEN_URL: `${SANDBOX_URL}/google/token`,
  GOOGLE_CALENDAR_URL: `${SANDBOX_URL}/google/calendar/v3`,
  GOOGLE_SERVICE_ACCOUNT_EMAIL: EMAIL,
  GOOGLE_PRIVATE_KEY: PRIVATE_KEY,
}

/** A booking of two days whose events stand, five minutes and more ago unless said otherwise. */
async function booked(passMs = SETTLED_MS) {
  let nowMs = FRIDAY_MS
  const worker = { url: `${SANDBOX_URL}/none`, webhookSecret: 'whsec_none', cronUrl: null }
  const sandbox = createSandbox({
    workers: () => ({ checkout: worker, bookings: worker }),
    real: () => nowMs,
  })
  const fetcher = (input: string, init: RequestInit) => sandbox.fetch(new Request(input, init))
  const tokens = createAccessTokenCache(
    { name: 'google', maxPerMinute: 6 },
    (atMs) => googleTokenFor(ENV, atMs, fetcher),
    memoryStorage(),
    () => nowMs
  )
  const { calendar } = bookingClients(ENV, tokens, countTries(), fetcher, () => nowMs)
  const ledger = createRoomLedger(memoryStorage(), () => nowMs)
  const config = { ...booking().config, calendars: { [ROOM]: CALENDAR } as Record<string, string> }
  const context = {
    calendar,
    room: () => ledger,
    calendarCache: () => createCalendarCache(() => nowMs, 0),
    calendarHealth: () => createCalendarHealth(memoryStorage(), () => nowMs),
    config,
    now: () => nowMs,
  } as unknown as BookingContext

  ledger.claim('ada', DAYS)
  const ids = await Promise.all(DAYS.map(({ date }) => eventId(PAYMENT, date)))
  for (const [nth, slot] of DAYS.entries()) {
    const { fromMs, toMs } = intervalOf(slot)
    await calendar.createEvent(CALENDAR, {
      ...{ id: ids[nth] ?? '', summary: 'Ada', description: '', startMs: fromMs, endMs: toMs },
      privateProperties: {},
    })
  }
  ledger.confirmEvents('ada', PAYMENT, CALENDAR)
  nowMs += passMs
  const staff = async (method: string, path: string, body?: object) => {
    const token = await tokens.token()
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const url = `${SANDBOX_URL}/google/calendar/v3/calendars/${CALENDAR}/events${path}`
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    const answer = await sandbox.fetch(new Request(url, init))
    expect(answer.ok, await answer.clone().text()).toBe(true)
  }
  return {
    ...{ context, ledger, ids },
    starts: async (date: string) =>
      (await dayAvailability(context, ROOM, date)).slots.map(({ start }) => start),
    remove: (nth: number) => staff('DELETE', `/${ids[nth]}`),
    move: (nth: number, slot: Slot) => {
      const { fromMs, toMs } = intervalOf(slot)
      const [start, end] = [fromMs, toMs].map((ms) => ({ dateTime: new Date(ms).toISOString() }))
      return staff('PATCH', `/${ids[nth]}`, { start, end })
    },
    fail: () =>
      sandbox.fetch(
        new Request(`${SANDBOX_URL}/__faults`, {
          method: 'POST',
          body: JSON.stringify({ vendor: 'google', kind: '500-before', times: -1 }),
        })
      ),
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}

test('a booking that stands keeps its hours, in the calendar and in the ledger', async () => {
  const { starts, ledger } = await booked()
  expect(await starts(MONDAY)).not.toContain('10:00')
  const { fromMs, toMs } = rangeOf(MONDAY, TUESDAY)
  expect(ledger.busyBetween(fromMs, toMs)).toHaveLength(2)
})

test('staff delete one day: it can be booked again at once, the other day cannot', async () => {
  const { starts, remove, ledger } = await booked()
  await remove(0)
  expect(await starts(MONDAY)).toContain('10:00')
  expect(await starts(TUESDAY)).not.toContain('10:00')
  expect(ledger.hold('bob', DAYS.slice(0, 1), MINUTE_MS).ok).toBe(true)
  expect(ledger.hold('cleo', DAYS.slice(1), MINUTE_MS)).toEqual({ ok: false, reason: 'taken' })
})

test('staff delete all days: all can be booked, and the payment cannot claim them a second time', async () => {
  const { starts, remove, ledger } = await booked()
  await remove(0)
  await remove(1)
  expect([await starts(MONDAY), await starts(TUESDAY)].every((of) => of.includes('10:00'))).toBe(
    true
  )
  expect(ledger.claim('ada', DAYS)).toEqual({ ok: false, reason: 'released' })
  expect(ledger.hold('bob', DAYS, MINUTE_MS).ok).toBe(true)
})

test('staff move it to the afternoon: its morning is free, its afternoon is taken', async () => {
  const { starts, move } = await booked()
  await move(0, { date: MONDAY, start: '14:00', hours: 2 })
  const offered = await starts(MONDAY)
  expect(offered).toContain('10:00')
  expect(offered).not.toContain('14:00')
})

test('staff move it to another day: its own day is free, the other is taken', async () => {
  const { starts, move } = await booked()
  const friday = '2026-05-08'
  expect(await starts(friday)).toContain('10:00')
  await move(0, { date: friday, start: '10:00', hours: 2 })
  expect(await starts(MONDAY)).toContain('10:00')
  expect(await starts(friday)).not.toContain('10:00')
})

test('an event that is not shown is taken to be late for five minutes, to the millisecond', async () => {
  const { starts, remove, pass } = await booked(0)
  await remove(0)
  pass(SETTLED_MS - 1)
  expect(await starts(MONDAY)).not.toContain('10:00')
  pass(1)
  expect(await starts(MONDAY)).toContain('10:00')
})

test('a claim whose events may still be on their way is never taken to be gone', async () => {
  const { starts, ledger, pass } = await booked()
  const three: Slot[] = [{ date: '2026-05-06', start: '10:00', hours: 2 }]
  ledger.claim('bob', three)
  pass(60 * MINUTE_MS)
  expect(await starts('2026-05-06')).not.toContain('10:00')
})

test('a calendar that cannot be read frees nothing', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const { context, fail, ledger } = await booked()
  await fail()
  const range = rangeOf(MONDAY, TUESDAY)
  await expect(busyTimes(context, ROOM, range)).rejects.toThrow('google')
  await expect(dayAvailability(context, ROOM, MONDAY)).rejects.toMatchObject({
    code: 'availability-unknown',
  })
  expect(ledger.busyBetween(range.fromMs, range.toMs)).toHaveLength(2)
})

test('a room that was given another calendar keeps what stands in the old one', async () => {
  const { context, starts, remove } = await booked()
  await remove(0)
  context.config.calendars = { [ROOM]: SANDBOX_CALENDARS.shears }
  expect(await starts(MONDAY)).not.toContain('10:00')
})

test('the asker is not in their own way', async () => {
  const { context, ledger } = await booked()
  ledger.hold('bob', [{ date: MONDAY, start: '14:00', hours: 1 }], MINUTE_MS)
  const range = rangeOf(MONDAY, MONDAY)
  const count = async (notOf?: string) =>
    (await busyTimes(context, ROOM, range, notOf ? { excludeAttempt: notOf } : {})).length
  // Once in the calendar, once in the ledger, and the hold.
  expect([await count(), await count('bob')]).toEqual([3, 2])
})
