/** How long a step is retried: about a quarter of an hour, or half a minute. */
import { expect, test, vi } from 'vitest'
import { VendorError } from '../../../src/core/vendor-error.ts'
import {
  RETRIES,
  type RetryPolicy,
  type Step,
  tryPatiently,
  useIfFresh,
} from '../../../src/core/workflow.ts'

/** The platform waits twice as long before each further retry. */
function retriedForSeconds(policy: RetryPolicy): number {
  const { limit, firstDelayMs } = RETRIES[policy]
  return (firstDelayMs * (2 ** limit - 1)) / 1000
}

test.each([
  ['required', 15 * 60, 20 * 60],
  ['best-effort', 25, 40],
] as const)('%s: at least %i seconds, at most %i', (policy, least, most) => {
  expect(retriedForSeconds(policy)).toBeGreaterThanOrEqual(least)
  expect(retriedForSeconds(policy)).toBeLessThanOrEqual(most)
})

test.each([
  [0, true],
  [9_999, true],
  [-9_999, true],
  [10_000, false],
  [-10_000, false],
])('what was read %d ms ago may be acted on: %j', (agoMs, isFresh) => {
  expect(useIfFresh({ object: 'read', atMs: 20_000 - agoMs }, 20_000)).toBe(isFresh ? 'read' : null)
})

test('nothing that was read is not acted on', () => {
  expect(useIfFresh(undefined, 0)).toBeNull()
})

test.each<[string, (number | null)[], unknown]>([
  ['works', [], ['done', 'look best-effort']],
  ['fails', [500], [null, 'look best-effort']],
  ['gets no answer', [null], [null, 'look best-effort']],
  ['comes too often', [429], ['done', 'look best-effort', 'look after the rate limit patient']],
  [
    'comes too often for minutes',
    [429, 429],
    [null, 'look best-effort', 'look after the rate limit patient'],
  ],
])('a request that %s', async (_, statuses, expected) => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const left = [...statuses]
  const steps: string[] = []
  const step: Step = (name, work, policy) => {
    steps.push(`${name} ${policy}`)
    return work()
  }
  const result = await tryPatiently(step, 'look', async () => {
    const status = left.shift()
    if (status !== undefined) throw new VendorError('google', 'GET', status)
    return 'done'
  })
  expect([result, ...steps]).toEqual(expected)
  vi.restoreAllMocks()
})
