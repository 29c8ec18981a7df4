/** What OfficeRnD is asked for when a subscription becomes a membership. */
import type { MembershipRequest } from '../../clients/officernd/member-writer.ts'
import { seattleDay } from '../../core/time.ts'
import type { BilledMembership } from '../signup.ts'

export function membershipRequest({
  sale,
  subscription,
  config,
}: BilledMembership): MembershipRequest {
  return {
    subscriptionId: subscription.id,
    memberId: sale.memberId,
    person: { name: sale.customerName, email: sale.email, phone: sale.phone },
    planId: config.officerndPlans[sale.slug] ?? '',
    planName: sale.planName,
    startDay: seattleDay(subscription.startMs),
    begunAtMs: subscription.startMs,
  }
}
