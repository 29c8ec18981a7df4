/** Subscriptions of the Stripe stand-in as the months go by: debits, renewals, endings, driven by Stripe's own library. */
import type Stripe from 'stripe'
import { beforeEach, describe, expect, it } from 'vitest'
import { SANDBOX_INITIATION, SANDBOX_PRICES } from '../sandbox/stripe/seed-prices.ts'
import {
  ANCHOR,
  clock,
  DAY,
  fresh,
  intentOf,
  join,
  member,
  pass,
  promo,
  refusedWith,
  START,
  stripe,
  terms,
  types,
  vendor,
} from '../sandbox/stripe-fixtures.ts'

beforeEach(fresh)

const at = (day: string) => Date.parse(`${day}T08:00:00Z`) / 1000
const until = (second: number) => pass(second - clock.now() / 1000)
const invoicesOf = async (subscription: string) =>
  (await stripe.invoices.list({ subscription, limit: 100 })).data.reverse()
/** The same member from now on pays with this. */
async function switchTo(token: string, customer: string, subscription: string) {
  const { id } = await stripe.setupIntents.create({
    customer,
    allowed_payment_method_types: ['card', 'us_bank_account'],
  })
  const { payment_method } = await stripe.setupIntents.confirm(id, { payment_method: token })
  await stripe.subscriptions.update(subscription, {
    default_payment_method: payment_method as string,
  })
  return payment_method as string
}

describe('a bank debit', () => {
  it('makes the subscription active at once, and its invoice paid in four days', async () => {
    const made = await join(await member('pm_usBankAccount_success'))
    expect(made).toMatchObject({ status: 'active', latest_invoice: { status: 'open' } })
    const intent = intentOf(made.latest_invoice)
    expect((await stripe.paymentIntents.retrieve(intent)).status).toBe('processing')
    expect(await types('invoice.p')).toEqual([])
    await expect(stripe.invoices.pay(made.latest_invoice.id)).rejects.toThrow(/processing/)
    pass(4 * DAY)
    expect((await stripe.invoices.retrieve(made.latest_invoice.id)).status).toBe('paid')
    expect(await types('invoice.p')).toEqual(['invoice.paid', 'invoice.payment_succeeded'])
  })
  it.each([
    ['pm_usBankAccount_insufficientFunds', undefined],
    ['pm_usBankAccount_success', 'return'],
  ] as const)('that fails (%s, %s) leaves it active and the invoice void', async (token, deed) => {
    const made = await join(await member(token))
    const intent = intentOf(made.latest_invoice)
    if (deed) vendor.act(intent, deed)
    else pass(4 * DAY)
    const expand = ['latest_invoice']
    expect(await stripe.subscriptions.retrieve(made.id, { expand })).toMatchObject({
      status: 'active',
      latest_invoice: { status: 'void' },
    })
    const after = await stripe.paymentIntents.retrieve(intent)
    expect(after.status).toBe('requires_payment_method')
    const method = await stripe.paymentIntents
      .confirm(intent, { payment_method: 'pm_card_visa' })
      .catch((error) => error.message)
    expect(method).toMatch(/its invoice is void/)
    expect((await types('invoice')).slice(-2)).toEqual(['invoice.payment_failed', 'invoice.voided'])
  })
})

describe('renewal', () => {
  it('bills each month at its own second, several months late if need be', async () => {
    const made = await join(await member())
    until(at('2027-02-15'))
    const invoices = await invoicesOf(made.id)
    expect(invoices.map(({ created, total }) => [created, total])).toEqual([
      [START, 29_500],
      [ANCHOR, 30_000],
      [at('2027-01-01'), 30_000],
      [at('2027-02-01'), 30_000],
    ])
    expect(invoices.at(-1)).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_cycle',
      period_start: at('2027-01-01'),
      period_end: at('2027-02-01'),
      lines: { data: [{ period: { start: at('2027-02-01'), end: at('2027-03-01') } }] },
    })
    const [event] = (await stripe.events.list({ type: 'invoice.paid' })).data
    expect(event?.created).toBe(at('2027-02-01'))
    const read = await stripe.subscriptions.retrieve(made.id)
    expect(read).toMatchObject({ status: 'active', latest_invoice: invoices.at(-1)?.id })
    expect(read.items.data[0]).toMatchObject({
      current_period_start: at('2027-02-01'),
      current_period_end: at('2027-03-01'),
    })
    const intents = (await stripe.paymentIntents.list({ limit: 100 })).data
    expect(intents[0]).toMatchObject({ description: 'Subscription update', metadata: {} })
  })
  it('falls on the last day where the month is short', async () => {
    clock.advance((at('2027-01-31') - START) * 1000)
    const { billing_cycle_anchor, ...unanchored } = terms
    const { customer, method } = await member()
    const { id } = await stripe.subscriptions.create({
      customer,
      default_payment_method: method,
      ...unanchored,
    })
    until(at('2027-04-02'))
    const days = (await invoicesOf(id)).map(({ created }) =>
      new Date(created * 1000).toISOString().slice(0, 10)
    )
    expect(days).toEqual(['2027-01-31', '2027-02-28', '2027-03-31'])
  })
  it.each([
    ['HALFONCE', [4_750, 0, 0, 0]],
    ['TENFOREVER', [950, 3_000, 3_000, 3_000]],
    ['TWENTYTHREE', [1_900, 6_000, 6_000, 6_000]],
  ])('takes %s off for as long as it lasts', async (code, off) => {
    const discounts = [{ promotion_code: await promo(code) }]
    const items = [{ price: SANDBOX_PRICES['all-access'], discounts }]
    const made = await join(await member(), { items })
    until(at('2027-02-02'))
    const invoices = await invoicesOf(made.id)
    expect(invoices.map(({ subtotal, total }) => subtotal - total)).toEqual(off)
    until(at('2027-03-02'))
    const last = (await invoicesOf(made.id)).at(-1)
    expect(last?.total).toBe(code === 'TENFOREVER' ? 27_000 : 30_000)
  })
  it('begins at the anchor where the time before it is free', async () => {
    const { customer, method } = await member()
    const { add_invoice_items, ...bare } = terms
    const made = await stripe.subscriptions.create({
      customer,
      default_payment_method: method,
      ...bare,
      proration_behavior: 'none',
    })
    expect(made).toMatchObject({ status: 'active', latest_invoice: null })
    until(ANCHOR)
    expect((await invoicesOf(made.id)).map(({ total }) => total)).toEqual([30_000])
  })
  it('carries over what is too little to charge', async () => {
    const coupon = (await stripe.coupons.create({ amount_off: 29_975, currency: 'usd' })).id
    const { customer, method } = await member()
    const made = await stripe.subscriptions.create({
      customer,
      default_payment_method: method,
      items: [{ price: SANDBOX_PRICES['all-access'], discounts: [{ coupon }] }],
    })
    until(Date.parse('2026-12-21T20:00:00Z') / 1000)
    const sums = (await invoicesOf(made.id)).map((one) => [one.total, one.amount_due, one.status])
    expect(sums).toEqual([
      [25, 0, 'paid'],
      [30_000, 30_025, 'paid'],
    ])
  })
  it('that fails is tried again, and paid when it can be', async () => {
    const ann = await member()
    const made = await join(ann)
    await switchTo('pm_card_chargeCustomerFail', ann.customer, made.id)
    until(ANCHOR)
    expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('past_due')
    const [, open] = await invoicesOf(made.id)
    expect(open).toMatchObject({
      status: 'open',
      attempt_count: 1,
      next_payment_attempt: ANCHOR + 3 * DAY,
    })
    expect((await types()).slice(-2)).toEqual([
      'invoice.payment_failed',
      'customer.subscription.updated',
    ])
    await switchTo('pm_card_visa', ann.customer, made.id)
    pass(3 * DAY)
    expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('active')
    expect((await stripe.invoices.retrieve(open?.id ?? '')).status).toBe('paid')
  })
  it('that fails three times ends the subscription', async () => {
    const ann = await member()
    const made = await join(ann)
    await switchTo('pm_card_chargeCustomerFail', ann.customer, made.id)
    until(ANCHOR + 8 * DAY)
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({
      status: 'canceled',
      ended_at: ANCHOR + 7 * DAY,
      cancellation_details: { reason: 'payment_failed' },
    })
    expect((await types('invoice.payment_failed')).length).toBe(3)
    expect((await types()).at(-1)).toBe('customer.subscription.deleted')
    until(at('2027-02-15'))
    expect(await invoicesOf(made.id)).toHaveLength(2)
  })
  it('by a bank debit that fails is past due', async () => {
    const ann = await member()
    const made = await join(ann)
    await switchTo('pm_usBankAccount_insufficientFunds', ann.customer, made.id)
    until(ANCHOR + DAY)
    expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('active')
    until(ANCHOR + 4 * DAY)
    expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('past_due')
  })
})

describe('the end', () => {
  it('comes with the period when it was asked for so', async () => {
    const made = await join(await member())
    const asked = await stripe.subscriptions.update(made.id, { cancel_at_period_end: true })
    expect(asked).toMatchObject({ status: 'active', cancel_at: ANCHOR, canceled_at: START })
    const kept = await stripe.subscriptions.update(made.id, { cancel_at_period_end: false })
    expect(kept).toMatchObject({ cancel_at: null, canceled_at: null })
    await stripe.subscriptions.update(made.id, { cancel_at_period_end: true })
    until(at('2027-01-15'))
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({
      status: 'canceled',
      ended_at: ANCHOR,
      cancellation_details: { reason: 'cancellation_requested' },
    })
    expect(await invoicesOf(made.id)).toHaveLength(1)
  })
  it('comes at once when it was asked for so, and nothing but metadata changes after', async () => {
    const { customer, method } = await member()
    const made = await join({ customer, method })
    expect(
      (await stripe.subscriptions.cancel(made.id, { invoice_now: false, prorate: false })).status
    ).toBe('canceled')
    expect((await types()).at(-1)).toBe('customer.subscription.deleted')
    const noted = await stripe.subscriptions.update(made.id, { metadata: { why: 'moved' } })
    expect(noted.metadata).toEqual({ order: '1', why: 'moved' })
    await expect(
      stripe.subscriptions.update(made.id, { default_payment_method: method })
    ).rejects.toEqual(refusedWith({ code: 'invalid_canceled_subscription_fields' }))
    await expect(stripe.subscriptions.cancel(made.id)).rejects.toMatchObject({ statusCode: 404 })
  })
  it('of an incomplete one comes with its invoice', async () => {
    const made = await join(await member('pm_card_chargeCustomerFail'))
    await stripe.invoices.voidInvoice(made.latest_invoice.id)
    expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('incomplete_expired')
    await expect(stripe.invoices.voidInvoice(made.latest_invoice.id)).rejects.toThrow(/only void/)
  })
})

describe('reading', () => {
  it('finds subscriptions by customer, price and status', async () => {
    const ann = await member()
    const [first, second] = [await join(ann), await join(ann)]
    const broke = await join(await member('pm_card_chargeCustomerFail'))
    await stripe.subscriptions.cancel(first.id)
    const ids = async (params: Stripe.SubscriptionListParams) =>
      (await stripe.subscriptions.list(params)).data.map(({ id }) => id)
    expect(await ids({ customer: ann.customer })).toEqual([second.id])
    expect(await ids({ customer: ann.customer, status: 'all' })).toEqual([second.id, first.id])
    expect(await ids({ status: 'ended' })).toEqual([first.id])
    expect(await ids({ status: 'incomplete' })).toEqual([broke.id])
    expect(await ids({ price: SANDBOX_PRICES.passport })).toEqual([])
    const open = await stripe.invoices.list({ status: 'open' })
    expect(open.data.map(({ id }) => id)).toEqual([broke.latest_invoice.id])
  })
  it('shows a customer with what lives of the subscriptions, in one call', async () => {
    const ann = await member()
    const [gone, kept] = [await join(ann), await join(ann)]
    await stripe.subscriptions.cancel(gone.id)
    const expand = ['data.subscriptions']
    const [found] = (await stripe.customers.list({ email: 'ann@example.com', expand })).data
    expect(found?.subscriptions?.data).toMatchObject([
      { id: kept.id, items: { data: [{ price: { id: SANDBOX_PRICES['all-access'] } }] } },
    ])
    const plain = await stripe.customers.retrieve(ann.customer)
    expect(plain).not.toHaveProperty('subscriptions')
  })
  it('expands four levels and no more', async () => {
    const made = await join(await member())
    const read = await stripe.subscriptions.retrieve(made.id, {
      expand: ['items.data.price.product', 'default_payment_method', 'latest_invoice.lines'],
    })
    expect(read).toMatchObject({
      items: { data: [{ price: { product: { name: 'Labour Temple All Access' } } }] },
      default_payment_method: { card: { last4: '4242' } },
      latest_invoice: { lines: { data: [{ amount: 20_000 }, {}] } },
    })
    for (const deep of [
      ['data.items.data.price.product'],
      ['data.latest_invoice.payments.data.payment'],
    ]) {
      await expect(stripe.subscriptions.list({ expand: deep })).rejects.toEqual(
        refusedWith({ code: 'property_expansion_max_depth' })
      )
    }
    await expect(stripe.subscriptions.retrieve(made.id, { expand: ['metadata'] })).rejects.toThrow(
      /cannot be expanded/
    )
  })
})

describe('what a new subscription may not be', () => {
  const price = SANDBOX_PRICES.passport
  const fee = SANDBOX_INITIATION.prices[10000]
  it.each<[string, Partial<Stripe.SubscriptionCreateParams>, RegExp]>([
    ['anchored in the past', { billing_cycle_anchor: START - 1 }, /in the future/],
    [
      'anchored too far ahead',
      { billing_cycle_anchor: START + 31 * DAY },
      /cannot be later than next natural billing date \(\d+\) for plan/,
    ],
    ['without items', { items: [] }, /Missing required param: items/],
    ['of a price that is asked once', { items: [{ price: fee }] }, /type=one_time/],
    ['with a monthly fee', { add_invoice_items: [{ price }] }, /type=recurring/],
    ['of an unknown price', { items: [{ price: 'price_x' }] }, /No such price/],
    ['paid by a strange card', { default_payment_method: 'pm_x' }, /No such PaymentMethod/],
    ['billed by e-mail', { collection_method: 'send_invoice' }, /does not model/],
    ['on trial', { trial_period_days: 7 }, /does not model/],
    ['free till the anchor and with a fee', { proration_behavior: 'none' }, /does not model/],
  ])('%s', async (_, more, words) => {
    const ann = await member()
    await expect(join(ann, more)).rejects.toThrow(words)
    expect((await stripe.invoices.list()).data).toEqual([])
  })
  it('without any way to pay', async () => {
    const customer = (await stripe.customers.create({})).id
    await expect(stripe.subscriptions.create({ customer, ...terms })).rejects.toThrow(
      /no attached payment source/
    )
    const other = await member()
    await expect(join({ customer, method: other.method })).rejects.toEqual(
      refusedWith({ code: 'resource_missing', param: 'default_payment_method' })
    )
  })
  it('of a price that was switched off', async () => {
    await stripe.prices.update(price, { active: false })
    await expect(join(await member(), { items: [{ price }] })).rejects.toThrow(/inactive/)
  })
})
