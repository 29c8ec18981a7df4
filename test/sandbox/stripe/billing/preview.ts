/** `invoices.createPreview` of a new subscription: what its creation would bill at that second. */
import type Stripe from 'stripe'
import { invalid, notModelled, refusal } from '../errors.ts'
import { letters, type Store } from '../store.ts'
import { firstInvoice } from './first-invoice.ts'
import { newSubscription } from './subscription.ts'
import { readTerms } from './subscription-params.ts'

type Params = Stripe.InvoiceCreatePreviewParams
type Details = Params['subscription_details']

export function preview(store: Store, params: Params): Stripe.Invoice {
  const { customer, subscription_details: details = {} } = params
  // Neither customer nor customer_details is needed without automatic_tax: Invoices.d.ts
  if (customer) store.get('customer', customer, 'customer')
  checkPlayed(details)
  const terms = readTerms(store, {
    customer: customer ?? null,
    start: details.start_date ?? store.seconds(),
    anchor: anchorOf(details),
    proration: details.proration_behavior,
    items: {
      given: (details.items ?? []) as Stripe.SubscriptionCreateParams.Item[],
      param: 'subscription_details[items]',
    },
    extras: {
      given: (params.invoice_items ??
        []) as unknown as Stripe.SubscriptionCreateParams.AddInvoiceItem[],
      param: 'invoice_items',
    },
    discounts: params.discounts || undefined,
  })
  const currency = terms.items[0]?.price.currency
  if (params.currency && params.currency !== currency) {
    // Wording unverified.
    throw refusal(`The prices are in ${currency}, not in ${params.currency}.`, {
      param: 'currency',
    })
  }
  if (terms.free) throw notModelled('previews of proration_behavior=none', 'subscription_details')
  const subscription = newSubscription(store, terms, { metadata: details.metadata ?? {} })
  const invoice = firstInvoice(store, terms, subscription, {
    id: `upcoming_in_1${letters(23)}`,
    // "Reserved for upcoming invoices": Invoices.d.ts, `billing_reason`
    reason: 'upcoming',
  })
  // There is no subscription yet to name; what Stripe names instead is unverified.
  invoice.parent = null
  return invoice
}

const PLAYED = [
  'billing_cycle_anchor',
  'billing_mode',
  'items',
  'metadata',
  'proration_behavior',
  'start_date',
]

function checkPlayed(details: NonNullable<Details>) {
  const unplayed = Object.keys(details).find((name) => !PLAYED.includes(name))
  if (unplayed) throw notModelled(unplayed, `subscription_details[${unplayed}]`)
}

/** An object since 2026-09-30.endive, though creation takes a plain number: CHANGELOG.md of stripe 23.0.0 */
function anchorOf({ billing_cycle_anchor: anchor }: NonNullable<Details>): number | undefined {
  if (!anchor || anchor.type === 'now') return undefined
  const param = 'subscription_details[billing_cycle_anchor]'
  if (anchor.type !== 'timestamp') throw notModelled(`${param}[type]=${anchor.type}`, param)
  if (anchor.timestamp !== undefined) return anchor.timestamp
  throw invalid(`Missing required param: ${param}[timestamp].`, {
    code: 'parameter_missing',
    param: `${param}[timestamp]`,
  })
}
