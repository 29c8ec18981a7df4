/** Visits all Stripe objects of a type that were created in a time span. */
import type Stripe from 'stripe'
import type { Span } from '../../core/month.ts'
import { UnreadableAnswer } from '../../core/vendor-error.ts'
import { type Invoice, invoiceFrom } from './invoices.ts'
import { collected, forEachOf } from './lists.ts'
import { type Payment, paymentFrom } from './payments.ts'
import { type SetupIntent, setupIntentFrom } from './setup-intents.ts'
import { type Subscriber, subscriberFrom } from './subscribers.ts'
import { type Subscription, subscriptionFrom } from './subscriptions.ts'

/** Calls `visit` for each object. Returns `false` if the limit was reached before the end. */
type Each<T, S = Span> = (span: S, visit: (one: T) => void) => Promise<boolean>

/** Without an end: everything until now, by Stripe's clock. */
type OpenSpan = Omit<Span, 'toMs'> & Partial<Span>

const PAGE = 100

const within = ({ fromMs, toMs }: OpenSpan) => ({
  created: {
    gte: Math.floor(fromMs / 1000),
    ...(toMs !== undefined && { lt: Math.floor(toMs / 1000) }),
  },
  limit: PAGE,
})

export function listing(stripe: Stripe) {
  const eachPayment: Each<Payment> = (span, visit) => {
    const found = stripe.paymentIntents.list({ ...within(span), expand: ['data.latest_charge'] })
    return forEachOf('GET /v1/payment_intents', found, (one) => visit(paymentFrom(one)))
  }

  /**
   * Payments that succeeded, by the time of their charge. Read from the charges: an intent that nobody has
   * paid has none, so that any number of unpaid intents costs nothing.
   */
  const eachPaid: Each<Payment, OpenSpan> = (span, visit) => {
    const found = stripe.charges.list({ ...within(span), expand: ['data.payment_intent'] })
    return forEachOf('GET /v1/charges', found, (charge) => {
      const intent = charge.payment_intent
      if (charge.status !== 'succeeded' || !intent) return
      if (typeof intent === 'string') throw new UnreadableAnswer('stripe', 'GET /v1/charges')
      visit(paymentFrom({ ...intent, latest_charge: charge }))
    })
  }

  const eachSetup: Each<SetupIntent, OpenSpan> = (span, visit) =>
    forEachOf('GET /v1/setup_intents', stripe.setupIntents.list(within(span)), (one) =>
      visit(setupIntentFrom(one))
    )

  /** Set-ups of any status, newest first, without the customers' subscriptions. */
  const setupsSince = (fromMs: number): Promise<SetupIntent[]> =>
    collected('GET /v1/setup_intents', eachSetup, { fromMs })

  /** Subscriptions of every status. */
  const eachSubscription: Each<Subscription, OpenSpan> = (span, visit) => {
    const found = stripe.subscriptions.list({ ...within(span), status: 'all' })
    return forEachOf('GET /v1/subscriptions', found, (one) => visit(subscriptionFrom(one)))
  }

  /**
   * The subscriptions of everybody, with customer and newest invoice: all but the cancelled ones, or those
   * too. Returns `false` if the limit was reached before the end.
   */
  async function eachSubscriber(
    which: 'not-cancelled' | 'any',
    visit: (one: Subscriber) => void
  ): Promise<boolean> {
    const found = stripe.subscriptions.list({
      limit: PAGE,
      expand: ['data.customer', 'data.latest_invoice'],
      ...(which === 'any' && { status: 'all' as const }),
    })
    return forEachOf('GET /v1/subscriptions', found, (one) => visit(subscriberFrom(one)))
  }

  /** Invoices with their payments. */
  const eachInvoice: Each<Invoice> = (span, visit) => {
    const found = stripe.invoices.list({ ...within(span), expand: ['data.payments'] })
    return forEachOf('GET /v1/invoices', found, (one) => visit(invoiceFrom(one)))
  }

  /** Payments that succeeded since an instant, newest first. */
  const paidSince = (fromMs: number): Promise<Payment[]> =>
    collected('GET /v1/charges', eachPaid, { fromMs })

  return {
    ...{ eachPayment, eachPaid, paidSince, eachSetup, setupsSince },
    ...{ eachSubscription, eachSubscriber, eachInvoice },
  }
}
