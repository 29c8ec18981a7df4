/** Codes whose coupon or minimum is set for several currencies: in dollars they are what their option for dollars says. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPayment } from '../../src/memberships/api/create-payment.ts'
import { validatePlanPromo } from '../../src/memberships/pricing.ts'
import { validatePromo } from '../../src/passes/api/validate-promo.ts'
import { GRACE, joinAndSettle } from './customers/membership.ts'
import { ADA, buyAndSettle } from './customers/pass.ts'
import { startPassClient } from './operations/many-customers.ts'
import { createSim, type Sim } from './simulation.ts'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const CODE = 'MANYMONEYS'
const EUROS = { amount_off: '400', currency: 'eur' }
const DOLLARS = { 'currency_options[usd][amount_off]': '500' }

async function withCode(coupon: Record<string, string>, restrictions: Record<string, string> = {}) {
  const sim = createSim()
  const staff = startPassClient(sim)
  await staff.stripe('POST', '/coupons', { id: 'many', name: 'Many currencies', ...coupon })
  await staff.stripe('POST', '/promotion_codes', {
    ...{ code: CODE, 'promotion[type]': 'coupon', 'promotion[coupon]': 'many' },
    ...restrictions,
  })
  return sim
}

const passCode = (sim: Sim) => validatePromo(sim.checkout, { slug: 'day-pass', code: CODE })
const planCode = (sim: Sim) => validatePlanPromo(sim.checkout, { plan: GRACE.plan, code: CODE })

describe('a coupon in euros with an amount for dollars', () => {
  test('takes that amount off a pass', async () => {
    const sim = await withCode({ ...EUROS, ...DOLLARS })
    expect(await passCode(sim)).toMatchObject({
      valid: true,
      discountCents: 500,
      amountCents: 4500,
    })
    await buyAndSettle(sim, { ...ADA, promo: CODE })
    expect(sim.state().stripe.payment_intents).toMatchObject([
      { amount: 4500, status: 'succeeded' },
    ])
  })

  test('takes that amount off a membership, and no more is charged than shown', async () => {
    const sim = await withCode({ ...EUROS, ...DOLLARS, duration: 'forever' })
    expect(await planCode(sim)).toMatchObject({ valid: true, discountCents: 500 })
    const { quote } = await joinAndSettle(sim, { ...GRACE, promo: CODE })
    expect(quote.monthlyCents).toBe(29_500)
    const [invoice] = sim.state().stripe.invoices
    expect(invoice?.amount_due).toBe(quote.dueTodayCents)
    expect(sim.state().officernd.memberships).toHaveLength(1)
  })
})

test('a coupon in dollars with an amount for euros takes off its dollars', async () => {
  const sim = await withCode({
    ...{ amount_off: '700', currency: 'usd', 'currency_options[eur][amount_off]': '600' },
  })
  expect(await passCode(sim)).toMatchObject({ valid: true, discountCents: 700 })
  expect(await planCode(sim)).toMatchObject({ valid: true, discountCents: 700 })
})

test('a coupon without an amount for dollars is not for dollars', async () => {
  const sim = await withCode({ ...EUROS, 'currency_options[gbp][amount_off]': '300' })
  expect(await passCode(sim)).toMatchObject({ valid: false, code: 'promo-currency' })
  expect(await planCode(sim)).toMatchObject({ valid: false, code: 'promo-currency' })
})

const least = (euros: string, dollars: string) => ({
  'restrictions[minimum_amount]': euros,
  'restrictions[minimum_amount_currency]': 'eur',
  'restrictions[currency_options][usd][minimum_amount]': dollars,
})

test.each([
  ['met', '5000', { valid: true, discountCents: 500 }],
  ['missed by a cent', '5001', { valid: false, code: 'promo-minimum' }],
])('a minimum that is set for dollars too, and %s by a pass', async (_, dollars, answer) => {
  const sim = await withCode({ percent_off: '10' }, least('1', dollars))
  expect(await passCode(sim)).toMatchObject(answer)
})

test('a minimum for dollars alone is one, for a pass and for a membership', async () => {
  const only = { 'restrictions[currency_options][usd][minimum_amount]': '9000' }
  const sim = await withCode({ percent_off: '10' }, only)
  expect(await passCode(sim)).toMatchObject({ valid: false, code: 'promo-minimum' })
  expect(await planCode(sim)).toMatchObject({ valid: false, code: 'promo-minimum-line' })
  await expect(createPayment(sim.checkout, { ...GRACE, promo: CODE })).rejects.toMatchObject({
    code: 'promo-minimum-line',
  })
})
