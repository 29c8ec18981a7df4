/** What Stripe and OfficeRnD say about a membership, and that a source not asked says nothing. */
import { describe, expect, test } from 'vitest'
import type { OfficerndPlan } from '../../../src/clients/officernd/plans.ts'
import { planFacts } from '../../../src/memberships/rules/offerings.ts'
import { PLAN_CONFIG, type Plan } from '../../../src/memberships/rules/plans.ts'
import type { Fact, SourceState, StripeOffer } from '../../../src/payments/rules/offerings.ts'

const PLAN: Plan = { ...(PLAN_CONFIG['all-access'] as Plan), monthlyCents: 30_000 }
const OFFER: StripeOffer = {
  priceCents: 30_000,
  currency: 'usd',
  interval: 'month',
  active: true,
  autoCode: null,
}
const THERE: OfficerndPlan = { name: 'All Access', priceCents: 30_000, validityMonths: null }

const IN_STRIPE = 'Stripe, Product catalog; then STRIPE_PRICES in wrangler.checkout.toml'

const price = (says: Fact['says']): Fact => ({
  field: 'price a month',
  says,
  mend: `${IN_STRIPE}; OfficeRnD, the plan; or src/memberships/rules/plans.ts`,
})
const billed = (stripe: string | null): Fact => ({
  field: 'billed',
  says: { code: 'usd, month, active', stripe },
  mend: IN_STRIPE,
})
const autoCode = (stripe: string): Fact => ({
  field: 'AUTO-ALL-ACCESS',
  says: { code: 'in usd or none', stripe },
  mend: 'Stripe, Coupons: a coupon in US dollars or in percent',
})
const inOfficernd = (officernd: string | null): Fact => ({
  field: 'plan in OfficeRnD',
  says: { code: 'there', officernd },
  mend: 'OfficeRnD, Billing, Plans; then OFFICERND_PLANS in wrangler.checkout.toml',
})

type Of<T> = Record<string, T | null>

/** Each vendor is asked, unless a state is given. */
const facts = (
  offers: Of<StripeOffer>,
  plans: Of<OfficerndPlan>,
  [stripe, officernd]: [SourceState, SourceState] = ['asked', 'asked']
) =>
  planFacts(PLAN, {
    stripe: { state: stripe, data: offers },
    officernd: { state: officernd, data: plans },
  })
const ofPlan = <T>(value: T): Record<string, T> => ({ [PLAN.slug]: value })

test('both vendors are asked and agree', () => {
  expect(facts(ofPlan(OFFER), ofPlan(THERE))).toEqual([
    price({ code: '$300', stripe: '$300', officernd: '$300' }),
    billed('usd, month, active'),
    autoCode('in usd or none'),
    inOfficernd('there'),
  ])
})

describe('a plan that a vendor does not have is blank, and OfficeRnD states no price of it', () => {
  test.each<[string, Of<StripeOffer>, Of<OfficerndPlan>]>([
    ['null', ofPlan(null), ofPlan(null)],
    ['left out', {}, {}],
    ['another plan is there', { startup: OFFER }, { startup: THERE }],
  ])('%s', (_, offers, plans) => {
    expect(facts(offers, plans)).toEqual([
      price({ code: '$300', stripe: null }),
      billed(null),
      autoCode('in usd or none'),
      inOfficernd(null),
    ])
  })
})

describe('the state alone decides whether a vendor says anything, whatever its data', () => {
  const ofStripe = [
    price({ code: '$300', stripe: '$300' }),
    billed('usd, month, active'),
    autoCode('in usd or none'),
  ]
  const ofOfficernd = [price({ code: '$300', officernd: '$300' }), inOfficernd('there')]
  test.each<[SourceState, SourceState, Fact[]]>([
    ['asked', 'not asked', ofStripe],
    ['asked', 'unreadable', ofStripe],
    ['not asked', 'asked', ofOfficernd],
    ['unreadable', 'asked', ofOfficernd],
    ['not asked', 'not asked', [price({ code: '$300' })]],
    ['unreadable', 'unreadable', [price({ code: '$300' })]],
  ])('Stripe %s, OfficeRnD %s', (stripe, officernd, expected) => {
    expect(facts(ofPlan(OFFER), ofPlan(THERE), [stripe, officernd])).toEqual(expected)
  })

  test.each<SourceState>(['not asked', 'unreadable'])('both %s, without data', (state) => {
    expect(facts({}, {}, [state, state])).toEqual([price({ code: '$300' })])
  })
})

describe('each vendor states its own price; without an amount it is blank', () => {
  test.each<[string, number | null, number | null, Fact['says']]>([
    ['Stripe differs', 31_000, 30_000, { code: '$300', stripe: '$310', officernd: '$300' }],
    ['OfficeRnD differs', 30_000, 30_050, { code: '$300', stripe: '$300', officernd: '$300.50' }],
    ['Stripe has no amount', null, 30_000, { code: '$300', stripe: null, officernd: '$300' }],
    ['OfficeRnD has no amount', 30_000, null, { code: '$300', stripe: '$300', officernd: null }],
    ['free at both', 0, 0, { code: '$300', stripe: '$0', officernd: '$0' }],
  ])('%s', (_, atStripe, atOfficernd, says) => {
    const offers = ofPlan({ ...OFFER, priceCents: atStripe })
    const [first] = facts(offers, ofPlan({ ...THERE, priceCents: atOfficernd }))
    expect(first).toEqual(price(says))
  })
})

describe('how Stripe bills: currency, interval, and whether the price is active', () => {
  test.each<[string, Partial<StripeOffer>, string]>([
    ['archived', { active: false }, 'usd, month, archived'],
    ['another currency', { currency: 'cad' }, 'cad, month, active'],
    ['every second month', { interval: '2 month' }, 'usd, 2 month, active'],
    ['paid once', { interval: 'once' }, 'usd, once, active'],
  ])('%s', (_, change, text) => {
    const [, second] = facts(ofPlan({ ...OFFER, ...change }), {})
    expect(second).toEqual(billed(text))
  })
})

describe('the automatic code takes off US dollars or percent, or there is none', () => {
  test.each([
    ['none', null, 'in usd or none'],
    ['US dollars', 'usd', 'in usd or none'],
    ['percent', '50 %', 'in usd or none'],
    ['euros', 'eur', 'in eur'],
    ['Canadian dollars', 'cad', 'in cad'],
  ])('%s', (_, off, text) => {
    const [, , third] = facts(ofPlan({ ...OFFER, autoCode: off }), {})
    expect(third).toEqual(autoCode(text))
  })
})
