/** Customers at Stripe. We create at most one per e-mail address; staff may create more. */
import type Stripe from 'stripe'
import { customerKey, normalizeEmail, sha256Hex } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import type { TryCounter } from '../../core/tries.ts'
import { UnreadableAnswer, VendorError } from '../../core/vendor-error.ts'
import { asVendorError, createOnce, isRepeated, OutdatedAnswer } from './errors.ts'
import { createdSince, forEachOf } from './lists.ts'
import { type Payment, paymentFrom } from './payments.ts'
import { type Subscription, subscriptionFrom } from './subscriptions.ts'

/** Stripe refuses longer phone numbers (OpenAPI description; unverified live). The intents' metadata has the full number. */
const PHONE_LENGTH = 20

/** An extra look beside the list: nobody waits longer for it. */
const SEARCH_TIMEOUT_MS = 2_000

export interface FoundCustomer {
  customerId: string
  /** As it is written at Stripe. */
  email: string
  /** What is added to the customer's next invoice; less than 0 is a credit. */
  balanceCents: number
  createdMs: number
}

/** The first of the customers with an address, and the ids of all of them. */
export interface FoundBuyer extends FoundCustomer {
  customerIds: string[]
}

export interface KnownCustomer extends FoundBuyer {
  subscriptions: Subscription[]
}

const isPaid = ({ status }: Payment) => status === 'succeeded'
const paidAtMs = ({ charge, createdMs }: Payment) => charge?.createdMs ?? createdMs

const customerFrom = ({ id, email, balance, created }: Stripe.Customer): FoundCustomer => ({
  customerId: id,
  email: email ?? '',
  balanceCents: balance,
  createdMs: created * 1000,
})

const buyerFrom = ([first, ...more]: Stripe.Customer[]): FoundBuyer | null =>
  first ? { ...customerFrom(first), customerIds: [first, ...more].map(({ id }) => id) } : null

export function customers(stripe: Stripe, tries: TryCounter) {
  /** All customers with an e-mail address, oldest first. Stripe allows several. The list is consistent after a write. */
  async function customersWith(email: string, expand: string[]): Promise<Stripe.Customer[]> {
    const typed = email.trim()
    const spellings = [...new Set([typed.toLowerCase(), typed])]
    const lists = await Promise.all(
      spellings.map((spelling) => {
        const params = { email: spelling, limit: 100, expand }
        return asVendorError('GET /v1/customers', stripe.customers.list(params))
      })
    )
    return lists.flatMap((list) => list.data).sort((a, b) => a.created - b.created)
  }

  /**
   * Customers with this address in other capitals, oldest first. Stripe's search lags by up to an hour
   * (docs.stripe.com/search): it finds look-alikes, and never says that there is none.
   */
  async function lookAlikes(email: string, expand: string[] = []): Promise<Stripe.Customer[]> {
    const address = normalizeEmail(email)
    const query = `email:"${address.replace(/[\\"]/g, '\\$&')}"`
    const search = stripe.customers.search(
      { query, limit: 100, expand },
      { timeout: SEARCH_TIMEOUT_MS, maxNetworkRetries: 0 }
    )
    const found = await asVendorError('GET /v1/customers/search', search)
    const isLike = (one: Stripe.Customer) => one.email && normalizeEmail(one.email) === address
    return found.data.filter(isLike).sort((a, b) => a.created - b.created)
  }

  /** For a customer who waits: without the search, only those in the same spelling are known. */
  const lookAlikesOrNone = (email: string, expand: string[]) =>
    lookAlikes(email, expand).catch((error) => {
      if (!(error instanceof VendorError)) throw error
      log.searchFailed(error)
      return []
    })

  /** Customers with exactly this address first, then those with it in other capitals. */
  async function customersOf(email: string, expand: string[] = []): Promise<Stripe.Customer[]> {
    const [exact, like] = await Promise.all([
      customersWith(email, expand),
      lookAlikesOrNone(email, expand),
    ])
    const ids = new Set(exact.map(({ id }) => id))
    return [...exact, ...like.filter(({ id }) => !ids.has(id))]
  }

  async function findMemberships(email: string): Promise<KnownCustomer | null> {
    const found = await customersOf(email, ['data.subscriptions'])
    const subscriptions = found.flatMap((one) => one.subscriptions?.data ?? [])
    const buyer = buyerFrom(found)
    return buyer && { ...buyer, subscriptions: subscriptions.map(subscriptionFrom) }
  }

  const isDeleted = async (id: string) => (await stripe.customers.retrieve(id)).deleted === true

  return {
    /** The oldest customer with this address, or else with it in other capitals. */
    findCustomer: async (email: string): Promise<FoundBuyer | null> =>
      buyerFrom(await customersOf(email)),

    /**
     * The first payment, for whatever was sold, that succeeded for any customer with this address; `null`
     * if there is none. Of each customer the newest hundred are read.
     */
    async firstPaymentOf(email: string): Promise<Payment | null> {
      const found = await customersOf(email)
      const lists = await Promise.all(
        found.map(({ id }) => {
          const params = { customer: id, limit: 100, expand: ['data.latest_charge'] }
          return asVendorError('GET /v1/payment_intents', stripe.paymentIntents.list(params))
        })
      )
      const paid = lists.flatMap(({ data }) => data.map(paymentFrom)).filter(isPaid)
      return paid.sort((a, b) => paidAtMs(a) - paidAtMs(b))[0] ?? null
    },

    /** Customers with this address in any capitals, as far as Stripe's search finds them by now. */
    lookAlikes: async (email: string): Promise<FoundCustomer[]> =>
      (await lookAlikes(email)).map(customerFrom),

    /**
     * Customers who have paid since an instant, or whose bank debit has begun. Of those who have not, there may
     * be any number.
     */
    async payingCustomers(sinceMs: number): Promise<FoundCustomer[]> {
      const paying = new Map<string, FoundCustomer>()
      const params = { created: createdSince(sinceMs), limit: 100, expand: ['data.customer'] }
      await forEachOf('GET /v1/charges', stripe.charges.list(params), ({ status, customer }) => {
        if (typeof customer === 'string') throw new UnreadableAnswer('stripe', 'GET /v1/charges')
        if (status !== 'failed' && customer && !customer.deleted)
          paying.set(customer.id, customerFrom(customer))
      })
      return [...paying.values()]
    },

    /** As `findCustomer`, with the subscriptions of all customers with the address, whatever its capitals. */
    findMemberships,

    /**
     * All subscriptions of a person as they are now: of every customer with the address those that have
     * not ended, and of `customerId` the ended ones too.
     */
    async subscriptionsOf(email: string, customerId: string): Promise<Subscription[]> {
      const params = { customer: customerId, status: 'all', limit: 100 } as const
      const [known, own] = await Promise.all([
        findMemberships(email),
        asVendorError('GET /v1/subscriptions', stripe.subscriptions.list(params)),
      ])
      const all = [...(known?.subscriptions ?? []), ...own.data.map(subscriptionFrom)]
      return [...new Map(all.map((one) => [one.id, one])).values()]
    },

    async createCustomer(person: { name: string; email: string; phone: string }): Promise<string> {
      const params = {
        name: person.name,
        email: person.email.trim().toLowerCase(),
        ...(person.phone.length <= PHONE_LENGTH ? { phone: person.phone } : {}),
        metadata: { source: 'labour-temple-checkout' },
      }
      const customer = await createOnce({
        operation: 'POST /v1/customers',
        key: customerKey(await sha256Hex(params.email, params.name, person.phone)),
        tries,
        async create(idempotencyKey) {
          const created = await stripe.customers.create(params, { idempotencyKey })
          // Staff may have deleted the customer since: every use would be refused with "No such customer".
          if (isRepeated(created) && (await isDeleted(created.id))) throw new OutdatedAnswer()
          return created
        },
        find: async () => (await stripe.customers.list({ email: params.email, limit: 1 })).data[0],
      })
      return customer.id
    },
  }
}
