/** The object that counts a person's holds, in workerd. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { advance } from '../support/clock.ts'
import { env } from './worker.ts'

const MINUTE_MS = 60_000
const counterOf = (name: string) => env.HOLD_COUNTER.getByName(name)
const hold = (holder: string) => ({
  holder,
  rooms: ['slinky'],
  untilMs: Date.now() + 15 * MINUTE_MS,
})

test('the count is kept when the object is evicted', async () => {
  const counter = counterOf('kept')
  const first = hold('first')
  await counter.take(first, 1)
  await evictDurableObject(counter)
  expect(await counter.take(hold('second'), 1)).toEqual([first])
})

test('a hold counts until it expires', async () => {
  const counter = counterOf('until it expires')
  await counter.take(hold('first'), 1)
  await advance(15 * MINUTE_MS)
  expect(await counter.take(hold('second'), 1)).toEqual([])
})

test('the data is deleted a minute after the last hold has expired', async () => {
  const counter = counterOf('deleted')
  const { untilMs } = hold('first')
  await counter.take({ holder: 'first', rooms: ['slinky'], untilMs }, 3)
  const alarmMs = await runInDurableObject(counter, (_, { storage }) => storage.getAlarm())
  expect(alarmMs).toBe(untilMs + MINUTE_MS)
  await advance(16 * MINUTE_MS)
  expect(await runDurableObjectAlarm(counter)).toBe(true)
  const left = await runInDurableObject(counter, async (_, { storage }) => ({
    keys: [...storage.kv.list()].length,
    alarm: await storage.getAlarm(),
  }))
  expect(left).toEqual({ keys: 0, alarm: null })
})

test('a hold that ends earlier does not delete the count of one that ends later', async () => {
  const counter = counterOf('earlier and later')
  const later = hold('later')
  await counter.take(later, 2)
  const atMs = Date.now()
  await counter.take({ holder: 'earlier', rooms: ['kino'], untilMs: atMs + MINUTE_MS }, 2)
  await advance(3 * MINUTE_MS)
  await runDurableObjectAlarm(counter)
  expect(await counter.take(hold('third'), 1)).toEqual([later])
})

test('a hold that was released or refused does not delete the count of the others', async () => {
  const counter = counterOf('released and refused')
  const kept = hold('kept')
  await counter.take(kept, 2)
  await counter.take({ holder: 'released', rooms: ['kino'], untilMs: Date.now() + MINUTE_MS }, 2)
  await counter.release('released')
  await counter.take({ holder: 'refused', rooms: ['kino'], untilMs: Date.now() + MINUTE_MS }, 1)
  await runDurableObjectAlarm(counter)
  expect(await counter.take(hold('third'), 1)).toEqual([kept])
})
