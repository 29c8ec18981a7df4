/** Visits all Stripe objects of a type that were created in a time span. */
import type Stripe from 'stripe'
import type { Span } from '../../core/month.ts'
import { type Invoice, invoiceFrom } from './invoices.ts'
import { forEachOf } from './lists.ts'
import { type Payment, paymentFrom } from './payments.ts'
import { type SetupIntent, setupIntentFrom } from './setup-intents.ts'
import { type Subscriber, subscriberFrom } from './subscribers.ts'
import { type Subscription, subscriptionFrom } from './subscriptions.ts'

/** Calls `visit` for each object. Returns `false` if the limit was reached before the end. */
type Each<T> = (span: Span, visit: (one: T) => void) => Promise<boolean>

const PAGE = 100

const within = ({ fromMs, toMs }: Span) => ({
  created: { gte: Math.floor(fromMs / 1000), lt: Math.floor(toMs / 1000) },
  limit: PAGE,
})

export function listing(stripe: Stripe) {
  const eachPayment: Each<Payment> = (span, visit) => {
    const found = stripe.paymentIntents.list({ ...within(span), expand: ['data.latest_charge'] })
    return forEachOf('GET /v1/payment_intents', found, (one) => visit(paymentFrom(one)))
  }

  const eachSetup: Each<SetupIntent> = (span, visit) =>
    forEachOf('GET /v1/setup_intents', stripe.setupIntents.list(within(span)), (one) =>
      visit(setupIntentFrom(one))
    )

  /** Subscriptions of every status. */
  const eachSubscription: Each<Subscription> = (span, visit) => {
    const found = stripe.subscriptions.list({ ...within(span), status: 'all' })
    return forEachOf('GET /v1/subscriptions', found, (one) => visit(subscriptionFrom(one)))
  }

  /**
   * The subscriptions of everybody, with customer and newest invoice: all but the cancelled ones, or only
   * those. Returns `false` if the limit was reached before the end.
   */
  async function eachSubscriber(
    which: 'not-cancelled' | 'cancelled',
    visit: (one: Subscriber) => void
  ): Promise<boolean> {
    const found = stripe.subscriptions.list({
      limit: PAGE,
      expand: ['data.customer', 'data.latest_invoice'],
      ...(which === 'cancelled' && { status: 'canceled' as const }),
    })
    return forEachOf('GET /v1/subscriptions', found, (one) => visit(subscriberFrom(one)))
  }

  /** Invoices with their payments. */
  const eachInvoice: Each<Invoice> = (span, visit) => {
    const found = stripe.invoices.list({ ...within(span), expand: ['data.payments'] })
    return forEachOf('GET /v1/invoices', found, (one) => visit(invoiceFrom(one)))
  }

  return { eachPayment, eachSetup, eachSubscription, eachSubscriber, eachInvoice }
}
