/** What is created at Stripe is created once, whatever it answered; and lists are read to their end. */
import Stripe from 'stripe'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStripe } from '../../src/clients/stripe/client.ts'
import { customers } from '../../src/clients/stripe/customers.ts'
import { createOnce, isTermsRejection, OutdatedAnswer } from '../../src/clients/stripe/errors.ts'
import { collected, forEachOf, MAX_LISTED } from '../../src/clients/stripe/lists.ts'
import { isRefunded, type Payment, payments } from '../../src/clients/stripe/payments.ts'
import { refunds } from '../../src/clients/stripe/refunds.ts'
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
