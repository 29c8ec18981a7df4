/** What was begun within a stretch of time, handed on one by one. */
import type Stripe from 'stripe'
import type { Span } from '../../core/month.ts'
import { type Invoice, invoiceFrom } from './invoices.ts'
import { forEachOf } from './lists.ts'
import { type Payment, paymentFrom } from './payments.ts'
import { type SetupIntent, setupIntentFrom } from './setup-intents.ts'
import { type Subscription, subscriptionFrom } from './subscriptions.ts'

/** `true` when all were seen, `false` when there are more than may be read. */
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

  /** Whatever became of them. */
  const eachSubscription: Each<Subscription> = (span, visit) => {
    const found = stripe.subscriptions.list({ ...within(span), status: 'all' })
    return forEachOf('GET /v1/subscriptions', found, (one) => visit(subscriptionFrom(one)))
  }

  /** With the payment that was made for each. */
  const eachInvoice: Each<Invoice> = (span, visit) => {
    const found = stripe.invoices.list({ ...within(span), expand: ['data.payments'] })
    return forEachOf('GET /v1/invoices', found, (one) => visit(invoiceFrom(one)))
  }

  return { eachPayment, eachSetup, eachSubscription, eachInvoice }
}
