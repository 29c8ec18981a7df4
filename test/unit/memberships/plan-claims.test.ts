/** Who may subscribe a person to a plan: first come, once, until the claim ends. */
import { beforeEach, expect, test } from 'vitest'
import { createPlanClaims } from '../../../src/memberships/plan-claims.ts'

const STALE_MS = 30 * 60_000

let kept: Map<string, unknown>
let nowMs: number
beforeEach(() => {
  kept = new Map()
  nowMs = 1_000_000
})

const claims = () =>
  createPlanClaims(
    {
      get: <T>(key: string) => structuredClone(kept.get(key)) as T | undefined,
      put: (key, value) => void kept.set(key, structuredClone(value)),
    },
    () => nowMs
  )
const claim = (attempt: string, plan = 'founder') => claims().claim(plan, attempt, STALE_MS)

test('the first attempt has the plan, also after a restart; a second one does not', () => {
  expect(claim('a')).toMatchObject({ owner: 'a', isNew: true })
  expect(claim('a')).toMatchObject({ owner: 'a', isNew: false })
  expect(claim('b')).toMatchObject({ owner: 'a', isNew: false })
})

test('another plan is another claim', () => {
  claim('a')
  expect(claim('b', 'startup')).toMatchObject({ owner: 'b', isNew: true })
})

test('without a subscription it ends when it is stale, and is no first try for the next', () => {
  claim('a')
  nowMs += STALE_MS - 1
  expect(claim('b').owner).toBe('a')
  nowMs += 1
  expect(claim('b')).toMatchObject({ owner: 'b', isNew: false })
  expect(claim('a').owner).toBe('b')
})

test('its owner renews it shortly before it is stale, and not before', () => {
  claim('a')
  nowMs += 20 * 60_000
  claim('a')
  nowMs += 6 * 60_000
  claim('a')
  nowMs += 29 * 60_000
  expect(claim('b').owner).toBe('a')
})

test('with a subscription it does not end by itself', () => {
  claim('a')
  claims().record('founder', 'a', 'sub_a')
  nowMs += 100 * STALE_MS
  expect(claim('b')).toMatchObject({ owner: 'a', subscriptionId: 'sub_a' })
})

test('it is taken over only as it was read', () => {
  claim('a')
  claims().record('founder', 'a', 'sub_a')
  const { version } = claim('b')
  claims().record('founder', 'a', 'sub_a')
  expect(claims().takeOver('founder', 'b', version)).toBe(false)
  expect(claims().takeOver('founder', 'b', claim('b').version)).toBe(true)
  expect(claim('a').owner).toBe('b')
})

test('an attempt that lost its claim cannot write a subscription over it', () => {
  claim('a')
  nowMs += STALE_MS
  claim('b')
  expect(claims().record('founder', 'a', 'sub_a').owner).toBe('b')
  expect(claim('b').subscriptionId).toBeUndefined()
})

test('released by its owner it is free, and the attempt is known to have subscribed', () => {
  claim('a')
  claims().record('founder', 'a', 'sub_a')
  claims().release('founder', 'b')
  expect(claim('b').owner).toBe('a')
  claims().release('founder', 'a')
  expect(claim('a')).toMatchObject({ owner: 'a', isNew: true, ownSubscriptionId: 'sub_a' })
})
