/** Customers at Stripe. We create at most one per e-mail address; staff may create more. */
import type Stripe from 'stripe'
import { customerKey, sha256Hex } from '../../core/ids.ts'
import type { TryCounter } from '../../core/tries.ts'
import { asVendorError, createOnce, isRepeated, OutdatedAnswer } from './errors.ts'
import { type Subscription, subscriptionFrom } from './subscriptions.ts'

/** Stripe refuses longer phone numbers (OpenAPI description; unverified live). The intents' metadata has the full number. */
const PHONE_LENGTH = 20

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

  async function findMemberships(email: string) {
    const found = await customersWith(email, ['data.subscriptions'])
    const subscriptions = found.flatMap((one) => one.subscriptions?.data ?? [])
    return found[0]
      ? {
          customerId: found[0].id,
          balanceCents: found[0].balance,
          subscriptions: subscriptions.map(subscriptionFrom),
        }
      : null
  }

  const isDeleted = async (id: string) => (await stripe.customers.retrieve(id)).deleted === true

  return {
    async findCustomer(email: string): Promise<string | null> {
      return (await customersWith(email, []))[0]?.id ?? null
    },

    /**
     * The oldest customer with this address, and the subscriptions of all customers with it.
     * `balanceCents`: what is added to the customer's next invoice; less than 0 is a credit.
     */
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
