/** What a new subscription is to bill, read alike from its creation and from the preview of it. */
import type Stripe from 'stripe'
import { withMetadata } from '../checks.ts'
import { invalid, notModelled, refusal, tooSmall } from '../errors.ts'
import { checkUnitAmount, makePrice } from '../prices.ts'
import type { Store } from '../store.ts'
import { monthsAfter } from './calendar.ts'
import { type Given, readDiscounts } from './discounts.ts'

type ItemParams = Stripe.SubscriptionCreateParams.Item
type ExtraParams = Stripe.SubscriptionCreateParams.AddInvoiceItem

export interface Part {
  price: Stripe.Price
  quantity: number
  discounts: Stripe.Discount[]
  metadata: Stripe.Metadata
  discountable: boolean
}

export interface Terms {
  customer: string | null
  start: number
  anchor: number
  /** Nothing is asked for the time before the anchor. */
  free: boolean
  items: Part[]
  extras: Part[]
  discounts: Stripe.Discount[]
}

export interface Asked {
  customer: string | null
  start: number
  anchor: number | undefined
  proration: string | undefined
  items: { given: ItemParams[]; param: string }
  extras: { given: ExtraParams[]; param: string }
  discounts: Given | undefined
}

export function readTerms(store: Store, asked: Asked): Terms {
  const { customer, start } = asked
  const items = asked.items.given.map((one, index) =>
    readPart(store, one, { asked, param: `${asked.items.param}[${index}]`, type: 'recurring' })
  )
  if (items.length === 0) {
    const { param } = asked.items
    throw invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  const extras = asked.extras.given.map((one, index) =>
    readPart(store, one, { asked, param: `${asked.extras.param}[${index}]`, type: 'one_time' })
  )
  const parts = [...items, ...extras]
  if (new Set(parts.map(({ price }) => price.currency)).size > 1) {
    throw refusal('All prices on a subscription must have the same currency.')
  }
  checkAnchor(asked.anchor, start)
  const free = asked.anchor !== undefined && asked.proration === 'none'
  if (free && extras.length) {
    // Whether they are billed now or with the first period is not known.
    throw notModelled('invoice items beside proration_behavior=none', 'proration_behavior')
  }
  const discounts = readDiscounts(store, asked.discounts, {
    param: 'discounts',
    line: false,
    customer,
    currency: items[0]?.price.currency ?? '',
    products: parts.map(({ price }) => price.product as string),
    at: start,
    subtotal: parts.reduce((sum, part) => sum + (part.price.unit_amount ?? 0) * part.quantity, 0),
  })
  return { customer, start, anchor: asked.anchor ?? start, free, items, extras, discounts }
}

/** Wordings as integrators quote them: github.com/stripe/stripe-java/issues/454; of the first, unverified. */
function checkAnchor(anchor: number | undefined, start: number) {
  if (anchor === undefined) return
  const param = 'billing_cycle_anchor'
  if (anchor <= start) throw refusal('billing_cycle_anchor must be in the future.', { param })
  const natural = monthsAfter(start, 1)
  if (anchor <= natural) return
  throw refusal(
    `billing_cycle_anchor cannot be later than next natural billing date (${natural}) for plan`,
    { param }
  )
}

interface Place {
  asked: Asked
  param: string
  type: 'recurring' | 'one_time'
}

const PLAYED = ['price', 'price_data', 'quantity', 'discounts', 'metadata', 'discountable']

function readPart(store: Store, given: ItemParams | ExtraParams, place: Place): Part {
  const { asked, param } = place
  const unplayed = Object.keys(given).find((name) => !PLAYED.includes(name))
  if (unplayed) throw notModelled(`${param}[${unplayed}]`, `${param}[${unplayed}]`)
  const price = readPrice(store, given, place)
  const { quantity = 1, discounts, metadata } = given
  if (quantity < 1) throw tooSmall(`${param}[quantity]`, 1)
  const discountable = !('discountable' in given) || given.discountable !== false
  if (!discountable && discounts) {
    // Whether it also shuts out the line's own discounts is not known.
    throw notModelled('discounts beside discountable=false', `${param}[discounts]`)
  }
  return {
    price,
    quantity,
    metadata: withMetadata({}, metadata),
    discountable,
    discounts: readDiscounts(store, discounts, {
      param: `${param}[discounts]`,
      line: true,
      customer: asked.customer,
      currency: price.currency,
      products: [price.product as string],
      at: asked.start,
      subtotal: (price.unit_amount ?? 0) * quantity,
    }),
  }
}

function readPrice(store: Store, given: ItemParams | ExtraParams, { param, type }: Place) {
  const { price: id, price_data: data } = given
  if (data && type === 'recurring') throw notModelled('price_data on items', `${param}[price_data]`)
  if ((id === undefined) === (data === undefined)) {
    throw invalid('You must pass exactly one of price or price_data.', { param })
  }
  if (data) {
    store.get('product', data.product, `${param}[price_data][product]`)
    checkUnitAmount(data.unit_amount, `${param}[price_data][unit_amount]`)
    // An inline price is made for this one use and never active: docs.stripe.com/products-prices
    const { currency, product, unit_amount = 0 } = data
    return makePrice(store, { currency, unit_amount, active: false }, product)
  }
  const price = store.get('price', id as string, `${param}[price]`)
  if (!price.active) {
    throw refusal('The price specified is inactive. This field only accepts active prices.', {
      param: `${param}[price]`,
    })
  }
  if (price.type !== type) {
    throw refusal(
      `The price specified is set to \`type=${price.type}\` but this field only accepts prices with \`type=${type}\`.`,
      { param: `${param}[price]` }
    )
  }
  return price
}
