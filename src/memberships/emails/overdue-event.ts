/** The alert about a later event of a membership whose workflow has not ended. */
import type { Email } from '../../clients/mailersend.ts'
import { formatDay, seattleDay } from '../../core/time.ts'
import type { SubscriptionEvent } from '../context.ts'
import { lastDayOf } from '../rules/billing-anchor.ts'
import type { BilledMembership } from '../signup.ts'
import { membershipLine, saleSummary, teamEmail } from './team.ts'

const WHAT: Readonly<Record<SubscriptionEvent['type'], string>> = {
  'payment-failed': 'a payment failed',
  ended: 'the subscription ended',
  'setup-expired': 'the sign-up expired',
  refunded: 'a payment was refunded',
  'refund-failed': 'a refund did not arrive',
  disputed: 'a payment is disputed',
  'dispute-won': 'a dispute was won',
  'dispute-lost': 'a dispute was lost',
}

export function overdueEventAlert(
  membership: BilledMembership,
  event: SubscriptionEvent,
  waitedMs: number,
  nowMs: number
): Email {
  const { sale } = membership
  const subject =
    event.type === 'ended'
      ? `ALERT: the membership of ${sale.customerName} may still be open in OfficeRnD`
      : `ALERT: ${WHAT[event.type]}, and nobody was told: ${sale.customerName}, ${sale.planName}`
  return teamEmail(membership, `${event.type}-overdue-${seattleDay(nowMs)}`, subject, [
    `${Math.round(waitedMs / 60_000)} minutes ago ${WHAT[event.type]} at Stripe. What follows from it is not done yet.`,
    '',
    ...saleSummary(membership),
    ...membershipLine(membership),
    '',
    'What was tried: the workflow asks OfficeRnD and MailerSend again and again; the sweep restarts it for two hours.',
    `What to do by hand: ${todo(membership, event)}`,
  ])
}

function todo({ sale, subscription }: BilledMembership, event: SubscriptionEvent): string {
  if (event.type !== 'ended')
    return `look at the subscription in Stripe, and write to ${sale.customerName} about it.`
  const lastDay = formatDay(lastDayOf(event.atMs, subscription.periodEndMs))
  return `if the membership in OfficeRnD has no end date, set it to ${lastDay}, and write to ${sale.customerName} that it has ended. Doing it twice does no harm.`
}
