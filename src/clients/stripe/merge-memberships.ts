/** Memberships at Stripe: what joining would cost, the subscription and its invoices. */
import type Stripe from 'stripe'
import { initiationKind, subscriptionKey } from '../../core/ids.ts'
import type { FirstInvoice } from '../../memberships/rules/quote.ts'
import { asVendorError, keyed, refusesTerms } from './errors.ts'
import { amountsOf, type Subscription, subscriptionFrom } from './invoices.ts'

/** What is billed: ids of Stripe's, frozen when Join was pressed. */
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

export const FIRST_INVOICE = ['latest_invoice.confirmation_secret', 'latest_invoice.payments']

const ENDED = ['canceled', 'incomplete_expired']

/** One page holds every subscription a person of this house ever had. */
const MOST_SUBSCRIPTIONS = 100

const codes = (promoId: string | null) => (promoId ? [{ promotion_code: promoId }] : [])
const initiation = ({ initiationProductId, initiationCents, autoPromoId }: Terms) => ({
  price_data: { currency: 'usd', product: initiationProductId, unit_amount: initiationCents },
  quantity: 1,
  discountable: true,
  discounts: codes(autoPromoId),
})

function nullIfRefused(error: unknown): null {
  if (refusesTerms(error)) return null
  throw error
}

export function memberships(stripe: Stripe) {
  async function subscriptionsOf(customerId: string): Promise<Stripe.Subscription[]> {
    const params = { customer: customerId, status: 'all', limit: MOST_SUBSCRIPTIONS } as const
    return (await stripe.subscriptions.list(params)).data
  }

  return {
    /** What the first invoice would be this second, to the cent; `null` when Stripe refuses a code. */
    async previewJoining(terms: Terms): Promise<FirstInvoice | null> {
      const { priceId, anchorMs, manualPromoId } = terms
      const preview = await asVendorError(
        'POST /v1/invoices/create_preview',
        stripe.invoices.createPreview({
          currency: 'usd',
          subscription_details: {
            items: [{ price: priceId, quantity: 1, discounts: codes(manualPromoId) }],
            proration_behavior: 'create_prorations',
            ...(anchorMs === null
              ? {}
              : { billing_cycle_anchor: { type: 'timestamp', timestamp: anchorMs / 1000 } }),
          },
          invoice_items: [initiation(terms)],
        })
      ).catch(nullIfRefused)
      return preview && amountsOf(preview)
    },

    /**
     * The plan and its initiation fee in one call: neither is ever billed without the other. `null`
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
        payment_behavior: 'allow_incomplete',
        off_session: false,
        payment_settings: { save_default_payment_method: 'off' },
        description: order.description,
        metadata,
        expand: FIRST_INVOICE,
      }
      const made = await keyed('POST /v1/subscriptions', subscriptionKey(order.attemptId), {
        create: (idempotencyKey) => stripe.subscriptions.create(params, { idempotencyKey }),
        find: async () => {
          const all = await subscriptionsOf(customerId)
          const ours = all.find(({ metadata: of, status }) => {
            return of.attempt_id === order.attemptId && !ENDED.includes(status)
          })
          return ours && stripe.subscriptions.retrieve(ours.id, { expand: FIRST_INVOICE })
        },
      }).catch(nullIfRefused)
      return made && subscriptionFrom(made)
    },
  }
}
