/** Subscriptions that are there: read, noted upon, paid with another card, ended. */
import type Stripe from 'stripe'
import { payInvoiceKey } from '../../core/ids.ts'
import { asVendorError, vendorErrorFrom } from './errors.ts'
import {
  type Invoice,
  invoiceFrom,
  type Setup,
  type Subscription,
  subscriptionFrom,
} from './invoices.ts'
import { MOST_LISTED, since } from './lists.ts'
import { FIRST_INVOICE } from './merge-memberships.ts'

export function subscriptions(stripe: Stripe) {
  return {
    async noteSubscription(id: string, metadata: Record<string, string>) {
      const subscription = await asVendorError(
        'POST /v1/subscriptions/:id',
        stripe.subscriptions.update(id, { metadata })
      )
      return subscription.metadata
    },

    /** As it is now, with its newest invoice. */
    async subscription(id: string): Promise<Subscription> {
      return subscriptionFrom(
        await asVendorError(
          'GET /v1/subscriptions/:id',
          stripe.subscriptions.retrieve(id, { expand: FIRST_INVOICE })
        )
      )
    },

    async invoice(id: string): Promise<Invoice> {
      const expand = ['confirmation_secret']
      return invoiceFrom(
        await asVendorError('GET /v1/invoices/:id', stripe.invoices.retrieve(id, { expand }))
      )
    },

    /**
     * Pays an open invoice with another method. A refused card is no failure here: the subscription
     * tells what came of it. The method is noted first, to be kept once the subscription is live:
     * an incomplete one takes no new default (docs.stripe.com/billing/subscriptions/overview).
     */
    async payWith({ id, invoice }: Subscription, setup: Setup): Promise<void> {
      const method = setup.paymentMethodId
      if (!invoice || !method) return
      const metadata = { second_card: method, payment_method: setup.paymentMethod }
      await asVendorError(
        'POST /v1/subscriptions/:id',
        stripe.subscriptions.update(id, { metadata })
      )
      try {
        const options = { idempotencyKey: payInvoiceKey(setup.id) }
        const params = { payment_method: method, off_session: false }
        await stripe.invoices.pay(invoice.id, params, options)
      } catch (error) {
        const failure = vendorErrorFrom('POST /v1/invoices/:id/pay', error)
        if (failure.status !== 402) throw failure
      }
    },

    /** Renewals are charged to this method from now on; the customer's other payments are not touched. */
    async keepCard(subscriptionId: string, method: string): Promise<true> {
      await asVendorError(
        'POST /v1/subscriptions/:id',
        stripe.subscriptions.update(subscriptionId, { default_payment_method: method })
      )
      return true
    },

    /** The subscription whose invoice a payment was for, or `null`. */
    async subscriptionPaidBy(paymentId: string): Promise<string | null> {
      const found = await asVendorError(
        'GET /v1/invoice_payments',
        stripe.invoicePayments.list({
          payment: { type: 'payment_intent', payment_intent: paymentId },
          expand: ['data.invoice'],
        })
      )
      const invoice = found.data[0]?.invoice
      if (!invoice || typeof invoice === 'string' || invoice.deleted) return null
      return invoiceFrom(invoice).subscriptionId
    },

    /** Ends one whose first payment never came; one that is gone already stays gone. */
    async cancelSubscription(id: string): Promise<void> {
      try {
        await stripe.subscriptions.cancel(id, { invoice_now: false, prorate: false })
      } catch (error) {
        const failure = vendorErrorFrom('DELETE /v1/subscriptions/:id', error)
        if (failure.status !== 404) throw failure
      }
    },

    /** Those begun since an instant that are paid for, newest first. */
    async subscriptionsSince(sinceMs: number): Promise<Subscription[]> {
      const found = await asVendorError(
        'GET /v1/subscriptions',
        stripe.subscriptions
          .list({
            created: since(sinceMs),
            status: 'active',
            limit: 100,
            expand: ['data.latest_invoice'],
          })
          .autoPagingToArray({ limit: MOST_LISTED })
      )
      return found.map(subscriptionFrom)
    },
  }
}
