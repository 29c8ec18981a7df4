/** What a subscription or a set-up of an earlier press still is: alive, over, of this plan, to be used again. */
import { expect, test } from 'vitest'
import type { SetupIntent } from '../../../src/clients/stripe/setup-intents.ts'
import type { Subscription } from '../../../src/clients/stripe/subscriptions.ts'
import { isCompleted, isReusable } from '../../../src/memberships/api/previous-attempt.ts'
import { hasEnded, isLive, isOf } from '../../../src/memberships/subscription.ts'

const subscription = (more: object = {}) =>
  ({ id: 'sub_1', metadata: {}, priceIds: [], ...more }) as unknown as Subscription

test.each<[Subscription['status'], boolean, boolean]>([
  ['active', true, false],
  ['trialing', true, false],
  ['past_due', true, false],
  ['unpaid', true, false],
  ['paused', false, false],
  ['incomplete', false, false],
  ['incomplete_expired', false, true],
  ['canceled', false, true],
])('a subscription that is %s is alive: %j, over: %j', (status, live, ended) => {
  expect(isLive(subscription({ status }))).toBe(live)
  expect(hasEnded(status)).toBe(ended)
})

test.each<[object, boolean]>([
  [{ metadata: { plan: 'founder' } }, true],
  [{ priceIds: ['price_0', 'price_1'] }, true],
  [{ metadata: { plan: 'startup' }, priceIds: ['price_2'] }, false],
  [{}, false],
])('a subscription with %j is of the plan: %j', (more, expected) => {
  expect(isOf(subscription(more), { slug: 'founder' }, 'price_1')).toBe(expected)
})

test.each<[string, string | undefined, boolean]>([
  ['succeeded', undefined, true],
  ['succeeded', 'active', true],
  ['succeeded', 'already-member', true],
  ['processing', undefined, true],
  ['succeeded', 'declined', false],
  ['succeeded', 'requires-action', false],
  ['succeeded', 'quote-changed', false],
  ['requires_payment_method', undefined, false],
])('a set-up that is %s with the outcome %s is complete: %j', (status, outcome, expected) => {
  const metadata = outcome ? { outcome } : {}
  expect(isCompleted({ status, metadata } as unknown as SetupIntent)).toBe(expected)
})

test.each<[boolean, string, boolean, boolean]>([
  [true, 'requires_payment_method', false, true],
  [true, 'succeeded', false, false],
  [true, 'succeeded', true, true],
  [false, 'requires_payment_method', true, false],
])(
  'the same body %j, %s, waiting for a card %j: used again %j',
  (same, status, isOpen, expected) => {
    const setup = { status } as unknown as SetupIntent
    expect(isReusable({ setup, same, open: isOpen ? subscription() : null })).toBe(expected)
  }
)
