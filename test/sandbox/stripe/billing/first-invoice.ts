/** Computes a new subscription and its first invoice without storing them; used by preview and billing alike. */
import type Stripe from 'stripe'
import { letters, type Store } from '../store.ts'
import { monthsAfter, nextEnd } from './calendar.ts'
import { type InvoiceDraft, invoiceId, newInvoice } from './invoice.ts'
import { type Draft, makeLines } from './lines.ts'
import { pendingItems, pendingLine } from './pending-items.ts'
import type { Part, Terms } from './subscription-params.ts'

export const firstEnd = ({ anchor, start }: { anchor: number; start: number }) =>
  nextEnd(anchor, start)

/**
 * "calculated … to the second": docs.stripe.com/billing/subscriptions/prorations. Here
 * round(amount × seconds until the anchor ÷ seconds of the month that ends at the anchor); that
 * Stripe takes this very month, and rounds so, is unverified to the cent.
 */
function partOf(amount: number, { anchor, start }: Terms): number {
  if (anchor === start || anchor === monthsAfter(start, 1)) return amount
  const month = anchor - monthsAfter(anchor, -1)
  return Math.min(amount, Math.round((amount * (anchor - start)) / month))
}

const dollars = (price: Stripe.Price) => `$${((price.unit_amount ?? 0) / 100).toFixed(2)}`

const nameOf = (store: Store, price: Stripe.Price) =>
  store.tables.product.get(price.product as string)?.name ?? ''

export interface BilledItem {
  id: string
  part: Part
}

/** The line of an item for one period; `amount` differs from the price's only for a part month. */
export function itemLine(
  store: Store,
  { id, part }: BilledItem,
  subscription: { id: string; metadata: Stripe.Metadata },
  bill: { amount: number; period: { start: number; end: number } }
): Draft {
  const { price, quantity, discounts } = part
  return {
    amount: bill.amount,
    description: `${quantity} × ${nameOf(store, price)} (at ${dollars(price)} / month)`,
    // "Always false for prorations" (InvoiceLineItems.d.ts). Whether a first part month is one is
    // unverified: here it is not, and takes discounts.
    discountable: true,
    discounts,
    // "reflects the current metadata from the subscription": InvoiceLineItems.d.ts
    metadata: subscription.metadata,
    parent: {
      type: 'subscription_item_details',
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: subscription.id,
        subscription_item: id,
      },
    },
    period: bill.period,
    price,
    quantity,
  }
}

function extraLine(store: Store, part: Part, subscription: string, at: number): Draft {
  const { price, quantity, discounts, discountable, metadata } = part
  return {
    amount: (price.unit_amount ?? 0) * quantity,
    description: price.nickname ?? nameOf(store, price),
    discountable,
    discounts,
    metadata,
    parent: {
      type: 'invoice_item_details',
      subscription_item_details: null,
      invoice_item_details: {
        invoice_item: `ii_1${letters(23)}`,
        proration: false,
        proration_details: { credited_items: null },
        subscription,
      },
    },
    period: { start: at, end: at },
    price,
    quantity,
  }
}

/** Invoice items before subscription items: Invoices.d.ts, `lines`. */
export function firstInvoice(
  store: Store,
  terms: Terms,
  subscription: Stripe.Subscription,
  more: Partial<InvoiceDraft> = {}
): Stripe.Invoice {
  const period = { start: terms.start, end: firstEnd(terms) }
  const drafts = [
    ...pendingItems(store, terms.customer).map((item) => pendingLine(store, item)),
    ...terms.extras.map((part) => extraLine(store, part, subscription.id, terms.start)),
    ...terms.items.map((part, index) =>
      itemLine(
        store,
        { id: subscription.items.data[index]?.id ?? '', part },
        { id: subscription.id, metadata: subscription.metadata },
        { amount: partOf((part.price.unit_amount ?? 0) * part.quantity, terms), period }
      )
    ),
  ]
  return newInvoice(store, {
    id: invoiceId(),
    customer: terms.customer,
    lines: makeLines(store, drafts, terms.discounts),
    discounts: terms.discounts,
    reason: 'subscription_create',
    subscription,
    at: terms.start,
    period: { start: terms.start, end: terms.start },
    ...more,
  })
}
