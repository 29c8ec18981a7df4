/** What the membership's documents say of automatic codes; a stack of its own, because codes are remembered for a minute. */
import { expect, test } from 'vitest'
import type { Quote } from '../../src/memberships/rules/quote.ts'
import { startMembershipClient } from '../support/membership-client.ts'

const membershipClient = startMembershipClient()

const FREE: Record<string, string> = { percent_off: '100' }

/** What staff do in Stripe's dashboard. */
async function lay(coupon: string, code?: string, active = 'true', off = FREE) {
  const fields = { id: coupon, duration: 'once', ...off }
  const made = [await membershipClient.stripe('/coupons', fields)]
  const of = { 'promotion[type]': 'coupon', 'promotion[coupon]': coupon }
  if (code) made.push(await membershipClient.stripe('/promotion_codes', { ...of, code, active }))
  for (const { status, text } of made) expect(status, text).toBe(200)
}

async function pageOf(plan: string) {
  const { said } = await membershipClient.send(`/plans/${plan}`, {})
  return said as unknown as { autoPromo: { code: string } | null; quote: Quote }
}

const billed = async (plan: string) => {
  const { order } = await membershipClient.join({ plan })
  return (await membershipClient.membershipClient(order.email)).invoices.map(({ total }) => total)
}

test('4. Auto-promo did not apply, initiation fee charged', async () => {
  await lay('AUTO-CREATOR-PASS')
  expect((await pageOf('creator-pass')).autoPromo, 'a coupon alone is no code').toBeNull()
  expect(await billed('creator-pass')).toEqual([70_000])
  await lay('innovators', 'AUTO-INNOVATOR-PASS')
  expect((await pageOf('innovator-pass')).autoPromo?.code).toBe('AUTO-INNOVATOR-PASS')
  expect(await billed('innovator-pass')).toEqual([50_000])
})

test('Auto-promo not applying', async () => {
  await lay('travellers', 'AUTO-PASSPORT', 'false')
  await lay('founders', 'AUTO-FOUNDERS')
  await lay('euros-off', 'AUTO-FOUNDER', 'true', { amount_off: '5000', currency: 'eur' })
  const silent = { passport: 'switched off', startup: 'expired', founder: 'in euros; not the slug' }
  for (const [plan, why] of Object.entries(silent)) {
    const { autoPromo, quote } = await pageOf(plan)
    expect(autoPromo, why).toBeNull()
    expect(quote.lines.map(({ cents }) => Math.sign(cents))).toEqual([1, 1])
  }
  expect((await pageOf('all-access')).autoPromo?.code).toBe('AUTO-ALL-ACCESS')
})
