/** Questions 2 to 8, 25 and 26: what a preview of the first invoice says. */
import type Stripe from 'stripe'
import type { Answer, Question } from './question.ts'
import { near, outcomeOf } from './stripe-account.ts'
import {
  feeLineOf,
  type House,
  isPart,
  planLineOf,
  preview,
  subscribe,
  type Terms,
  withCard,
} from './stripe-house.ts'

const YESTERDAY_SECONDS = 24 * 3600

/** How a code shows in a preview, against one without it. */
async function shown(
  house: House,
  terms: Terms,
  lineOf: (invoice: Stripe.Invoice) => Stripe.InvoiceLineItem | undefined,
  off: (cents: number) => number
): Promise<Answer> {
  const plain = await preview(house, { billingMode: terms.billingMode ?? true })
  const sold = await preview(house, terms)
  const before = lineOf(plain)?.amount ?? 0
  const line = lineOf(sold)
  const offCents = off(before)
  const itemised = (line?.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0)
  const amount = line?.amount ?? 0
  return {
    'amount of the line': near(amount, before)
      ? 'before the discount'
      : near(amount, before - offCents)
        ? 'after the discount'
        : 'neither',
    discount_amounts:
      itemised === 0 ? 'none' : near(itemised, offCents) ? 'the discount' : 'another',
    'total less by the discount': near(plain.total - sold.total, offCents),
  }
}

const tenPercent = (cents: number) => Math.round(cents * 0.1)
const fiveDollars = () => 500

export const PREVIEWS: readonly Question<House>[] = [
  {
    key: '2',
    asks: 'a preview without a customer: the first part month of the plan, and the fee',
    async answer(house) {
      const invoice = await preview(house)
      const [plan, fee] = [planLineOf(invoice), feeLineOf(invoice)]
      return {
        lines: invoice.lines.data.length,
        'the plan’s line is a proration':
          plan?.parent?.subscription_item_details?.proration ?? null,
        'it is discountable': plan?.discountable ?? null,
        'it is a part of the price': isPart(plan?.amount ?? 0),
        'its discount_amounts': plan?.discount_amounts?.length ?? null,
        'the mark of the fee is kept': fee?.metadata.kind === 'initiation',
        'the fee names its product': fee?.pricing?.price_details?.product === house.fee,
        'amount_due is the sum of the lines':
          invoice.amount_due === (plan?.amount ?? 0) + (fee?.amount ?? 0),
      }
    },
  },
  {
    key: '3',
    asks: 'the same with a 10 % code on the plan, without billing_mode',
    answer: (house) =>
      shown(
        house,
        { onPlan: house.codes.tenPercent.id, billingMode: false },
        planLineOf,
        tenPercent
      ),
  },
  {
    key: '4',
    asks: 'the same with billing_mode flexible and itemized proration discounts',
    answer: (house) => shown(house, { onPlan: house.codes.tenPercent.id }, planLineOf, tenPercent),
  },
  {
    key: '5',
    asks: 'with a $5 code on the plan',
    answer: (house) =>
      shown(house, { onPlan: house.codes.fiveDollars.id }, planLineOf, fiveDollars),
  },
  {
    key: '6',
    asks: 'with a 10 % code on the fee',
    answer: (house) => shown(house, { onFee: house.codes.tenPercent.id }, feeLineOf, tenPercent),
  },
  {
    key: '7',
    asks: 'a code with a minimum amount that the line does not reach',
    async answer(house) {
      const restrictions = { minimum_amount: 1_000_000, minimum_amount_currency: 'usd' }
      const { id } = await house.code({ percent_off: 10 }, { restrictions })
      const customer = await house.customer()
      return {
        'without a customer': await outcomeOf(preview(house, { onPlan: id })),
        'with a customer': await outcomeOf(preview(house, { onPlan: id, customer })),
      }
    },
  },
  {
    key: '8',
    asks: 'a billing anchor in the past',
    async answer(house) {
      const anchor = Math.floor(Date.now() / 1000) - YESTERDAY_SECONDS
      const { customer, card } = await withCard(house)
      return {
        preview: await outcomeOf(preview(house, { anchor })),
        subscription: await outcomeOf(subscribe(house, customer, card, { anchor })),
      }
    },
  },
  {
    key: '25',
    asks: 'a preview with a code, without and with a customer',
    async answer(house) {
      const onPlan = house.codes.tenPercent.id
      const anonymous = await preview(house, { onPlan })
      const named = await preview(house, { onPlan, customer: await house.customer() })
      return { 'the same total': near(anonymous.total, named.total) }
    },
  },
  {
    key: '26',
    asks: 'a customer who owes $5, with $7 pending: what the preview asks for is charged',
    async answer(house) {
      const { customer, card } = await withCard(house)
      const plain = await preview(house)
      await house.stripe.customers.update(customer, { balance: 500 })
      const pending = { currency: 'usd', product: house.fee, unit_amount: 700 }
      await house.stripe.invoiceItems.create({ customer, price_data: pending })
      const named = await preview(house, { customer })
      const made = await subscribe(house, customer, card)
      const invoice = made.latest_invoice as Stripe.Invoice
      const moreCents = named.amount_due - plain.amount_due
      const whole = [0, 500, 700, 1200].find((cents) => near(cents, moreCents))
      return {
        'asked for beside plan and fee, in cents': whole ?? 'another amount',
        'the same is charged': near(named.amount_due, invoice.amount_due),
      }
    },
  },
]
