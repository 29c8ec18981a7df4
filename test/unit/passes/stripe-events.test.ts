/** What each Stripe event of a day pass starts, and what becomes of its promotion code. */
import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import type { PassContext } from '../../../src/passes/context.ts'
import { handlePassEvent } from '../../../src/passes/stripe-events.ts'

const SALE = { track: '3', product: 'day-pass', email: 'ada@example.com', pass_date: '2026-05-04' }
const WITH_CODE = { ...SALE, attempt_id: 'a', promo_id: 'promo_1', coupon_id: 'coupon_1' }

interface House {
  /** Declined cards, with this one. */
  count?: number
  /** The intent that the attempt has by now. */
  current?: string | null
}

/** The workflows that an event starts and the calls of the promotion code's ledger, in order. */
async function done(type: string, object: object, { count = 1, current }: House = {}) {
  const did: string[] = []
  const ledger =
    (call: string) =>
    async (user: string | { holder: string }, ...rest: (string | number)[]) =>
      void did.push([call, typeof user === 'string' ? user : user.holder, ...rest].join(' '))
  const ctx = {
    workflows: {
      start: async (id: string, { kind }: { kind: string }) => {
        did.push(`${kind} ${id}`)
        return false
      },
    },
    promo: (coupon: string) => ({
      release: ledger(`release ${coupon}`),
      extend: ledger(`extend ${coupon}`),
    }),
    attempt: () => ({
      countDecline: async () => count,
      read: async () => (current ? { intentId: current } : null),
    }),
  } as unknown as PassContext
  const event = { id: 'evt_1', type, created: 1, data: { object } } as unknown as Stripe.Event
  await handlePassEvent(ctx, event, 'webhook')
  return did
}

const intent = (metadata: object = SALE, more: object = {}) => ({ id: 'pi_1', metadata, ...more })
const failed = (type: string, metadata: object = SALE) =>
  intent(metadata, { latest_charge: 'ch_1', last_payment_error: { payment_method: { type } } })
const charge = (track: string) => ({
  ...{ id: 'ch_1', payment_intent: 'pi_1', amount_refunded: 500, metadata: { track } },
})
const dispute = { id: 'dp_1', payment_intent: 'pi_1', amount: 500, evidence_details: { due_by: 5 } }

test.each<[string, string, object, House, string[]]>([
  ['it is paid', 'succeeded', intent(), {}, ['grant-pass pi_1']],
  ['another sale is paid', 'succeeded', intent({ track: '2' }), {}, []],
  ['a debit begins', 'processing', intent(), {}, ['debit-begun pi_1-debit-begun']],
  [
    'a debit with a code begins',
    'processing',
    intent(WITH_CODE),
    { current: 'pi_1' },
    ['extend coupon_1 a 1000', 'debit-begun pi_1-debit-begun'],
  ],
  ['a debit of another sale begins', 'processing', intent({}), {}, []],
  ['a card is declined', 'payment_failed', failed('card', WITH_CODE), {}, []],
  ['nobody knows what was declined', 'payment_failed', intent(), {}, []],
  [
    'a debit fails',
    'payment_failed',
    failed('us_bank_account'),
    {},
    ['debit-failed ch_1-debit-failed'],
  ],
  [
    'a debit with a code fails',
    'payment_failed',
    failed('us_bank_account', WITH_CODE),
    { current: 'pi_1' },
    ['release coupon_1 a 1000', 'debit-failed ch_1-debit-failed'],
  ],
  ['a debit of another sale fails', 'payment_failed', failed('us_bank_account', {}), {}, []],
  ['a ninth card is declined', 'payment_failed', failed('card'), { count: 9 }, []],
  [
    'a tenth card is declined',
    'payment_failed',
    failed('card'),
    { count: 10 },
    ['pass-declines pi_1-declines'],
  ],
  [
    'it is cancelled with its code',
    'canceled',
    intent(WITH_CODE),
    { current: 'pi_1' },
    ['release coupon_1 a 1000'],
  ],
  ['it is cancelled for a corrected form', 'canceled', intent(WITH_CODE), { current: 'pi_2' }, []],
  ['it is cancelled and its attempt is forgotten', 'canceled', intent(WITH_CODE), {}, []],
  ['it is cancelled without a code', 'canceled', intent(), { current: 'pi_1' }, []],
])('when %s', async (_, type, object, house, expected) => {
  expect(await done(`payment_intent.${type}`, object, house)).toEqual(expected)
})

test.each<[string, string, object, string[]]>([
  ['it is refunded', 'charge.refunded', charge('3'), ['pi_1-refunded-500']],
  ['a room is refunded', 'charge.refunded', charge('2'), []],
  [
    'its refund fails',
    'refund.failed',
    { id: 're_1', amount: 500, payment_intent: 'pi_1' },
    ['pi_1-refund-failed-re_1'],
  ],
  ['it is disputed', 'charge.dispute.created', dispute, ['pi_1-disputed-dp_1']],
  [
    'its dispute is lost',
    'charge.dispute.closed',
    { ...dispute, status: 'lost' },
    ['pi_1-dispute-lost-dp_1'],
  ],
  [
    'a dispute of no payment is opened',
    'charge.dispute.created',
    { ...dispute, payment_intent: null },
    [],
  ],
])('when %s', async (_, type, object, ids) => {
  expect(await done(type, object)).toEqual(ids.map((id) => `pass-refund-or-dispute ${id}`))
})
