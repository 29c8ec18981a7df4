/** What the vendors say about a membership, beside the plan configuration. */
import {
  dollars,
  type Fact,
  type OfficerndPlans,
  type StripeOffer,
  type StripeOffers,
  type Value,
} from '../../payments/rules/offerings.ts'
import { autoCodeOf, type Plan } from './plans.ts'

const IN_STRIPE = 'Stripe, Product catalog; then STRIPE_PRICES in wrangler.checkout.toml'
const IN_OFFICERND = 'OfficeRnD, Billing, Plans; then OFFICERND_PLANS in wrangler.checkout.toml'

/** The first fact is the price a month. A source that was not asked, or could not be read, says nothing. */
export function planFacts(
  plan: Plan,
  { stripe, officernd }: { stripe: StripeOffers; officernd: OfficerndPlans }
): [Fact, ...Fact[]] {
  const offer = stripe.data[plan.slug]
  const there = officernd.data[plan.slug]
  const price: Fact = {
    field: 'price a month',
    says: {
      code: dollars(plan.monthlyCents),
      ...(stripe.state === 'asked' && { stripe: offer ? dollars(offer.priceCents) : null }),
      ...(officernd.state === 'asked' && there && { officernd: dollars(there.priceCents) }),
    },
    mend: `${IN_STRIPE}; OfficeRnD, the plan; or src/memberships/rules/plans.ts`,
  }
  const atStripe: Fact[] = [
    {
      field: 'billed',
      says: { code: 'usd, month, active', stripe: offer ? billed(offer) : null },
      mend: IN_STRIPE,
    },
    {
      field: autoCodeOf(plan),
      says: { code: 'in usd or none', stripe: autoCode(offer?.autoCode ?? null) },
      mend: 'Stripe, Coupons: a coupon in US dollars or in percent',
    },
  ]
  const inOfficernd: Fact = {
    field: 'plan in OfficeRnD',
    says: { code: 'there', officernd: there ? 'there' : null },
    mend: IN_OFFICERND,
  }
  return [
    price,
    ...(stripe.state === 'asked' ? atStripe : []),
    ...(officernd.state === 'asked' ? [inOfficernd] : []),
  ]
}

const autoCode = (off: string | null): Value =>
  off === null || off === 'usd' || off.endsWith('%') ? 'in usd or none' : `in ${off}`

const billed = ({ currency, interval, active }: StripeOffer) =>
  `${currency}, ${interval}, ${active ? 'active' : 'archived'}`
