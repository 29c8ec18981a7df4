/** The object that counts a person's holds, in workerd. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { advance } from '../support/clock.ts'
import { env } from './worker.ts'

const MINUTE_MS = 60_000
const counterOf = (name: string) => env.HOLD_COUNTER.getByName(name)
const hold = (holder: string) => ({ holder, room: 'slinky', untilMs: Date.now() + 15 * MINUTE_MS })

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
  await counter.take({ holder: 'first', room: 'slinky', untilMs }, 3)
  const alarmMs = await runInDurableObject(counter, (_, { storage }) => storage.getAlarm())
  expect(alarmMs).toBe(untilMs + MINUTE_MS)
  expect(await runDurableObjectAlarm(counter)).toBe(true)
  const left = await runInDurableObject(counter, async (_, { storage }) => ({
    keys: [...storage.kv.list()].length,
    alarm: await storage.getAlarm(),
  }))
  expect(left).toEqual({ keys: 0, alarm: null })
})
