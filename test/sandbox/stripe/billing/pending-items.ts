/** Invoice items that wait for the customer's next invoice: docs.stripe.com/billing/invoices/subscription */
import type Stripe from 'stripe'
import { withMetadata } from '../checks.ts'
import { notModelled } from '../errors.ts'
import { makePrice } from '../prices.ts'
import { route } from '../route.ts'
import { letters, type Store } from '../store.ts'
import type { Draft } from './lines.ts'

type Item = Stripe.InvoiceItem

function create(store: Store, params: Stripe.InvoiceItemCreateParams): Item {
  const { customer, price_data: data, description, metadata } = params
  store.get('customer', customer ?? '', 'customer')
  if (!data) throw notModelled('invoice items without price_data', 'price_data')
  store.get('product', data.product, 'price_data[product]')
  const amount = data.unit_amount ?? 0
  const price = makePrice(
    store,
    { currency: data.currency, unit_amount: amount, active: false },
    data.product
  )
  store.put('price', price)
  const at = store.seconds()
  const item = {
    id: `ii_1${letters(23)}`,
    object: 'invoiceitem' as const,
    amount,
    currency: data.currency,
    customer: customer ?? '',
    customer_account: null,
    date: at,
    description: description ?? null,
    discountable: true,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: withMetadata({}, metadata),
    parent: null,
    period: { start: at, end: at },
    pricing: {
      type: 'price_details',
      price_details: { price: price.id, product: data.product },
      unit_amount_decimal: price.unit_amount_decimal,
    },
    proration: false,
    quantity: 1,
    tax_rates: null,
    test_clock: null,
  } as unknown as Item
  store.put('invoiceitem', item)
  return item
}

export const pendingItems = (store: Store, customer: string | null): Item[] =>
  store.all('invoiceitem').filter((one) => one.customer === customer && one.invoice === null)

/** The subscription's first invoice takes them along, and so does its preview. */
export function pendingLine(store: Store, item: Item): Draft {
  return {
    amount: item.amount,
    description: item.description ?? '',
    discountable: true,
    discounts: [],
    metadata: item.metadata ?? {},
    parent: {
      type: 'invoice_item_details',
      subscription_item_details: null,
      invoice_item_details: {
        invoice_item: item.id,
        proration: false,
        proration_details: { credited_items: null },
        subscription: null,
      },
    },
    period: item.period,
    price: store.get('price', String(item.pricing?.price_details?.price)),
    quantity: 1,
  }
}

export const invoiceItems = [
  route('POST /v1/invoiceitems', {
    returns: 'invoiceitem',
    takes: ['customer', 'description', 'metadata', 'price_data'],
    run: ({ store, params }) => create(store, params),
  }),
]
