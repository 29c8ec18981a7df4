/** Codes that are for one customer: of a membership and of a pass, also when two customers have one text. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { validatePlanPromo } from '../../src/memberships/pricing.ts'
import { createPurchase } from '../../src/passes/api/create-purchase.ts'
import { completeJoin, GRACE, giveCard, pressJoin } from './customers/membership.ts'
import { ADA } from './customers/pass.ts'
import { startPassClient } from './operations/many-customers.ts'
import { createSim, type Sim } from './simulation.ts'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

/** Two customers, each with a code of the same text: a tenth off for Ada, a fifth for Grace. */
async function ownCodes(sim: Sim) {
  const staff = startPassClient(sim)
  for (const [email, percent] of [
    [ADA.email, '10'],
    [GRACE.email, '20'],
  ] as const) {
    const made = (await staff.stripe('POST', '/customers', { email })) as { id: string }
    const coupon = (await staff.stripe('POST', '/coupons', {
      ...{
        percent_off: percent,
        duration: 'forever',
        name: `${percent}% for ${email.split('@')[0]}`,
      },
    })) as { id: string }
    await staff.stripe('POST', '/promotion_codes', {
      ...{ code: 'THANKYOU', customer: made.id },
      ...{ 'promotion[type]': 'coupon', 'promotion[coupon]': coupon.id },
    })
  }
  return staff
}

const promo = 'THANKYOU'

test.each([
  ['the first', ADA.email, 'ada', 0.1],
  ['the second', GRACE.email, 'grace', 0.2],
])(
  '%s of two customers with one code text joins at their own price',
  async (_, email, name, part) => {
    const sim = createSim()
    await ownCodes(sim)
    const order = { ...GRACE, email, promo }
    const setUp = await pressJoin(sim, order)
    expect(setUp.quote.monthlyCents).toBe(Math.round(30_000 * (1 - part)))
    await giveCard(sim, setUp)
    expect(await completeJoin(sim, order, setUp)).toMatchObject({ outcome: 'active' })
    const [subscription] = sim.state().stripe.subscriptions
    expect(subscription?.metadata?.promo_name).toContain(name)
    expect(sim.state().mailersend.messages.some(({ subject }) => /^ALERT/.test(`${subject}`))).toBe(
      false
    )
  }
)

test('the page is told a price for the code before anybody is known', async () => {
  const sim = createSim()
  const staff = await ownCodes(sim)
  // What the code's customer owes is not shown to whoever types the code.
  await staff.stripe('POST', `/customers/${sim.state().stripe.customers[0]?.id}`, {
    balance: '700',
  })
  const answer = await validatePlanPromo(sim.checkout, { plan: 'all-access', code: promo })
  expect(answer).toMatchObject({ valid: true })
  expect(JSON.stringify(answer)).not.toContain('from before')
})

test.each([
  ['the first', ADA.email, 4500],
  ['the second', GRACE.email, 4000],
])(
  '%s of two customers with one code text buys a pass at their own price',
  async (_, email, cents) => {
    const sim = createSim()
    await ownCodes(sim)
    const answer = await createPurchase(sim.checkout, { ...ADA, email, promo })
    expect(answer).toMatchObject({ amountCents: cents })
  }
)

test('somebody else is refused', async () => {
  const sim = createSim()
  await ownCodes(sim)
  await expect(
    createPurchase(sim.checkout, { ...ADA, email: 'eve@example.com', promo })
  ).rejects.toMatchObject({ code: 'promo-customer' })
})
