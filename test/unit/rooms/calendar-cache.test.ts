/** What the pages' questions cost Google: two reads a minute, however many ask at once. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCalendarCache } from '../../../src/rooms/calendar-cache.ts'

const MINUTE_MS = 60_000
const ALL = { fromMs: 0, toMs: 100 }
const event = (id: string, startMs: number, endMs: number) => ({
  ...{ id, startMs, endMs },
  ...{ busy: true, paymentId: null },
})
const listing = (...events: ReturnType<typeof event>[]) => ({ events, isWritable: true })

beforeEach(() => {
  vi.useFakeTimers({ now: MINUTE_MS })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Asks as a page does; Google answers after `tookMs`, or fails. */
function pageOf(google: () => ReturnType<typeof listing> | null, tookMs = 100) {
  const cache = createCalendarCache(Date.now, 2)
  let reads = 0
  const ask = async () => {
    const answer = await cache.ask(ALL)
    if (answer.state !== 'read') return answer.state
    reads += 1
    await vi.advanceTimersByTimeAsync(tookMs)
    cache.keep(google())
    return google() ? 'known' : 'failed'
  }
  return { cache, ask, reads: () => reads }
}

test('a thousand who ask at once cost one read', async () => {
  const { ask, reads } = pageOf(() => listing())
  const answers = await Promise.all(Array.from({ length: 1000 }, ask))
  expect([reads(), new Set(answers)]).toEqual([1, new Set(['known'])])
})

test('fifty a second for a minute cost two, and nobody is refused', async () => {
  const { ask, reads } = pageOf(() => listing(), 0)
  const answers = new Set<string>()
  for (let nth = 0; nth < 3000; nth++) {
    answers.add(await ask())
    vi.advanceTimersByTime(19)
  }
  expect([reads(), answers]).toEqual([2, new Set(['known'])])
  vi.advanceTimersByTime(MINUTE_MS)
  await ask()
  expect(reads()).toBe(3)
})

test('a calendar that fails is asked twice a minute, and everybody is told that it failed', async () => {
  const { ask, reads } = pageOf(() => null)
  const answers = await Promise.all(Array.from({ length: 100 }, ask))
  expect([reads(), new Set(answers)]).toEqual([2, new Set(['failed'])])
})

test('a reader who goes away keeps nobody for longer than ten seconds', async () => {
  const cache = createCalendarCache(Date.now, 2)
  expect((await cache.ask(ALL)).state).toBe('read')
  const waiting = [cache.ask(ALL), cache.ask(ALL)]
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await Promise.race(waiting)).state).toBe('read')
  cache.keep(listing())
  const states = (await Promise.all(waiting)).map(({ state }) => state)
  expect(states.sort()).toEqual(['known', 'read'])
})

test('what was kept is shown for a minute and a read, and not longer', async () => {
  const cache = createCalendarCache(Date.now, 1)
  await cache.ask(ALL)
  cache.keep(listing())
  vi.advanceTimersByTime(MINUTE_MS - 1)
  expect((await cache.ask(ALL)).state).toBe('known')
  vi.advanceTimersByTime(1)
  expect((await cache.ask(ALL)).state).toBe('read')
  cache.keep(null)
  vi.advanceTimersByTime(9_999)
  expect((await cache.ask(ALL)).state).toBe('known')
  vi.advanceTimersByTime(1)
  expect((await cache.ask(ALL)).state).toBe('failed')
})

test('an answer has the events of its own days, and the calendar’s own way', async () => {
  const cache = createCalendarCache(Date.now, 1)
  await cache.ask(ALL)
  const events = [event('before', 0, 10), event('within', 10, 20), event('after', 20, 30)]
  cache.keep({ events, isWritable: false })
  expect(await cache.ask({ fromMs: 10, toMs: 20 })).toEqual({
    state: 'known',
    listing: { events: [events[1]], isWritable: false },
  })
  cache.forget()
  expect((await cache.ask(ALL)).state).toBe('read')
})
