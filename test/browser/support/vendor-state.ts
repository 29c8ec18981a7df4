/** What the vendors hold of one visitor. */

import type { Stack } from '../../sandbox/stack.ts'
import type { Wire } from '../../sandbox/state.ts'

export interface Holdings {
  intents: Wire[]
  /** Amounts, in cents, of the money that has really moved. */
  paid: number[]
  passes: unknown[]
  subscriptions: Wire[]
  invoices: Wire[]
  memberships: unknown[]
}

export async function holdings(town: Stack, email: string): Promise<Holdings> {
  const { stripe, officernd } = await town.state()
  const customers = stripe.customers.filter((one) => one.email === email).map((one) => one.id)
  const hers = (thing: Wire) => customers.includes(String(thing.customer))
  const charges = stripe.charges.filter((charge) => hers(charge) && charge.status === 'succeeded')
  const members = officernd.members.filter((one) => one.email === email).map((one) => one._id)
  return {
    intents: stripe.payment_intents.filter(hers),
    paid: charges.map((charge) => Number(charge.amount)),
    passes: officernd.passes.filter((pass) => members.includes(pass.member)),
    subscriptions: stripe.subscriptions.filter(hers),
    invoices: stripe.invoices.filter(hers),
    memberships: officernd.memberships.filter((one) => members.includes(String(one.member))),
  }
}
