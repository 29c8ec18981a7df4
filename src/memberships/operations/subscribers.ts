/** Everybody's subscriptions, as the sweep compares them. */
import type { Subscriber } from '../../clients/stripe/subscribers.ts'
import type { MembershipContext } from '../context.ts'

/** The subscriptions of everybody. @throws Error when there are more than can be read: nothing may be missed. */
export async function subscribers(
  { stripe }: Pick<MembershipContext, 'stripe'>,
  which: 'not-cancelled' | 'any'
): Promise<Subscriber[]> {
  const all: Subscriber[] = []
  if (await stripe.eachSubscriber(which, (one) => all.push(one))) return all
  throw new Error('more subscriptions than can be read')
}
