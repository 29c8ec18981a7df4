/** An invoice as it is drafted: its lines, its sums, and whose it is. */
import type Stripe from 'stripe'
import { letters, type Store } from '../store.ts'

type Invoice = Stripe.Invoice

export interface InvoiceDraft {
  id: string
  customer: string | null
  lines: Stripe.InvoiceLineItem[]
  discounts: Stripe.Discount[]
  reason: Stripe.Invoice.BillingReason
  subscription: Stripe.Subscription | null
  at: number
  period: { start: number; end: number }
}

/** docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const LEAST_CENTS = 50

/** What is to be paid now, and what is carried over: docs.stripe.com/billing/customer/balance */
function dues(total: number, balance: number) {
  const due = Math.max(0, total + balance)
  const carried = due > 0 && due < LEAST_CENTS
  return { due: carried ? 0 : due, ending: carried ? due : Math.min(0, total + balance) }
}

export function newInvoice(store: Store, draft: InvoiceDraft): Invoice {
  const { id, lines, subscription } = draft
  const customer = store.tables.customer.get(draft.customer ?? '')
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0)
  const discounted = discountTotals(lines)
  const total = discounted.reduce((rest, { amount }) => rest - amount, subtotal)
  const balance = customer?.balance ?? 0
  const { due, ending } = dues(total, balance)
  for (const line of lines) line.invoice = id
  return {
    ...fixedFields(),
    id,
    amount_due: due,
    amount_remaining: due,
    billing_reason: draft.reason,
    created: draft.at,
    currency: lines[0]?.currency ?? 'usd',
    customer: draft.customer,
    customer_address: customer?.address ?? null,
    customer_email: customer?.email ?? null,
    customer_name: customer?.name ?? null,
    customer_phone: customer?.phone ?? null,
    discounts: draft.discounts.map((discount) => discount.id),
    ending_balance: ending,
    lines: list(lines, `/v1/invoices/${id}/lines`),
    parent: subscription && {
      quote_details: null,
      // "snapshot": docs.stripe.com/metadata
      subscription_details: {
        metadata: { ...subscription.metadata },
        subscription: subscription.id,
      },
      type: 'subscription_details',
    },
    period_end: draft.period.end,
    period_start: draft.period.start,
    starting_balance: balance,
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_discount_amounts: discounted,
    total_excluding_tax: total,
  }
}

function discountTotals(lines: Stripe.InvoiceLineItem[]): Stripe.Invoice.TotalDiscountAmount[] {
  const sums = new Map<string, number>()
  for (const { amount, discount } of lines.flatMap((line) => line.discount_amounts ?? [])) {
    const id = discount as string
    sums.set(id, (sums.get(id) ?? 0) + amount)
  }
  return [...sums].map(([discount, amount]) => ({ amount, discount }))
}

export const list = <T>(data: T[], url: string) =>
  ({ object: 'list', data, has_more: false, url }) as Stripe.ApiList<T>

export const invoiceId = () => `in_1${letters(23)}`

const fixedFields = () => ({
  object: 'invoice' as const,
  account_country: 'US',
  account_name: 'Labour Temple',
  account_tax_ids: null,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_shipping: 0,
  application: null,
  attempt_count: 0,
  attempted: false,
  auto_advance: true,
  automatic_tax: {
    disabled_reason: null,
    enabled: false,
    liability: null,
    provider: null,
    status: null,
  },
  automatically_finalizes_at: null,
  collection_method: 'charge_automatically' as const,
  custom_fields: null,
  customer_account: null,
  customer_shipping: null,
  customer_tax_exempt: 'none' as const,
  customer_tax_ids: [],
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  due_date: null,
  effective_at: null,
  footer: null,
  from_invoice: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  issuer: { type: 'self' as const },
  last_finalization_error: null,
  latest_revision: null,
  livemode: false,
  metadata: {},
  next_payment_attempt: null,
  number: null,
  on_behalf_of: null,
  payment_settings: {
    default_mandate: null,
    payment_method_options: null,
    payment_method_types: null,
  },
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  statement_descriptor: null,
  status: 'draft' as const,
  status_transitions: {
    finalized_at: null,
    marked_uncollectible_at: null,
    paid_at: null,
    voided_at: null,
  },
  test_clock: null,
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: null,
})
