/** When a room's calendar is looked at, and when the team is told that it cannot be read or written. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { Step } from '../../../src/core/workflow.ts'
import { cancelEvents } from '../../../src/rooms/calendar-events.ts'
import { createCalendarHealth } from '../../../src/rooms/calendar-health.ts'
import type { BookingContext } from '../../../src/rooms/context.ts'
import { checkCalendars } from '../../../src/rooms/operations/check-calendars.ts'
import { memoryStorage } from '../../support/memory-storage.ts'
import { booking } from './fixtures.ts'

const START_MS = Date.parse('2026-05-04T17:00:00Z')
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ALERT_AFTER_MS = 5 * MINUTE_MS

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

/** One calendar, looked at when `look` is called. What a test sets in `is` holds from then on. */
function house() {
  const is = { nowMs: START_MS, unreadable: false, isWritable: true, writesFail: false }
  const did: string[] = []
  const storage = memoryStorage()
  const health = createCalendarHealth(storage, () => is.nowMs)
  const { config } = booking()
  const ctx = {
    now: () => is.nowMs,
    config: { ...config, alertAfterMs: ALERT_AFTER_MS, calendars: { 'board-room': 'c1' } },
    calendarHealth: () => health,
    calendar: {
      async listEvents() {
        did.push('read')
        if (is.unreadable) throw new Error('no')
        return { events: [], isWritable: is.isWritable }
      },
      async createEvent() {
        if (is.writesFail) throw new Error('no')
      },
      deleteEvent: async () => true,
    },
    mail: { send: async ({ subject = '' }) => void did.push(subject.split(':')[0] ?? '') },
  } as unknown as BookingContext
  const look = async (afterMs = 0) => {
    is.nowMs += afterMs
    did.length = 0
    await checkCalendars(ctx)
    return [...did]
  }
  return { is, health, look }
}

test('a calendar is looked at once an hour', async () => {
  const { look } = house()
  expect(await look()).toEqual(['read'])
  expect(await look(HOUR_MS - 1)).toEqual([])
  expect(await look(1)).toEqual(['read'])
})

test.each([
  ['cannot be read', { unreadable: true }, { unreadable: false }],
  ['cannot be written', { isWritable: false }, { isWritable: true }],
])(
  'one that %s is looked at again at once; the team is told in time, once a day, and when it is over',
  async (_, broken, mended) => {
    const { is, look } = house()
    Object.assign(is, broken)
    expect(await look()).toEqual(['read'])
    expect(await look(ALERT_AFTER_MS - 1)).toEqual(['read'])
    expect(await look(1)).toEqual(['read', 'ALERT'])
    expect(await look(24 * HOUR_MS - 1)).toEqual(['read'])
    expect(await look(1)).toEqual(['read', 'ALERT'])
    Object.assign(is, mended)
    expect(await look(MINUTE_MS)).toEqual(['read', 'Resolved'])
    expect(await look(MINUTE_MS)).toEqual([])
  }
)

test('trouble that is over before its alert is told to nobody', async () => {
  const { is, look } = house()
  is.unreadable = true
  await look()
  is.unreadable = false
  expect(await look(MINUTE_MS)).toEqual(['read'])
  expect(await look(MINUTE_MS)).toEqual([])
})

test('one whose writes failed is only well again when a write has worked', async () => {
  const { is, health, look } = house()
  health.reportTrouble('read-only')
  is.writesFail = true
  expect(await look(ALERT_AFTER_MS)).toEqual(['read', 'ALERT'])
  is.writesFail = false
  expect(await look(MINUTE_MS)).toEqual(['read', 'Resolved'])
})

test('ten days leave the calendar six at a time: Google takes no more at once', async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<boolean>()
  let asked = 0
  const deleteEvent = () => {
    asked++
    return answered
  }
  const step: Step = (_name, work) => work()
  const paid = booking()
  const [slot = { date: '', start: '', hours: 1 }] = paid.sale.slots
  const places = Array.from({ length: 10 }, (_, nth) => ({
    ...{ slot: { ...slot, date: `2026-05-${nth + 11}` }, room: 'board-room' },
  }))
  const ctx = { config: paid.config, calendar: { deleteEvent } } as unknown as BookingContext
  const cancelling = cancelEvents(step, ctx, paid, places)
  await vi.waitFor(() => expect(asked).toBe(6))
  answer(false)
  expect(await cancelling).toEqual([])
  expect(asked).toBe(10)
})
