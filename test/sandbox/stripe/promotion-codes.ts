/** Promotion codes: what customers type to redeem a coupon. */
import type Stripe from 'stripe'
import { checkCurrency, withMetadata } from './checks.ts'
import { invalid, refusal, tooSmall } from './errors.ts'
import { page } from './lists.ts'
import { route } from './route.ts'
import { letters, type Store } from './store.ts'

type Code = Stripe.PromotionCode
type CreateParams = Stripe.PromotionCodeCreateParams

const couponOf = (store: Store, code: Code) =>
  store.tables.coupon.get(code.promotion.coupon as string)

/**
 * What time and use have done: a coupon's `valid` and a code's `active` are worked out, not stored.
 * "only active if the coupon is also valid": PromotionCodes.d.ts; that expiry and use switch it off
 * too is from the same file's "otherwise redeemable", unverified.
 */
export function refresh(store: Store) {
  const now = store.seconds()
  const usedUp = ({ max_redemptions: most, times_redeemed: used }: Code | Stripe.Coupon) =>
    most !== null && used >= most
  for (const coupon of store.all('coupon')) {
    coupon.valid = !usedUp(coupon) && (coupon.redeem_by === null || coupon.redeem_by > now)
  }
  for (const code of store.all('promotion_code')) {
    const coupon = couponOf(store, code)
    code.active =
      !store.hidden.switchedOff.has(code.id) &&
      coupon?.valid === true &&
      !store.hidden.deleted.has(coupon.id) &&
      !usedUp(code) &&
      (code.expires_at === null || code.expires_at > now)
  }
}

export function newPromotionCode(store: Store, params: CreateParams, text: string): Code {
  const { restrictions = {} } = params
  const code: Code = {
    id: `promo_1${letters(23)}`,
    object: 'promotion_code',
    active: params.active ?? true,
    code: text,
    created: store.seconds(),
    customer: params.customer ?? null,
    customer_account: null,
    expires_at: params.expires_at ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: withMetadata({}, params.metadata),
    promotion: { type: 'coupon', coupon: params.promotion.coupon ?? null },
    restrictions: {
      first_time_transaction: restrictions.first_time_transaction ?? false,
      minimum_amount: restrictions.minimum_amount ?? null,
      minimum_amount_currency: restrictions.minimum_amount_currency ?? null,
      ...optionsOf(restrictions),
    },
    times_redeemed: 0,
  }
  if (params.active === false) store.hidden.switchedOff.add(code.id)
  return store.put('promotion_code', code)
}

type Options = Stripe.PromotionCode.Restrictions['currency_options']

/** Only currencies with a minimum are kept. */
function optionsOf({ currency_options: given }: NonNullable<CreateParams['restrictions']>): {
  currency_options?: NonNullable<Options>
} {
  if (!given) return {}
  const set = Object.entries(given).flatMap(([currency, { minimum_amount: least }]) =>
    least === undefined ? [] : [[currency, { minimum_amount: least }] as const]
  )
  return { currency_options: Object.fromEntries(set) }
}

/** The wordings here are unverified; the rules are those of PromotionCodes.d.ts. */
function check(store: Store, params: CreateParams, text: string) {
  const param = 'promotion[coupon]'
  if (!params.promotion.coupon) {
    throw invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  if (!/^[A-Za-z0-9-]+$/.test(text)) {
    const message = 'Promotion codes may only contain letters, digits and dashes.'
    throw invalid(message, { param: 'code' })
  }
  const coupon = store.get('coupon', params.promotion.coupon, param)
  if (!coupon.valid) throw refusal(`Coupon ${coupon.id} is not valid.`, { param })
  if (params.customer) store.get('customer', params.customer, 'customer')
  checkLimits(store, params, coupon)
  checkUnique(store, params.customer ?? null, text)
}

function checkLimits(store: Store, params: CreateParams, coupon: Stripe.Coupon) {
  const { expires_at, max_redemptions, restrictions } = params
  const wrong = (message: string, param: string) => invalid(message, { param })
  if (max_redemptions !== undefined && max_redemptions < 1) throw tooSmall('max_redemptions', 1)
  if (max_redemptions && coupon.max_redemptions && max_redemptions > coupon.max_redemptions) {
    throw wrong("max_redemptions cannot be greater than the coupon's.", 'max_redemptions')
  }
  if (expires_at !== undefined && expires_at <= store.seconds()) {
    throw wrong('expires_at must be in the future.', 'expires_at')
  }
  if (expires_at && coupon.redeem_by && expires_at > coupon.redeem_by) {
    throw wrong("expires_at cannot be after the coupon's redeem_by.", 'expires_at')
  }
  const currency = restrictions?.minimum_amount_currency
  if (currency) checkCurrency(currency, 'restrictions[minimum_amount_currency]')
  if ((restrictions?.minimum_amount === undefined) !== (currency === undefined)) {
    throw wrong('minimum_amount and minimum_amount_currency go together.', 'restrictions')
  }
  checkOptions(restrictions?.currency_options, currency ?? null)
}

/** "Each currency must be different from the `minimum_amount_currency`": PromotionCodes.d.ts */
function checkOptions(
  options: NonNullable<CreateParams['restrictions']>['currency_options'],
  base: string | null
) {
  for (const [currency, { minimum_amount: least }] of Object.entries(options ?? {})) {
    const param = `restrictions[currency_options][${currency}]`
    checkCurrency(currency, param)
    if (currency === base) {
      const message = 'currency_options cannot name the minimum_amount_currency again.'
      throw invalid(message, { param })
    }
    if (least !== undefined && least < 1) throw tooSmall(`${param}[minimum_amount]`, 1)
  }
}

/** Regardless of case, among active codes, for each customer: PromotionCodes.d.ts, `code`. */
function checkUnique(store: Store, customer: string | null, text: string, self?: Code) {
  const same = store
    .all('promotion_code')
    .some(
      (one) =>
        one !== self &&
        one.active &&
        one.code.toLowerCase() === text.toLowerCase() &&
        (one.customer === null || customer === null || one.customer === customer)
    )
  if (same) throw refusal(`An active promotion code with \`code: ${text}\` already exists.`)
}

function update(store: Store, code: Code, params: Stripe.PromotionCodeUpdateParams): Code {
  const before = { active: code.active, metadata: code.metadata }
  const { currency_options: options } = params.restrictions ?? {}
  checkOptions(options, code.restrictions.minimum_amount_currency)
  if (params.restrictions)
    code.restrictions.currency_options = {
      ...code.restrictions.currency_options,
      ...optionsOf(params.restrictions).currency_options,
    }
  code.metadata = withMetadata(code.metadata, params.metadata)
  if (params.active === false) store.hidden.switchedOff.add(code.id)
  if (params.active === true && !code.active) {
    checkUnique(store, code.customer as string | null, code.code, code)
    store.hidden.switchedOff.delete(code.id)
    refresh(store)
    if (!code.active) {
      store.hidden.switchedOff.add(code.id)
      throw refusal('This promotion code cannot be reactivated: it is no longer redeemable.')
    }
  }
  refresh(store)
  store.emit('promotion_code.updated', code, before)
  return code
}

export const promotionCodes = [
  route('POST /v1/promotion_codes', {
    returns: 'promotion_code',
    takes: [
      'active',
      'code',
      'customer',
      'expand',
      'expires_at',
      'max_redemptions',
      'metadata',
      'promotion',
      'restrictions',
    ],
    run({ store, params }) {
      const text = params.code ?? letters(8).toUpperCase()
      check(store, params, text)
      const code = newPromotionCode(store, params, text)
      store.emit('promotion_code.created', code)
      return code
    },
  }),
  route('GET /v1/promotion_codes', {
    returns: 'promotion_code',
    list: true,
    takes: [
      'active',
      'code',
      'coupon',
      'created',
      'customer',
      'ending_before',
      'expand',
      'limit',
      'starting_after',
    ],
    run({ store, params }) {
      const { active, code, coupon, customer } = params
      return page(
        store,
        'promotion_code',
        params,
        (one) =>
          (active === undefined || one.active === active) &&
          // "case-insensitive": PromotionCodes.d.ts, PromotionCodeListParams.code
          (!code || one.code.toLowerCase() === code.toLowerCase()) &&
          (!coupon || one.promotion.coupon === coupon) &&
          (!customer || one.customer === customer)
      )
    },
  }),
  route('GET /v1/promotion_codes/:id', {
    returns: 'promotion_code',
    run: ({ store, id }) => store.get('promotion_code', id),
  }),
  route('POST /v1/promotion_codes/:id', {
    returns: 'promotion_code',
    run: ({ store, id, params }) => update(store, store.get('promotion_code', id), params),
  }),
]
