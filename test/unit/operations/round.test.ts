/** Which hourly look a sweep does, and when it may wait for its turn. */
import { expect, test } from 'vitest'
import { dueLooks, idleLooks, type Round, turnOf } from '../../../src/operations/round.ts'

const NOW_MS = Date.parse('2026-05-04T17:00:00Z')
const ago = (minutes: number) => NOW_MS - minutes * 60_000
const DONE_MS = { second: ago(20), first: ago(21), recent: ago(14) }
const IDLE: Round = { atMs: ago(5), isIdle: true, turn: null }

test('due is what was done an hour ago or never, the longest waiting first', () => {
  const doneMs = { recently: ago(59), long: ago(61), never: 0, just: ago(60) }
  expect(dueLooks(doneMs, NOW_MS)).toEqual(['never', 'long', 'just'])
})

test.each<[string, Round | null, string | null]>([
  ['the first sweep ever', null, null],
  ['after a sweep that found nothing open', IDLE, 'first'],
  ['after a sweep that found something', { ...IDLE, isIdle: false }, null],
  ['after another turn', { ...IDLE, isIdle: false, turn: 'other' }, null],
  ['with a sweep every ten minutes', { ...IDLE, atMs: ago(11) }, 'first'],
  ['after a pause', { ...IDLE, atMs: ago(13) }, null],
  ['the last sweep is in the future', { ...IDLE, atMs: ago(-1) }, null],
])('a turn, %s: %s', (_, last, expected) => {
  expect(turnOf(last, DONE_MS, NOW_MS)).toBe(expected)
})

test('every look was done a moment ago: the events are read', () => {
  expect(turnOf(IDLE, { recent: ago(14) }, NOW_MS)).toBeNull()
})

const LATE_MS = { first: ago(70), second: ago(60), failed: ago(30), done: ago(5) }
const TURN: Round = { ...IDLE, isIdle: false, turn: 'done' }

test.each<[string, Round | null, string[]]>([
  ['the first sweep ever', null, ['first', 'second']],
  ['after a sweep of the events', IDLE, []],
  ['after a turn', TURN, []],
  ['after a turn that failed', { ...TURN, turn: 'failed' }, ['failed', 'first', 'second']],
  ['after a pause', { ...IDLE, atMs: ago(13) }, ['first', 'second']],
])('beside the events, %s: %j', (_, last, expected) => {
  expect(idleLooks(last, LATE_MS, NOW_MS)).toEqual(expected)
})
