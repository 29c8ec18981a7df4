/** Subscriptions over the wire: begun, read, changed, ended. */
import type Stripe from 'stripe'
import { checkLength, withMetadata } from '../checks.ts'
import { missing, notModelled, refusal } from '../errors.ts'
import { page } from '../lists.ts'
import { route } from '../route.ts'
import type { Store } from '../store.ts'
import { changed, end, expire } from './cancel.ts'
import { checkOwned, create } from './create-subscription.ts'

type Subscription = Stripe.Subscription
type UpdateParams = Stripe.SubscriptionUpdateParams

const ENDED = ['canceled', 'incomplete_expired']

/** "The customer's current subscriptions": Customers.d.ts */
export const isCurrent = ({ status }: Subscription) => !ENDED.includes(status)

/** "You can still update its metadata and cancellation_details": Subscriptions.d.ts, cancel */
function checkLive(subscription: Subscription, params: UpdateParams) {
  const beyond = (free: string[]) => Object.keys(params).some((name) => !free.includes(name))
  // "A subscription in this status can only have metadata and default_source updated":
  // Subscriptions.d.ts, `status`; wording unverified.
  if (subscription.status === 'incomplete' && beyond(['metadata', 'default_source', 'expand'])) {
    throw refusal('An incomplete subscription can only have metadata and default_source updated.')
  }
  if (isCurrent(subscription) || !beyond(['metadata', 'cancellation_details', 'expand'])) return
  throw refusal('A canceled subscription can only update its cancellation_details and metadata.', {
    code: 'invalid_canceled_subscription_fields',
  })
}

function update(store: Store, subscription: Subscription, params: UpdateParams): Subscription {
  checkLive(subscription, params)
  checkLength(params.description || undefined, 500, 'description')
  const { cancellation_details: said, default_payment_method: method, description } = params
  if (method) checkOwned(store, method, subscription.customer as string, 'default_payment_method')
  const saves = params.payment_settings?.save_default_payment_method
  changed(store, subscription, {
    ...(method === undefined ? {} : { default_payment_method: method }),
    ...(description === undefined ? {} : { description: description || null }),
    ...ending(store, subscription, params.cancel_at_period_end),
    ...(said ? { cancellation_details: detailed(subscription, said) } : {}),
    ...(saves && subscription.payment_settings
      ? {
          payment_settings: {
            ...subscription.payment_settings,
            save_default_payment_method: saves,
          },
        }
      : {}),
    metadata: withMetadata(subscription.metadata, params.metadata),
  })
  return subscription
}

type Said = Stripe.SubscriptionCancelParams.CancellationDetails

const detailed = ({ cancellation_details: before }: Subscription, said: Said) => ({
  feedback_option: null,
  reason: null,
  ...before,
  comment: said.comment || null,
  feedback: said.feedback || null,
})

/** `canceled_at` is when it was asked for: Subscriptions.d.ts */
function ending(store: Store, subscription: Subscription, atEnd: boolean | undefined) {
  if (atEnd === undefined || atEnd === subscription.cancel_at_period_end) return {}
  const details = subscription.cancellation_details
  const reason = atEnd ? ('cancellation_requested' as const) : null
  return {
    cancel_at_period_end: atEnd,
    cancel_at: atEnd ? (subscription.items.data[0]?.current_period_end ?? null) : null,
    canceled_at: atEnd ? store.seconds() : null,
    cancellation_details: details && { ...details, reason },
  }
}

/** That an incomplete one expires when it is canceled is unverified. */
function cancel(store: Store, subscription: Subscription, said: Said | undefined): Subscription {
  if (!isCurrent(subscription)) throw missing('subscription', subscription.id, 'id', 404)
  if (said) subscription.cancellation_details = detailed(subscription, said)
  if (subscription.status === 'incomplete') expire(store, subscription)
  else end(store, subscription, 'cancellation_requested')
  return subscription
}

function fits(one: Subscription, { customer, price, status }: Stripe.SubscriptionListParams) {
  const asked =
    // "all subscriptions that have not been canceled": Subscriptions.d.ts, `status`
    status === undefined
      ? one.status !== 'canceled'
      : status === 'all' || (status === 'ended' ? !isCurrent(one) : one.status === status)
  return (
    asked &&
    (!customer || one.customer === customer) &&
    (!price || one.items.data.some((item) => item.price.id === price))
  )
}

export const subscriptions = [
  route('POST /v1/subscriptions', {
    returns: 'subscription',
    takes: [
      'add_invoice_items',
      'billing_cycle_anchor',
      'billing_mode',
      'collection_method',
      'customer',
      'default_payment_method',
      'description',
      'discounts',
      'expand',
      'items',
      'metadata',
      'off_session',
      'payment_behavior',
      'payment_settings',
      'proration_behavior',
    ],
    run: ({ store, params }) => create(store, params),
  }),
  route('GET /v1/subscriptions', {
    returns: 'subscription',
    list: true,
    takes: [
      'created',
      'customer',
      'ending_before',
      'expand',
      'limit',
      'price',
      'starting_after',
      'status',
    ],
    run({ store, params }) {
      if (params.customer) store.get('customer', params.customer, 'customer')
      return page(store, 'subscription', params, (one) => fits(one, params))
    },
  }),
  route('GET /v1/subscriptions/:id', {
    returns: 'subscription',
    run: ({ store, id }) => store.get('subscription', id),
  }),
  route('POST /v1/subscriptions/:id', {
    returns: 'subscription',
    takes: [
      'cancel_at_period_end',
      'cancellation_details',
      'default_payment_method',
      'description',
      'expand',
      'metadata',
      'payment_settings',
    ],
    run: ({ store, id, params }) => update(store, store.get('subscription', id), params),
  }),
  route('DELETE /v1/subscriptions/:id', {
    returns: 'subscription',
    takes: ['cancellation_details', 'expand', 'invoice_now', 'prorate'],
    run({ store, id, params }) {
      const { cancellation_details, invoice_now, prorate } = params
      if (invoice_now || prorate) throw notModelled('a last invoice', 'invoice_now')
      return cancel(store, store.get('subscription', id), cancellation_details)
    },
  }),
]
