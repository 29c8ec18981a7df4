/** How many rooms one person holds at a time. */
import { beforeEach, expect, test } from 'vitest'
import { createHoldCounter, type HoldCounter } from '../../../src/rooms/hold-counter.ts'
import { memoryStorage } from '../../support/memory-storage.ts'

let nowMs = 0
let counter: HoldCounter
beforeEach(() => {
  nowMs = Date.parse('2026-05-04T17:00:00Z')
  counter = createHoldCounter(memoryStorage(), () => nowMs)
})

const hold = (holder: string, minutes = 15) => ({
  holder,
  rooms: ['slinky'],
  untilMs: nowMs + minutes * 60_000,
})

test('up to the limit holds are counted, at the limit those that count are named', () => {
  const [first, second] = [hold('one'), hold('two')]
  expect(counter.take(first, 2)).toEqual([])
  expect(counter.take(second, 2)).toEqual([])
  expect(counter.take(hold('three'), 2)).toEqual([first, second])
})

test('a refused hold is not counted', () => {
  counter.take(hold('one'), 1)
  counter.take(hold('two'), 1)
  expect(counter.take(hold('three'), 2)).toEqual([])
})

test('the same holder counts once', () => {
  counter.take(hold('one'), 1)
  expect(counter.take(hold('one', 20), 1)).toEqual([])
})

test('a holder who asks for another room may have either, and is counted once until both are released', () => {
  counter.take(hold('one'), 1)
  const other = { ...hold('one', 20), rooms: ['mackinaw'] }
  expect(counter.take(other, 1)).toEqual([])
  expect(counter.take(hold('two'), 1)).toEqual([{ ...other, rooms: ['slinky', 'mackinaw'] }])
  counter.release('one', 'mackinaw')
  expect(counter.take(hold('two'), 1)).toEqual([{ ...other, rooms: ['slinky'] }])
  counter.release('one', 'slinky')
  expect(counter.take(hold('two'), 1)).toEqual([])
})

test('a hold counts until the moment it ends', () => {
  const first = hold('one')
  counter.take(first, 1)
  nowMs = first.untilMs - 1
  expect(counter.take(hold('two'), 1)).toEqual([first])
  nowMs = first.untilMs
  expect(counter.take(hold('two'), 1)).toEqual([])
})

test('a released hold does not count, the others do', () => {
  const second = hold('two')
  counter.take(hold('one'), 2)
  counter.take(second, 2)
  counter.release('one')
  expect(counter.take(hold('three'), 1)).toEqual([second])
})

test('a counted hold keeps the object’s memory until the last of them ends', () => {
  expect(counter.lastExpiryMs()).toBe(0)
  const [long, short] = [hold('one', 20), hold('two', 10)]
  counter.take(long, 2)
  counter.take(short, 2)
  counter.take(hold('refused', 30), 2)
  expect(counter.lastExpiryMs()).toBe(long.untilMs)
  counter.release('one')
  expect(counter.lastExpiryMs()).toBe(short.untilMs)
  counter.release('two')
  expect(counter.lastExpiryMs()).toBe(0)
})
