/** A claim whose events exist, day by day; and holds by the request that placed them. */
import { beforeEach, expect, test } from 'vitest'
import { toInstant } from '../../../src/core/zoned-time.ts'
import {
  createRoomLedger,
  type RemovedDay,
  type RoomLedger,
} from '../../../src/rooms/room-ledger.ts'
import type { Slot } from '../../../src/rooms/rules/slots.ts'
import { memoryStorage } from '../../support/memory-storage.ts'

const HOLD_MS = 15 * 60_000
const slot = (date: string, start = '10:00'): Slot => ({ date, start, hours: 1 })
const [MONDAY, TUESDAY] = [slot('2026-05-04'), slot('2026-05-05')]
const WEEK = [toInstant('2026-05-03', '00:00'), toInstant('2026-05-10', '00:00')] as const

let nowMs: number
let storage: ReturnType<typeof memoryStorage>
let ledger: RoomLedger
beforeEach(() => {
  nowMs = toInstant('2026-05-01', '12:00')
  storage = memoryStorage()
  ledger = createRoomLedger(storage, () => nowMs)
})

/** Only what is stored is left after a restart. */
const restarted = () => createRoomLedger(storage, () => nowMs)
const inUse = () => ledger.busyBetween(...WEEK).map(({ holder, date }) => `${holder} ${date}`)

/** A paid booking of both days whose events exist. */
function book(): void {
  ledger.claim('ada', [MONDAY, TUESDAY])
  ledger.markEventsPending('ada', ['2026-05-04', '2026-05-05'])
  ledger.confirmEvents('ada', 'pi_ada', 'calendar')
}

test('an unknown holder holds nothing, has no events, and nothing is to be released', () => {
  expect(ledger.isHeld('ada')).toBe(false)
  expect(ledger.heldSlots('ada')).toBeNull()
  expect(ledger.eventDays('ada')).toEqual([])
  expect(ledger.releaseHold('ada')).toBeNull()
  expect(ledger.expiredHolds()).toEqual([])
  expect(ledger.nextExpiryMs()).toBeNull()
  expect(ledger.removedDays()).toEqual([])
})

test('what is held: until it lapses, is claimed with events, or ends', () => {
  ledger.hold('ada', [MONDAY], HOLD_MS)
  expect([ledger.isHeld('ada'), ledger.isHeld('bob')]).toEqual([true, false])
  expect(ledger.heldSlots('ada')).toEqual([MONDAY])
  nowMs += HOLD_MS
  expect(ledger.isHeld('ada')).toBe(false)
  ledger.claim('ada', [MONDAY])
  expect(ledger.isHeld('ada')).toBe(false)
  expect(ledger.heldSlots('ada')).toEqual([MONDAY])
  ledger.confirmEvents('ada', 'pi_ada', 'calendar')
  expect(ledger.heldSlots('ada')).toBeNull()
})

test('a claim that ended holds nothing', () => {
  ledger.claim('ada', [MONDAY])
  ledger.release('ada')
  expect(ledger.heldSlots('ada')).toBeNull()
})

test('the next expiry is that of the hold that ends first; claims have none', () => {
  ledger.claim('cleo', [slot('2026-05-06')])
  ledger.hold('ada', [MONDAY], HOLD_MS)
  const firstMs = nowMs + HOLD_MS
  nowMs += 60_000
  ledger.hold('bob', [TUESDAY], HOLD_MS)
  expect(ledger.nextExpiryMs()).toBe(firstMs)
  nowMs = firstMs
  expect(ledger.nextExpiryMs()).toBe(firstMs + 60_000)
})

test('the hold of a later request stays when an earlier one is taken back', () => {
  ledger.hold('ada', [MONDAY], HOLD_MS, { version: 2 })
  expect(ledger.releaseHold('ada', 1)).toBeNull()
  expect(ledger.isHeld('ada')).toBe(true)
  expect(ledger.releaseHold('ada', 2)).toEqual({ untilMs: nowMs + HOLD_MS, renewals: 0 })
  expect(ledger.isHeld('ada')).toBe(false)
})

test('a request without a number keeps that of the hold before it', () => {
  ledger.hold('ada', [MONDAY], HOLD_MS, { version: 2 })
  ledger.hold('ada', [TUESDAY], HOLD_MS)
  expect(ledger.releaseHold('ada', 1)).toBeNull()
  expect(ledger.releaseHold('ada')).toEqual({ untilMs: nowMs + HOLD_MS, renewals: 1 })
})

test('a hold without a number is of the first request', () => {
  ledger.hold('ada', [MONDAY], HOLD_MS)
  expect(ledger.releaseHold('ada', -1)).toBeNull()
  expect(ledger.releaseHold('ada', 0)).not.toBeNull()
})

test('a claim is not released as a hold', () => {
  ledger.claim('ada', [MONDAY])
  expect(ledger.releaseHold('ada')).toBeNull()
  expect(inUse()).toEqual(['ada 2026-05-04'])
})

test('a hold of another room counts as a renewal while it lasts, afterwards not', () => {
  const earlier = { untilMs: nowMs + 1000, renewals: 2 }
  expect(ledger.hold('ada', [MONDAY], HOLD_MS, { earlier })).toEqual({
    ok: true,
    untilMs: earlier.untilMs,
  })
  nowMs = earlier.untilMs
  expect(ledger.hold('bob', [TUESDAY], HOLD_MS, { earlier })).toEqual({
    ok: true,
    untilMs: nowMs + HOLD_MS,
  })
})

test('its own lapsed hold does not count as a renewal', () => {
  ledger.hold('ada', [MONDAY], HOLD_MS, { earlier: { untilMs: nowMs + 1, renewals: 1 } })
  nowMs += HOLD_MS
  ledger.hold('ada', [MONDAY], HOLD_MS)
  expect(ledger.releaseHold('ada')).toEqual({ untilMs: nowMs + HOLD_MS, renewals: 0 })
})

test('days with events are those that were announced, each once, for claims only', () => {
  ledger.hold('bob', [slot('2026-05-06')], HOLD_MS)
  ledger.markEventsPending('bob', ['2026-05-06'])
  ledger.markEventsPending('nobody', ['2026-05-06'])
  expect([ledger.eventDays('bob'), ledger.eventDays('nobody')]).toEqual([[], []])
  ledger.claim('ada', [MONDAY, TUESDAY])
  ledger.markEventsPending('ada', ['2026-05-04'])
  ledger.markEventsPending('ada', ['2026-05-04', '2026-05-05'])
  expect(restarted().eventDays('ada')).toEqual(['2026-05-04', '2026-05-05'])
})

test('confirmed events are shown with payment, calendar and time; a hold has none', () => {
  book()
  ledger.hold('bob', [slot('2026-05-06')], HOLD_MS)
  ledger.confirmEvents('bob', 'pi_bob', 'calendar')
  ledger.confirmEvents('nobody', 'pi_0', 'calendar')
  const standing = { paymentId: 'pi_ada', calendarId: 'calendar', sinceMs: nowMs }
  const shown = ledger.busyBetween(...WEEK).map((one) => [one.holder, one.standing])
  expect(shown).toEqual([
    ['ada', standing],
    ['ada', standing],
    ['bob', null],
  ])
})

test('one day is released, then the other: the claim has ended', () => {
  book()
  ledger.releaseDay('ada', '2026-05-04')
  expect(inUse()).toEqual(['ada 2026-05-05'])
  ledger.releaseDay('ada', '2026-05-04')
  expect(inUse()).toEqual(['ada 2026-05-05'])
  ledger.releaseDay('ada', '2026-05-05')
  expect(inUse()).toEqual([])
  expect(ledger.claim('ada', [MONDAY])).toEqual({ ok: false, reason: 'released' })
})

test('a day is not released before the events exist', () => {
  ledger.claim('ada', [MONDAY])
  ledger.releaseDay('ada', '2026-05-04')
  ledger.removeDay('ada', '2026-05-04')
  ledger.moveDay('ada', '2026-05-04', { fromMs: 0, toMs: 1 })
  expect(inUse()).toEqual(['ada 2026-05-04'])
  expect(ledger.removedDays()).toEqual([])
})

test('a day that staff deleted is free, and noted for the team', () => {
  book()
  ledger.removeDay('ada', '2026-05-04')
  expect(inUse()).toEqual(['ada 2026-05-05'])
  expect(restarted().removedDays()).toEqual([{ paymentId: 'pi_ada', slot: MONDAY }])
  ledger.removeDay('ada', '2026-05-04')
  ledger.removeDay('nobody', '2026-05-04')
  expect(ledger.removedDays()).toHaveLength(1)
})

test('a noted day is kept with what is new of it, and forgotten by itself', () => {
  const noted = (paymentId: string, one: Slot, told?: number): RemovedDay => ({
    ...{ paymentId, slot: one },
    ...(told !== undefined && { told }),
  })
  const [first, second] = [noted('pi_ada', MONDAY), noted('pi_ada', TUESDAY)]
  for (const one of [first, second, noted('pi_bob', MONDAY)]) ledger.keepRemovedDay(one)
  ledger.keepRemovedDay({ ...first, told: 1 })
  expect(restarted().removedDays()).toEqual([
    second,
    noted('pi_bob', MONDAY),
    noted('pi_ada', MONDAY, 1),
  ])
  ledger.forgetRemovedDay(first)
  expect(restarted().removedDays()).toEqual([second, noted('pi_bob', MONDAY)])
})

test('a day that staff moved takes its new time, and is the same booking', () => {
  book()
  const fromMs = toInstant('2026-05-04', '15:00')
  ledger.moveDay('ada', '2026-05-04', { fromMs, toMs: fromMs + 3600_000 })
  expect(ledger.hold('bob', [MONDAY], HOLD_MS).ok).toBe(true)
  expect(ledger.hold('cleo', [slot('2026-05-04', '15:00')], HOLD_MS).ok).toBe(false)
  expect(ledger.hold('cleo', [TUESDAY], HOLD_MS).ok).toBe(false)
  expect(ledger.claim('ada', [TUESDAY, MONDAY])).toEqual({ ok: true })
  expect(ledger.claim('ada', [MONDAY])).toEqual({ ok: false, reason: 'other-slots' })
})
