/** The team's e-mails about a membership: which day, how much, how it ended. */
import { describe, expect, test } from 'vitest'
import type { Subscription } from '../../../src/clients/stripe/subscriptions.ts'
import { toInstant } from '../../../src/core/zoned-time.ts'
import {
  chargeDiffersAlert,
  membershipEndedEmail,
  signupAlertResolvedEmail,
  unservedMembershipAlert,
} from '../../../src/memberships/emails/team.ts'
import { type BilledMembership, parseSignup } from '../../../src/memberships/signup.ts'

const METADATA = {
  ...{ track: '1', plan: 'all-access', email: 'grace@example.com', price_id: 'price_1' },
  customer_name: 'Grace Hopper',
}

function began(startMs: number, more: Record<string, string> = {}): BilledMembership {
  const metadata = { ...METADATA, ...more }
  const subscription: Subscription = {
    ...{ id: 'sub_1', status: 'active', customerId: 'cus_1', metadata, priceIds: [] },
    ...{ startMs, periodEndMs: null, invoice: null },
  }
  const membership = { sale: parseSignup(metadata), subscription, config: { teamEmails: [] } }
  return membership as unknown as BilledMembership
}

test.each([
  ['2026-11-28', '16:30'],
  ['2026-07-31', '16:59'],
  ['2026-07-31', '17:01'],
  ['2026-12-31', '23:30'],
  ['2027-02-28', '23:30'],
  ['2026-11-01', '00:30'],
])('a subscription that began on %s at %s: the day in Seattle, as in OfficeRnD', (day, clock) => {
  const alert = unservedMembershipAlert(began(toInstant(day, clock)), 900_000, day)
  expect(alert.text).toMatch(
    new RegExp(`^2\\. Assign the plan Labour Temple All Access with start date ${day} `, 'm')
  )
})

describe('a first invoice that differs from the price shown', () => {
  const alertFor = (dueCents: number) => {
    const membership = began(0, { quoted_cents: '21000' })
    const invoice = { totalCents: dueCents, dueCents } as Subscription['invoice']
    const subscription = { ...membership.subscription, invoice }
    return chargeDiffersAlert({ ...membership, subscription }).text
  }

  test('more: how much to give back', () => {
    expect(alertFor(25_000)).toContain('by hand: refund the difference, $40.00, in Stripe')
  })

  test('less: nothing is to be given back', () => {
    const text = alertFor(20_000)
    expect(text).toContain('It is $10.00 less than the customer agreed to')
    expect(text).not.toMatch(/refund/i)
  })
})

test('ended: which membership in OfficeRnD', () => {
  const ids = { membership_id: 'aaaa', officernd_member_id: 'bbbb' }
  const { text } = membershipEndedEmail(began(0, ids), '2026-12-31')
  expect(text).toContain('OfficeRnD membership: aaaa, member bbbb')
})

test.each([
  ['active', 'Resolved: Grace Hopper has joined Labour Temple All Access'],
  ['declined', 'Resolved: the sign-up of Grace Hopper to Labour Temple All Access has ended'],
])('a stuck sign-up that ended as %s', (outcome, subject) => {
  const { sale, config } = began(0)
  expect(signupAlertResolvedEmail(sale, 'seti_1', outcome, config).subject).toBe(subject)
})
