/** Subscriptions of the Stripe stand-in from the first quote to the first payment, driven by Stripe's own library. */
import Stripe from 'stripe'
import { beforeEach, describe, expect, it } from 'vitest'
import { SANDBOX_INITIATION, SANDBOX_PRICES } from '../sandbox/stripe/seed-prices.ts'
import {
  ANCHOR,
  DAY,
  fresh,
  HOUR,
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

/** 9 days and 12 hours of a November of 30 days. */
const STUB = Math.round((30_000 * 9.5) / 30)

const sums = ({ subtotal, total, amount_due }: Stripe.Invoice) => ({ subtotal, total, amount_due })
const linesOf = (invoice: Stripe.Invoice) =>
  invoice.lines.data.map(({ amount, discount_amounts }) => [
    amount,
    (discount_amounts ?? []).reduce((sum, one) => sum + one.amount, 0),
  ])

describe('a card that pays', () => {
  it('makes the subscription active and its invoice paid', async () => {
    const ann = await member()
    const made = await join(ann)
    const item = made.items.data[0]
    expect(made).toMatchObject({
      status: 'active',
      billing_cycle_anchor: ANCHOR,
      billing_mode: { type: 'flexible' },
      customer: ann.customer,
      discounts: [],
    })
    expect(made).not.toHaveProperty('current_period_end')
    expect(item).toMatchObject({
      current_period_start: START,
      current_period_end: ANCHOR,
      price: { id: SANDBOX_PRICES['all-access'], unit_amount: 30_000 },
    })
    const invoice = made.latest_invoice
    expect(invoice).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_create',
      parent: { subscription_details: { subscription: made.id, metadata: { order: '1' } } },
      confirmation_secret: { type: 'payment_intent' },
      amount_paid: 20_000 + STUB,
      amount_remaining: 0,
    })
    expect(sums(invoice)).toEqual({
      subtotal: 20_000 + STUB,
      total: 20_000 + STUB,
      amount_due: 20_000 + STUB,
    })
    const intent = await stripe.paymentIntents.retrieve(intentOf(invoice))
    expect(intent).toMatchObject({
      status: 'succeeded',
      description: 'Subscription creation',
      metadata: {},
      customer: ann.customer,
    })
    const payments = await stripe.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: intent.id },
    })
    expect(payments.data).toMatchObject([{ invoice: invoice.id, status: 'paid' }])
  })
  it('has lines that say what each is for', async () => {
    const made = await join(await member())
    expect(made.latest_invoice.lines.data).toMatchObject([
      {
        amount: 20_000,
        metadata: { kind: 'initiation' },
        parent: { type: 'invoice_item_details', invoice_item_details: { subscription: made.id } },
        pricing: { price_details: { product: SANDBOX_INITIATION.product } },
      },
      {
        amount: STUB,
        metadata: { order: '1' },
        parent: {
          type: 'subscription_item_details',
          subscription_item_details: { subscription_item: made.items.data[0]?.id },
        },
        period: { start: START, end: ANCHOR },
        pricing: { price_details: { price: SANDBOX_PRICES['all-access'] } },
      },
    ])
  })
  it('tells it all by events', async () => {
    const ann = await member()
    const before = (await types()).length
    await join(ann)
    expect((await types()).slice(before)).toEqual([
      'customer.subscription.created',
      'invoice.created',
      'payment_intent.created',
      'invoice.finalized',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice.paid',
      'invoice.payment_succeeded',
      'customer.subscription.updated',
    ])
    const [paid] = (await stripe.events.list({ type: 'invoice.paid' })).data
    expect(paid?.data.object).not.toHaveProperty('confirmation_secret')
    expect(paid?.data.object).not.toHaveProperty('payments')
  })
  it('bills a whole month where there is no anchor, or it lies a month ahead', async () => {
    const ann = await member()
    const { billing_cycle_anchor, ...unanchored } = terms
    for (const more of [{}, { billing_cycle_anchor: Date.parse('2026-12-21T20:00:00Z') / 1000 }]) {
      const made = await stripe.subscriptions.create({
        customer: ann.customer,
        default_payment_method: ann.method,
        ...unanchored,
        ...more,
        expand: ['latest_invoice'],
      })
      expect((made.latest_invoice as Stripe.Invoice).total).toBe(50_000)
      expect(made.items.data[0]?.current_period_end).toBe(Date.parse('2026-12-21T20:00:00Z') / 1000)
    }
  })
  it('is the same for the same idempotency key', async () => {
    const { customer, method } = await member()
    const params = { customer, default_payment_method: method, ...terms }
    const key = { idempotencyKey: 'sub:1' }
    const first = await stripe.subscriptions.create(params, key)
    expect((await stripe.subscriptions.create(params, key)).id).toBe(first.id)
    expect((await stripe.subscriptions.list({ customer })).data).toHaveLength(1)
  })
})

describe('discounts', () => {
  it('fall on the line they are given for', async () => {
    const [auto, manual] = [await promo('AUTO-ALL-ACCESS'), await promo('TENFOREVER')]
    const made = await join(await member(), {
      items: [{ price: SANDBOX_PRICES['all-access'], discounts: [{ promotion_code: manual }] }],
      add_invoice_items: [
        { price: SANDBOX_INITIATION.prices[20000], discounts: [{ promotion_code: auto }] },
      ],
    })
    expect(linesOf(made.latest_invoice)).toEqual([
      [20_000, 10_000],
      [STUB, 950],
    ])
    expect(made.latest_invoice.total).toBe(10_000 + STUB - 950)
    expect(made.latest_invoice.total_discount_amounts?.map(({ amount }) => amount)).toEqual([
      10_000, 950,
    ])
    expect(made.items.data[0]?.discounts).toHaveLength(1)
    for (const code of [auto, manual]) {
      expect((await stripe.promotionCodes.retrieve(code)).times_redeemed).toBe(1)
    }
    const read = await stripe.subscriptions.retrieve(made.id, { expand: ['items.data.discounts'] })
    expect(read.items.data[0]?.discounts[0]).toMatchObject({
      source: { coupon: 'tenforever' },
      promotion_code: manual,
    })
  })
  it('of the whole subscription take something off every line', async () => {
    const fiveOff = await promo('FIVEOFF')
    const made = await join(await member(), { discounts: [{ promotion_code: fiveOff }] })
    const [fee = [], plan = []] = linesOf(made.latest_invoice)
    expect((fee[1] ?? 0) + (plan[1] ?? 0)).toBe(500)
    expect(plan[1]).toBeGreaterThan(0)
    expect((await stripe.subscriptions.retrieve(made.id)).discounts).toEqual([])
  })
  it('take no line below nothing, and an invoice of nothing is paid without a payment', async () => {
    const { id: coupon } = await stripe.coupons.create({ amount_off: 60_000, currency: 'usd' })
    const made = await join(await member(), {
      items: [{ price: SANDBOX_PRICES['all-access'], discounts: [{ coupon }] }],
      add_invoice_items: [{ price: SANDBOX_INITIATION.prices[20000], discounts: [{ coupon }] }],
    })
    expect(made.latest_invoice).toMatchObject({ status: 'paid', total: 0, amount_due: 0 })
    expect(made.latest_invoice.payments?.data).toEqual([])
    expect(made.latest_invoice.confirmation_secret).toBeUndefined()
    expect(made.status).toBe('active')
  })
  it.each([
    ['EXPIRED', /has expired/],
    ['AUTO-STARTUP', /has expired/],
    ['PAUSED', /is inactive/],
    ['USEDUP', /is inactive/],
    ['BIGSPENDER', /minimum amount/],
    ['EUROS', /currency \(eur\)/],
    ['MEMBERSONLY', /does not apply/],
  ])('%s is refused on either line, and nothing is made', async (code, words) => {
    const ann = await member()
    const discounts = [{ promotion_code: await promo(code) }]
    const before = (await types()).length
    for (const more of [
      { items: [{ price: SANDBOX_PRICES['all-access'], discounts }] },
      { add_invoice_items: [{ price: SANDBOX_INITIATION.prices[20000], discounts }] },
    ]) {
      const refused = await join(ann, more).catch((error) => error)
      expect(refused).toMatchObject({ statusCode: 400, message: expect.stringMatching(words) })
      expect(refused.param).toMatch(/discounts]\[0\]/)
    }
    expect((await types()).length).toBe(before)
    expect(
      (await stripe.subscriptions.list({ customer: ann.customer, status: 'all' })).data
    ).toEqual([])
  })
  it('for a first purchase are refused to whoever has bought before', async () => {
    const ann = await member()
    const discounts = [{ promotion_code: await promo('FIRSTTIME') }]
    const items = [{ price: SANDBOX_PRICES.startup, discounts }]
    expect((await join(ann, { items })).status).toBe('active')
    await expect(join(ann, { items })).rejects.toThrow(/prior transactions/)
  })
})

describe('the preview', () => {
  const ask = (more: Partial<Stripe.InvoiceCreatePreviewParams> = {}) =>
    stripe.invoices.createPreview({
      customer_details: { address: { country: 'US' } },
      subscription_details: {
        items: [{ price: SANDBOX_PRICES['all-access'] }],
        billing_cycle_anchor: { type: 'timestamp', timestamp: ANCHOR },
        start_date: START,
        proration_behavior: 'create_prorations',
      },
      invoice_items: [{ price: SANDBOX_INITIATION.prices[20000] }],
      ...more,
    })
  it('is what the creation bills at that second, and leaves nothing behind', async () => {
    const ann = await member()
    const auto = [{ promotion_code: await promo('AUTO-ALL-ACCESS') }]
    const quote = await ask({
      customer: ann.customer,
      invoice_items: [{ price: SANDBOX_INITIATION.prices[20000], discounts: auto }],
    })
    expect(quote).toMatchObject({ status: 'draft', billing_reason: 'upcoming' })
    expect(quote.id).toMatch(/^upcoming_in_/)
    expect((await stripe.invoices.list()).data).toEqual([])
    const made = await join(ann, {
      add_invoice_items: [{ price: SANDBOX_INITIATION.prices[20000], discounts: auto }],
    })
    expect(sums(made.latest_invoice)).toEqual(sums(quote))
    expect(linesOf(made.latest_invoice)).toEqual(linesOf(quote))
  })
  it('needs no customer, and takes a price made up for the occasion', async () => {
    const quote = await ask({
      currency: 'usd',
      invoice_items: [
        {
          price_data: { currency: 'usd', product: SANDBOX_INITIATION.product, unit_amount: 5_000 },
        },
      ],
    })
    expect(linesOf(quote)).toEqual([
      [5_000, 0],
      [STUB, 0],
    ])
  })
  it('refuses what the creation refuses', async () => {
    const discounts = [{ promotion_code: await promo('EXPIRED') }]
    const invoice_items = [{ price: SANDBOX_INITIATION.prices[20000], discounts }]
    await expect(ask({ invoice_items })).rejects.toThrow(/has expired/)
    const late = { type: 'timestamp', timestamp: ANCHOR + 30 * DAY } as const
    const items = [{ price: SANDBOX_PRICES.passport }]
    await expect(
      ask({ subscription_details: { items, billing_cycle_anchor: late } })
    ).rejects.toEqual(refusedWith({ param: 'billing_cycle_anchor' }))
  })
})

describe('a card that does not pay', () => {
  it('leaves the subscription incomplete, and another card may pay the same invoice', async () => {
    const ann = await member('pm_card_chargeCustomerFail')
    const made = await join(ann, {
      payment_settings: { save_default_payment_method: 'on_subscription' },
    })
    const invoice = made.latest_invoice
    expect(made.status).toBe('incomplete')
    expect(invoice).toMatchObject({ status: 'open', attempt_count: 1, next_payment_attempt: null })
    const intent = await stripe.paymentIntents.retrieve(intentOf(invoice))
    expect(intent.status).toBe('requires_payment_method')
    expect(await types('invoice.payment')).toEqual(['invoice.payment_failed'])
    await expect(stripe.invoices.pay(invoice.id)).rejects.toBeInstanceOf(
      Stripe.errors.StripeCardError
    )
    const strange = await member()
    await expect(
      stripe.invoices.pay(invoice.id, { payment_method: strange.method })
    ).rejects.toEqual(refusedWith({ code: 'resource_missing', param: 'payment_method' }))
    const setup = await stripe.setupIntents.create({
      customer: ann.customer,
      allowed_payment_method_types: ['card'],
    })
    const second = await stripe.setupIntents.confirm(setup.id, { payment_method: 'pm_card_visa' })
    const payment_method = second.payment_method as string
    await expect(
      stripe.subscriptions.update(made.id, { default_payment_method: payment_method })
    ).rejects.toThrow(/only have metadata and default_source/)
    expect((await stripe.invoices.pay(invoice.id, { payment_method })).status).toBe('paid')
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({
      status: 'active',
      default_payment_method: payment_method,
    })
    await expect(stripe.invoices.pay(invoice.id)).rejects.toThrow(/already paid/)
  })
  it('keeps nothing with error_if_incomplete', async () => {
    for (const token of ['pm_card_chargeCustomerFail', 'pm_card_authenticationRequired']) {
      const ann = await member(token)
      await expect(join(ann, { payment_behavior: 'error_if_incomplete' })).rejects.toMatchObject({
        statusCode: 402,
      })
      expect(
        (await stripe.subscriptions.list({ customer: ann.customer, status: 'all' })).data
      ).toEqual([])
    }
  })
  it('expires after 23 hours, and takes its invoice along', async () => {
    const made = await join(await member('pm_card_chargeCustomerFail'))
    pass(23 * HOUR - 1)
    expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('incomplete')
    pass(1)
    const expand = ['latest_invoice.payments']
    expect(await stripe.subscriptions.retrieve(made.id, { expand })).toMatchObject({
      status: 'incomplete_expired',
      latest_invoice: { status: 'void', payments: { data: [{ status: 'canceled' }] } },
    })
    const intent = await stripe.paymentIntents.retrieve(intentOf(made.latest_invoice))
    expect(intent.status).toBe('canceled')
    expect((await types('invoice')).at(-1)).toBe('invoice.voided')
  })
})

describe('a card that wants to be asked', () => {
  it('leaves the invoice open until its holder answers', async () => {
    const made = await join(await member('pm_card_authenticationRequired'))
    expect(made.status).toBe('incomplete')
    const secret = made.latest_invoice.confirmation_secret?.client_secret ?? ''
    const intent = intentOf(made.latest_invoice)
    expect(secret).toMatch(new RegExp(`^${intent}_secret_`))
    expect((await stripe.paymentIntents.retrieve(intent)).status).toBe('requires_action')
    expect(await types('invoice.payment')).toEqual(['invoice.payment_action_required'])
    await expect(stripe.paymentIntents.cancel(intent)).rejects.toThrow(/created by an invoice/)
    vendor.act(intent, 'authenticate')
    const expand = ['latest_invoice']
    expect(await stripe.subscriptions.retrieve(made.id, { expand })).toMatchObject({
      status: 'active',
      latest_invoice: { status: 'paid' },
    })
  })
  it('is declined when nobody is there to ask', async () => {
    const made = await join(await member('pm_card_authenticationRequired'), { off_session: true })
    expect(made.status).toBe('incomplete')
    const intent = await stripe.paymentIntents.retrieve(intentOf(made.latest_invoice))
    expect(intent.last_payment_error?.code).toBe('authentication_required')
    await expect(
      stripe.invoices.pay(made.latest_invoice.id, { off_session: false })
    ).rejects.toEqual(refusedWith({ code: 'invoice_payment_intent_requires_action' }))
  })
  it('pays at once where asking at set-up was enough', async () => {
    expect((await join(await member('pm_card_authenticationRequiredOnSetup'))).status).toBe(
      'active'
    )
  })
  it('lets the page pay a subscription that was to wait for it', async () => {
    const customer = (await stripe.customers.create({ name: 'Ann' })).id
    const made = (await stripe.subscriptions.create({
      customer,
      ...terms,
      payment_behavior: 'default_incomplete',
      expand: ['latest_invoice.confirmation_secret', 'latest_invoice.payments'],
    })) as Stripe.Response<Stripe.Subscription & { latest_invoice: Stripe.Invoice }>
    expect(made.status).toBe('incomplete')
    const response = await vendor.app.fetch(
      new Request(
        `https://api.stripe.com/v1/payment_intents/${intentOf(made.latest_invoice)}/confirm`,
        {
          method: 'POST',
          body: new URLSearchParams({
            client_secret: made.latest_invoice.confirmation_secret?.client_secret ?? '',
            payment_method: 'pm_card_visa',
          }),
        }
      )
    )
    expect(response.status).toBe(200)
    expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('active')
  })
})
