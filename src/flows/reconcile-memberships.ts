/** Track 1 of the monthly sheet: each new subscription against the member and membership in OfficeRnD. */
import type { ListedMembership } from '../clients/officernd/lists.ts'
import type { Invoice, Subscription } from '../clients/stripe/membership-shapes.ts'
import { formatCents } from '../rules/money.ts'
import { houseDay } from '../rules/time.ts'
import { isLive } from './create-payment.ts'
import { isAsShown } from './finish-membership.ts'
import { type MembershipSale, membershipSaleOf } from './membership-sale.ts'
import type { Records } from './reconcile-records.ts'
import { createSheet, type Subject, type Verdict } from './reconcile-sheet.ts'
import type { World } from './world.ts'

/** What Stripe says of the month besides the subscriptions themselves. */
export interface Billing {
  /** The first invoice of a subscription. */
  firstInvoices: ReadonlyMap<string, Invoice>
  /** Payments that went back in full. */
  refundedPayments: ReadonlySet<string>
}

interface About {
  subscription: Subscription
  sale: MembershipSale
  outcome: string
  invoice: Invoice | undefined
  memberIds: string[]
  membership: ListedMembership | undefined
}

export type MembershipSheet = ReturnType<typeof membershipSheet>

export function membershipSheet({ house, now }: Pick<World, 'house' | 'now'>, records: Records) {
  const sheet = createSheet(1, {
    member: 'OfficeRnD member exists',
    membership: 'Active membership matches the Stripe plan',
    initiation: 'Initiation fee applied',
    money: 'Amount and refund agree',
    letter: 'Letter sent',
    record: 'Every membership has its subscription',
  })
  const today = () => houseDay(now())
  const isYoung = (sinceMs: number) => now() - sinceMs < house.alertMs

  return {
    take(subscription: Subscription, billing: Billing): void {
      const { metadata, startMs, status } = subscription
      const sale = membershipSaleOf(metadata)
      const begun = status !== 'incomplete' && status !== 'incomplete_expired'
      if (!sale || !begun || metadata.replaced_at) return
      if (!metadata.outcome && isYoung(startMs)) return
      const planId = house.officerndPlans[sale.slug] ?? ''
      const about = aboutOf(records, billing, subscription, sale, planId)
      sheet.judge(subjectOf(subscription.id, sale, metadata, about.invoice?.totalCents), {
        member: ofMember(about, records),
        membership: ofMembership(about, planId, today()),
        initiation: ofInitiation(about),
        money: ofMoney(about, billing, today()),
        letter: ofLetter(about),
      })
    },

    /** A card that is set up and has no subscription, though nobody said no. */
    stuck({
      id,
      metadata,
      createdMs,
    }: {
      id: string
      metadata: Record<string, string>
      createdMs: number
    }) {
      const sale = membershipSaleOf(metadata)
      if (!sale || metadata.outcome || isYoung(createdMs)) return
      sheet.judge(subjectOf(id, sale, metadata, sale.quotedCents), {
        membership: {
          kind: 'card given, no subscription',
          what: `Wanted ${sale.planName}, gave a card, and has no subscription; nothing was charged.`,
          suggestion:
            'Repair: the same run subscribes her. When the price has changed meanwhile it does not: then ask her to join again.',
          repairable: true,
        },
      })
    },

    unpaid(membership: ListedMembership): void {
      const subject = { id: membership.id, who: records.emailOf(membership.memberId) }
      sheet.judge(subject, { record: ofRecord(membership) })
    },

    report: sheet.report,
  }
}

function subjectOf(
  id: string,
  sale: MembershipSale,
  metadata: Record<string, string>,
  cents: number | undefined
): Subject {
  const who = `${sale.customerName}, ${sale.email}`
  return { id, who, metadata, ...(cents !== undefined && { amountCents: cents }) }
}

function aboutOf(
  records: Records,
  { firstInvoices }: Billing,
  subscription: Subscription,
  sale: MembershipSale,
  planId: string
): About {
  const {
    outcome = '',
    membership_id: named = '',
    officernd_member_id: given,
  } = subscription.metadata
  const memberIds = [given, sale.memberId].filter((id) => id !== undefined && id !== '') as string[]
  const like = () =>
    records.membershipsOf(memberIds, sale.email).find((one) => one.planId === planId)
  const membership = records.membership(named) ?? like()
  return {
    subscription,
    sale,
    outcome,
    invoice: firstInvoices.get(subscription.id),
    memberIds,
    membership,
  }
}

function ofMember({ sale, outcome, memberIds, subscription }: About, records: Records): Verdict {
  if (!isLive(subscription)) return 'not-asked'
  if (records.isMember(memberIds, sale.email)) return 'right'
  return {
    kind: 'no member',
    what: `${sale.customerName} is billed for ${sale.planName} and is no member in OfficeRnD.`,
    suggestion: outcome
      ? 'Create the member with name and e-mail from the subscription, then assign the plan at price 0.'
      : 'Repair: the run makes the member and the membership.',
    repairable: !outcome,
  }
}

function ofMembership(about: About, planId: string, today: string): Verdict {
  const { subscription, sale, outcome, membership } = about
  const live = isLive(subscription)
  if (!membership) {
    if (!live) return 'not-asked'
    return {
      kind: outcome ? 'no membership' : 'billed, no outcome',
      what: `Billed for ${sale.planName}, and OfficeRnD has no such membership of hers.`,
      suggestion: outcome
        ? 'Assign the plan in OfficeRnD with the subscription’s start and price 0, or cancel the subscription.'
        : 'Repair: the same run gives the membership.',
      repairable: !outcome,
    }
  }
  const start = houseDay(subscription.startMs)
  const ended = membership.endDay !== null && membership.endDay < today
  const wrong = live
    ? ([
        [!outcome, 'membership, no outcome', 'is there, and the run has not finished'],
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
    : ([
        [
          membership.endDay === null,
          'ended, membership goes on',
          'goes on, and the subscription has ended',
        ],
      ] as const)
  const found = wrong.find(([is]) => is)
  if (!found) return 'right'
  const [, kind, what] = found
  const repairable = kind === 'membership, no outcome'
  return {
    kind,
    what: `The membership ${membership.id} ${what}.`,
    suggestion: repairable
      ? 'Repair: the run finds the membership and finishes.'
      : 'Set it right in OfficeRnD: plan and start as bought, price 0, the end as Stripe has it.',
    repairable,
  }
}

function ofInitiation({ sale, invoice }: About): Verdict {
  const due = formatCents(sale.terms.initiationCents)
  if (invoice?.amounts.initiationCents === sale.terms.initiationCents) return 'right'
  return {
    kind: 'no initiation fee',
    what: invoice
      ? `The first invoice ${invoice.number} has ${formatCents(invoice.amounts.initiationCents)} of it; ${due} was agreed.`
      : `The month has no first invoice of this subscription; ${due} was agreed.`,
    suggestion:
      'Look at the subscription’s first invoice in Stripe, and bill or credit the difference.',
  }
}

function ofMoney(about: About, { refundedPayments }: Billing, today: string): Verdict {
  const { subscription, sale, invoice, membership } = about
  const live = isLive(subscription)
  const goesOn = membership && (membership.endDay === null || membership.endDay >= today)
  const refunded = refundedPayments.has(invoice?.paymentIntentId ?? '')
  if (refunded && (live || goesOn))
    return {
      kind: 'refunded, membership goes on',
      what: `The first payment went back in full; ${live ? 'the subscription' : 'the membership'} goes on.`,
      suggestion: 'If she has left: cancel the subscription in Stripe, which ends the membership.',
    }
  if (!subscription.priceIds.includes(sale.terms.priceId))
    return {
      kind: 'another price',
      what: `Subscribed to ${subscription.priceIds.join(', ')}; ${sale.terms.priceId} was sold.`,
      suggestion:
        'If the team changed her plan, change it in OfficeRnD too. Else set the price right in Stripe.',
    }
  if (!invoice || isAsShown(sale, subscription.startMs, invoice.totalCents)) return 'right'
  return {
    kind: 'another amount',
    what: `The first invoice is ${formatCents(invoice.totalCents)}; she was shown ${formatCents(sale.quotedCents)}.`,
    suggestion: 'If she was charged more, refund the difference and write to her.',
  }
}

function ofLetter({ subscription, outcome }: About): Verdict {
  if (outcome !== 'active') return 'not-asked'
  if (subscription.metadata.letter !== 'unsent') return 'right'
  return {
    kind: 'letter unsent',
    what: 'The welcome could not be sent to her.',
    suggestion: 'Write to her with the receipt from Stripe.',
  }
}

function ofRecord({ planId, startDay }: ListedMembership): Verdict {
  return {
    kind: 'membership without payment',
    what: `A membership of the plan ${planId} at price 0 began on ${startDay}, and no subscription names it.`,
    suggestion:
      'If it is a gift of the house, nothing. Else end it, or ask her to join on the site.',
  }
}
