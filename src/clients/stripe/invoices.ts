/** What we read of set-ups, subscriptions and their invoices. */
import type Stripe from 'stripe'
import type { FirstInvoice } from '../../memberships/rules/quote.ts'
import { idOf, methodInWords } from './merge-shapes.ts'

/** A SetupIntent with its customer's subscriptions; plain data, so that a durable step can remember it. */
export interface Setup {
  id: string
  status: Stripe.SetupIntent.Status
  clientSecret: string
  createdMs: number
  customerId: string | null
  metadata: Record<string, string>
  paymentMethodId: string | null
  /** `'Visa ending in 4242'`, empty when it cannot be read. */
  paymentMethod: string
  subscriptions: Subscription[]
}

export interface Subscription {
  id: string
  status: Stripe.Subscription.Status
  customerId: string
  metadata: Record<string, string>
  priceIds: string[]
  startMs: number
  /** The first invoice, or the newest; `null` unless it was asked for. */
  invoice: Invoice | null
}

export interface Invoice {
  id: string
  number: string
  status: Stripe.Invoice.Status | null
  totalCents: number
  amounts: FirstInvoice
  paidMs: number | null
  /** Where the customer sees and downloads it. */
  url: string
  subscriptionId: string | null
  billingReason: string
  /** For `stripe.handleNextAction`, while its payment asks for one. */
  confirmationSecret: string | null
  /** The payment under way for it. */
  paymentIntentId: string | null
}

export function setupFrom(intent: Stripe.SetupIntent): Setup {
  const { customer, payment_method: method } = intent
  const whole = customer && typeof customer === 'object' && !customer.deleted ? customer : null
  return {
    id: intent.id,
    status: intent.status,
    clientSecret: intent.client_secret ?? '',
    createdMs: intent.created * 1000,
    customerId: idOf(customer),
    metadata: intent.metadata ?? {},
    paymentMethodId: idOf(method),
    paymentMethod: method && typeof method === 'object' ? (methodInWords(method) ?? '') : '',
    subscriptions: (whole?.subscriptions?.data ?? []).map(subscriptionFrom),
  }
}

export function subscriptionFrom(subscription: Stripe.Subscription): Subscription {
  const invoice = subscription.latest_invoice
  return {
    id: subscription.id,
    status: subscription.status,
    customerId: idOf(subscription.customer) ?? '',
    metadata: subscription.metadata,
    priceIds: subscription.items.data.map((item) => item.price.id),
    startMs: subscription.start_date * 1000,
    invoice: invoice && typeof invoice === 'object' ? invoiceFrom(invoice) : null,
  }
}

export function invoiceFrom(invoice: Stripe.Invoice): Invoice {
  const paidAt = invoice.status_transitions?.paid_at
  return {
    id: invoice.id ?? '',
    number: invoice.number ?? invoice.id ?? '',
    status: invoice.status,
    totalCents: invoice.total,
    amounts: amountsOf(invoice),
    paidMs: paidAt ? paidAt * 1000 : null,
    url: invoice.hosted_invoice_url ?? '',
    subscriptionId: idOf(invoice.parent?.subscription_details?.subscription ?? null),
    billingReason: invoice.billing_reason ?? '',
    confirmationSecret: invoice.confirmation_secret?.client_secret ?? null,
    paymentIntentId: idOf(invoice.payments?.data.at(-1)?.payment.payment_intent ?? null),
  }
}

/** The first invoice's amounts as Stripe itself reckons them, discounts not yet taken off. */
export function amountsOf(preview: Stripe.Invoice): FirstInvoice {
  const sums = {
    planCents: 0,
    planDiscountCents: 0,
    initiationCents: 0,
    initiationDiscountCents: 0,
  }
  for (const line of preview.lines.data) {
    const off = (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0)
    const ofPlan = line.parent?.type === 'subscription_item_details'
    sums[ofPlan ? 'planCents' : 'initiationCents'] += line.amount
    sums[ofPlan ? 'planDiscountCents' : 'initiationDiscountCents'] += off
  }
  return sums
}
