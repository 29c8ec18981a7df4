/** The object that counts requests, in workerd: its window, its storage, and when it forgets. */
import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { advance } from '../support/clock.ts'
import { alarmOf, keysOf } from '../support/objects.ts'
import { env } from './worker.ts'

const WINDOW_MS = 10 * 60_000
const limiterOf = (name: string) => env.RATE_LIMITER.getByName(name)

test('a use is counted over an eviction, and free again when the window has passed', async () => {
  const limiter = limiterOf('a window')
  expect((await limiter.consume('one', 1, WINDOW_MS)).waitMs).toBe(0)
  await evictDurableObject(limiter)
  const { waitMs, isFirstInWindow } = await limiter.consume('two', 1, WINDOW_MS)
  expect(isFirstInWindow).toBe(true)
  expect(waitMs).toBeGreaterThan(0)
  expect(waitMs).toBeLessThanOrEqual(WINDOW_MS)
  await advance(waitMs)
  expect((await limiter.consume('two', 1, WINDOW_MS)).waitMs).toBe(0)
})

test('a look counts nothing and sets no alarm', async () => {
  const limiter = limiterOf('looked at')
  await limiter.check('one', 1, WINDOW_MS)
  expect([await keysOf(limiter), await alarmOf(limiter)]).toEqual([[], null])
})

test('its data is deleted two windows after the last use', async () => {
  const limiter = limiterOf('forgets')
  await limiter.consume('one', 5, WINDOW_MS)
  await advance(WINDOW_MS)
  const fromMs = Date.now()
  await limiter.consume('two', 5, WINDOW_MS)
  const alarmMs = (await alarmOf(limiter)) ?? 0
  expect(alarmMs).toBeGreaterThanOrEqual(fromMs + 2 * WINDOW_MS)
  expect(alarmMs).toBeLessThanOrEqual(Date.now() + 2 * WINDOW_MS)
  expect(await runDurableObjectAlarm(limiter)).toBe(true)
  expect([await keysOf(limiter), await alarmOf(limiter)]).toEqual([[], null])
})
