/** A subscription as it is made. */
import type Stripe from 'stripe'
import { withMetadata } from '../checks.ts'
import { letters, type Store } from '../store.ts'
import { firstEnd } from './first-invoice.ts'
import { list } from './invoice.ts'
import type { Part, Terms } from './subscription-params.ts'

type Subscription = Stripe.Subscription
type CreateParams = Stripe.SubscriptionCreateParams

export function newSubscription(
  store: Store,
  terms: Terms,
  params: Partial<CreateParams>
): Subscription {
  const id = `sub_1${letters(23)}`
  const { payment_method_types = null, save_default_payment_method = 'off' } =
    params.payment_settings ?? {}
  return {
    ...fixedFields(),
    id,
    billing_cycle_anchor: terms.anchor,
    billing_mode: billingMode(params),
    created: store.seconds(),
    currency: terms.items[0]?.price.currency ?? 'usd',
    customer: terms.customer ?? '',
    default_payment_method: params.default_payment_method ?? null,
    description: params.description ?? null,
    discounts: terms.discounts.map((discount) => discount.id),
    items: list(
      terms.items.map((part) => newItem(store, id, part, terms)),
      `/v1/subscription_items?subscription=${id}`
    ),
    metadata: withMetadata({}, params.metadata),
    payment_settings: {
      payment_method_options: null,
      payment_method_types: payment_method_types || null,
      save_default_payment_method,
    },
    start_date: terms.start,
  }
}

function newItem(
  store: Store,
  subscription: string,
  { price, quantity, discounts, metadata }: Part,
  terms: Terms
): Stripe.SubscriptionItem {
  return {
    id: `si_${letters(14)}`,
    object: 'subscription_item',
    billing_thresholds: null,
    created: store.seconds(),
    current_period_end: firstEnd(terms),
    current_period_start: terms.start,
    current_trial: null,
    discounts: discounts.map(({ id }) => id),
    metadata,
    plan: planOf(price),
    price,
    quantity,
    subscription,
    tax_rates: [],
  }
}

/** The older name of the price; still returned: SubscriptionItems.d.ts */
const planOf = (price: Stripe.Price): Stripe.Plan => ({
  id: price.id,
  object: 'plan',
  active: price.active,
  amount: price.unit_amount,
  amount_decimal: price.unit_amount_decimal,
  billing_scheme: 'per_unit',
  created: price.created,
  currency: price.currency,
  interval: 'month',
  interval_count: 1,
  livemode: false,
  metadata: price.metadata,
  meter: null,
  nickname: price.nickname,
  product: price.product as string,
  tiers_mode: null,
  transform_usage: null,
  trial_period_days: null,
  usage_type: 'licensed',
})

/** The default since 2025-09-30.clover: docs.stripe.com/billing/subscriptions/billing-mode */
function billingMode({ billing_mode: given }: Partial<CreateParams>): Subscription['billing_mode'] {
  const type = given?.type ?? 'flexible'
  if (type === 'classic') return { type, flexible: null }
  return { type, flexible: { proration_discounts: 'included', ...given?.flexible } }
}

const fixedFields = () => ({
  object: 'subscription' as const,
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor_config: null,
  billing_schedules: [],
  billing_thresholds: null,
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
  collection_method: 'charge_automatically' as const,
  customer_account: null,
  days_until_due: null,
  default_source: null,
  default_tax_rates: [],
  ended_at: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: 'self' as const },
  },
  latest_invoice: null,
  livemode: false,
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  status: 'incomplete' as const,
  test_clock: null,
  transfer_data: null,
  trial_end: null,
  trial_settings: {
    end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' as const },
  },
  trial_start: null,
})
