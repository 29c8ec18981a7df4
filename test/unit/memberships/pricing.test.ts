/** Which codes a price is quoted with, and who may ask how a sign-up ended. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { SetupIntent } from '../../../src/clients/stripe/setup-intents.ts'
import type { Terms } from '../../../src/clients/stripe/subscriptions.ts'
import { publicMemberId } from '../../../src/core/secrets.ts'
import { VendorError } from '../../../src/core/vendor-error.ts'
import { completeCheckout } from '../../../src/memberships/api/complete-checkout.ts'
import type { MembershipContext } from '../../../src/memberships/context.ts'
import { quoteFromStripe } from '../../../src/memberships/pricing.ts'
import { autoFor, type ResolvedCodes } from '../../../src/memberships/promo-codes.ts'
import { PLAN_CONFIG, type Plan } from '../../../src/memberships/rules/plans.ts'

const NOW_MS = Date.parse('2026-05-04T17:00:00Z')
const PLAN = PLAN_CONFIG['all-access'] as Plan
const AMOUNTS = { planCents: 20_000, planDiscountCents: 0, initiationCents: 20_000 }
const NOTHING_OFF = { ...AMOUNTS, initiationDiscountCents: 0, owedCents: 0 }

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

const code = (id: string, products: string[] | null = null, more: object = {}) =>
  ({
    ...{ id, code: id, active: true, expiresAtMs: null, customerId: null, firstTimeOnly: false },
    ...{ minimumCents: null, maxRedemptions: null, timesRedeemed: 0, ...more },
    coupon: {
      ...{ id: `coupon-${id}`, name: id, valid: true, percentOff: 50, amountOffCents: null },
      ...{ currency: null, duration: 'once', durationMonths: null, products, redeemByMs: null },
      ...{ maxRedemptions: null, timesRedeemed: 0 },
    },
  }) as unknown as NonNullable<ResolvedCodes['auto']>

function house(preview: (terms: Terms, customerId?: string) => object | null = () => NOTHING_OFF) {
  const asked: Terms[] = []
  const ctx = {
    now: () => NOW_MS,
    config: { stripePrices: { 'all-access': 'price_1' }, initiationProductId: 'prod_fee' },
    stripe: {
      async previewFirstInvoice(terms: Terms, customerId?: string) {
        asked.push(terms)
        return preview(terms, customerId)
      },
    },
  }
  return { ctx: ctx as unknown as MembershipContext, asked }
}

test.each<[string, ReturnType<typeof code> | null | Error, boolean]>([
  ['for everything', code('AUTO'), true],
  ['for the initiation fee', code('AUTO', ['prod_fee']), true],
  ['for the fee and another product', code('AUTO', ['prod_x', 'prod_fee']), true],
  ['for another product', code('AUTO', ['prod_x']), false],
  ['for no product', code('AUTO', []), false],
  ['that is not active', code('AUTO', null, { active: false }), false],
  ['that does not exist', null, false],
  ['while Stripe does not answer', new VendorError('stripe', 'GET', null), false],
])('an automatic code %s', async (_, found, isTaken) => {
  const promotionCode = async () => {
    if (found instanceof Error) throw found
    return found
  }
  const auto = await autoFor({ ...house().ctx, promotionCode } as MembershipContext, PLAN)
  expect(auto).toBe(isTaken ? found : null)
})

test('an error of ours is not taken for a code that does not exist', async () => {
  const promotionCode = () => Promise.reject(new TypeError('ours'))
  const ctx = { ...house().ctx, promotionCode } as unknown as MembershipContext
  await expect(autoFor(ctx, PLAN)).rejects.toThrow('ours')
})

test('an automatic code that Stripe refuses is left out of the price and of the terms', async () => {
  const { ctx, asked } = house(({ autoPromoId }) => (autoPromoId ? null : NOTHING_OFF))
  const price = await quoteFromStripe(ctx, PLAN, { auto: code('AUTO'), manual: null })
  expect([price.codes.auto, price.terms.autoPromoId]).toEqual([null, null])
  expect(asked.map(({ autoPromoId }) => autoPromoId)).toEqual(['AUTO', null])
})

test.each<[string, ResolvedCodes['manual'], object | null, string]>([
  ['Stripe refuses', code('TYPED'), null, 'promo-not-for-this'],
  ['takes nothing off', code('TYPED'), NOTHING_OFF, 'promo-not-for-this'],
  ['is none, and Stripe quotes no price', null, null, 'vendor-unavailable'],
])('a typed code that %s: no sale', async (_, manual, amounts, refusal) => {
  const { ctx } = house(() => amounts)
  const quoting = quoteFromStripe(ctx, PLAN, { auto: null, manual })
  await expect(quoting).rejects.toMatchObject({ code: refusal })
})

test.each([
  [19_999, 'promo-not-for-this'],
  [19_998, 2],
])('a code that lowers the plan’s own amount to %d cents', async (planCents, expected) => {
  const { ctx } = house(({ manualPromoId }) => ({
    ...NOTHING_OFF,
    planCents: manualPromoId ? planCents : 20_000,
  }))
  const quoted = quoteFromStripe(ctx, PLAN, { auto: null, manual: code('TYPED') }).then(
    ({ amounts }) => [amounts.planCents, amounts.planDiscountCents],
    ({ code: refusal }) => refusal
  )
  expect(await quoted).toEqual(typeof expected === 'number' ? [20_000, expected] : expected)
})

test('a code for one customer is previewed for that customer, and what they owe is not told', async () => {
  const { ctx } = house((_, customerId) =>
    customerId === 'cus_1' ? { ...NOTHING_OFF, planDiscountCents: 500, owedCents: 700 } : null
  )
  const codes = { auto: null, manual: code('TYPED', null, { customerId: 'cus_1' }) }
  expect((await quoteFromStripe(ctx, PLAN, codes)).amounts.owedCents).toBe(0)
})

const SECRET = 'seti_1_secret_1'
const SALE = {
  ...{ track: '1', plan: 'all-access', email: 'ada@example.com', price_id: 'price_1' },
  ...{ member_id: 'm1', attempt_id: 'a' },
}

/** What the page is answered about a set-up, or the refusal. */
async function answered(asked: object, is: Partial<SetupIntent> | null = {}) {
  const begun: string[] = []
  const setup = is && {
    id: 'seti_1',
    status: 'succeeded',
    clientSecret: SECRET,
    metadata: SALE,
    ...is,
  }
  const ctx = {
    now: () => NOW_MS,
    stripe: { getSetupIntent: async () => setup },
    attempt: () => ({ waitForResult: async () => null, markTaken: async () => {} }),
    workflows: { start: async (id: string) => void begun.push(id) },
  } as unknown as MembershipContext
  const memberId = await publicMemberId('m1', SECRET)
  const answer = await completeCheckout(ctx, {
    ...{ plan: 'all-access', memberId, setupIntentId: 'seti_1', ...asked },
  }).then(
    ({ outcome }) => outcome,
    ({ code: refusal }) => refusal
  )
  return [answer, ...begun]
}

test.each<[string, object, Partial<SetupIntent> | null, string[]]>([
  ['it is the customer’s own', {}, {}, ['working', 'seti_1']],
  ['the member is another', { memberId: 'm1' }, {}, ['unknown-payment']],
  ['the plan is another', { plan: 'startup' }, {}, ['unknown-payment']],
  ['there is none', {}, null, ['unknown-payment']],
  ['it is of another sale', {}, { metadata: { track: '3' } }, ['unknown-payment']],
  ['the id is none', { setupIntentId: 'seti_1/../x' }, {}, ['unknown-payment']],
  ['the bank has not answered', {}, { status: 'processing' }, ['working']],
  ['no card was given', {}, { status: 'requires_payment_method' }, ['not-paid']],
  ['it has ended as a membership', {}, { metadata: { ...SALE, outcome: 'active' } }, ['active']],
  ['it was a second one', {}, { metadata: { ...SALE, outcome: 'duplicate' } }, ['already-member']],
  [
    'its price has changed',
    {},
    { metadata: { ...SALE, outcome: 'quote-changed' } },
    ['quote-changed'],
  ],
])('a page asks how a sign-up ended, and %s', async (_, asked, is, expected) => {
  expect(await answered(asked, is)).toEqual(expected)
})

test.each<[string, string, string, string | undefined, string]>([
  ['was declined, and has been paid since', 'declined', 'active', 'active', 'active'],
  ['waited for the bank, and has been paid since', 'requires-action', 'active', 'active', 'active'],
  [
    'was declined, and waits for the bank now',
    'declined',
    'incomplete',
    undefined,
    'requires-action',
  ],
])('a page asks again about a sign-up that %s', async (_, outcome, status, later, expected) => {
  const metadata = { ...SALE, outcome, subscription_id: 'sub_1' }
  const ctx = {
    stripe: {
      getSetupIntent: async () => ({
        id: 'seti_1',
        status: 'succeeded',
        clientSecret: SECRET,
        metadata,
      }),
      subscription: async () => ({
        ...{ id: 'sub_1', status, metadata: later ? { outcome: later } : {} },
        invoice: { id: 'in_1', paymentIntentId: 'pi_1', confirmationSecret: 's' },
      }),
      getPayment: async () => ({ status: 'requires_action' }),
    },
    attempt: () => ({ markTaken: async () => {} }),
  } as unknown as MembershipContext
  const memberId = await publicMemberId('m1', SECRET)
  const asked = { plan: 'all-access', memberId, setupIntentId: 'seti_1' }
  expect((await completeCheckout(ctx, asked)).outcome).toBe(expected)
})
