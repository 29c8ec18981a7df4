/** What is created at Stripe is created once, whatever it answered; and lists are read to their end. */
import Stripe from 'stripe'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStripe } from '../../src/clients/stripe/client.ts'
import { customers } from '../../src/clients/stripe/customers.ts'
import { listing } from '../../src/clients/stripe/each.ts'
import { createOnce, isTermsRejection, OutdatedAnswer } from '../../src/clients/stripe/errors.ts'
import { collected, forEachOf, MAX_LISTED } from '../../src/clients/stripe/lists.ts'
import { isRefunded, type Payment, payments } from '../../src/clients/stripe/payments.ts'
import { refunds } from '../../src/clients/stripe/refunds.ts'
import {
  memberships,
  type Subscription,
  subscriptions,
} from '../../src/clients/stripe/subscriptions.ts'
import { VendorError } from '../../src/core/vendor-error.ts'
import { countTries } from '../support/tries.ts'

beforeEach(() => {
  vi.useFakeTimers()
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const { errors } = Stripe
const answer = (statusCode: number, type: Stripe.RawErrorType = 'api_error') =>
  errors.StripeError.generate({ type, statusCode, message: 'x' } as never)
const KEY_USED = new errors.StripeIdempotencyError({ message: 'x', statusCode: 400 } as never)

/** The keys under which something is tried when Stripe answers with these errors, and what came of it. */
async function tried(
  failures: readonly Error[],
  found: (string | undefined)[] = [],
  nextTry = countTries().nextTry
) {
  const keys: string[] = []
  const left = [...failures]
  const looks = [...found]
  const making = createOnce<string>({
    ...{ operation: 'POST /v1/things', key: 'a', tries: { nextTry } },
    async create(key) {
      keys.push(key)
      const failure = left.shift()
      if (failure) throw failure
      return 'made'
    },
    find: async () => looks.shift(),
  }).catch((error) => error)
  await vi.advanceTimersByTimeAsync(10_000)
  const result = await making
  return [result instanceof VendorError ? result.status : result, ...keys]
}

test.each<[string, Error[], (string | undefined)[], unknown[]]>([
  ['at once', [], [], ['made', 'a:1']],
  ['after a stored 500', [answer(500)], [], ['made', 'a:1', 'a:2']],
  ['after a 503', [answer(503)], [], ['made', 'a:1', 'a:2']],
  ['after a key that came with other parameters', [KEY_USED], [], ['made', 'a:1', 'a:2']],
  ['after an answer that holds no longer', [new OutdatedAnswer()], [], ['made', 'a:1', 'a:2']],
  ['after two', [answer(500), answer(500)], [], ['made', 'a:1', 'a:2', 'a:3']],
  ['by the try that was answered with a 500', [answer(500)], ['found'], ['found', 'a:1']],
  ['by the second', [answer(500), answer(500)], [undefined, 'found'], ['found', 'a:1', 'a:2']],
  ['not, after three', Array(3).fill(answer(500)), [], [500, 'a:1', 'a:2', 'a:3']],
  ['not, when it is refused', [answer(400, 'invalid_request_error')], [], [400, 'a:1']],
  ['not, when there are too many requests', [answer(429)], [], [429, 'a:1']],
  ['not, when the card is declined', [answer(402, 'card_error')], [], [402, 'a:1']],
  [
    'not, when no answer came',
    [new errors.StripeConnectionError({ message: 'x' } as never)],
    [],
    [null, 'a:1'],
  ],
])('it is made %s', async (_, failures, found, expected) => {
  expect(await tried(failures, found)).toEqual(expected)
})

test('a later call goes on with the number after the last', async () => {
  const { nextTry } = countTries()
  expect(await tried(Array(3).fill(answer(500)), [], nextTry)).toEqual([500, 'a:1', 'a:2', 'a:3'])
  expect(await tried([answer(500)], [], nextTry)).toEqual(['made', 'a:1', 'a:4'])
})

test.each<[string | undefined, boolean]>([
  ['discounts[0][promotion_code]', true],
  ['items[0][discounts]', true],
  ['coupon', true],
  ['subscription_details[billing_cycle_anchor]', true],
  ['customer', false],
  [undefined, false],
])('a refusal of the parameter %s is one of the terms: %j', (param, expected) => {
  const cause = new errors.StripeInvalidRequestError({
    message: 'x',
    ...(param && { param }),
  } as never)
  expect(isTermsRejection(cause)).toBe(expected)
  expect(isTermsRejection(new VendorError('stripe', 'POST', 400, cause))).toBe(expected)
  expect(isTermsRejection(new VendorError('stripe', 'POST', 400))).toBe(false)
})

/** A client of Stripe's whose lists answer with these rows, and whose first creation fails. */
function stripeWith(rows: object[]) {
  const create = vi.fn(async () => ({ id: 'created', metadata: {}, created: 1 }))
  create.mockRejectedValueOnce(answer(500))
  const list = async () => ({ data: rows })
  const all = { create, list, search: list }
  const stripe = { paymentIntents: all, refunds: all, customers: all } as unknown as Stripe
  return { stripe, create }
}

test.each<[string, object, string]>([
  ['of this body', { attempt_id: 'a', attempt_version: '2' }, 'there'],
  ['of an earlier body', { attempt_id: 'a', attempt_version: '1' }, 'created'],
  ['of another attempt', { attempt_id: 'b', attempt_version: '2' }, 'created'],
])('a payment %s, looked for after a failure', async (_, metadata, id) => {
  const rows = [{ id: 'there', metadata, status: 'requires_payment_method' }]
  const order = { attemptId: 'a', version: 2, customerId: 'cus_1', amountCents: 5000 }
  const making = payments(stripeWith(rows).stripe, countTries()).createPayment({
    ...{ ...order, methods: ['card'], description: 'x', metadata: {} },
  })
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await making).id).toBe(id)
})

test('a payment that was cancelled is not found', async () => {
  const metadata = { attempt_id: 'a', attempt_version: '1' }
  const { stripe } = stripeWith([{ id: 'there', metadata, status: 'canceled' }])
  const making = payments(stripe, countTries()).createPayment({
    ...{ attemptId: 'a', version: 1, customerId: 'cus_1', amountCents: 5000 },
    ...{ methods: ['card'], description: 'x', metadata: {} },
  })
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await making).id).toBe('created')
})

test.each<[string, object[], number | null, string]>([
  ['nothing is refunded yet', [], 5000, 'pi_1:refund-1:1'],
  ['a part is', [{ amount: 2000, metadata: {} }], 3000, 'pi_1:refund-1:1'],
  ['a refund failed', [{ amount: 5000, metadata: {}, status: 'failed' }], 5000, 'pi_1:refund-1:1'],
  [
    'one was cancelled',
    [{ amount: 5000, metadata: {}, status: 'canceled' }],
    5000,
    'pi_1:refund-1:1',
  ],
  [
    'ours failed',
    [{ amount: 5000, metadata: { labour_temple: 'x' }, status: 'failed' }],
    5000,
    'pi_1:refund-2:1',
  ],
  ['all is', [{ amount: 5000, metadata: {} }], null, ''],
  ['all is, and one is under way', [{ amount: 5000, metadata: {}, status: 'pending' }], null, ''],
])('the rest goes back, when %s', async (_, rows, amount, idempotencyKey) => {
  const { stripe, create } = stripeWith(rows)
  create.mockReset().mockImplementation(async () => ({ id: 're_1', amount, metadata: {} }) as never)
  const refund = await refunds(stripe, countTries()).refundAll(
    { id: 'pi_1', amountCents: 5000 },
    'x'
  )
  expect(refund.cents).toBe(amount ?? 5000)
  const made = amount === null ? [] : [[expect.objectContaining({ amount }), { idempotencyKey }]]
  expect(create.mock.calls).toEqual(made)
})

test('of two customers with one address the oldest is taken, exact ones before look-alikes', async () => {
  const customer = (id: string, created: number, email = 'ada@example.com') => ({
    ...{ id, created, email, balance: 0 },
  })
  const exact = [customer('newer', 20), customer('older', 10)]
  const like = ['ADA', 'Ada', 'adam'].map((name, nth) =>
    customer(name, 5 - nth, `${name}@example.com`)
  )
  const stripe = {
    customers: {
      list: async ({ email }: { email: string }) => ({
        data: email === 'ada@example.com' ? exact : [],
      }),
      search: async () => ({ data: [...exact, ...like] }),
    },
  } as unknown as Stripe
  const found = await customers(stripe, countTries()).findCustomer(' Ada@Example.com')
  expect(found?.customerIds).toEqual(['older', 'newer', 'Ada', 'ADA'])
})

async function* rowsUpTo(count: number) {
  for (let nth = 0; nth < count; nth++) yield nth
}

test('a list is read up to 20,000 rows, and says when that is not all of it', async () => {
  const read = async (count: number) => {
    let seen = 0
    const isWhole = await forEachOf('GET /v1/x', rowsUpTo(count), () => void seen++)
    return [seen, isWhole]
  }
  expect(await read(20_000)).toEqual([20_000, true])
  expect(await read(20_001)).toEqual([20_000, false])
  const all = await collected(
    'GET /v1/x',
    (count: number, visit) => forEachOf('x', rowsUpTo(count), visit),
    101
  )
  expect(all).toHaveLength(101)
  // What Stripe's own package reads at most.
  expect(MAX_LISTED).toBe(10_000)
})

test.each([
  [0, false],
  [1, false],
  [4999, false],
  [5000, true],
  [5001, true],
])('of $50 %d cents are refunded: in full %j', (refundedCents, expected) => {
  const payment = { amountCents: 5000, charge: { refundedCents } } as Payment
  expect(isRefunded(payment)).toBe(expected)
  expect(isRefunded({ ...payment, charge: null })).toBe(false)
})

test('a payment that is not there is none; any other answer is an error', async () => {
  const config = { url: 'https://stripe.example', secretKey: 'sk_test_x', webhookSecret: 'whsec' }
  const answering = (status: number) =>
    createStripe(
      config,
      async () => Response.json({ error: { message: 'x' } }, { status }),
      countTries()
    )
  expect(await answering(404).getPayment('pi_1')).toBeNull()
  await expect(answering(403).getPayment('pi_1')).rejects.toMatchObject({ status: 403 })
})

test.each<[string, object, string]>([
  ['ours', { metadata: { labour_temple: 'x' } }, 'there'],
  ['ours, and it failed', { metadata: { labour_temple: 'x' }, status: 'failed' }, 'created'],
  ['of staff', { metadata: {} }, 'created'],
])('a refund of an unanswered try is found when it is %s', async (_, refund, id) => {
  const rows: object[] = []
  const { stripe, create } = stripeWith(rows)
  create.mockReset().mockImplementation(async () => {
    if (rows.length > 0) return { id: 'created', metadata: {}, created: 1 }
    rows.push({ id: 'there', amount: 1, ...refund })
    throw answer(500)
  })
  const making = refunds(stripe, countTries()).refundAll({ id: 'pi_1', amountCents: 5000 }, 'x')
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await making).id).toBe(id)
})

test('each person has a key of their own for being made a customer', async () => {
  const keys: string[] = []
  const create = async (_: object, { idempotencyKey }: { idempotencyKey: string }) => {
    keys.push(idempotencyKey)
    return { id: 'cus_1' }
  }
  const stripe = { customers: { create } } as unknown as Stripe
  const ada = { name: 'Ada', email: 'ada@example.com', phone: '1' }
  const { createCustomer } = customers(stripe, countTries())
  const people = [ada, { ...ada, email: 'ADA@example.com ' }]
  const others = [
    { ...ada, name: 'Bo' },
    { ...ada, phone: '2' },
    { ...ada, email: 'bo@example.com' },
  ]
  for (const person of [...people, ...others]) await createCustomer(person)
  expect(keys[1]).toBe(keys[0])
  expect(new Set(keys).size).toBe(4)
})

const sub = (status: string, attempt_id = 'a') => ({
  ...{ id: `sub_${status}`, status, metadata: { attempt_id }, items: { data: [] } },
})
test.each<[object[], string]>([
  [[sub('incomplete')], 'sub_incomplete'],
  [[sub('active')], 'sub_active'],
  [[sub('canceled')], 'sub_new'],
  [[sub('incomplete_expired')], 'sub_new'],
  [[sub('active', 'b')], 'sub_new'],
])('a subscription of an unanswered try is looked for among %j', async (rows, id) => {
  const create = vi.fn(async () => sub('new')).mockRejectedValueOnce(answer(500))
  const retrieve = async (of: string) => ({ ...sub('x'), id: of })
  const list = async () => ({ data: rows })
  const stripe = { subscriptions: { create, list, retrieve } } as unknown as Stripe
  const making = memberships(stripe, countTries()).subscribe({
    ...{
      attemptId: 'a',
      customerId: 'cus_1',
      paymentMethodId: 'pm_1',
      description: '',
      metadata: {},
    },
    ...{ priceId: 'p', initiationProductId: 'i', initiationCents: 0, anchorMs: null },
    ...{ autoPromoId: null, manualPromoId: null },
  })
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await making)?.id).toBe(id)
})

test.each([
  [404, 'cancelled'],
  [500, 500],
])('cancelling a subscription that Stripe answers with %d', async (status, expected) => {
  const cancel = () => Promise.reject(answer(status, 'invalid_request_error'))
  const { cancelSubscription } = subscriptions({ subscriptions: { cancel } } as never, countTries())
  const cancelled = cancelSubscription('sub_1').then(
    () => 'cancelled',
    (error) => error.status
  )
  expect(await cancelled).toBe(expected)
})

test.each<[string, Error[], object, unknown]>([
  ['is paid', [], {}, ['paid']],
  ['is declined', [answer(402, 'card_error')], {}, ['declined']],
  ['is refused', [answer(400, 'invalid_request_error')], {}, [400]],
  ['is asked for 3-D Secure by a lost try', [answer(500)], { status: 'requires_action' }, ['paid']],
  ['is under way by a lost try', [answer(500)], { status: 'processing' }, ['paid']],
  [
    'was not tried with this card',
    [answer(500)],
    { status: 'requires_payment_method' },
    ['paid', 'again'],
  ],
  [
    'is under way with another card',
    [answer(500)],
    { status: 'processing', payment_method: 'pm_0' },
    ['paid', 'again'],
  ],
])('an open invoice %s', async (_, failures, intent, expected) => {
  let calls = 0
  const pay = async () => {
    const failure = failures[calls++]
    if (failure) throw failure
    return { id: 'in_1' }
  }
  const payment = { payment_intent: { id: 'pi_1', payment_method: 'pm_1', ...intent } }
  const stripe = {
    subscriptions: { update: async () => ({}) },
    invoices: {
      pay,
      retrieve: async () => ({ id: 'in_1', status: 'open', payments: { data: [{ payment }] } }),
    },
  } as unknown as Stripe
  const open = { id: 'sub_1', invoice: { id: 'in_1' } } as Subscription
  const setup = { id: 'seti_1', paymentMethodId: 'pm_1', paymentMethod: 'Visa' }
  const paying = subscriptions(stripe, countTries())
    .payOpenInvoice(open, setup)
    .then(
      () =>
        failures[0] && 'statusCode' in failures[0] && failures[0].statusCode === 402
          ? 'declined'
          : 'paid',
      (error) => error.status
    )
  await vi.advanceTimersByTimeAsync(10_000)
  expect([await paying, ...(calls > 1 ? ['again'] : [])]).toEqual(expected)
})

test('what is paid is what a charge has succeeded for', async () => {
  const charge = (status: string, intent: object | null) => ({ status, payment_intent: intent })
  const intent = { id: 'pi_1', created: 1, metadata: {} }
  const list = () =>
    (async function* () {
      yield charge('failed', { ...intent, id: 'pi_failed' })
      yield charge('pending', { ...intent, id: 'pi_pending' })
      yield charge('succeeded', null)
      yield charge('succeeded', intent)
    })()
  const found = await listing({ charges: { list } } as unknown as Stripe).paidSince(0)
  expect(found.map(({ id }) => id)).toEqual(['pi_1'])
})

test('a payment that was paid while it was cancelled is told as paid', async () => {
  const paid = { id: 'pi_1', status: 'succeeded', created: 1, metadata: {} }
  const error = errors.StripeError.generate({
    ...{ type: 'invalid_request_error', message: 'x', payment_intent: paid },
  } as never)
  const cancel = () => Promise.reject(error)
  const { cancelPayment } = payments({ paymentIntents: { cancel } } as never, countTries())
  expect((await cancelPayment('pi_1')).status).toBe('succeeded')
  const refusing = { paymentIntents: { cancel: () => Promise.reject(answer(404)) } } as never
  await expect(payments(refusing, countTries()).cancelPayment('pi_1')).rejects.toMatchObject({
    status: 404,
  })
})
