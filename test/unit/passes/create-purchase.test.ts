/** Buy Now, pressed again: one payment, one use of a code, and no older payment that stays payable. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { Payment } from '../../../src/clients/stripe/payments.ts'
import { createPurchase } from '../../../src/passes/api/create-purchase.ts'
import type { PassContext } from '../../../src/passes/context.ts'
import type { CreatePurchase } from '../../../src/passes/contract.ts'
import { createAttemptLedger } from '../../../src/payments/attempt-ledger.ts'
import { saveOrCancelIntent } from '../../../src/payments/buyer.ts'
import { memoryStorage } from '../../support/memory-storage.ts'

const NOW_MS = Date.parse('2026-05-04T17:00:00Z')
const ORDER = {
  ...{ slug: 'day-pass', firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' },
  ...{ phone: '206 555 0100', attemptId: 'a' },
} as CreatePurchase

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

/** A code of a coupon of its own, with one use. */
const code = (name: string, more: object = {}) => ({
  ...{ id: `promo-${name}`, code: name, active: true, expiresAtMs: null, customerId: null },
  ...{ firstTimeOnly: false, minimumCents: null, maxRedemptions: 1, timesRedeemed: 0, ...more },
  coupon: {
    ...{ id: `coupon-${name}`, name, valid: true, percentOff: 50, amountOffCents: null },
    ...{ currency: null, duration: 'once', durationMonths: null, products: null },
    ...{ redeemByMs: null, maxRedemptions: null, timesRedeemed: 0 },
  },
})

function house(more: { paidBefore?: boolean; firstTimeOnly?: boolean } = {}) {
  const did: string[] = []
  const payments = new Map<string, Payment>()
  const attempt = createAttemptLedger(memoryStorage())
  const is = { becomes: 'canceled' as Payment['status'] }
  const ctx = {
    now: () => NOW_MS,
    config: { closesAt: '17:00', openWeekdays: [1, 2, 3, 4, 5], unconfirmed: [] },
    stripe: {
      getPayment: async (id: string) => payments.get(id) ?? null,
      findCustomer: async () =>
        more.paidBefore === undefined
          ? null
          : { customerId: 'cus_1', customerIds: ['cus_1'], email: 'ada@example.com' },
      createCustomer: async () => 'cus_1',
      hasPaidBefore: async () => more.paidBefore ?? false,
      promotionCode: async (name: string) => code(name, { firstTimeOnly: more.firstTimeOnly }),
      async createPayment(
        order: Pick<Payment, 'amountCents' | 'metadata'> & { attemptId: string }
      ) {
        const id = `pi_${payments.size + 1}`
        did.push(`create ${id} ${order.amountCents}`)
        payments.set(id, {
          ...{ id, status: 'requires_payment_method', clientSecret: `${id}_secret`, charge: null },
          ...{ amountCents: order.amountCents, createdMs: NOW_MS, customerId: 'cus_1' },
          ...{ description: '', metadata: { ...order.metadata, attempt_id: order.attemptId } },
        })
        return payments.get(id)
      },
      async cancelPayment(id: string) {
        did.push(`cancel ${id}`)
        const payment = { ...(payments.get(id) as Payment), status: is.becomes }
        payments.set(id, payment)
        return payment
      },
    },
    promotionCode: async (name: string) => code(name, { firstTimeOnly: more.firstTimeOnly }),
    memberWriter: async () => ({ find: async () => 'm1' }),
    attempt: () => attempt,
    promo: (coupon: string) => ({
      reserve: async () => {
        did.push(`reserve ${coupon}`)
        return 'free'
      },
      availability: async () => 'free',
      release: async () => void did.push(`release ${coupon}`),
    }),
    rateLimit: { check: async () => {}, consume: async () => {} },
  } as unknown as PassContext
  const press = async (order: object = {}) => {
    did.length = 0
    const answer = await createPurchase(ctx, { ...ORDER, ...order }).then(
      (one) => ('alreadyPaid' in one ? one.outcome : one.paymentIntentId),
      (error) => String(error.code ?? error.message)
    )
    return [answer, ...did]
  }
  const set = (id: string, change: Partial<Payment>) =>
    void payments.set(id, { ...(payments.get(id) as Payment), ...change })
  return { is, ctx, press, set, payments }
}

test('pressed again: the same payment', async () => {
  const { press } = house()
  expect(await press()).toEqual(['pi_1', 'create pi_1 5000'])
  expect(await press()).toEqual(['pi_1'])
})

test.each<[Partial<Payment>, string[]]>([
  [{ status: 'processing' }, ['pending']],
  [{ status: 'succeeded' }, ['working']],
  [{ status: 'canceled' }, ['pi_2', 'create pi_2 5000']],
])('pressed again with %j', async (change, expected) => {
  const { press, set } = house()
  await press()
  set('pi_1', change)
  const [answer, ...did] = await press()
  expect([answer, ...did.filter((what) => !what.startsWith('cancel'))]).toEqual(expected)
})

test('pressed again with another form: the older payment is cancelled', async () => {
  const { press } = house()
  await press()
  expect(await press({ phone: '206 555 0199' })).toEqual([
    ...['pi_2', 'cancel pi_1', 'create pi_2 5000'],
  ])
})

test.each(['succeeded', 'processing'] as const)(
  'pressed again with another form when the older payment is %s by then: no second one',
  async (status) => {
    const { is, press, payments } = house()
    await press()
    is.becomes = status
    const said = await press({ phone: '206 555 0199' })
    expect(said).toEqual([status === 'processing' ? 'pending' : 'working', 'cancel pi_1'])
    expect(payments.size).toBe(1)
  }
)

test.each<[string, object, string[]]>([
  ['without it', { promo: undefined }, ['release coupon-A']],
  ['with another', { promo: 'B' }, ['reserve coupon-B', 'release coupon-A']],
  ['with it', { promo: 'A', phone: '206 555 0199' }, ['reserve coupon-A']],
])('a code is reserved, and the form is sent again %s', async (_, order, expected) => {
  const { press } = house()
  expect(await press({ promo: 'A' })).toEqual(['pi_1', 'reserve coupon-A', 'create pi_1 2500'])
  const did = await press(order)
  expect(did.filter((what) => /^(reserve|release)/.test(what))).toEqual(expected)
})

test.each([
  [undefined, 'pi_1'],
  [false, 'pi_1'],
  [true, 'promo-first-time'],
])(
  'a code for first purchases, for whom a customer has paid before: %j',
  async (paidBefore, said) => {
    const known = paidBefore === undefined ? {} : { paidBefore }
    const { press } = house({ firstTimeOnly: true, ...known })
    expect((await press({ promo: 'FIRST' }))[0]).toBe(said)
  }
)

test('a payment of a body that was overtaken by another one is cancelled, and not handed out', async () => {
  const cancelled: string[] = []
  const save = (isCurrent: boolean) =>
    saveOrCancelIntent(
      { saveIntent: async () => isCurrent } as unknown as Parameters<typeof saveOrCancelIntent>[0],
      { version: 1 },
      { id: 'pi_1' },
      async (id) => void cancelled.push(id)
    )
  expect(await save(true)).toEqual({ id: 'pi_1' })
  expect(cancelled).toEqual([])
  await expect(save(false)).rejects.toMatchObject({ code: 'attempt-changed' })
  expect(cancelled).toEqual(['pi_1'])
})
