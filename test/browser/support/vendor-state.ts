/** What the vendors hold of one purchase. */

import type { Stack } from '../../sandbox/stack.ts'
import type { Wire } from '../../sandbox/state.ts'

export interface VendorState {
  intents: Wire[]
  /** Amounts, in cents, of the money that has really moved. */
  paid: number[]
  passes: unknown[]
  subscriptions: Wire[]
  invoices: Wire[]
  memberships: unknown[]
}

export async function vendorState(stack: Stack, email: string): Promise<VendorState> {
  const { stripe, officernd } = await stack.state()
  const customers = stripe.customers.filter((one) => one.email === email).map((one) => one.id)
  const isTheirs = (thing: Wire) => customers.includes(String(thing.customer))
  const charges = stripe.charges.filter(
    (charge) => isTheirs(charge) && charge.status === 'succeeded'
  )
  const members = officernd.members.filter((one) => one.email === email).map((one) => one._id)
  return {
    intents: stripe.payment_intents.filter(isTheirs),
    paid: charges.map((charge) => Number(charge.amount)),
    passes: officernd.passes.filter((pass) => members.includes(pass.member)),
    subscriptions: stripe.subscriptions.filter(isTheirs),
    invoices: stripe.invoices.filter(isTheirs),
    memberships: officernd.memberships.filter((one) => members.includes(String(one.member))),
  }
}
