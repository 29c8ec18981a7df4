/** What the vendors hold of one visitor. */
import type Stripe from 'stripe'
import type { Town } from '../sandbox/town.ts'

export interface Holdings {
  intents: Stripe.PaymentIntent[]
  /** Money that has really moved. */
  paid: Stripe.Charge[]
  passes: unknown[]
}

export async function holdings(town: Town, email: string): Promise<Holdings> {
  const { stripe, officernd } = (await town.state()) as unknown as {
    stripe: {
      customers: Stripe.Customer[]
      payment_intents: Stripe.PaymentIntent[]
      charges: Stripe.Charge[]
    }
    officernd: { members: { _id: string; email: string }[]; passes: { member: string }[] }
  }
  const customers = stripe.customers.filter((one) => one.email === email).map((one) => one.id)
  const hers = (thing: { customer: unknown }) => customers.includes(thing.customer as string)
  const members = officernd.members.filter((one) => one.email === email).map((one) => one._id)
  return {
    intents: stripe.payment_intents.filter(hers),
    paid: stripe.charges.filter((charge) => hers(charge) && charge.status === 'succeeded'),
    passes: officernd.passes.filter((pass) => members.includes(pass.member)),
  }
}
