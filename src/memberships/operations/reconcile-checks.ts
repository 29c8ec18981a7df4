/** The checks of each new subscription, and the finding that each failed check reports. */
import type { Membership } from '../../clients/officernd/memberships.ts'
import type { OfficerndSnapshot } from '../../clients/officernd/snapshot.ts'
import type { Invoice } from '../../clients/stripe/invoices.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, seattleDay } from '../../core/time.ts'
import type { CheckResult } from '../../operations/reconciliation-sheet.ts'
import type { Signup } from '../signup.ts'
import { isLive, matchesQuote } from '../subscription.ts'

export interface Checked {
  subscription: Subscription
  sale: Signup
  outcome: string
  /** The first invoice. */
  invoice: Invoice | undefined
  /** Whether the first payment was refunded in full. */
  refunded: boolean
  /** The member named at sign-up and the one that the subscription names. */
  memberIds: string[]
  membership: Membership | undefined
  /** Id of the plan at OfficeRnD; empty when it is not configured. */
  planId: string
  today: Day
}

export function checkMember(
  { sale, outcome, memberIds, subscription }: Checked,
  records: OfficerndSnapshot
): CheckResult {
  if (!isLive(subscription)) return 'not-applicable'
  if (records.isMember(memberIds, sale.email)) return 'ok'
  return {
    kind: 'no member',
    what: `${sale.customerName} is billed for ${sale.planName} and is not a member in OfficeRnD.`,
    suggestion: outcome
      ? 'Create the member with name and e-mail from the subscription, then assign the plan at price 0.'
      : 'Repair: the workflow creates the member and the membership.',
    repairable: !outcome,
  }
}

export function checkMembership(checked: Checked): CheckResult {
  const { subscription, sale, outcome, membership, planId, today } = checked
  const live = isLive(subscription)
  if (!membership) {
    if (!live) return 'not-applicable'
    return {
      kind: outcome ? 'no membership' : 'billed, no outcome',
      what: `Billed for ${sale.planName}, and OfficeRnD has no such membership for the customer.`,
      suggestion: outcome
        ? 'Assign the plan in OfficeRnD with the subscription’s start and price 0, or cancel the subscription.'
        : 'Repair: the same workflow creates the membership.',
      repairable: !outcome,
    }
  }
  const start = seattleDay(subscription.startMs)
  const ended = membership.endDay !== null && membership.endDay < today
  const wrong = live
    ? ([
        [!outcome, 'membership, no outcome', 'exists, and the workflow has not finished'],
        [
          planId !== '' && membership.planId !== planId,
          'another plan',
          `is of the plan ${membership.planId}`,
        ],
        [
          membership.price !== 0,
          'billed twice',
          `has the price ${membership.price}: OfficeRnD bills too`,
        ],
        [
          ended,
          'billed, membership over',
          `ended on ${membership.endDay}, and Stripe goes on billing`,
        ],
        [
          membership.startDay !== start,
          'another start',
          `starts on ${membership.startDay}, the subscription on ${start}`,
        ],
      ] as const)
    : []
  const found = wrong.find(([is]) => is)
  if (!found) return 'ok'
  const [, kind, what] = found
  const repairable = kind === 'membership, no outcome'
  return {
    kind,
    what: `The membership ${membership.id} ${what}.`,
    suggestion: repairable
      ? 'Repair: the workflow finds the membership and finishes.'
      : 'Correct it in OfficeRnD: plan and start as bought, price 0, the end as Stripe has it.',
    repairable,
  }
}

export function checkInitiation({ sale, invoice }: Checked): CheckResult {
  const due = formatCents(sale.terms.initiationCents)
  if (invoice?.amounts.initiationCents === sale.terms.initiationCents) return 'ok'
  return {
    kind: 'no initiation fee',
    what: invoice
      ? `The first invoice ${invoice.number} has ${formatCents(invoice.amounts.initiationCents)} of it; ${due} was agreed.`
      : `The month has no first invoice of this subscription; ${due} was agreed.`,
    suggestion:
      'Look at the subscription’s first invoice in Stripe, and bill or credit the difference.',
  }
}

export function checkAmount(checked: Checked): CheckResult {
  const { subscription, sale, invoice, membership, refunded, today } = checked
  const live = isLive(subscription)
  const continues = membership && (membership.endDay === null || membership.endDay >= today)
  if (refunded && (live || continues))
    return {
      kind: 'refunded, membership goes on',
      what: `The first payment was refunded in full; ${live ? 'the subscription' : 'the membership'} goes on.`,
      suggestion:
        'If the customer has left: cancel the subscription in Stripe, which ends the membership.',
    }
  if (!subscription.priceIds.includes(sale.terms.priceId))
    return {
      kind: 'another price',
      what: `Subscribed to ${subscription.priceIds.join(', ')}; ${sale.terms.priceId} was sold.`,
      suggestion:
        'If the team changed the plan, change it in OfficeRnD too. Else correct the price in Stripe.',
    }
  if (!invoice || matchesQuote(sale, subscription.startMs, invoice.dueCents)) return 'ok'
  return {
    kind: 'another amount',
    what: `The first invoice is ${formatCents(invoice.dueCents)}; the customer was shown ${formatCents(sale.quotedCents)}.`,
    suggestion: 'If the customer was charged more, refund the difference and write to them.',
  }
}

export function checkEmail({ subscription, outcome }: Checked): CheckResult {
  if (outcome !== 'active') return 'not-applicable'
  if (subscription.metadata.emails !== 'unsent') return 'ok'
  return {
    kind: 'e-mail unsent',
    what: 'The welcome e-mail could not be sent to the customer.',
    suggestion: 'Write to the customer with the receipt from Stripe.',
  }
}

export function checkRecord({ planId, startDay }: Membership, isNamed: boolean): CheckResult {
  if (isNamed) return 'ok'
  return {
    kind: 'membership without payment',
    what: `A membership of the plan ${planId} at price 0 began on ${startDay}, and no subscription names it.`,
    suggestion: 'If it is a gift, do nothing. Else end it, or ask the member to join on the site.',
  }
}

export function checkCard({ planName }: Signup): CheckResult {
  return {
    kind: 'card given, no subscription',
    what: `Wanted ${planName}, gave a card, and has no subscription; nothing was charged.`,
    suggestion:
      'Repair: the same workflow creates the subscription, unless the price has changed since then. In that case ask the customer to join again.',
    repairable: true,
  }
}
