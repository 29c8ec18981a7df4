/** Customers at Stripe: one per e-mail address as far as it is ours to say. */
import type Stripe from 'stripe'
import { customerKey, hashed } from '../../rules/keys.ts'
import { asVendorError, keyed } from './errors.ts'
import { subscriptionFrom } from './membership-shapes.ts'

export function customers(stripe: Stripe) {
  return {
    /** The oldest customer with this address: Stripe allows several, and the list is fresh after a write. */
    async findCustomer(email: string): Promise<string | null> {
      const typed = email.trim()
      const spellings = [...new Set([typed.toLowerCase(), typed])]
      const lists = await Promise.all(
        spellings.map((spelling) =>
          asVendorError('GET /v1/customers', stripe.customers.list({ email: spelling, limit: 100 }))
        )
      )
      const oldest = lists.flatMap((list) => list.data).sort((a, b) => a.created - b.created)[0]
      return oldest?.id ?? null
    },

    /**
     * The oldest customer with this address, with the subscriptions of all who share it; `null` when
     * there is none. One call carries both.
     */
    async findMemberships(email: string) {
      const typed = email.trim()
      const spellings = [...new Set([typed.toLowerCase(), typed])]
      const expand = ['data.subscriptions']
      const lists = await Promise.all(
        spellings.map((spelling) => {
          const params = { email: spelling, limit: 100, expand }
          return asVendorError('GET /v1/customers', stripe.customers.list(params))
        })
      )
      const theirs = lists.flatMap((list) => list.data).sort((a, b) => a.created - b.created)
      const subscriptions = theirs.flatMap((one) => one.subscriptions?.data ?? [])
      return theirs[0]
        ? { customerId: theirs[0].id, subscriptions: subscriptions.map(subscriptionFrom) }
        : null
    },

    async createCustomer(person: { name: string; email: string; phone: string }): Promise<string> {
      const params = {
        name: person.name,
        email: person.email.trim().toLowerCase(),
        phone: person.phone,
        metadata: { source: 'labour-temple-checkout' },
      }
      const key = customerKey(await hashed(params.email, params.name, params.phone))
      const customer = await keyed('POST /v1/customers', key, {
        create: (idempotencyKey) => stripe.customers.create(params, { idempotencyKey }),
        find: async () => (await stripe.customers.list({ email: params.email, limit: 1 })).data[0],
      })
      return customer.id
    },
  }
}
