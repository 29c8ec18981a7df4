/** Codes of a membership: the automatic one lowers the initiation fee, a typed one the plan. */
import { describe, expect, test } from 'vitest'
import type { Quote } from '../../src/rules/quote.ts'
import { anchorOf, newJoin, openClub, PLANS, type Slug } from './joiner.ts'

const club = openClub()

interface Valid {
  valid: boolean
  code: string
  name: string
  appliesTo: string
  discountCents: number
  quote: Quote
}

const ask = async (code: string, plan: Slug = 'all-access') =>
  club.post('/validate-promo', { plan, code })

const promoId = async (code: string) =>
  (await club.town().state()).stripe.promotion_codes.find((one) => one.code === code)?.id

describe('POST /validate-promo takes', () => {
  test.each<[string, string, string, (planCents: number) => number]>([
    ['WELCOME10', '10% off', '10% off', (cents) => Math.round(cents / 10)],
    ['TENFOREVER', '10% for ever', '10% for ever', (cents) => Math.round(cents / 10)],
    [
      'HALFONCE',
      'Half price once',
      'Half price once, on this first payment only',
      (cents) => Math.round(cents / 2),
    ],
    ['FIVEOFF', '$5 off', '$5 off, on this first payment only', () => 500],
  ])('%s off the plan, beside the automatic code, with a label of its own', async (...expected) => {
    const [code, name, label, off] = expected
    const answer = await ask(code)
    expect(answer.status).toBe(200)
    const said = answer.said as unknown as Valid
    expect(Object.keys(said).sort()).toEqual(
      ['valid', 'code', 'name', 'appliesTo', 'discountCents', 'quote'].sort()
    )
    expect(said).toMatchObject({ valid: true, code, name, appliesTo: 'plan' })
    const { lines, dueTodayCents } = said.quote
    const planCents = lines[0]?.cents ?? Number.NaN
    expect(said.discountCents).toBe(off(planCents))
    expect(lines.slice(1)).toEqual([
      { label, cents: -off(planCents) },
      { label: 'Initiation fee, once', cents: 20_000 },
      { label: 'Half-price initiation', cents: -10_000 },
    ])
    expect(lines.reduce((sum, { cents }) => sum + cents, 0)).toBe(dueTodayCents)
  })

  test.each(['welcome10', ' WELCOME10 ', '\tWelcome10\n'])('%j for WELCOME10', async (typed) => {
    const { said } = await ask(typed)
    expect(said).toMatchObject({ valid: true, code: 'WELCOME10' })
  })

  test.each(PLANS.map(([slug]) => slug))('WELCOME10 on %s, off its first payment', async (slug) => {
    const said = (await ask('WELCOME10', slug)).said as unknown as Valid
    const [plan, off] = said.quote.lines
    expect([said.valid, off?.cents]).toEqual([true, -Math.round((plan?.cents ?? 0) / 10)])
  })
})

/** Code, plan, the refusal's code, and its words. */
const REFUSED: [string, Slug, string, string][] = [
  ['EXPIRED', 'all-access', 'promo-expired', 'This code has expired.'],
  ['USEDUP', 'all-access', 'promo-used-up', 'This code has been used as often as it may be.'],
  ['PAUSED', 'all-access', 'promo-inactive', 'This code is no longer active.'],
  ['EUROS', 'all-access', 'promo-currency', 'This code is not for payments in US dollars.'],
  [
    'BIGSPENDER',
    'all-access',
    'promo-minimum-line',
    'This code has a minimum amount and cannot be used on a membership.',
  ],
  ['MEMBERSONLY', 'passport', 'promo-not-for-this', 'This code does not apply to this purchase.'],
  [
    'NOSUCHCODE',
    'startup',
    'promo-unknown',
    'We do not know this code. Please check the spelling.',
  ],
  [
    'AUTO-ALL-ACCESS',
    'all-access',
    'promo-automatic',
    'This code is applied by itself; there is no need to type it.',
  ],
  [
    ' auto-all-access ',
    'passport',
    'promo-not-for-this',
    'This code does not apply to this purchase.',
  ],
]

describe.each(REFUSED)('%s on %s', (code, plan, refusal, error) => {
  test('POST /validate-promo says no in words, with 200', async () => {
    const answer = await ask(code, plan)
    expect([answer.status, answer.said]).toEqual([200, { valid: false, error, code: refusal }])
  })

  test('POST /create-payment is 400, names the field and makes nothing', async () => {
    const order = newJoin({ plan, promo: code })
    const answer = await club.press(order)
    expect(answer.status).toBe(400)
    expect(answer.said).toEqual({ error, code: refusal, field: 'promo' })
    const { customers, members, setups } = await club.club(order.email)
    expect([customers, members, setups]).toEqual([[], [], []])
  })
})

test('FIRSTTIME is for those who have never paid: refused at /create-payment, nothing begun', async () => {
  const { order } = await club.join({ plan: 'startup' })
  const again = newJoin({ plan: 'passport', email: order.email, promo: 'FIRSTTIME' })
  const answer = await club.press(again)
  expect([answer.status, answer.said]).toEqual([
    400,
    {
      error: 'This code is for a first purchase only.',
      code: 'promo-first-time',
      field: 'promo',
    },
  ])
  const { setups } = await club.club(order.email)
  expect(setups.map(({ metadata }) => metadata?.attempt_id)).toEqual([order.attemptId])
})

test('both codes at once: one request, the typed code on the plan, the automatic on the fee', async () => {
  const from = Date.now()
  const { order, setUp } = await club.join({ promo: 'tenforever' })
  const sent = await club.sent('POST', '/v1/subscriptions', order.attemptId)
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
  })
  const [invoice, ...others] = (await club.club(order.email)).invoices
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

test('a code typed at /complete-checkout changes nothing: what was frozen is billed', async () => {
  await club.town().webhooks('hold')
  const { order, setUp } = await club.giveAndLeave()
  const answer = await club.finish(setUp, { ...order, promo: 'HALFONCE' })
  expect(answer.said.outcome).toBe('active')
  const sent = await club.sent('POST', '/v1/subscriptions', order.attemptId)
  expect(Object.keys(sent).filter((name) => name.startsWith('items[0][discounts]'))).toEqual([])
})

test('a code that is switched off before the card is given: nothing is charged, a new price is asked for', async () => {
  await club.town().webhooks('hold')
  const { order, setUp } = await club.giveAndLeave({ promo: 'TWENTYTHREE' })
  const off = await club.stripe(`/promotion_codes/${await promoId('TWENTYTHREE')}`, {
    active: 'false',
  })
  expect(off.status).toBe(200)
  const answer = await club.finish(setUp, order)
  expect([answer.status, answer.said.code]).toEqual([409, 'quote-changed'])
  const { subscriptions, paid, memberships } = await club.club(order.email)
  expect([subscriptions, paid, memberships]).toEqual([[], [], []])
})
