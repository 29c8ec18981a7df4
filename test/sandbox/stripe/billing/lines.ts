/** Invoice lines: the amount, the period, and the share of each discount. */
import type Stripe from 'stripe'
import { decimal } from '../prices.ts'
import { letters, type Store } from '../store.ts'
import { couponOf, covers, cut } from './discounts.ts'

type Line = Stripe.InvoiceLineItem

export interface Draft {
  amount: number
  description: string
  discountable: boolean
  discounts: Stripe.Discount[]
  metadata: Stripe.Metadata
  parent: Stripe.InvoiceLineItem.Parent
  period: Stripe.InvoiceLineItem.Period
  price: Stripe.Price
  quantity: number
}

/** Line discounts first, then the invoice's over what is left: InvoiceLineItems.d.ts, `discounts`. */
export function makeLines(store: Store, drafts: Draft[], overall: Stripe.Discount[]): Line[] {
  const lines = drafts.map((draft) => makeLine(store, draft))
  for (const discount of overall) {
    const coupon = couponOf(store, discount)
    const fit = lines.filter((line) => line.discountable && covers(coupon, productOf(line)))
    spread(coupon, fit).forEach((amount, index) => {
      fit[index]?.discount_amounts?.push({ amount, discount: discount.id })
    })
  }
  return lines
}

/** A sum is shared out in proportion, its odd cents on the last line: unverified to the cent. */
function spread(coupon: Stripe.Coupon, lines: Line[]): number[] {
  const lefts = lines.map(left)
  const currency = lines[0]?.currency ?? ''
  if (coupon.amount_off === null) return lefts.map((amount) => cut(coupon, amount, currency))
  const total = lefts.reduce((sum, amount) => sum + amount, 0)
  const off = cut(coupon, total, currency)
  const shares = lefts.map((amount) => (total ? Math.floor((off * amount) / total) : 0))
  const odd = off - shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share, index) => (index === shares.length - 1 ? share + odd : share))
}

const left = (line: Line) =>
  (line.discount_amounts ?? []).reduce((rest, { amount }) => rest - amount, line.amount)

const productOf = (line: Line) => line.pricing?.price_details?.product ?? ''

function makeLine(store: Store, draft: Draft): Line {
  const { amount, discounts, price, quantity } = draft
  const line: Line = {
    id: `il_1${letters(23)}`,
    object: 'line_item',
    amount,
    currency: price.currency,
    description: draft.description,
    discount_amounts: [],
    discountable: draft.discountable,
    discounts: discounts.map(({ id }) => id),
    invoice: null,
    livemode: false,
    metadata: { ...draft.metadata },
    parent: draft.parent,
    period: draft.period,
    pretax_credit_amounts: [],
    pricing: {
      type: 'price_details',
      price_details: { price: price.id, product: price.product as string },
      unit_amount_decimal: price.unit_amount_decimal,
    },
    quantity,
    quantity_decimal: decimal(quantity),
    subscription: null,
    subtotal: amount,
    taxes: [],
  }
  for (const discount of discounts) {
    const off = cut(couponOf(store, discount), left(line), line.currency)
    line.discount_amounts?.push({ amount: off, discount: discount.id })
  }
  return line
}
