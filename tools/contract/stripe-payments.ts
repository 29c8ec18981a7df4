/** Questions 1 and 16 to 24: payments, keys, refunds and events. */
import Stripe from 'stripe'
import { API_VERSION } from '../../src/clients/stripe/version.ts'
import type { Question } from './question.ts'
import { failureOf, outcomeOf } from './stripe-account.ts'
import { type House, subscribe, withCard } from './stripe-house.ts'

const VISA = { payment_method: 'pm_card_visa' }

async function paid(house: House) {
  const { id } = await house.payment({ customer: await house.customer() })
  return house.stripe.paymentIntents.confirm(id, { ...VISA, expand: ['latest_charge'] })
}

const codesOf = (text: string | undefined) =>
  text === undefined ? null : [...text].map((one) => one.codePointAt(0)?.toString(16)).join(' ')

/** How long an event is waited for, and how long between two looks. */
const WAIT_MS = 60_000
const LOOK_MS = 1000

async function eventOf({ stripe }: House, type: string, id: string): Promise<Stripe.Event | null> {
  for (const fromMs = Date.now(); Date.now() - fromMs < WAIT_MS; ) {
    const { data } = await stripe.events.list({ types: [type], limit: 20 })
    const found = data.find((event) => (event.data.object as { id?: string }).id === id)
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  return null
}

export const PAYMENTS: readonly Question<House>[] = [
  {
    key: '1',
    asks: 'the account’s own API version',
    async answer(house) {
      const answer = await house.raw('GET', '/v1/customers?limit=1')
      const version = answer.headers.get('stripe-version')
      return { version: version, 'as the code’s': version === API_VERSION }
    },
  },
  {
    key: '16',
    asks: 'a card payment',
    async answer(house) {
      const intent = await paid(house)
      const charge = intent.latest_charge as Stripe.Charge
      return {
        status: intent.status,
        payment_method_types: intent.payment_method_types.join(' '),
        'the charge has the metadata': charge.metadata.contract === house.run,
        receipt_url: charge.receipt_url !== null,
        receipt_number: charge.receipt_number === null ? 'null' : 'a number',
        'type of the charge': charge.payment_method_details?.type ?? null,
      }
    },
  },
  {
    key: '17',
    asks: 'cancelling what was paid',
    async answer(house) {
      const { id } = await paid(house)
      try {
        await house.stripe.paymentIntents.cancel(id)
        return { cancelled: 'accepted' }
      } catch (error) {
        const intent = error instanceof Stripe.errors.StripeError ? error.payment_intent : null
        return { cancelled: failureOf(error), 'the error carries the payment': intent?.id === id }
      }
    },
  },
  {
    key: '18',
    asks: 'a key again, with other parameters',
    async answer(house) {
      const idempotencyKey = `${house.run}-18`
      await house.stripe.customers
        .create({ metadata: house.metadata }, { idempotencyKey })
        .then(({ id }) => house.later(`customer ${id}`, () => house.stripe.customers.del(id)))
      const again = house.stripe.customers.create({ name: 'Other' }, { idempotencyKey })
      return { 'the second': await outcomeOf(again) }
    },
  },
  {
    key: '19',
    asks: 'a key again, after a 400',
    async answer(house) {
      const idempotencyKey = `${house.run}-19`
      const ask = (amount: number) => outcomeOf(house.payment({ amount }).then((made) => made))
      const withKey = (amount: number) =>
        outcomeOf(
          house.stripe.paymentIntents
            .create({ amount, currency: 'usd', metadata: house.metadata }, { idempotencyKey })
            .then(({ id }) =>
              house.later(`payment ${id}`, () => house.stripe.paymentIntents.cancel(id))
            )
        )
      return {
        'without a key': await ask(1),
        'the first': await withKey(1),
        'the same again': await withKey(1),
        'mended, with the same key': await withKey(5000),
      }
    },
  },
  {
    key: '20',
    asks: 'a refund of half, then of more than the rest',
    async answer(house) {
      const { id } = await paid(house)
      const refund = (amount: number) =>
        house.stripe.refunds.create({ payment_intent: id, amount, metadata: house.metadata })
      return {
        half: await outcomeOf(refund(2500)),
        'more than the rest': await outcomeOf(refund(2501)),
        'the rest': await outcomeOf(refund(2500)),
      }
    },
  },
  {
    key: '21',
    asks: 'a bank debit, and a refund of half of it before it has settled',
    async answer(house) {
      const { id } = await house.payment({
        ...{ customer: await house.customer(), allowed_payment_method_types: ['us_bank_account'] },
      })
      const mandate = { customer_acceptance: { type: 'offline' as const, offline: {} } }
      const intent = await house.stripe.paymentIntents.confirm(id, {
        ...{ payment_method: 'pm_usBankAccount_success', mandate_data: mandate },
      })
      const refund = { payment_intent: id, amount: 2500, metadata: house.metadata }
      return {
        status: intent.status,
        'refund of half': await outcomeOf(house.stripe.refunds.create(refund)),
      }
    },
  },
  {
    key: '22',
    asks: 'events of a payment and of a first invoice',
    async answer(house) {
      const payment = await eventOf(house, 'payment_intent.succeeded', (await paid(house)).id)
      const { customer, card } = await withCard(house)
      const made = await subscribe(house, customer, card)
      const id = (made.latest_invoice as Stripe.Invoice).id ?? ''
      const invoice = await eventOf(house, 'invoice.paid', id)
      const object = invoice?.data.object as Stripe.Invoice | undefined
      return {
        api_version: payment?.api_version ?? null,
        'payment_intent.succeeded': payment !== null,
        'invoice.paid': invoice !== null,
        'the invoice has a parent': object?.parent?.type ?? null,
      }
    },
  },
  {
    key: '23',
    asks: 'how soon an event stands in the list',
    async answer(house) {
      const { id } = await paid(house)
      const fromMs = Date.now()
      const event = await eventOf(house, 'payment_intent.succeeded', id)
      const seconds = (Date.now() - fromMs) / 1000
      return { within: event === null ? 'never' : seconds < 10 ? '10 seconds' : '60 seconds' }
    },
  },
  {
    key: '24',
    asks: 'half a surrogate pair in metadata',
    async answer(house) {
      const answer = await house.raw('POST', '/v1/customers', 'metadata[contract]=%ED%A0%80')
      const made = (await answer.json()) as { id?: string; metadata?: { contract?: string } }
      const { id } = made
      if (id) house.later(`customer ${id}`, () => house.stripe.customers.del(id))
      return {
        status: answer.status,
        'kept as': codesOf(made.metadata?.contract),
      }
    },
  },
]
