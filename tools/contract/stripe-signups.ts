/** Questions 9 to 15 and 27: how a membership begins. */
import type Stripe from 'stripe'
import type { Answer, Question } from './question.ts'
import { near, outcomeOf } from './stripe-account.ts'
import { type House, preview, subscribe, withCard } from './stripe-house.ts'

/** How a subscription and its first invoice look. */
async function begun(house: House, made: Stripe.Subscription): Promise<Answer> {
  const invoice = made.latest_invoice as Stripe.Invoice
  const payment = invoice.payments?.data.at(-1)?.payment.payment_intent
  const id = typeof payment === 'string' ? payment : payment?.id
  const intent = id ? await house.stripe.paymentIntents.retrieve(id) : null
  return {
    subscription: made.status,
    invoice: invoice.status,
    confirmation_secret: Boolean(invoice.confirmation_secret?.client_secret),
    payments: invoice.payments?.data.length ?? null,
    intent: intent?.status ?? null,
    'its error': intent?.last_payment_error?.code ?? null,
    'next action': intent?.next_action?.type ?? null,
  }
}

export const SIGNUPS: readonly Question<House>[] = [
  {
    key: '9',
    asks: 'a card that is set up for a customer',
    async answer(house) {
      const { customer, setUp, card } = await withCard(house)
      const method = await house.stripe.paymentMethods.retrieve(card)
      return { status: setUp.status, 'attached by itself': method.customer === customer }
    },
  },
  {
    key: '10',
    asks: 'joining with a 10 % code',
    async answer(house) {
      const onPlan = house.codes.tenPercent.id
      const { customer, card } = await withCard(house)
      const quoted = await preview(house, { onPlan, customer })
      const made = await subscribe(house, customer, card, {
        onPlan,
        metadata: { kept: 'yes', empty: '' },
      })
      const invoice = made.latest_invoice as Stripe.Invoice
      const copied = invoice.parent?.subscription_details?.metadata ?? {}
      return {
        ...(await begun(house, made)),
        'charged as in the preview': near(invoice.amount_due, quoted.amount_due),
        'never more': invoice.amount_due <= quoted.amount_due,
        'empty metadata is kept': 'empty' in made.metadata,
        'the invoice names the subscription’s metadata': copied.kept === 'yes',
        billing_reason: invoice.billing_reason,
      }
    },
  },
  {
    key: '11',
    asks: 'times_redeemed of a code on the plan’s line, after one use',
    async answer(house) {
      const code = await house.code({ percent_off: 20 })
      const { customer, card } = await withCard(house)
      await subscribe(house, customer, card, { onPlan: code.id })
      const coupon = String(code.promotion.coupon)
      return {
        'of the code': (await house.stripe.promotionCodes.retrieve(code.id)).times_redeemed,
        'of the coupon': (await house.stripe.coupons.retrieve(coupon)).times_redeemed,
      }
    },
  },
  {
    key: '12',
    asks: 'a code in lower case; applies_to of a coupon without products; amounts in more currencies',
    async answer(house) {
      const { code } = house.codes.tenPercent
      const list = async (text: string) => {
        const ofCoupon = ['applies_to', 'currency_options'].map((field) => `coupon.${field}`)
        const expand = [
          ...ofCoupon.map((field) => `data.promotion.${field}`),
          'data.restrictions.currency_options',
        ]
        return (await house.stripe.promotionCodes.list({ code: text, limit: 1, expand })).data[0]
      }
      const euros = { amount_off: 400, currency: 'eur' }
      const dollars = { usd: { amount_off: 500 } }
      const many = await house.code({ ...euros, currency_options: dollars })
      const inMany = (await list(many.code))?.promotion.coupon
      const coupon = (await list(code))?.promotion.coupon
      const whole = coupon && typeof coupon === 'object' ? coupon : null
      return {
        'found as it is written': whole !== null,
        'found in lower case': (await list(code.toLowerCase())) !== undefined,
        'in dollars':
          inMany && typeof inMany === 'object'
            ? (inMany.currency_options?.usd?.amount_off ?? null)
            : null,
        applies_to: whole?.applies_to === undefined ? 'absent' : JSON.stringify(whole.applies_to),
      }
    },
  },
  {
    key: '13',
    asks: 'the first card is declined',
    async answer(house) {
      const { customer, card } = await withCard(house, 'pm_card_chargeCustomerFail')
      return begun(house, await subscribe(house, customer, card))
    },
  },
  {
    key: '14',
    asks: 'the first card asks for 3-D Secure',
    async answer(house) {
      const customer = await house.customer()
      const token = 'pm_card_authenticationRequired'
      const { id } = await house.stripe.paymentMethods.attach(token, { customer })
      return begun(house, await subscribe(house, customer, id))
    },
  },
  {
    key: '15',
    asks: 'the customer’s subscriptions, expanded through a set-up',
    async answer(house) {
      const { customer, card, setUp } = await withCard(house)
      const made = await subscribe(house, customer, card)
      const read = await house.stripe.setupIntents.retrieve(setUp.id, {
        expand: ['customer.subscriptions'],
      })
      const whole = read.customer as Stripe.Customer
      return {
        'the subscription is there': whole.subscriptions?.data[0]?.id === made.id,
        'with its metadata': whole.subscriptions?.data[0]?.metadata.contract === house.run,
      }
    },
  },
  {
    key: '27',
    asks: 'cancelling a set-up that succeeded',
    async answer(house) {
      const { setUp } = await withCard(house)
      return { cancelled: await outcomeOf(house.stripe.setupIntents.cancel(setUp.id)) }
    },
  },
]
