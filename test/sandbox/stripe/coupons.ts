/** Coupons: how much is taken off, for how long, and off what. */
import type Stripe from 'stripe'
import { checkCurrency, checkLength, withMetadata } from './checks.ts'
import { invalid, refusal, tooSmall } from './errors.ts'
import { page } from './lists.ts'
import { route } from './route.ts'
import { letters, type Store } from './store.ts'

export function newCoupon(store: Store, params: Stripe.CouponCreateParams): Stripe.Coupon {
  return store.put('coupon', {
    id: params.id ?? letters(8),
    object: 'coupon',
    amount_off: params.amount_off ?? null,
    ...(params.applies_to?.products
      ? { applies_to: { products: params.applies_to.products } }
      : {}),
    created: store.seconds(),
    currency: params.currency ?? null,
    ...(params.currency_options ? { currency_options: params.currency_options } : {}),
    duration: params.duration ?? 'once',
    duration_in_months: params.duration_in_months ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: withMetadata({}, params.metadata),
    name: params.name ?? null,
    percent_off: params.percent_off ?? null,
    redeem_by: params.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  })
}

/** The wordings here are unverified; the rules are those of Coupons.d.ts. */
function check(store: Store, params: Stripe.CouponCreateParams) {
  const { amount_off, percent_off, currency, duration, duration_in_months, id } = params
  if ((amount_off === undefined) === (percent_off === undefined)) {
    throw invalid('You must pass exactly one of percent_off or amount_off.', {
      code: amount_off === undefined ? 'parameter_missing' : 'parameters_exclusive',
    })
  }
  if (amount_off !== undefined) {
    if (amount_off < 1) throw tooSmall('amount_off', 1)
    if (!currency) throw missing('currency')
    checkCurrency(currency)
  }
  checkCurrencyOptions(params)
  if (percent_off !== undefined && (percent_off <= 0 || percent_off > 100)) {
    throw invalid('Invalid percent_off: must be greater than 0 and at most 100.', {
      param: 'percent_off',
    })
  }
  if (duration === 'repeating' && !duration_in_months) throw missing('duration_in_months')
  if (duration !== 'repeating' && duration_in_months !== undefined) {
    throw invalid('duration_in_months only goes with duration=repeating.', {
      param: 'duration_in_months',
    })
  }
  if (params.max_redemptions !== undefined && params.max_redemptions < 1) {
    throw tooSmall('max_redemptions', 1)
  }
  if (params.redeem_by !== undefined && params.redeem_by <= store.seconds()) {
    throw invalid('redeem_by must be in the future.', { param: 'redeem_by' })
  }
  checkLength(params.name, 40, 'name')
  for (const [index, product] of (params.applies_to?.products ?? []).entries()) {
    store.get('product', product, `applies_to[products][${index}]`)
  }
  if (id && store.tables.coupon.has(id) && !store.hidden.deleted.has(id)) {
    throw refusal('Coupon already exists.', { code: 'resource_already_exists' })
  }
}

/** "only supported if `amount_off` is passed": Coupons.d.ts */
function checkCurrencyOptions({ amount_off, currency_options }: Stripe.CouponCreateParams) {
  if (!currency_options) return
  if (amount_off === undefined) {
    const message = 'currency_options can only be passed with amount_off.'
    throw invalid(message, { param: 'currency_options' })
  }
  for (const [currency, option] of Object.entries(currency_options)) {
    const param = `currency_options[${currency}]`
    checkCurrency(currency, param)
    if (option.amount_off === undefined) throw missing(`${param}[amount_off]`)
    if (option.amount_off < 1) throw tooSmall(`${param}[amount_off]`, 1)
  }
}

const missing = (param: string) =>
  invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })

export const coupons = [
  route('POST /v1/coupons', {
    returns: 'coupon',
    takes: [
      'amount_off',
      'applies_to',
      'currency',
      'currency_options',
      'duration',
      'duration_in_months',
      'expand',
      'id',
      'max_redemptions',
      'metadata',
      'name',
      'percent_off',
      'redeem_by',
    ],
    run({ store, params }) {
      check(store, params)
      const coupon = newCoupon(store, params)
      store.hidden.deleted.delete(coupon.id)
      store.emit('coupon.created', coupon)
      return coupon
    },
  }),
  route('GET /v1/coupons', {
    returns: 'coupon',
    list: true,
    run: ({ store, params }) => page(store, 'coupon', params),
  }),
  route('GET /v1/coupons/:id', {
    returns: 'coupon',
    run: ({ store, id }) => store.get('coupon', id),
  }),
  route('DELETE /v1/coupons/:id', {
    returns: 'coupon',
    run({ store, id }) {
      const coupon = store.get('coupon', id)
      store.hidden.deleted.add(id)
      store.emit('coupon.deleted', coupon)
      return { id, object: 'coupon', deleted: true }
    },
  }),
]
