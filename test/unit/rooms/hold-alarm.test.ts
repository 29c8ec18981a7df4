/** When a room's object is woken: half a second after the first hold ends, and again if that failed. */
import { beforeEach, expect, test } from 'vitest'
import { createHoldAlarm } from '../../../src/rooms/hold-alarm.ts'

const NOW_MS = Date.parse('2026-05-04T17:00:00Z')
const expired = (holder: string) => ({ holder, slots: [], untilMs: NOW_MS - 500 })

let alarmMs: number | null
let nextExpiryMs: number | null
let expiredHolds: ReturnType<typeof expired>[]
let started: unknown[]
let failing: string[]

beforeEach(() => {
  alarmMs = null
  nextExpiryMs = null
  expiredHolds = []
  started = []
  failing = []
})

const holdAlarm = createHoldAlarm({
  room: 'slinky',
  ledger: { expiredHolds: () => expiredHolds, nextExpiryMs: () => nextExpiryMs },
  alarm: {
    get: async () => alarmMs,
    set: async (atMs) => {
      alarmMs = atMs
    },
  },
  workflows: {
    start: async (id, params) => {
      if (failing.some((holder) => id.includes(holder))) throw new Error('not started')
      return started.push([id, params]) > 0
    },
  },
  now: () => NOW_MS,
})

test.each([
  ['no hold: no alarm', null, null, null],
  ['the first hold', NOW_MS + 1000, null, NOW_MS + 1500],
  ['one that ends earlier brings it forward', NOW_MS + 1000, NOW_MS + 9000, NOW_MS + 1500],
  ['one that ends later leaves it', NOW_MS + 9000, NOW_MS + 1500, NOW_MS + 1500],
  ['the same end leaves it', NOW_MS + 1000, NOW_MS + 1500, NOW_MS + 1500],
] as const)('schedule: %s', async (_, nextMs, plannedMs, expected) => {
  nextExpiryMs = nextMs
  alarmMs = plannedMs
  await holdAlarm.schedule()
  expect(alarmMs).toBe(expected)
})

test('fired, it starts a workflow for each expired hold and is set for the next', async () => {
  expiredHolds = [expired('a'), expired('b')]
  nextExpiryMs = NOW_MS + 1000
  await holdAlarm.fire()
  expect(started).toEqual(
    ['a', 'b'].map((attemptId) => [
      `hold-${attemptId}-${NOW_MS - 500}`,
      { kind: 'hold-expired', room: 'slinky', attemptId },
    ])
  )
  expect(alarmMs).toBe(NOW_MS + 1500)
})

test('one that could not be started: again in half a minute, the others are started', async () => {
  expiredHolds = [expired('a'), expired('b')]
  failing = ['a']
  await holdAlarm.fire()
  expect(started).toHaveLength(1)
  expect(alarmMs).toBe(NOW_MS + 30_000)
})
