/** How long a step is retried: about a quarter of an hour, or half a minute. */
import { expect, test } from 'vitest'
import { RETRIES, type RetryPolicy } from '../../../src/core/workflow.ts'

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
