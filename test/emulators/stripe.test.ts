/** The Stripe stand-in, driven by Stripe's own library: it must refuse what Stripe refuses. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { beforeEach, describe, expect, it } from 'vitest'
import { createClock } from '../sandbox/clock.ts'
import { createStripe } from '../sandbox/stripe/index.ts'

const SECRET = 'whsec_sandbox'
const DAY = 24 * 60 * 60 * 1000
const received: Request[] = []
let receiver = (): Response => new Response('ok')

const clock = createClock()
const vendor = createStripe({
  clock,
  webhooks: [{ url: 'http://receiver.test/webhook', secret: SECRET }],
  fetch: async (input, init) => {
    received.push(new Request(input, init))
    return receiver()
  },
})
const fetchToApp: typeof fetch = async (input, init) => vendor.app.fetch(new Request(input, init))
const stripe = new Stripe('sk_test_sandbox', {
  apiVersion: '2026-10-28.endive',
  maxNetworkRetries: 0,
  httpClient: Stripe.createFetchHttpClient(fetchToApp),
})

interface Raw {
  status: number
  headers: Headers
  body: {
    error: Record<'type' | 'code' | 'message' | 'param', string> & { payment_intent: object }
    id: string
    status: string
  }
}

async function call(path: string, form?: Record<string, string>, headers = {}): Promise<Raw> {
  const response = await vendor.app.fetch(
    new Request(`https://api.stripe.com/v1/${path}`, {
      method: form ? 'POST' : 'GET',
      headers: { authorization: 'Bearer sk_test_sandbox', ...headers },
      ...(form && { body: new URLSearchParams(form) }),
    })
  )
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Raw['body'],
  }
}

const refusedWith = (expected: object) =>
  expect.objectContaining({ raw: expect.objectContaining(expected) })

const newIntent = (more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 5000,
    currency: 'usd',
    allowed_payment_method_types: ['card', 'us_bank_account'],
    metadata: { track: '3' },
    ...more,
  })
const paid = async (method = 'pm_card_visa', more = {}) =>
  stripe.paymentIntents.confirm((await newIntent(more)).id, { payment_method: method })
const types = async () =>
  (await stripe.events.list({ limit: 100 })).data.map((event) => event.type).reverse()

beforeEach(async () => {
  receiver = () => new Response('ok')
  await vendor.idle()
  vendor.reset()
  clock.reset()
  received.length = 0
})

describe('authentication', () => {
  it('wants a secret test key', async () => {
    expect((await call('customers', undefined, { authorization: '' })).status).toBe(401)
    const live = await call('customers', undefined, { authorization: 'Bearer sk_live_abcdefgh' })
    expect(live.status).toBe(401)
    expect(live.body.error.message).toMatch(/^Invalid API Key provided: sk_live_\*+efgh$/)
    const page = await call('customers', {}, { authorization: 'Bearer pk_test_x' })
    expect(page.body.error.code).toBe('secret_key_required')
    expect((await call('customers', undefined, { authorization: 'Bearer rk_test_x' })).status).toBe(
      200
    )
  })
  it('answers an unknown address as Stripe does, so that the library sees the error', async () => {
    const { status, body, headers } = await call('nonsense')
    expect(status).toBe(404)
    expect(body.error.message).toMatch(/^Unrecognized request URL \(GET: \/v1\/nonsense\)/)
    expect(headers.get('request-id')).toMatch(/^req_\w+$/)
  })
  it('reads forms only', async () => {
    const response = await vendor.app.fetch(
      new Request('https://api.stripe.com/v1/customers', {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_x', 'content-type': 'application/json' },
        body: '{"email":"a@b.co"}',
      })
    )
    expect(response.status).toBe(400)
  })
  it('knows one API version', async () => {
    expect((await call('customers', {}, { 'stripe-version': '2020-08-27' })).status).toBe(400)
  })
})

describe('parameters', () => {
  const refuse = async (path: string, form: Record<string, string>) =>
    (await call(path, form)).body.error
  it('refuses what the types do not know', async () => {
    const error = await refuse('payment_intents', {
      amount: '500',
      currency: 'usd',
      'metadata[a]': 'b',
      'discounts[0][coupon]': 'x',
    })
    expect(error).toMatchObject({
      type: 'invalid_request_error',
      code: 'parameter_unknown',
      message: 'Received unknown parameter: discounts',
    })
    expect(
      await refuse('promotion_codes', { 'promotion[type]': 'coupon', 'promotion[x]': 'y' })
    ).toMatchObject({ code: 'parameter_unknown', param: 'promotion[x]' })
  })
  it('refuses what is missing or of another type', async () => {
    expect(await refuse('payment_intents', { amount: '500' })).toMatchObject({
      code: 'parameter_missing',
      message: 'Missing required param: currency.',
      param: 'currency',
    })
    expect(await refuse('payment_intents', { amount: '5.5', currency: 'usd' })).toMatchObject({
      code: 'parameter_invalid_integer',
      message: 'Invalid integer: 5.5',
    })
    expect(await refuse('customers', { name: '' })).toMatchObject({
      code: 'parameter_invalid_empty',
    })
    expect(await refuse('customers', { 'name[a]': 'b' })).toMatchObject({ param: 'name' })
    expect(await refuse('refunds', { payment_intent: 'pi_x', reason: 'bored' })).toMatchObject({
      message: 'Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer',
    })
    const { id } = await newIntent()
    expect(
      await refuse(`payment_intents/${id}/cancel`, { cancellation_reason: 'x' })
    ).toMatchObject({ param: 'cancellation_reason' })
  })
  it('refuses payment_method_types on intents by its own code', async () => {
    const form = { amount: '500', currency: 'usd', 'payment_method_types[0]': 'card' }
    expect(await refuse('payment_intents', form)).toMatchObject({
      code: 'payment_method_types_no_longer_supported',
    })
  })
  it('refuses aloud what it does not model', async () => {
    const form = { amount: '500', currency: 'usd', capture_method: 'manual' }
    expect((await refuse('payment_intents', form)).message).toContain('does not model')
  })
  it('keeps to the limits of amounts, metadata and e-mail addresses', async () => {
    await expect(newIntent({ amount: 49 })).rejects.toEqual(
      refusedWith({ code: 'amount_too_small', param: 'amount' })
    )
    await expect(newIntent({ currency: 'USD' })).rejects.toEqual(refusedWith({ param: 'currency' }))
    await expect(newIntent({ metadata: { a: 'x'.repeat(501) } })).rejects.toThrow(/500 characters/)
    await expect(newIntent({ metadata: { ['k'.repeat(41)]: 'x' } })).rejects.toThrow(
      /40 characters/
    )
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'x']))
    await expect(newIntent({ metadata: many })).rejects.toThrow(/50 keys/)
    await expect(stripe.customers.create({ email: 'nobody' })).rejects.toEqual(
      refusedWith({ code: 'email_invalid' })
    )
    await expect(stripe.customers.create({ phone: '1'.repeat(21) })).rejects.toThrow(
      /20 characters/
    )
  })
})

describe('idempotency keys', () => {
  const key = { idempotencyKey: 'key-1' }
  it('answers the same again', async () => {
    const first = await stripe.customers.create({ email: 'a@b.co' }, key)
    const again = await call('customers', { email: 'a@b.co' }, { 'idempotency-key': 'key-1' })
    expect(again.body.id).toBe(first.id)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again.headers.get('original-request')).toBe(first.lastResponse.requestId)
    expect(vendor.state().customers).toHaveLength(1)
  })
  it('refuses other parameters and other endpoints', async () => {
    await stripe.customers.create({ email: 'a@b.co' }, key)
    const refused = refusedWith({ type: 'idempotency_error' })
    await expect(stripe.customers.create({ email: 'c@d.co' }, key)).rejects.toEqual(refused)
    await expect(
      stripe.paymentIntents.create({ amount: 500, currency: 'usd' }, key)
    ).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError)
    await expect(stripe.customers.create({}, { idempotencyKey: 'x'.repeat(256) })).rejects.toEqual(
      refused
    )
  })
  it('answers 409 while the first is still at work', async () => {
    const two = [1, 2].map(() => call('customers', { name: 'A' }, { 'idempotency-key': 'k' }))
    const statuses = (await Promise.all(two)).map(({ status }) => status).sort()
    expect(statuses).toEqual([200, 409])
    expect((await call('customers', { name: 'A' }, { 'idempotency-key': 'k' })).status).toBe(200)
    expect(vendor.state().customers).toHaveLength(1)
  })
  it('keeps nothing of refused parameters, and forgets after 24 hours', async () => {
    await expect(stripe.customers.create({ email: 'bad' }, key)).rejects.toThrow()
    const first = await stripe.customers.create({ email: 'a@b.co' }, key)
    clock.advance(DAY + 1)
    expect((await stripe.customers.create({ email: 'a@b.co' }, key)).id).not.toBe(first.id)
  })
  it('keeps a declined card', async () => {
    const { id } = await newIntent()
    const decline = { payment_method: 'pm_card_chargeDeclined' }
    await expect(stripe.paymentIntents.confirm(id, decline, key)).rejects.toThrow()
    await expect(stripe.paymentIntents.confirm(id, decline, key)).rejects.toThrow()
    expect(vendor.state().charges).toHaveLength(1)
  })
  it.each([
    ['500-before', 0],
    ['500-after', 1],
  ])('keeps the 500 of the fault %s', async (fault, customers) => {
    const send = (headers: object) =>
      call('customers', { name: 'A' }, { 'idempotency-key': 'k', ...headers })
    expect((await send({ 'x-sandbox-fault': fault })).body.error.type).toBe('api_error')
    const again = await send({})
    expect(again.status).toBe(500)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(vendor.state().customers).toHaveLength(customers)
  })
})

describe('lists and expansion', () => {
  it('finds customers by e-mail, case and all, newest first, page by page', async () => {
    for (const name of ['1', '2', '3']) await stripe.customers.create({ name, email: 'a@b.co' })
    await stripe.customers.create({ email: 'A@b.co' })
    const first = await stripe.customers.list({ email: 'a@b.co', limit: 2 })
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/customers' })
    expect(first.data.map(({ name }) => name)).toEqual(['3', '2'])
    const after = first.data[1]?.id ?? ''
    const next = await stripe.customers.list({ email: 'a@b.co', limit: 2, starting_after: after })
    expect(next.data.map(({ name }) => name)).toEqual(['1'])
    await expect(stripe.customers.list({ limit: 101 })).rejects.toEqual(
      refusedWith({ param: 'limit' })
    )
    await expect(stripe.customers.list({ starting_after: 'cus_x' })).rejects.toEqual(
      refusedWith({ code: 'resource_missing', param: 'starting_after' })
    )
  })
  it('updates a customer and unsets metadata', async () => {
    const { id } = await stripe.customers.create({ name: 'Ann', metadata: { a: '1', b: '2' } })
    const after = await stripe.customers.update(id, { phone: '+1206', metadata: { a: '' } })
    expect(after).toMatchObject({ name: 'Ann', phone: '+1206', metadata: { b: '2' } })
    await expect(stripe.customers.retrieve('cus_x')).rejects.toMatchObject({ statusCode: 404 })
  })
  it('expands ids, and only ids', async () => {
    const customer = await stripe.customers.create({ name: 'Ann' })
    const { id } = await paid('pm_card_visa', { customer: customer.id })
    const expand = ['latest_charge.refunds', 'payment_method', 'customer']
    const intent = await stripe.paymentIntents.retrieve(id, { expand })
    expect(intent).toMatchObject({
      customer: { name: 'Ann' },
      latest_charge: { status: 'succeeded', refunds: { data: [] }, customer: customer.id },
      payment_method: { card: { last4: '4242' } },
    })
    const list = await stripe.paymentIntents.list({ expand: ['data.latest_charge'] })
    expect(list.data[0]).toMatchObject({ latest_charge: { object: 'charge' } })
    await expect(newIntent({ expand: ['metadata'] })).rejects.toThrow(
      'This property cannot be expanded (metadata).'
    )
    await expect(stripe.paymentIntents.list({ expand: ['customer'] })).rejects.toThrow(
      /try expanding 'data.customer' instead/
    )
    expect(vendor.state().payment_intents).toHaveLength(1)
  })
})

describe('cards', () => {
  it('are charged', async () => {
    const intent = await newIntent({ receipt_email: 'a@b.co', description: 'Day Pass' })
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      payment_method_types: ['card', 'us_bank_account'],
      livemode: false,
    })
    expect(intent.client_secret).toMatch(/^pi_3\w{23}_secret_\w{25}$/)
    const after = await stripe.paymentIntents.confirm(intent.id, {
      payment_method: 'pm_card_visa',
      expand: ['latest_charge'],
    })
    expect(after).toMatchObject({ status: 'succeeded', amount_received: 5000 })
    expect(after.latest_charge).toMatchObject({
      paid: true,
      metadata: { track: '3' },
      receipt_number: null,
      receipt_url: expect.stringContaining('https://pay.stripe.com/receipts/'),
      payment_method_details: { type: 'card', card: { last4: '4242' } },
    })
    expect(await types()).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
    ])
    await stripe.paymentIntents.update(intent.id, { metadata: { outcome: 'granted' } })
    const charge = await stripe.charges.retrieve((after.latest_charge as Stripe.Charge).id)
    expect(charge.metadata).toEqual({ track: '3' })
  })
  it('may be declined, and another tried', async () => {
    const { id } = await newIntent()
    const error = await stripe.paymentIntents
      .confirm(id, { payment_method: 'pm_card_chargeDeclined' })
      .catch((error) => error)
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError)
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
      charge: expect.stringMatching(/^ch_/),
      payment_intent: { status: 'requires_payment_method', payment_method: null },
    })
    const intent = await stripe.paymentIntents.retrieve(id)
    expect(intent.last_payment_error).toMatchObject({
      code: 'card_declined',
      payment_method: { type: 'card' },
    })
    expect((await types()).slice(1)).toEqual(['charge.failed', 'payment_intent.payment_failed'])
    const after = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })
    expect(after).toMatchObject({ status: 'succeeded', last_payment_error: null })
    const tries = await stripe.charges.list({ payment_intent: id })
    expect(tries.data.map(({ status }) => status)).toEqual(['succeeded', 'failed'])
  })
  it('may ask for authentication', async () => {
    const asked = await paid('pm_card_authenticationRequired')
    expect(asked).toMatchObject({
      status: 'requires_action',
      latest_charge: null,
      next_action: { type: 'use_stripe_sdk' },
    })
    vendor.act(asked.id, 'authenticate')
    expect((await stripe.paymentIntents.retrieve(asked.id)).status).toBe('succeeded')
    const other = await paid('pm_card_authenticationRequired')
    vendor.act(other.id, 'fail-authentication')
    expect(await stripe.paymentIntents.retrieve(other.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    })
    expect(() => vendor.act(other.id, 'authenticate')).toThrow(/not requires_action/)
    expect(() => vendor.act('pi_x', 'settle')).toThrow('No payment intent pi_x')
  })
  it('pay an intent once, and a canceled one not at all', async () => {
    const unexpected = refusedWith({
      code: 'payment_intent_unexpected_state',
      payment_intent: expect.objectContaining({ object: 'payment_intent' }),
    })
    const { id } = await paid()
    const again = { payment_method: 'pm_card_visa' }
    await expect(stripe.paymentIntents.confirm(id, again)).rejects.toEqual(unexpected)
    await expect(stripe.paymentIntents.cancel(id)).rejects.toEqual(unexpected)
    await expect(stripe.paymentIntents.update(id, { amount: 600 })).rejects.toEqual(unexpected)
    const open = await newIntent()
    await expect(stripe.paymentIntents.confirm(open.id)).rejects.toEqual(unexpected)
    const gone = await stripe.paymentIntents.cancel(open.id, { cancellation_reason: 'abandoned' })
    expect(gone).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' })
    expect(gone.canceled_at).toBeTypeOf('number')
    await expect(stripe.paymentIntents.confirm(open.id, again)).rejects.toEqual(unexpected)
    await expect(stripe.paymentIntents.cancel(open.id)).rejects.toEqual(unexpected)
  })
  it('that paid without being saved do not pay again', async () => {
    const { payment_method } = await paid()
    await expect(paid(payment_method as string)).rejects.toThrow(/may not be used again/)
    await expect(paid('pm_nonsense')).rejects.toThrow("No such PaymentMethod: 'pm_nonsense'")
  })
  it('need a return_url where redirecting methods are allowed', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' })
    const method = { payment_method: 'pm_card_visa' }
    await expect(stripe.paymentIntents.confirm(id, method)).rejects.toThrow(/return_url/)
    const url = { ...method, return_url: 'https://labourtemple.com/' }
    expect((await stripe.paymentIntents.confirm(id, url)).status).toBe('succeeded')
  })
  it('may be disputed', async () => {
    const { id } = await paid()
    vendor.act(id, 'dispute')
    const [dispute] = (await stripe.disputes.list({ payment_intent: id })).data
    expect(dispute).toMatchObject({ status: 'needs_response', amount: 5000 })
    expect(dispute?.evidence_details.due_by).toBeGreaterThan(clock.now() / 1000)
    expect(await types()).toContain('charge.dispute.created')
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toEqual(
      refusedWith({ code: 'charge_disputed' })
    )
  })
})

describe('bank debits', () => {
  it('are not allowed where the intent does not list them', async () => {
    await expect(
      paid('pm_usBankAccount_success', { allowed_payment_method_types: ['card'] })
    ).rejects.toThrow(/^The PaymentMethod provided \(us_bank_account\) is not allowed/)
    const euros = await newIntent({ currency: 'eur' })
    expect(euros.payment_method_types).toEqual(['card'])
  })
  it('settle by themselves after four days of the clock', async () => {
    const debit = await paid('pm_usBankAccount_success')
    expect(debit.status).toBe('processing')
    await expect(stripe.paymentIntents.cancel(debit.id)).rejects.toThrow(/status of processing/)
    clock.advance(4 * DAY - 60_000)
    vendor.tick?.()
    expect((await stripe.paymentIntents.retrieve(debit.id)).status).toBe('processing')
    clock.advance(60_001)
    vendor.tick?.()
    const after = await stripe.paymentIntents.retrieve(debit.id, { expand: ['latest_charge'] })
    expect(after).toMatchObject({
      status: 'succeeded',
      latest_charge: {
        payment_method_details: {
          us_bank_account: { bank_name: 'STRIPE TEST BANK', last4: '6789' },
        },
      },
    })
    expect((await types()).slice(1)).toEqual([
      'charge.pending',
      'payment_intent.processing',
      'charge.succeeded',
      'payment_intent.succeeded',
    ])
  })
  it.each([
    ['pm_usBankAccount_insufficientFunds', 'settle'],
    ['pm_usBankAccount_success', 'return'],
  ] as const)('%s fails when the bank says %s', async (method, what) => {
    const debit = await paid(method)
    vendor.act(debit.id, what)
    expect(await stripe.paymentIntents.retrieve(debit.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: {
        code: 'insufficient_funds',
        payment_method: { type: 'us_bank_account' },
      },
    })
    expect((await types()).slice(-2)).toEqual(['charge.failed', 'payment_intent.payment_failed'])
  })
  it('returned after success are disputes that are lost', async () => {
    const debit = await paid('pm_usBankAccount_success')
    vendor.act(debit.id, 'settle')
    vendor.act(debit.id, 'return')
    const [dispute] = (await stripe.disputes.list()).data
    expect(dispute).toMatchObject({ status: 'lost', reason: 'insufficient_funds' })
    const card = await paid()
    expect(() => vendor.act(card.id, 'return')).toThrow(/no bank debit/)
  })
})

describe('refunds', () => {
  it('give back part, then the rest, then nothing', async () => {
    const { id, latest_charge } = await paid()
    const half = await stripe.refunds.create({
      payment_intent: id,
      amount: 2500,
      reason: 'requested_by_customer',
    })
    expect(half).toMatchObject({ status: 'succeeded', amount: 2500, charge: latest_charge })
    await expect(stripe.refunds.create({ payment_intent: id, amount: 2501 })).rejects.toThrow(
      'Refund amount ($25.01) is greater than unrefunded amount on charge ($25.00)'
    )
    await stripe.refunds.create({ charge: latest_charge as string })
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toEqual(
      refusedWith({ code: 'charge_already_refunded' })
    )
    const charge = await stripe.charges.retrieve(latest_charge as string)
    expect(charge).toMatchObject({ amount_refunded: 5000, refunded: true })
    expect((await stripe.refunds.list({ payment_intent: id })).data).toHaveLength(2)
    expect((await types()).slice(-2)).toEqual(['refund.created', 'charge.refunded'])
  })
  it('need a charge', async () => {
    const { id } = await newIntent()
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toThrow(/successful charge/)
    await expect(stripe.refunds.create({})).rejects.toEqual(
      refusedWith({ code: 'parameter_missing' })
    )
  })
  it('of a bank debit take days, and wait for it to clear', async () => {
    const debit = await paid('pm_usBankAccount_success')
    const refund = await stripe.refunds.create({ payment_intent: debit.id })
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'charge_pending' })
    clock.advance(4 * DAY)
    vendor.tick?.()
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ pending_reason: 'processing' })
    clock.advance(4 * DAY)
    vendor.tick?.()
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' })
  })
  it('of a debit that fails are canceled', async () => {
    const debit = await paid('pm_usBankAccount_insufficientFunds')
    const refund = await stripe.refunds.create({ payment_intent: debit.id })
    vendor.act(debit.id, 'settle')
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('canceled')
  })
})

describe('promotion codes', () => {
  const find = async (code: string) =>
    (await stripe.promotionCodes.list({ code, limit: 1, expand: ['data.promotion.coupon'] }))
      .data[0]
  it('stand ready, for each way they turn out', async () => {
    expect(await find('welcome10')).toMatchObject({
      code: 'WELCOME10',
      active: true,
      promotion: { type: 'coupon', coupon: { percent_off: 10, duration: 'forever', valid: true } },
    })
    for (const code of ['EXPIRED', 'USEDUP', 'PAUSED']) {
      expect(await find(code)).toMatchObject({ active: false })
      expect((await stripe.promotionCodes.list({ code, active: true })).data).toEqual([])
    }
    expect(await find('BIGSPENDER')).toMatchObject({
      restrictions: { minimum_amount: 10_000, minimum_amount_currency: 'usd' },
    })
    expect(await find('FIRSTTIME')).toMatchObject({
      restrictions: { first_time_transaction: true },
    })
  })
  it('show what the coupon applies to only when asked', async () => {
    const plain = await find('MEMBERSONLY')
    expect(plain?.promotion.coupon).not.toHaveProperty('applies_to')
    const expand = ['data.promotion.coupon.applies_to']
    const { data } = await stripe.promotionCodes.list({ code: 'MEMBERSONLY', expand })
    expect(data[0]?.promotion.coupon).toMatchObject({
      applies_to: { products: ['prod_membership'] },
    })
  })
  it('are unique among the active ones, whatever their case', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 12.5, duration: 'once' })
    const create = (code: string, more = {}) =>
      stripe.promotionCodes.create({
        promotion: { type: 'coupon', coupon: coupon.id },
        code,
        ...more,
      })
    await expect(create('Welcome10')).rejects.toThrow(/already exists/)
    expect((await create('Paused')).active).toBe(true)
    await expect(create('no spaces')).rejects.toEqual(refusedWith({ param: 'code' }))
    const paused = (await stripe.promotionCodes.list({ code: 'PAUSED' })).data[1]?.id ?? ''
    await expect(stripe.promotionCodes.update(paused, { active: true })).rejects.toThrow(/exists/)
    await stripe.coupons.del(coupon.id)
    expect(await find('Paused')).toMatchObject({ active: false })
    await expect(stripe.coupons.retrieve(coupon.id)).rejects.toMatchObject({ statusCode: 404 })
  })
  it('take minimums for more currencies, each but the first one, and show them when asked', async () => {
    const make = (restrictions: Stripe.PromotionCodeCreateParams.Restrictions) =>
      stripe.promotionCodes.create({
        ...{ promotion: { type: 'coupon', coupon: 'fiveoff' }, restrictions },
        expand: ['restrictions.currency_options'],
      })
    const least = { minimum_amount: 100, minimum_amount_currency: 'eur' }
    const usd = { usd: { minimum_amount: 200 } }
    const made = await make({ ...least, currency_options: usd })
    expect(made.restrictions).toMatchObject({ ...least, currency_options: usd })
    expect((await stripe.promotionCodes.retrieve(made.id)).restrictions).not.toHaveProperty(
      'currency_options'
    )
    const gbp = { gbp: { minimum_amount: 300 } }
    const changed = await stripe.promotionCodes.update(made.id, {
      ...{ restrictions: { currency_options: gbp }, expand: ['restrictions.currency_options'] },
    })
    expect(changed.restrictions.currency_options).toEqual({ ...usd, ...gbp })
    for (const [currency, cents] of [
      ['eur', 100],
      ['dollars', 100],
      ['usd', 0],
    ] as const)
      await expect(
        make({ ...least, currency_options: { [currency]: { minimum_amount: cents } } })
      ).rejects.toEqual(
        refusedWith({
          param: expect.stringContaining(`restrictions[currency_options][${currency}]`),
        })
      )
  })
  it('take off what their coupon says for the currency, which only a sum may', async () => {
    const usd = { usd: { amount_off: 700 } }
    const params = { amount_off: 500, currency: 'eur', currency_options: usd }
    const { id } = await stripe.coupons.create(params)
    const expand = ['currency_options']
    expect(await stripe.coupons.retrieve(id, { expand })).toMatchObject({ currency_options: usd })
    expect(await stripe.coupons.retrieve(id)).not.toHaveProperty('currency_options')
    for (const refused of [
      { percent_off: 10, currency_options: usd },
      { ...params, currency_options: { usd: { amount_off: 0 } } },
      { ...params, currency_options: { dollars: { amount_off: 1 } } },
    ])
      await expect(stripe.coupons.create(refused)).rejects.toEqual(
        refusedWith({ param: expect.stringContaining('currency_options') })
      )
  })
  it('lapse by the clock', async () => {
    const code = await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: 'fiveoff' },
      expires_at: Math.floor(clock.now() / 1000) + 60,
    })
    expect(code.active).toBe(true)
    clock.advance(61_000)
    expect((await stripe.promotionCodes.retrieve(code.id)).active).toBe(false)
  })
})

describe('the page', () => {
  const asPage = { authorization: 'Bearer pk_test_x', origin: 'http://localhost:8780' }
  it('confirms and reads its own intent, and sees no metadata', async () => {
    const { id, client_secret } = await newIntent()
    const form = { client_secret: client_secret ?? '', payment_method: 'pm_card_visa' }
    for (const headers of [asPage, { authorization: '' }]) {
      const wrong = await call(
        `payment_intents/${id}/confirm`,
        { ...form, client_secret: `${id}_secret_x` },
        headers
      )
      expect(wrong.body.error.param).toBe('client_secret')
    }
    const { body, headers } = await call(`payment_intents/${id}/confirm`, form, asPage)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(body.status).toBe('succeeded')
    expect(body).not.toHaveProperty('metadata')
    expect(body).not.toHaveProperty('latest_charge')
    const read = await call(
      `payment_intents/${id}?client_secret=${client_secret}`,
      undefined,
      asPage
    )
    expect(read.body).toMatchObject({ id, status: 'succeeded' })
  })
  it('is told of a declined card without metadata', async () => {
    const { id, client_secret } = await newIntent()
    const form = { client_secret: client_secret ?? '', payment_method: 'pm_card_chargeDeclined' }
    const { status, body } = await call(`payment_intents/${id}/confirm`, form, asPage)
    expect(status).toBe(402)
    expect(body.error.payment_intent).toMatchObject({ id, status: 'requires_payment_method' })
    expect(body.error.payment_intent).not.toHaveProperty('metadata')
  })
  it('gets its preflight answered', async () => {
    const response = await vendor.app.fetch(
      new Request('https://api.stripe.com/v1/payment_intents/pi_x/confirm', {
        method: 'OPTIONS',
        headers: { 'access-control-request-headers': 'authorization' },
      })
    )
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization')
  })
  it('may not cancel, update or create', async () => {
    const { id, client_secret } = await newIntent()
    const form = { client_secret: client_secret ?? '' }
    const { body } = await call(`payment_intents/${id}/cancel`, form, asPage)
    expect(body.error.code).toBe('secret_key_required')
  })
})

describe('webhooks', () => {
  const verified = async (request: Request | undefined) =>
    stripe.webhooks.constructEventAsync(
      (await request?.text()) ?? '',
      request?.headers.get('stripe-signature') ?? '',
      SECRET
    )
  const arrived = async () =>
    Promise.all(received.map(async (request) => (await verified(request.clone())).type))

  it('carry whole events, signed', async () => {
    const customer = await stripe.customers.create({ email: 'a@b.co' }, { idempotencyKey: 'cus:1' })
    await vendor.idle()
    const event = await verified(received[0])
    expect(event).toMatchObject({
      object: 'event',
      type: 'customer.created',
      api_version: '2026-10-28.endive',
      livemode: false,
      pending_webhooks: 1,
      request: { id: customer.lastResponse.requestId, idempotency_key: 'cus:1' },
      data: { object: { id: customer.id, email: 'a@b.co' } },
    })
    expect((await stripe.events.retrieve(event.id)).pending_webhooks).toBe(0)
  })
  it('are held, dropped, doubled and reversed', async () => {
    vendor.setWebhookMode('hold')
    await paid()
    await vendor.idle()
    expect(received).toHaveLength(0)
    expect(await vendor.deliverHeld()).toBe(3)
    const inOrder = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']
    expect(await arrived()).toEqual(inOrder)

    received.length = 0
    vendor.setWebhookMode('reverse')
    await paid()
    expect(await vendor.deliverHeld()).toBe(3)
    expect(await arrived()).toEqual(inOrder.toReversed())

    received.length = 0
    vendor.setWebhookMode('drop')
    await paid()
    await vendor.idle()
    expect(received).toHaveLength(0)

    vendor.setWebhookMode('twice')
    await stripe.customers.create({})
    await vendor.idle()
    expect(await arrived()).toEqual(['customer.created', 'customer.created'])
  })
  it('are tried again when they fail', async () => {
    receiver = () => new Response('no', { status: 500 })
    await stripe.customers.create({})
    await vendor.idle()
    receiver = () => new Response('ok')
    await expect.poll(() => received.length, { timeout: 30_000 }).toBe(2)
    await vendor.idle()
  })
  it('leave events for 30 days, to be listed by type and time', async () => {
    await paid()
    const since = Math.floor(clock.now() / 1000) - 60
    const expected = ['payment_intent.succeeded', 'charge.refunded'] as const
    const listed = await stripe.events.list({ types: [...expected], created: { gte: since } })
    expect(listed.data.map(({ type }) => type)).toEqual(['payment_intent.succeeded'])
    expect((await stripe.events.list({ type: 'charge.*' })).data).toHaveLength(1)
    const [newest] = (await stripe.events.list()).data
    const older = await stripe.events.list({ starting_after: newest?.id ?? '' })
    const newer = await stripe.events.list({ ending_before: older.data[0]?.id ?? '' })
    expect(newer.data[0]?.id).toBe(newest?.id)
    clock.advance(31 * DAY)
    expect((await stripe.events.list()).data).toEqual([])
  })
  it('go over the wire too', async () => {
    let told = (_: string) => {}
    const signature = new Promise<string>((resolve) => {
      told = resolve
    })
    const server = createServer((request, response) => {
      told(String(request.headers['stripe-signature']))
      request.resume()
      response.end('ok')
    })
    await new Promise<void>((resolve) => server.listen(0, resolve))
    const url = `http://localhost:${(server.address() as AddressInfo).port}/webhook`
    const other = createStripe({ clock, webhooks: () => [{ url, secret: SECRET }] })
    await other.app.request('/v1/customers', {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_x' },
    })
    expect(await signature).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/)
    await other.idle()
    server.close()
  })
})

it('starts afresh with its standing codes', async () => {
  await paid()
  vendor.reset()
  const state = vendor.state() as Record<string, unknown[]>
  expect(state.payment_intents).toEqual([])
  expect(state.events).toEqual([])
  expect(state.promotion_codes).toHaveLength(17)
  expect(state.setup_intents).toEqual([])
  expect(state.subscriptions).toEqual([])
})
