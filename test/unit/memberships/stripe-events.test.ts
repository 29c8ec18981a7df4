/** Which workflow each Stripe event of a membership starts, and which events start none. */
import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import type { MembershipContext } from '../../../src/memberships/context.ts'
import { handleMembershipEvent } from '../../../src/memberships/stripe-events.ts'

const SALE = { track: '1', plan: 'founder', email: 'ada@example.com', price_id: 'price_1' }

/** The ids of the workflows that an event starts, each with its kind. */
async function started(type: string, object: object, count = 1): Promise<string[]> {
  const begun: string[] = []
  const ctx = {
    workflows: {
      start: async (id: string, { kind }: { kind: string }) => {
        begun.push(`${kind} ${id}`)
        return false
      },
    },
    attempt: () => ({ countDecline: async () => count }),
  } as unknown as MembershipContext
  const event = { id: 'evt_1', type, created: 1, data: { object } } as unknown as Stripe.Event
  await handleMembershipEvent(ctx, event, 'webhook')
  return begun
}

const setup = (metadata: object | null = SALE) => ({ id: 'seti_1', metadata })
const invoice = (more: object = {}, metadata: object = SALE) => ({
  ...{ id: 'in_1', customer: 'cus_1', billing_reason: 'subscription_create' },
  parent: { subscription_details: { subscription: 'sub_1', metadata } },
  ...more,
})
const subscription = (status: string, metadata: object = SALE) => ({
  ...{ id: 'sub_1', status, metadata, ended_at: 5 },
})
const charge = (metadata: object, more: object = {}) => ({
  ...{ id: 'ch_1', payment_intent: 'pi_1', amount_refunded: 500, metadata },
  ...more,
})
const dispute = (status: string) => ({
  ...{ id: 'dp_1', payment_intent: 'pi_1', amount: 500, status, evidence_details: { due_by: 5 } },
})

test.each<[string, string, object, string[]]>([
  ['a card is set up', 'setup_intent.succeeded', setup(), ['start-membership seti_1']],
  ['a card is set up for something else', 'setup_intent.succeeded', setup({ track: '3' }), []],
  ['a card is set up by staff', 'setup_intent.succeeded', setup(null), []],
  ['a card is declined', 'setup_intent.setup_failed', setup(), []],
  ['a first invoice is paid', 'invoice.paid', invoice(), ['finish-membership in_1']],
  ['a renewal is paid', 'invoice.paid', invoice({ billing_reason: 'subscription_cycle' }), []],
  ['an invoice of others is paid', 'invoice.paid', invoice({}, {}), []],
  ['an invoice without a subscription is paid', 'invoice.paid', invoice({ parent: null }), []],
  [
    'a renewal is not paid',
    'invoice.payment_failed',
    invoice({ billing_reason: 'subscription_cycle' }),
    ['subscription-event in_1-payment-failed'],
  ],
  ['an invoice of others is not paid', 'invoice.payment_failed', invoice({}, {}), []],
  [
    'a subscription ends',
    'customer.subscription.deleted',
    subscription('canceled'),
    ['subscription-event sub_1-ended'],
  ],
  [
    'a subscription is never paid',
    'customer.subscription.updated',
    subscription('incomplete_expired'),
    ['subscription-event sub_1-setup-expired'],
  ],
  ['a subscription is changed', 'customer.subscription.updated', subscription('active'), []],
  [
    'a subscription of others ends',
    'customer.subscription.deleted',
    subscription('canceled', {}),
    [],
  ],
  ['a charge is refunded', 'charge.refunded', charge({}), ['subscription-event ch_1-500-refunded']],
  ['a pass is refunded', 'charge.refunded', charge({ track: '3' }), []],
  [
    'a charge without a payment is refunded',
    'charge.refunded',
    charge({}, { payment_intent: null }),
    [],
  ],
  [
    'a refund fails',
    'refund.failed',
    { id: 're_1', amount: 500, payment_intent: 'pi_1' },
    ['subscription-event re_1-refund-failed'],
  ],
  [
    'a charge is disputed',
    'charge.dispute.created',
    dispute('needs_response'),
    ['subscription-event dp_1-disputed'],
  ],
  [
    'a dispute is lost',
    'charge.dispute.closed',
    dispute('lost'),
    ['subscription-event dp_1-dispute-lost'],
  ],
  [
    'an inquiry is closed',
    'charge.dispute.closed',
    dispute('warning_closed'),
    ['subscription-event dp_1-dispute-won'],
  ],
])('when %s', async (_, type, object, workflows) => {
  expect(await started(type, object)).toEqual(workflows)
})

test('the tenth declined card starts the workflow that cancels the set-up', async () => {
  const declined = (count: number) => started('setup_intent.setup_failed', setup(), count)
  expect(await declined(9)).toEqual([])
  expect(await declined(10)).toEqual(['membership-declines seti_1-declines'])
  expect(await started('setup_intent.setup_failed', setup({}), 10)).toEqual([])
})
