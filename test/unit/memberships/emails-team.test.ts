/** The day on which a membership begins is the house's, in an alert as in OfficeRnD. */
import { expect, test } from 'vitest'
import type { Subscription } from '../../../src/clients/stripe/subscriptions.ts'
import { toInstant } from '../../../src/core/zoned-time.ts'
import { unservedMembershipAlert } from '../../../src/memberships/emails/team.ts'
import { type BilledMembership, parseSignup } from '../../../src/memberships/signup.ts'

const METADATA = { track: '1', plan: 'all-access', email: 'grace@example.com', price_id: 'price_1' }

test.each([
  ['2026-11-28', '16:30'],
  ['2026-07-31', '16:59'],
  ['2026-07-31', '17:01'],
  ['2026-12-31', '23:30'],
  ['2027-02-28', '23:30'],
  ['2026-11-01', '00:30'],
])('a subscription that began on %s at %s', (day, clock) => {
  const subscription: Subscription = {
    ...{ id: 'sub_1', status: 'active', customerId: 'cus_1', metadata: METADATA, priceIds: [] },
    ...{ startMs: toInstant(day, clock), periodEndMs: null, invoice: null },
  }
  const membership = { sale: parseSignup(METADATA), subscription, config: { teamEmails: [] } }
  const alert = unservedMembershipAlert(membership as unknown as BilledMembership, 900_000, day)
  expect(alert.text).toContain(`with start date ${day} `)
})
