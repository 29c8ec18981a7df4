/** Invoices of subscriptions, with the fields that we need. */
import type Stripe from 'stripe'
import { initiationKind } from '../../core/ids.ts'
import { idOf } from './lists.ts'
import { stripeUrl } from './urls.ts'

export interface Invoice {
  id: string
  number: string
  status: Stripe.Invoice.Status | null
  totalCents: number
  /** What is to be paid: less than the total after a credit, 0 if Stripe adds a small total to the next invoice. */
  dueCents: number
  amounts: FirstInvoiceAmounts
  paidMs: number | null
  /** Stripe's page where the customer can view, download and pay it; empty if the address is not Stripe's. */
  url: string
  subscriptionId: string | null
  billingReason: string
  /** For `stripe.handleNextAction`, while the payment requires an action. */
  confirmationSecret: string | null
  /** The newest payment of the invoice. */
  paymentIntentId: string | null
}

/** `billingReason` of the invoice with which a subscription begins. */
export const FIRST_INVOICE = 'subscription_create'

/** Stripe charges $0.50 or more; a smaller total is added to the next invoice (docs.stripe.com/billing/customer/balance). */
export function isCarriedOver({ totalCents, dueCents }: Invoice): boolean {
  return totalCents > 0 && dueCents === 0
}

export function invoiceFrom(invoice: Stripe.Invoice): Invoice {
  const paidAt = invoice.status_transitions?.paid_at
  return {
    id: invoice.id ?? '',
    number: invoice.number ?? invoice.id ?? '',
    status: invoice.status,
    totalCents: invoice.total,
    dueCents: invoice.amount_due,
    amounts: amountsOf(invoice),
    paidMs: paidAt ? paidAt * 1000 : null,
    url: stripeUrl(invoice.hosted_invoice_url),
    subscriptionId: idOf(invoice.parent?.subscription_details?.subscription ?? null),
    billingReason: invoice.billing_reason ?? '',
    confirmationSecret: invoice.confirmation_secret?.client_secret ?? null,
    paymentIntentId: idOf(invoice.payments?.data.at(-1)?.payment.payment_intent ?? null),
  }
}

/** Stripe's amounts of the first invoice, before discounts. */
export function amountsOf(
  preview: Stripe.Invoice,
  initiationProductId?: string
): FirstInvoiceAmounts {
  const sums = {
    planCents: 0,
    planDiscountCents: 0,
    initiationCents: 0,
    initiationDiscountCents: 0,
  }
  const isInitiation = initiationOf(preview.lines.data, initiationProductId)
  let sum = 0
  for (const line of preview.lines.data) {
    const off = (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0)
    const ofPlan = line.parent?.type === 'subscription_item_details'
    if (!ofPlan && !isInitiation(line)) continue
    sums[ofPlan ? 'planCents' : 'initiationCents'] += line.amount
    sums[ofPlan ? 'planDiscountCents' : 'initiationDiscountCents'] += off
    sum += line.amount - off
  }
  return { ...sums, owedCents: preview.amount_due - sum }
}

/**
 * The initiation fee is told from other items of the customer by our mark. Whether Stripe repeats the
 * mark in a preview is unverified: without any, the fee is known by its product.
 */
function initiationOf(lines: Stripe.InvoiceLineItem[], productId?: string) {
  const isMarked = ({ metadata }: Stripe.InvoiceLineItem) => metadata.kind === initiationKind.kind
  if (productId === undefined || lines.some(isMarked)) return isMarked
  return ({ pricing }: Stripe.InvoiceLineItem) => pricing?.price_details?.product === productId
}

/** Amounts of the first invoice in cents, calculated by our rule for the page or by Stripe. */
export interface FirstInvoiceAmounts {
  planCents: number
  planDiscountCents: number
  initiationCents: number
  initiationDiscountCents: number
  /**
   * What is charged beside plan and fee: owed from before, or less than 0 for a credit and for a sum
   * below Stripe's least charge, which is added to the next invoice.
   */
  owedCents: number
}
