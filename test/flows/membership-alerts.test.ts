/** The day on which a membership begins is the house's, in an alert as in OfficeRnD. */
import { expect, test } from 'vitest'
import type { Subscription } from '../../src/clients/stripe/membership-shapes.ts'
import { unservedMembershipAlert } from '../../src/flows/membership-alerts.ts'
import type { AboutMembership } from '../../src/flows/membership-letters.ts'
import { membershipSaleOf } from '../../src/flows/membership-sale.ts'
import { instantOf } from '../../src/rules/instant.ts'

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
    ...{ startMs: instantOf(day, clock), invoice: null },
  }
  const about = { sale: membershipSaleOf(METADATA), subscription, house: { teamEmails: [] } }
  const alert = unservedMembershipAlert(about as unknown as AboutMembership, 900_000, day)
  expect(alert.text).toContain(`with start date ${day} `)
})
