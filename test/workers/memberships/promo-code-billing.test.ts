/** What is billed when a code was used: the request, the first invoice, the e-mails. */
import { expect, test } from 'vitest'
import { anchorOf, newJoin, startMembershipClient } from '../../support/membership-client.ts'
import { newOrder } from '../../support/pass-client.ts'

const membershipClient = startMembershipClient()

const promoId = async (code: string) =>
  (await membershipClient.stack().state()).stripe.promotion_codes.find((one) => one.code === code)
    ?.id

test('both codes at once: one request, the typed code on the plan, the automatic on the fee', async () => {
  const from = Date.now()
  const { order, setUp } = await membershipClient.join({ promo: 'tenforever' })
  const sent = await membershipClient.sent('POST', '/v1/subscriptions', order.attemptId)
  const said = Object.entries(sent).filter(([name]) => /^(items|add_invoice|bill|disc)/.test(name))
  expect(Object.fromEntries(said)).toEqual({
    'items[0][price]': 'price_sandbox_all_access',
    'items[0][quantity]': '1',
    'items[0][discounts][0][promotion_code]': await promoId('TENFOREVER'),
    'add_invoice_items[0][price_data][currency]': 'usd',
    'add_invoice_items[0][price_data][product]': 'prod_sandbox_initiation',
    'add_invoice_items[0][price_data][unit_amount]': '20000',
    'add_invoice_items[0][quantity]': '1',
    'add_invoice_items[0][discountable]': 'true',
    'add_invoice_items[0][discounts][0][promotion_code]': await promoId('AUTO-ALL-ACCESS'),
    'add_invoice_items[0][metadata][kind]': 'initiation',
    billing_cycle_anchor: String(anchorOf(from) / 1000),
    'billing_mode[type]': 'flexible',
    'billing_mode[flexible][proration_discounts]': 'itemized',
  })
  const [invoice, ...others] = (await membershipClient.membershipClient(order.email)).invoices
  expect(others).toEqual([])
  const { data } = (invoice?.lines ?? { data: [] }) as { data: Line[] }
  const linesOf = data.map(({ amount, discount_amounts: off }) => [amount, off.map(amountOf)])
  const planCents = setUp.quote.lines[0]?.cents ?? Number.NaN
  const plan = data.find(({ parent }) => parent.type === 'subscription_item_details')
  expect(linesOf).toHaveLength(2)
  expect(linesOf).toContainEqual([20_000, [10_000]])
  expect(planCents - (plan?.amount ?? 0)).toBeGreaterThanOrEqual(0)
  expect(planCents - (plan?.amount ?? 0)).toBeLessThanOrEqual(2)
  expect(plan?.discount_amounts.map(amountOf)).toEqual([Math.round((plan?.amount ?? 0) / 10)])
  const total = (plan?.amount ?? 0) - Math.round((plan?.amount ?? 0) / 10) + 10_000
  expect(invoice).toMatchObject({ status: 'paid', total, amount_paid: total })
  expect(total).toBeLessThanOrEqual(setUp.quote.dueTodayCents)
})

interface Line {
  amount: number
  discount_amounts: { amount: number }[]
  parent: { type: string }
}
const amountOf = ({ amount }: { amount: number }) => amount

test('a code that comes only with /complete-checkout changes nothing: what was frozen is billed', async () => {
  await membershipClient.stack().webhooks('hold')
  const { order, setUp } = await membershipClient.giveAndLeave()
  const answer = await membershipClient.finish(setUp, { ...order, promo: 'HALFONCE' })
  expect(answer.said.outcome).toBe('active')
  const sent = await membershipClient.sent('POST', '/v1/subscriptions', order.attemptId)
  expect(Object.keys(sent).filter((name) => name.startsWith('items[0][discounts]'))).toEqual([])
})

test('a code that is switched off before the card is given: nothing is charged, a new price is asked for', async () => {
  await membershipClient.stack().webhooks('hold')
  const { order, setUp } = await membershipClient.giveAndLeave({ promo: 'TWENTYTHREE' })
  const off = await membershipClient.stripe(`/promotion_codes/${await promoId('TWENTYTHREE')}`, {
    active: 'false',
  })
  expect(off.status).toBe(200)
  const answer = await membershipClient.finish(setUp, order)
  expect([answer.status, answer.said.code]).toEqual([409, 'quote-changed'])
  const { subscriptions, paid, memberships } = await membershipClient.membershipClient(order.email)
  expect([subscriptions, paid, memberships]).toEqual([[], [], []])
})

test('a code that duration: the e-mails say the monthly price that the page has shown', async () => {
  const { order, setUp } = await membershipClient.join({
    plan: 'creator-pass',
    promo: 'TENFOREVER',
  })
  expect(setUp.quote.monthlyCents).toBe(45_000)
  const { emails, toTeam } = await membershipClient.membershipClient(order.email)
  expect(emails[0]?.variables?.monthly_price).toBe('$450.00')
  expect(toTeam[0]?.text).toContain('$450.00 a month')
})

test('FIRSTTIME after a day pass that was never paid: refused after the card or served, never stuck', async () => {
  const pass = newOrder()
  await membershipClient.beginPass(pass)
  const order = newJoin({ email: pass.email, promo: 'FIRSTTIME' })
  const setUp = await membershipClient.begin(order)
  await membershipClient.giveCard(setUp)
  const { said } = await membershipClient.finish(setUp, order)
  expect(['active', 'quote-changed']).toContain(said.outcome ?? said.code)
})
