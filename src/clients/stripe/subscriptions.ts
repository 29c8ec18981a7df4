/** Subscriptions: preview, create, read, update, pay with another card, cancel. */
import type Stripe from 'stripe'
import { initiationKind, payInvoiceKey, subscriptionKey } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import type { TryCounter } from '../../core/tries.ts'
import { VendorError } from '../../core/vendor-error.ts'
import { asVendorError, createOnce, isTermsRejection, vendorErrorFrom } from './errors.ts'
import {
  amountsOf,
  FIRST_INVOICE,
  type FirstInvoiceAmounts,
  type Invoice,
  invoiceFrom,
} from './invoices.ts'
import { idOf, MAX_LISTED } from './lists.ts'

/** The card or bank account that a SetupIntent has set up. */
interface PayingSetup {
  id: string
  paymentMethodId: string | null
  /** As people read it: "Visa ending in 4242". */
  paymentMethod: string | null
}

export function subscriptions(stripe: Stripe, tries: TryCounter) {
  return {
    async updateSubscriptionMetadata(id: string, metadata: Record<string, string>) {
      const subscription = await asVendorError(
        'POST /v1/subscriptions/:id',
        stripe.subscriptions.update(id, { metadata })
      )
      return subscription.metadata
    },

    /** The current subscription with its newest invoice. */
    async subscription(id: string): Promise<Subscription> {
      return subscriptionFrom(
        await asVendorError(
          'GET /v1/subscriptions/:id',
          stripe.subscriptions.retrieve(id, { expand: NEWEST_INVOICE })
        )
      )
    },

    async getInvoice(id: string): Promise<Invoice> {
      const expand = ['confirmation_secret']
      return invoiceFrom(
        await asVendorError('GET /v1/invoices/:id', stripe.invoices.retrieve(id, { expand }))
      )
    },

    /** The invoice with which a subscription began; `null` when Stripe lists none. */
    async firstInvoiceOf(subscriptionId: string): Promise<Invoice | null> {
      const found = await asVendorError(
        'GET /v1/invoices',
        stripe.invoices
          .list({ subscription: subscriptionId, limit: 100 })
          .autoPagingToArray({ limit: MAX_LISTED })
      )
      const first = found.find((invoice) => invoice.billing_reason === FIRST_INVOICE)
      return first ? invoiceFrom(first) : null
    },

    /**
     * Pays an open invoice with another payment method. A declined card does not throw: read the
     * subscription to see the result. The method is first written to the metadata and becomes the
     * default later, because an incomplete subscription accepts no new default (docs.stripe.com/billing/subscriptions/overview).
     */
    async payOpenInvoice({ id, invoice }: Subscription, setup: PayingSetup): Promise<void> {
      const method = setup.paymentMethodId
      if (!invoice || !method) return
      const metadata = { second_card: method, payment_method: setup.paymentMethod }
      await asVendorError(
        'POST /v1/subscriptions/:id',
        stripe.subscriptions.update(id, { metadata })
      )
      const params = { payment_method: method, off_session: false }
      try {
        await createOnce({
          operation: 'POST /v1/invoices/:id/pay',
          key: payInvoiceKey(setup.id),
          tries,
          create: (idempotencyKey) => stripe.invoices.pay(invoice.id, params, { idempotencyKey }),
          find: () => triedWith(stripe, invoice.id, method),
        })
      } catch (error) {
        if (!(error instanceof VendorError && error.status === 402)) throw error
      }
    },

    /** Renewals are charged to this method from now on; the customer's other payments are not touched. */
    async setDefaultPaymentMethod(subscriptionId: string, method: string): Promise<true> {
      await asVendorError(
        'POST /v1/subscriptions/:id',
        stripe.subscriptions.update(subscriptionId, { default_payment_method: method })
      )
      return true
    },

    /** The subscription whose invoice a payment was for, or `null`. */
    async subscriptionOfPayment(paymentId: string): Promise<string | null> {
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

    /** Cancels a subscription without a final invoice. A 404 counts as cancelled. */
    async cancelSubscription(id: string): Promise<void> {
      try {
        await stripe.subscriptions.cancel(id, { invoice_now: false, prorate: false })
      } catch (error) {
        const failure = vendorErrorFrom('DELETE /v1/subscriptions/:id', error)
        if (failure.status !== 404) throw failure
      }
    },
  }
}

/** The invoice if it is no longer open, or if a payment with this method is under way. */
async function triedWith(
  stripe: Stripe,
  invoiceId: string,
  method: string
): Promise<Stripe.Invoice | undefined> {
  const expand = ['payments.data.payment.payment_intent']
  const invoice = await stripe.invoices.retrieve(invoiceId, { expand })
  const intent = invoice.payments?.data.at(-1)?.payment.payment_intent
  if (invoice.status !== 'open' || !intent || typeof intent === 'string') return invoice
  const underWay = ['processing', 'requires_action', 'succeeded'].includes(intent.status)
  return underWay && idOf(intent.payment_method) === method ? invoice : undefined
}

export interface Subscription {
  id: string
  status: Stripe.Subscription.Status
  customerId: string
  metadata: Record<string, string>
  priceIds: string[]
  startMs: number
  /** When the current period ends; `null` when Stripe does not say. */
  periodEndMs: number | null
  /** The first invoice, or the newest; `null` unless it was asked for. */
  invoice: Invoice | null
}

export function subscriptionFrom(subscription: Stripe.Subscription): Subscription {
  const invoice = subscription.latest_invoice
  const periodEnd = subscription.items.data[0]?.current_period_end
  return {
    id: subscription.id,
    status: subscription.status,
    customerId: idOf(subscription.customer) ?? '',
    metadata: subscription.metadata,
    priceIds: subscription.items.data.map((item) => item.price.id),
    startMs: subscription.start_date * 1000,
    periodEndMs: periodEnd ? periodEnd * 1000 : null,
    invoice: invoice && typeof invoice === 'object' ? invoiceFrom(invoice) : null,
  }
}

/** What is billed, fixed when the customer clicked Join. Ids are Stripe's. */
export interface Terms {
  priceId: string
  initiationProductId: string
  initiationCents: number
  /** `null` for a plan billed from the day of joining. */
  anchorMs: number | null
  autoPromoId: string | null
  manualPromoId: string | null
}

export interface SubscriptionOrder extends Terms {
  attemptId: string
  customerId: string
  paymentMethodId: string
  description: string
  metadata: Record<string, string>
}

/**
 * Stripe's default nets the discounts of a prorated line into its amount (changelog of 2025-09-30).
 * Whether a first part month counts as prorated is unverified.
 */
const BILLING_MODE = {
  type: 'flexible',
  flexible: { proration_discounts: 'itemized' },
} as const

const NEWEST_INVOICE = ['latest_invoice.confirmation_secret', 'latest_invoice.payments']
export const ENDED = ['canceled', 'incomplete_expired']

/** One page, more than any customer has. */
const MAX_SUBSCRIPTIONS = 100
export const codes = (promoId: string | null) => (promoId ? [{ promotion_code: promoId }] : [])
export const initiation = ({ initiationProductId, initiationCents, autoPromoId }: Terms) => ({
  price_data: { currency: 'usd', product: initiationProductId, unit_amount: initiationCents },
  quantity: 1,
  discountable: true,
  discounts: codes(autoPromoId),
})
function nullIfRefused(error: unknown): null {
  if (isTermsRejection(error)) return null
  throw error
}

/** Which parameter Stripe names when a code does not fit is unverified: with a code any 400 may mean it. */
function nullIfCodeMayNotFit(error: unknown, { autoPromoId, manualPromoId }: Terms): null {
  const status = error instanceof VendorError ? error.status : null
  if (status !== 400 || !(autoPromoId || manualPromoId)) return nullIfRefused(error)
  log.previewRefused([autoPromoId, manualPromoId].filter(Boolean).join(' '))
  return null
}

export function memberships(stripe: Stripe, tries: TryCounter) {
  async function subscriptionsOf(customerId: string): Promise<Stripe.Subscription[]> {
    const params = { customer: customerId, status: 'all', limit: MAX_SUBSCRIPTIONS } as const
    return (await stripe.subscriptions.list(params)).data
  }

  return {
    /**
     * Amounts of the first invoice if created now, in cents; `null` when Stripe refuses a code. Without
     * `customerId` it contains nothing that the customer owes or has in credit from before.
     */
    async previewFirstInvoice(
      terms: Terms,
      customerId?: string
    ): Promise<FirstInvoiceAmounts | null> {
      const { priceId, anchorMs, manualPromoId } = terms
      const preview = await asVendorError(
        'POST /v1/invoices/create_preview',
        stripe.invoices.createPreview({
          currency: 'usd',
          ...(customerId === undefined ? {} : { customer: customerId }),
          subscription_details: {
            items: [{ price: priceId, quantity: 1, discounts: codes(manualPromoId) }],
            proration_behavior: 'create_prorations',
            billing_mode: BILLING_MODE,
            ...(anchorMs === null
              ? {}
              : { billing_cycle_anchor: { type: 'timestamp', timestamp: anchorMs / 1000 } }),
          },
          invoice_items: [{ ...initiation(terms), metadata: initiationKind }],
        })
      ).catch((error) => nullIfCodeMayNotFit(error, terms))
      return preview && amountsOf(preview, terms.initiationProductId)
    },

    /**
     * The plan and its initiation fee in one call: neither is billed without the other. `null`
     * when Stripe refuses the terms.
     */
    async subscribe(order: SubscriptionOrder): Promise<Subscription | null> {
      const { customerId, anchorMs } = order
      const metadata = { ...order.metadata, attempt_id: order.attemptId }
      const params: Stripe.SubscriptionCreateParams = {
        customer: customerId,
        default_payment_method: order.paymentMethodId,
        collection_method: 'charge_automatically',
        items: [{ price: order.priceId, quantity: 1, discounts: codes(order.manualPromoId) }],
        add_invoice_items: [{ ...initiation(order), metadata: initiationKind }],
        ...(anchorMs === null ? {} : { billing_cycle_anchor: anchorMs / 1000 }),
        proration_behavior: 'create_prorations',
        billing_mode: BILLING_MODE,
        payment_behavior: 'allow_incomplete',
        off_session: false,
        payment_settings: { save_default_payment_method: 'off' },
        description: order.description,
        metadata,
        expand: NEWEST_INVOICE,
      }
      const made = await createOnce({
        operation: 'POST /v1/subscriptions',
        key: subscriptionKey(order.attemptId),
        tries,
        create: (idempotencyKey) => stripe.subscriptions.create(params, { idempotencyKey }),
        find: async () => {
          const all = await subscriptionsOf(customerId)
          const ours = all.find(({ metadata: of, status }) => {
            return of.attempt_id === order.attemptId && !ENDED.includes(status)
          })
          return ours && stripe.subscriptions.retrieve(ours.id, { expand: NEWEST_INVOICE })
        },
      }).catch(nullIfRefused)
      return made && subscriptionFrom(made)
    },
  }
}
