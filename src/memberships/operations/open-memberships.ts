/** Finds memberships in OfficeRnD that go on although the subscription that paid for them has ended. */
import type { Membership } from '../../clients/officernd/memberships.ts'
import type { Subscriber } from '../../clients/stripe/subscribers.ts'
import { normalizeEmail } from '../../core/ids.ts'
import { seattleDay } from '../../core/time.ts'
import type { MembershipConfig } from '../context.ts'
import { isLive } from '../subscription.ts'
import { emailsOf, type PlanHolder } from './plan-holders.ts'

/** What OfficeRnD holds, as far as it is needed here. */
interface Records {
  emailOf(memberId: string): string
  memberships(): readonly Membership[]
}

export interface GoesOn {
  subscription: Subscriber
  membership: Membership
}

/**
 * The membership that goes on after a person's last subscription to a plan: the one that a subscription
 * names, or one of the plan under the person's address. A membership that a live
 * subscription pays for, that has a price in OfficeRnD, or that began after the end, is no finding.
 */
export function goesOn(
  { officerndPlans }: Pick<MembershipConfig, 'officerndPlans'>,
  { slug, subscriptions }: PlanHolder,
  records: Records
): GoesOn | null {
  const last = subscriptions.filter(({ status }) => status === 'canceled').at(-1)
  if (!last) return null
  const live = subscriptions.filter(isLive)
  const emails = new Set(subscriptions.flatMap(emailsOf))
  const names = (one: Subscriber, { id }: Membership) => one.metadata.membership_id === id
  const open = records.memberships().filter((one) => isOpen(one) && isTheirs(one))
  const unpaid = open.filter((one) => !live.some((payer) => names(payer, one)))
  // A live subscription that names none of them pays for one.
  const spare = live.filter((payer) => !open.some((one) => names(payer, one))).length
  const endDay = last.endedMs === null ? null : seattleDay(last.endedMs)
  const membership = unpaid
    .slice(spare)
    .find(({ startDay }) => !startDay || !endDay || startDay <= endDay)
  if (!membership) return null
  return { subscription: subscriptions.find((one) => names(one, membership)) ?? last, membership }

  function isTheirs(one: Membership): boolean {
    if (subscriptions.some((subscription) => names(subscription, one))) return true
    return (
      one.planId === officerndPlans[slug] &&
      emails.has(normalizeEmail(records.emailOf(one.memberId ?? '')))
    )
  }
}

/** Without a last day, and free of charge, as only those are that Stripe bills. */
const isOpen = ({ endDay, price }: Membership) => endDay === null && !price
