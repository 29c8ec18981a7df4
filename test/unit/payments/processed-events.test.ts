/** Which events of an object are known to have been processed, from its metadata alone. */
import { expect, test } from 'vitest'
import type { Step } from '../../../src/core/workflow.ts'
import {
  type EventKey,
  markProcessed,
  wasProcessed,
} from '../../../src/payments/processed-events.ts'

const step: Step = (_name, work) => work()
const failed = (nth: number): EventKey => ({ type: 'payment-failed', objectId: `in_${nth}` })
const refunded = (cents: number): EventKey => ({ type: 'refunded', objectId: 'ch_1', cents })

/** The metadata after these events, one after another. */
async function after(...events: EventKey[]): Promise<Record<string, string>> {
  let metadata: Record<string, string> = { track: '1' }
  for (const event of events)
    await markProcessed(step, metadata, event, async (mark) => {
      metadata = { ...metadata, ...mark }
    })
  return metadata
}

test('an event that was processed stays so when another of its kind follows', async () => {
  const metadata = await after(failed(1), failed(2))
  expect([1, 2, 3].map((nth) => wasProcessed(metadata, failed(nth)))).toEqual([true, true, false])
  expect(wasProcessed(metadata, { type: 'ended', objectId: 'in_1' })).toBe(false)
})

test('the ten newest are kept: they fit into one value of Stripe’s', async () => {
  const metadata = await after(...Array.from({ length: 11 }, (_, nth) => failed(nth)))
  expect([0, 1, 10].map((nth) => wasProcessed(metadata, failed(nth)))).toEqual([false, true, true])
  expect(Object.keys(metadata)).toEqual(['track', 'processed_payment_failed'])
})

test('a refund is known by the sum refunded so far: a later one includes the earlier ones', async () => {
  const metadata = await after(refunded(500))
  expect([499, 500, 501].map((cents) => wasProcessed(metadata, refunded(cents)))).toEqual([
    ...[true, true, false],
  ])
  expect(wasProcessed({}, refunded(0))).toBe(false)
  expect(wasProcessed({}, { type: 'refunded', objectId: 'ch_1' })).toBe(false)
})
