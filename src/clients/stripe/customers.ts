/** Customers at Stripe: one per e-mail address as far as it is ours to say. */
import type Stripe from 'stripe'
import { customerKey, sha256Hex } from '../../core/ids.ts'
import { asVendorError, createOnce } from './errors.ts'
import { subscriptionFrom } from './subscriptions.ts'

/** Stripe refuses a longer one (its OpenAPI description; unverified live). Intents keep it whole. */
const PHONE_LENGTH = 20

export function customers(stripe: Stripe) {
  /** All who share an address, the oldest first: Stripe allows several, and the list is fresh after a write. */
  async function sharing(email: string, expand: string[]): Promise<Stripe.Customer[]> {
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

  return {
    async findCustomer(email: string): Promise<string | null> {
      return (await sharing(email, []))[0]?.id ?? null
    },

    /** The customer, with the subscriptions of all who share the address: one call carries both. */
    async findMemberships(email: string) {
      const theirs = await sharing(email, ['data.subscriptions'])
      const subscriptions = theirs.flatMap((one) => one.subscriptions?.data ?? [])
      return theirs[0]
        ? { customerId: theirs[0].id, subscriptions: subscriptions.map(subscriptionFrom) }
        : null
    },

    async createCustomer(person: { name: string; email: string; phone: string }): Promise<string> {
      const params = {
        name: person.name,
        email: person.email.trim().toLowerCase(),
        ...(person.phone.length <= PHONE_LENGTH ? { phone: person.phone } : {}),
        metadata: { source: 'labour-temple-checkout' },
      }
      const key = customerKey(await sha256Hex(params.email, params.name, person.phone))
      const customer = await createOnce('POST /v1/customers', key, {
        create: (idempotencyKey) => stripe.customers.create(params, { idempotencyKey }),
        find: async () => (await stripe.customers.list({ email: params.email, limit: 1 })).data[0],
      })
      return customer.id
    },
  }
}
