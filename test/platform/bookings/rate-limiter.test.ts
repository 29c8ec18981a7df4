/** The object that counts requests, in workerd: its window, its storage, and when it forgets. */
import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { holdCountersFor } from '../../../src/workers/platform/rate-limiter.ts'
import { advance } from '../support/clock.ts'
import { alarmOf, keysOf } from '../support/objects.ts'
import { env } from './worker.ts'

const WINDOW_MS = 10 * 60_000
const limiterOf = (name: string) => env.RATE_LIMITER.getByName(name)

const upTo = (max: number) => [{ key: 'all', max }]

test('a use is counted over an eviction, and free again when the window has passed', async () => {
  const limiter = limiterOf('a window')
  expect((await limiter.consume('one', upTo(1), WINDOW_MS)).waitMs).toBe(0)
  await evictDurableObject(limiter)
  const { waitMs, isFirstInWindow } = await limiter.consume('two', upTo(1), WINDOW_MS)
  expect(isFirstInWindow).toBe(true)
  expect(waitMs).toBeGreaterThan(0)
  expect(waitMs).toBeLessThanOrEqual(WINDOW_MS)
  await advance(waitMs)
  expect((await limiter.consume('two', upTo(1), WINDOW_MS)).waitMs).toBe(0)
})

test('the holds of one mailbox are one count, however its address is written', async () => {
  const counterOf = async (email: string) => {
    const [byEmail] = await holdCountersFor(env, email, '192.0.2.1')
    return byEmail?.counter.id.toString()
  }
  const counter = await counterOf('ada@example.com')
  for (const email of ['Ada@Example.com', 'ada+two@example.com'])
    expect(await counterOf(email)).toBe(counter)
  expect(await counterOf('bob@example.com')).not.toBe(counter)
})

test('a look counts nothing and sets no alarm', async () => {
  const limiter = limiterOf('looked at')
  await limiter.check('one', upTo(1), WINDOW_MS)
  expect([await keysOf(limiter), await alarmOf(limiter)]).toEqual([[], null])
})

test('of many at once exactly as many are counted as each key allows', async () => {
  const limiter = limiterOf('many at once')
  const quotas = [
    { key: 'own', max: 3 },
    { key: 'larger', max: 5 },
  ]
  const counted = async (key: string) => {
    const own = quotas.map((quota) => (quota.key === 'own' ? { ...quota, key } : quota))
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, nth) => limiter.consume(`${key} ${nth}`, own, WINDOW_MS))
    )
    return answers.filter(({ waitMs }) => waitMs === 0).length
  }
  expect([await counted('own'), await counted('next'), await counted('third')]).toEqual([3, 2, 0])
})

test('its data is deleted one to two windows after the last use, by an alarm that is moved once a window', async () => {
  const limiter = limiterOf('forgets')
  const consume = (name: string) => limiter.consume(name, upTo(5), WINDOW_MS)
  await consume('one')
  const firstMs = (await alarmOf(limiter)) ?? 0
  await advance(WINDOW_MS / 2)
  await consume('two')
  expect(await alarmOf(limiter)).toBe(firstMs)
  await advance(WINDOW_MS / 2 + 1)
  const fromMs = Date.now()
  await consume('three')
  const alarmMs = (await alarmOf(limiter)) ?? 0
  expect(alarmMs).toBeGreaterThanOrEqual(fromMs + 2 * WINDOW_MS)
  expect(alarmMs).toBeLessThanOrEqual(Date.now() + 2 * WINDOW_MS)
  expect(await runDurableObjectAlarm(limiter)).toBe(true)
  expect([await keysOf(limiter), await alarmOf(limiter)]).toEqual([[], null])
})
