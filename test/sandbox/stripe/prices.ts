/** Prices: so much once, or so much a month. */
import type Stripe from 'stripe'
import { checkCurrency, withMetadata } from './checks.ts'
import { update } from './customers.ts'
import { invalid, notModelled, refusal } from './errors.ts'
import { page } from './lists.ts'
import { newProduct } from './products.ts'
import { route } from './route.ts'
import { letters, type Store } from './store.ts'

type Price = Stripe.Price

interface Asked extends Stripe.PriceCreateParams {
  id?: string
}

/** On the wire a decimal is text; the package reads it as its own type (Decimal.d.ts). */
export const decimal = (amount: number) => String(amount) as unknown as Stripe.Decimal

/** The price the parameters describe; nothing is stored yet. */
export function makePrice(store: Store, params: Asked, product: string): Price {
  const amount = params.unit_amount ?? 0
  return {
    id: params.id ?? `price_1${letters(23)}`,
    object: 'price',
    active: params.active ?? true,
    billing_scheme: 'per_unit',
    created: store.seconds(),
    currency: params.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: params.lookup_key ?? null,
    metadata: withMetadata({}, params.metadata),
    nickname: params.nickname ?? null,
    product,
    recurring: params.recurring
      ? {
          interval: 'month',
          interval_count: 1,
          meter: null,
          trial_period_days: null,
          usage_type: 'licensed',
        }
      : null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: params.recurring ? 'recurring' : 'one_time',
    unit_amount: amount,
    unit_amount_decimal: decimal(amount),
  }
}

function create(store: Store, params: Stripe.PriceCreateParams): Price {
  checkCurrency(params.currency)
  checkUnitAmount(params.unit_amount)
  if (params.recurring) checkMonthly(params.recurring)
  if ((params.product === undefined) === (params.product_data === undefined)) {
    // Wording unverified; Prices.d.ts has both as optional.
    throw invalid('You must pass exactly one of product or product_data.', { param: 'product' })
  }
  if (params.product) store.get('product', params.product, 'product')
  freeLookupKey(store, params.lookup_key, params.transfer_lookup_key)
  const { name = '', id, metadata } = params.product_data ?? {}
  const product =
    params.product ?? newProduct(store, { name, ...(id && { id }), metadata: metadata ?? {} }).id
  const price = store.put('price', makePrice(store, params, product))
  store.emit('price.created', price)
  return price
}

export function checkUnitAmount(amount: number | undefined, param = 'unit_amount') {
  if (amount === undefined) {
    throw invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  if (amount >= 0) return
  throw invalid('Invalid non-negative integer', { code: 'parameter_invalid_integer', param })
}

function checkMonthly({
  interval,
  interval_count,
  usage_type,
}: Stripe.PriceCreateParams.Recurring) {
  if (interval === 'month' && (interval_count ?? 1) === 1 && usage_type !== 'metered') return
  throw notModelled('prices that are not by the month', 'recurring')
}

/** "must be unique"; `transfer_lookup_key` takes it from the price that has it: Prices.d.ts */
function freeLookupKey(store: Store, key: string | undefined, transfer = false) {
  const holder = store.all('price').find((price) => key && price.lookup_key === key)
  if (!holder) return
  if (!transfer) {
    throw refusal(
      `A price (\`${holder.id}\`) already uses that lookup key. Use \`transfer_lookup_key=true\` to move it.`,
      { param: 'lookup_key' }
    )
  }
  holder.lookup_key = null
}

function change(store: Store, price: Price, params: Stripe.PriceUpdateParams): Price {
  const { active, lookup_key, nickname } = params
  if (lookup_key !== price.lookup_key) {
    freeLookupKey(store, lookup_key, params.transfer_lookup_key)
  }
  const previous = update(price, {
    ...(active === undefined ? {} : { active }),
    ...(lookup_key === undefined ? {} : { lookup_key: lookup_key || null }),
    ...(nickname === undefined ? {} : { nickname }),
    metadata: withMetadata(price.metadata, params.metadata),
  })
  if (Object.keys(previous).length) store.emit('price.updated', price, previous)
  return price
}

export const prices = [
  route('POST /v1/prices', {
    returns: 'price',
    takes: [
      'active',
      'currency',
      'expand',
      'lookup_key',
      'metadata',
      'nickname',
      'product',
      'product_data',
      'recurring',
      'transfer_lookup_key',
      'unit_amount',
    ],
    run: ({ store, params }) => create(store, params),
  }),
  route('GET /v1/prices', {
    returns: 'price',
    list: true,
    run({ store, params }) {
      const { active, currency, lookup_keys, product, recurring, type } = params
      if (lookup_keys && lookup_keys.length > 10) {
        // "up to 10 lookup keys": Prices.d.ts, lookup_keys; wording unverified.
        throw invalid('You may pass at most 10 lookup_keys.', { param: 'lookup_keys' })
      }
      if (recurring) throw notModelled('listing prices by recurring', 'recurring')
      return page(
        store,
        'price',
        params,
        (one) =>
          (active === undefined || one.active === active) &&
          (!currency || one.currency === currency) &&
          (!product || one.product === product) &&
          (!type || one.type === type) &&
          (!lookup_keys || lookup_keys.includes(one.lookup_key ?? ''))
      )
    },
  }),
  route('GET /v1/prices/:id', {
    returns: 'price',
    run: ({ store, id }) => store.get('price', id),
  }),
  route('POST /v1/prices/:id', {
    returns: 'price',
    takes: ['active', 'expand', 'lookup_key', 'metadata', 'nickname', 'transfer_lookup_key'],
    run: ({ store, id, params }) => change(store, store.get('price', id), params),
  }),
]
