/** Who has which subscriptions to which plan, whoever made them. */
import type { Subscriber } from '../../clients/stripe/subscribers.ts'
import { normalizeEmail } from '../../core/ids.ts'
import type { MembershipConfig } from '../context.ts'
import { planOf } from '../rules/plans.ts'
import { isLive } from '../subscription.ts'

/** The subscriptions of one person to one plan, the oldest first. */
export interface PlanHolder {
  slug: string
  planName: string
  subscriptions: Subscriber[]
}

type Plans = Pick<MembershipConfig, 'stripePrices'>

/**
 * Groups the subscriptions to our plans. One person is: the same customer at Stripe, or the same e-mail
 * address of the customer or of the sign-up, whatever its spelling.
 */
export function planHolders(config: Plans, subscribers: readonly Subscriber[]): PlanHolder[] {
  const byKey = new Map<string, PlanHolder>()
  // Stripe lists the newest first; reversed, so that of two of one second the first made comes first.
  for (const one of [...subscribers].reverse().sort((a, b) => a.startMs - b.startMs)) {
    const slug = slugOf(config, one)
    const planName = planOf(slug)?.name
    if (!planName) continue
    const keys = [one.customerId, ...emailsOf(one)].map((key) => `${slug} ${key}`)
    const known = keys.flatMap((key) => byKey.get(key) ?? [])
    const subscriptions = [...new Set([...known.flatMap((holder) => holder.subscriptions), one])]
    const holder = { slug, planName, subscriptions }
    for (const each of subscriptions)
      for (const key of [each.customerId, ...emailsOf(each)]) byKey.set(`${slug} ${key}`, holder)
  }
  return [...new Set(byKey.values())]
}

/** By the price, which staff may have changed since the sign-up; else by the plan that was sold. */
function slugOf({ stripePrices }: Plans, { priceIds, metadata }: Subscriber): string {
  const byPrice = Object.entries(stripePrices).find(([, price]) => priceIds.includes(price))
  return byPrice?.[0] ?? metadata.plan ?? ''
}

/** Every e-mail address by which the person is known, normalized. */
export function emailsOf({ customerEmail, metadata }: Subscriber): string[] {
  return [customerEmail, metadata.email ?? ''].filter(Boolean).map(normalizeEmail)
}

/** As people know them: the name at a sign-up or at Stripe, else the address. */
export function nameOf({ subscriptions }: Pick<PlanHolder, 'subscriptions'>): string {
  const names = subscriptions.map((one) => one.metadata.customer_name || one.customerName)
  const addresses = subscriptions.map((one) => one.metadata.email || one.customerEmail)
  return [...names, ...addresses].find(Boolean) ?? subscriptions[0]?.customerId ?? ''
}

/** The live subscriptions of a person to one plan, if there is more than one; else empty. */
export function liveTwice({ subscriptions }: PlanHolder): Subscriber[] {
  const live = subscriptions.filter(isLive)
  return live.length > 1 ? live : []
}
