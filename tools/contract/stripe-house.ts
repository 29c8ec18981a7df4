/** A plan, a fee and codes as Labour Temple has them, and the two requests that the code makes of them. */
import type Stripe from 'stripe'
import { type Account, FEE_CENTS, PLAN_CENTS, TEN_DAYS_SECONDS } from './stripe-account.ts'

export interface House extends Omit<Account, 'price' | 'product'> {
  price: string
  fee: string
  plan: string
  codes: { tenPercent: Stripe.PromotionCode; fiveDollars: Stripe.PromotionCode }
}

const BILLING_MODE = { type: 'flexible', flexible: { proration_discounts: 'itemized' } } as const

export async function openHouse(account: Account): Promise<House> {
  const plan = await account.product('Plan')
  const fee = await account.product('Initiation fee')
  return {
    ...account,
    ...{ plan, fee, price: await account.price(plan) },
    codes: {
      tenPercent: await account.code({ percent_off: 10 }),
      fiveDollars: await account.code({ amount_off: 500, currency: 'usd' }),
    },
  }
}

export interface Terms {
  onPlan?: string
  onFee?: string
  customer?: string
  /** Epoch seconds; ten days from now without it. */
  anchor?: number
  billingMode?: boolean
}

const codesOf = (code: string | undefined) => (code ? [{ promotion_code: code }] : [])
const inTenDays = () => Math.floor(Date.now() / 1000) + TEN_DAYS_SECONDS

export const preview = ({ stripe, price, fee }: House, terms: Terms = {}) =>
  stripe.invoices.createPreview({
    currency: 'usd',
    ...(terms.customer && { customer: terms.customer }),
    subscription_details: {
      items: [{ price, quantity: 1, discounts: codesOf(terms.onPlan) }],
      proration_behavior: 'create_prorations',
      ...(terms.billingMode !== false && { billing_mode: BILLING_MODE }),
      billing_cycle_anchor: { type: 'timestamp', timestamp: terms.anchor ?? inTenDays() },
    },
    invoice_items: [
      {
        price_data: { currency: 'usd', product: fee, unit_amount: FEE_CENTS },
        ...{ quantity: 1, discountable: true, discounts: codesOf(terms.onFee) },
        metadata: { kind: 'initiation' },
      },
    ],
  })

/** A subscription as the code makes it. */
export const subscribe = (
  house: House,
  customer: string,
  card: string,
  terms: Terms & { metadata?: Record<string, string> } = {}
) =>
  house.subscription({
    ...{ customer, default_payment_method: card, collection_method: 'charge_automatically' },
    items: [{ price: house.price, quantity: 1, discounts: codesOf(terms.onPlan) }],
    add_invoice_items: [
      {
        price_data: { currency: 'usd', product: house.fee, unit_amount: FEE_CENTS },
        ...{ quantity: 1, discountable: true, discounts: codesOf(terms.onFee) },
        metadata: { kind: 'initiation' },
      },
    ],
    billing_cycle_anchor: terms.anchor ?? inTenDays(),
    proration_behavior: 'create_prorations',
    billing_mode: BILLING_MODE,
    payment_behavior: 'allow_incomplete',
    off_session: false,
    payment_settings: { save_default_payment_method: 'off' },
    metadata: { ...house.metadata, ...terms.metadata },
    expand: ['latest_invoice.confirmation_secret', 'latest_invoice.payments'],
  })

/** A customer with a card that is set up. */
export async function withCard(house: House, card = 'pm_card_visa') {
  const customer = await house.customer()
  const setUp = await house.setUp(customer, card)
  return { customer, setUp, card: String(setUp.payment_method) }
}

export const planLineOf = ({ lines }: Stripe.Invoice) =>
  lines.data.find(({ parent }) => parent?.type === 'subscription_item_details')
export const feeLineOf = ({ lines }: Stripe.Invoice) =>
  lines.data.find(({ parent }) => parent?.type !== 'subscription_item_details')

export const isPart = (cents: number) => cents > 0 && cents < PLAN_CENTS
