/** Tests of `measure`: what counts as a round, and the time of the vendors. */
import { expect, test } from 'vitest'
import type { Stage } from './environment.ts'
import { measure, median } from './measure.ts'

const now = Date.now()
const call = (vendor: string, path: string, from: number, to: number | null) => ({
  vendor,
  path,
  startedAt: now + from,
  endedAt: to === null ? null : now + to,
})

function stageWith(calls: object[]): Stage {
  const all: object[] = []
  const requests = () => all
  const stage = { requests, make: () => all.push(...calls) }
  return stage as unknown as Stage
}

const asked = (stage: Stage) =>
  measure(stage, async () => {
    ;(stage as unknown as { make(): void }).make()
    return { status: 200, said: {} }
  })

test('two in a row beside one long one are two rounds, two at once, of its time', async () => {
  const calls = [
    call('stripe', '/v1/customers', -90, -60),
    call('officernd', '/members', -90, -20),
    call('stripe', '/v1/setup_intents', -55, -25),
  ]
  const { rounds, atOnce, vendorMs, calls: made } = await asked(stageWith(calls))
  expect({ rounds, atOnce, vendorMs, made }).toEqual({
    rounds: 2,
    atOnce: 2,
    vendorMs: 70,
    made: 3,
  })
})

test('a token and an email count as calls, not as rounds', async () => {
  const calls = [
    call('officernd', '/oauth/token', -90, -70),
    call('officernd', '/members', -65, -40),
    call('mailersend', '/v1/email', -35, -10),
  ]
  const sample = await asked(stageWith(calls))
  expect([sample.rounds, sample.calls, sample.vendorMs]).toEqual([1, 3, 70])
})

test('no answer has waited for a call that is still open', async () => {
  const sample = await asked(stageWith([call('stripe', '/v1/customers', -10, null)]))
  expect([sample.rounds, sample.calls, sample.vendorMs]).toEqual([0, 1, 0])
})

test('the median of an odd number is one of them', () => {
  expect(median([9, 1, 5])).toBe(5)
})
