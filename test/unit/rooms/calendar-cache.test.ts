/** What the pages' questions cost Google: two reads a minute, however many ask at once. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCalendarCache } from '../../../src/rooms/calendar-cache.ts'

const FRESH_MS = 30_000
const ALL = { fromMs: 0, toMs: 100 }
const event = (id: string, startMs: number, endMs: number) => ({
  ...{ id, startMs, endMs },
  ...{ busy: true, paymentId: null },
})
const listing = (...events: ReturnType<typeof event>[]) => ({ events, isWritable: true })

beforeEach(() => {
  vi.useFakeTimers({ now: FRESH_MS })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Asks as pages do; `google` answers each of them that must read. */
async function ask(
  cache: ReturnType<typeof createCalendarCache>,
  count: number,
  google: () => ReturnType<typeof listing> | null
) {
  let reads = 0
  const one = async () => {
    const { state } = await cache.ask(ALL)
    if (state !== 'read') return state
    reads += 1
    await Promise.resolve()
    const answer = google()
    cache.keep(answer)
    return answer ? 'known' : 'failed'
  }
  const states = await Promise.all(Array.from({ length: count }, one))
  return [reads, ...new Set(states)]
}

test.each([
  ['answers', listing, 'known'],
  ['fails', () => null, 'failed'],
])('a thousand who ask at once cost one read when Google %s', async (_how, google, state) => {
  const cache = createCalendarCache(Date.now, FRESH_MS)
  expect(await ask(cache, 1000, google)).toEqual([1, state])
  expect(await ask(cache, 1000, google)).toEqual([0, state])
})

test.each([
  ['answers', listing, 'known'],
  ['fails', () => null, 'failed'],
])('fifty a second for a minute cost two when Google %s', async (_how, google, state) => {
  const cache = createCalendarCache(Date.now, FRESH_MS)
  let reads = 0
  for (let nth = 0; nth < 3000; nth++) {
    const [more, ...states] = await ask(cache, 1, google)
    expect(states).toEqual([state])
    reads += Number(more)
    vi.advanceTimersByTime(20)
  }
  expect(reads).toBe(2)
})

test('while one reads again the others get what was shown before', async () => {
  const cache = createCalendarCache(Date.now, FRESH_MS)
  await ask(cache, 1, listing)
  vi.advanceTimersByTime(FRESH_MS)
  expect((await cache.ask(ALL)).state).toBe('read')
  expect((await cache.ask(ALL)).state).toBe('known')
})

test('what was shown before is not given out when it is a minute old', async () => {
  const cache = createCalendarCache(Date.now, FRESH_MS)
  await ask(cache, 1, listing)
  vi.advanceTimersByTime(60_000 - 1)
  expect((await cache.ask(ALL)).state).toBe('read')
  expect((await cache.ask(ALL)).state).toBe('known')
  vi.advanceTimersByTime(1)
  const waiting = cache.ask(ALL)
  cache.keep(null)
  expect((await waiting).state).toBe('failed')
})

test('a reader who goes away keeps nobody for longer than ten seconds', async () => {
  const cache = createCalendarCache(Date.now, FRESH_MS)
  expect((await cache.ask(ALL)).state).toBe('read')
  const waiting = [cache.ask(ALL), cache.ask(ALL)]
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await Promise.race(waiting)).state).toBe('read')
  cache.keep(listing())
  const states = (await Promise.all(waiting)).map(({ state }) => state)
  expect(states.sort()).toEqual(['known', 'read'])
})

test('an answer has the events of its own days, and whether the calendar can be written', async () => {
  const cache = createCalendarCache(Date.now, FRESH_MS)
  await cache.ask(ALL)
  const events = [event('before', 0, 10), event('within', 10, 20), event('after', 20, 30)]
  cache.keep({ events, isWritable: false })
  expect(await cache.ask({ fromMs: 10, toMs: 20 })).toEqual({
    state: 'known',
    listing: { events: [events[1]], isWritable: false },
  })
})

test('what this Worker deleted is gone at once; what Gate 1 found, after five seconds', async () => {
  const cache = createCalendarCache(Date.now, FRESH_MS)
  await ask(cache, 1, listing)
  cache.forgetIfOutdated()
  expect((await cache.ask(ALL)).state).toBe('known')
  vi.advanceTimersByTime(5_000)
  cache.forgetIfOutdated()
  expect(await ask(cache, 1, listing)).toEqual([1, 'known'])
  cache.forget()
  expect(await ask(cache, 1, listing)).toEqual([1, 'known'])
})
