import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Storage } from '../../../src/core/storage.ts'
import { toInstant } from '../../../src/core/zoned-time.ts'
import { createRoomLedger } from '../../../src/rooms/room-ledger.ts'
import { overlaps, type Slot } from '../../../src/rooms/rules/slots.ts'

const MINUTE = 60_000
const HOLD = 15 * MINUTE
const slot = (start: string, hours = 1, date = '2026-05-04'): Slot => ({ date, start, hours })
const TEN = [slot('10:00')]
const MONDAY = [toInstant('2026-05-04', '00:00'), toInstant('2026-05-05', '00:00')] as const

function bench() {
  const kept = new Map<string, string>()
  const memory: Storage = {
    get: (key) => JSON.parse(kept.get(key) ?? 'null') ?? undefined,
    put: (key, value) => void kept.set(key, JSON.stringify(value)),
  }
  let nowMs = toInstant('2026-05-01', '12:00')
  const open = () => createRoomLedger(memory, () => nowMs)
  const pass = (ms: number) => {
    nowMs += ms
  }
  return { ledger: open(), open, pass, now: () => nowMs }
}

const TAKEN = { ok: false, reason: 'taken' }

test('a hold keeps others out until it lapses, to the millisecond', () => {
  const { ledger, pass, now } = bench()
  expect(ledger.hold('ada', TEN, HOLD)).toEqual({ ok: true, untilMs: now() + HOLD })
  pass(HOLD - 1)
  expect(ledger.hold('bob', TEN, HOLD)).toEqual(TAKEN)
  pass(1)
  expect(ledger.hold('bob', TEN, HOLD).ok).toBe(true)
  expect(ledger.hold('ada', TEN, HOLD)).toEqual(TAKEN)
})

test.each([
  ['back to back before', '09:00', false],
  ['half an hour before', '08:30', true],
  ['over it', '09:30', false],
  ['back to back after', '11:00', false],
  ['half an hour after', '11:30', true],
])('the buffer belongs to a hold and to a claim: an hour %s', (_, start, free) => {
  const { ledger } = bench()
  ledger.hold('ada', TEN, HOLD)
  expect(ledger.hold('bob', [slot(start)], HOLD).ok).toBe(free)
  ledger.release('bob')
  ledger.claim('ada', TEN)
  expect(ledger.claim('bob', [slot(start)]).ok).toBe(free)
})

test('several days are held all or none', () => {
  const { ledger } = bench()
  ledger.hold('ada', [slot('10:00', 1, '2026-05-05')], HOLD)
  const days = [slot('10:00'), slot('10:00', 1, '2026-05-05')]
  expect(ledger.hold('bob', days, HOLD)).toEqual(TAKEN)
  expect(ledger.hold('cleo', TEN, HOLD).ok).toBe(true)
})

test('a hold is renewed twice; then it stays but lasts no longer', () => {
  const { ledger, pass, now } = bench()
  const began = now()
  ledger.hold('ada', TEN, HOLD)
  for (const minutes of [10, 20]) {
    pass(10 * MINUTE)
    expect(ledger.hold('ada', TEN, HOLD)).toEqual({
      ok: true,
      untilMs: began + minutes * MINUTE + HOLD,
    })
  }
  pass(10 * MINUTE)
  expect(ledger.hold('ada', TEN, HOLD)).toEqual({ ok: true, untilMs: began + 35 * MINUTE })
  // Nor by another time that overlaps with the first.
  expect(ledger.hold('ada', [slot('10:30')], HOLD)).toEqual({
    ok: true,
    untilMs: began + 35 * MINUTE,
  })
  pass(5 * MINUTE)
  expect(ledger.hold('bob', TEN, HOLD).ok).toBe(true)
})

test('another choice replaces the first; what is taken replaces nothing', () => {
  const { ledger } = bench()
  ledger.hold('ada', TEN, HOLD)
  ledger.hold('ada', [slot('14:00')], HOLD)
  expect(ledger.hold('bob', TEN, HOLD).ok).toBe(true)
  expect(ledger.hold('ada', TEN, HOLD)).toEqual(TAKEN)
  expect(ledger.hold('cleo', [slot('14:00')], HOLD)).toEqual(TAKEN)
})

test('a late payer has the slot if it is free, and yields to a live hold', () => {
  const { ledger, pass } = bench()
  ledger.hold('ada', TEN, HOLD)
  ledger.hold('zoe', [slot('14:00')], HOLD)
  pass(HOLD)
  ledger.hold('bob', TEN, HOLD)
  expect(ledger.claim('ada', TEN)).toEqual(TAKEN)
  expect(ledger.claim('zoe', [slot('14:00')])).toEqual({ ok: true })
  expect(ledger.claim('bob', TEN)).toEqual({ ok: true })
})

test('a claim is told the same again, even when everything else has changed', () => {
  const { ledger, pass } = bench()
  ledger.hold('bob', TEN, HOLD)
  expect(ledger.claim('ada', TEN)).toEqual(TAKEN)
  pass(HOLD)
  // Ada has been refunded by now; a run that starts over must not book as well.
  expect(ledger.claim('ada', TEN)).toEqual(TAKEN)
  expect(ledger.hold('ada', TEN, HOLD)).toEqual({ ok: false, reason: 'already-paid' })
  expect(ledger.claim('cleo', TEN)).toEqual({ ok: true })
  expect(ledger.claim('cleo', TEN)).toEqual({ ok: true })
  expect(ledger.claim('cleo', [slot('14:00')])).toEqual({ ok: false, reason: 'other-slots' })
})

test('released: a hold as if it had never been, a claim for good', () => {
  const { ledger } = bench()
  ledger.release('nobody')
  ledger.hold('ada', TEN, HOLD)
  ledger.release('ada')
  ledger.release('ada')
  expect(ledger.claim('ada', TEN)).toEqual({ ok: true })
  ledger.release('ada')
  expect(ledger.claim('ada', TEN)).toEqual({ ok: false, reason: 'released' })
  expect(ledger.claim('bob', TEN)).toEqual({ ok: true })
})

test('live shows holds and claims that are in the way, the buffer included', () => {
  const { ledger, pass, now } = bench()
  ledger.claim('ada', [slot('08:00', 2), slot('08:00', 2, '2026-05-05')])
  ledger.hold('bob', [slot('14:00')], HOLD)
  const shown = (from: number, to: number) =>
    ledger.busyBetween(from, to).map(({ holder, start, untilMs }) => [holder, start, untilMs])
  expect(shown(...MONDAY)).toEqual([
    ['ada', '08:00', null],
    ['bob', '14:00', now() + HOLD],
  ])
  const tenMs = toInstant('2026-05-04', '10:00')
  expect(shown(tenMs, tenMs + 60 * MINUTE)).toEqual([['ada', '08:00', null]])
  pass(HOLD)
  expect(shown(...MONDAY)).toEqual([['ada', '08:00', null]])
})

test('lapsed holds are listed until they are released, paid or taken up again', () => {
  const { ledger, pass, now } = bench()
  const untilMs = now() + HOLD
  const starts = { ada: '08:00', bob: '10:00', cleo: '12:00', dan: '14:00' }
  for (const [holder, start] of Object.entries(starts)) ledger.hold(holder, [slot(start)], HOLD)
  expect(ledger.expiredHolds()).toEqual([])
  pass(HOLD)
  ledger.release('bob')
  ledger.claim('cleo', [slot('12:00')])
  ledger.hold('dan', [slot('14:00')], HOLD)
  expect(ledger.expiredHolds()).toEqual([{ holder: 'ada', slots: [slot('08:00')], untilMs }])
})

test('it survives, and forgets what is long past', () => {
  const { ledger, open, pass } = bench()
  ledger.claim('ada', TEN)
  expect(open().hold('bob', TEN, HOLD)).toEqual(TAKEN)
  pass(30 * 24 * 3600_000)
  ledger.hold('bob', [slot('10:00', 1, '2026-06-08')], HOLD)
  expect(open().busyBetween(...MONDAY)).toEqual([])
})

test('a claim is known for a week after its last day, for a workflow that is stuck', () => {
  const { ledger, pass, now } = bench()
  ledger.claim('ada', [slot('10:00'), slot('10:00', 1, '2026-05-05')])
  ledger.markEventsPending('ada', ['2026-05-04'])
  const overMs = toInstant('2026-05-05', '11:00') + 7 * 24 * 3600_000
  const next = [slot('10:00', 1, '2026-06-08')]
  pass(overMs - 1 - now())
  ledger.hold('bob', next, HOLD)
  expect(ledger.eventDays('ada')).toEqual(['2026-05-04'])
  pass(1)
  ledger.hold('bob', next, HOLD)
  expect(ledger.eventDays('ada')).toEqual([])
})

test('twenty claims race for one slot: one has it, whoever asks again', async () => {
  const { open } = bench()
  const racers = Array.from({ length: 20 }, (_, place) => `racer ${place}`)
  const race = () =>
    Promise.all(
      racers.map(async (holder, place) => {
        await new Promise((resolve) => setTimeout(resolve, (place * 7) % 5))
        return open().claim(holder, [slot(place % 2 ? '10:00' : '10:30')]).ok
      })
    )
  const first = await race()
  expect(first.filter(Boolean)).toHaveLength(1)
  expect(await race()).toEqual(first)
})

const choice = fc.uniqueArray(
  fc.record({
    date: fc.constantFrom('2026-05-04', '2026-05-05', '2026-05-06'),
    start: fc.constantFrom('08:00', '08:30', '10:00', '11:30', '14:00'),
    hours: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 3, selector: ({ date }) => date }
)
const deed = fc.record({
  what: fc.constantFrom('hold', 'claim', 'release', 'pass'),
  who: fc.constantFrom('ada', 'bob', 'cleo', 'dan', 'eve'),
  slots: choice,
})

test('whatever happens, no two holders ever have the room within the buffer', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      const { ledger, pass } = bench()
      for (const { what, who, slots } of deeds) {
        if (what === 'hold') ledger.hold(who, slots, HOLD)
        if (what === 'claim') {
          const answer = ledger.claim(who, slots)
          expect(ledger.claim(who, slots)).toEqual(answer)
        }
        if (what === 'release') ledger.release(who)
        if (what === 'pass') pass(10 * MINUTE)
        const uses = ledger.busyBetween(MONDAY[0], MONDAY[1] + 48 * 60 * MINUTE)
        for (const one of uses) {
          const near = uses.filter((other) => other.holder !== one.holder && overlaps(one, other))
          expect(near).toEqual([])
        }
      }
    }),
    { numRuns: 500 }
  )
})
