/** Track 1 of the monthly report: compares new subscriptions with members and memberships in OfficeRnD. */

import type { Membership } from '../../clients/officernd/memberships.ts'
import type { OfficerndSnapshot } from '../../clients/officernd/snapshot.ts'
import type { Invoice } from '../../clients/stripe/invoices.ts'
import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscriber } from '../../clients/stripe/subscribers.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import type { Span } from '../../core/month.ts'
import { seattleDay } from '../../core/time.ts'
import {
  type CheckedRecord,
  createTrackSheet,
  type TrackReport,
} from '../../operations/reconciliation-sheet.ts'
import type { UnpaidMembers } from '../../operations/unpaid-members.ts'
import type { MembershipContext } from '../context.ts'
import { parseSignup, type Signup } from '../signup.ts'
import { isLive } from '../subscription.ts'
import { goesOn } from './open-memberships.ts'
import { nameOf, type PlanHolder, planHolders } from './plan-holders.ts'
import * as checks from './reconcile-checks.ts'
import { checkEnd, checkSingle } from './reconcile-plans.ts'

type Reconciled = Pick<MembershipContext, 'stripe' | 'config' | 'now'>

/** Staff may have assigned the plan some days after the subscription began. */
const BEFORE_MS = 7 * 24 * 3600_000

const TITLES = {
  member: 'OfficeRnD member exists',
  membership: 'Active membership matches the Stripe plan',
  initiation: 'Initiation fee applied',
  money: 'Amount and refund agree',
  email: 'E-mail sent',
  record: 'A membership at price 0 has its subscription',
  single: 'One live subscription for each person and plan',
}

/**
 * `refunded`: ids of payments that were refunded in full in the month. `unpaid` takes each set-up.
 * `whole` is false when a list was too long to read completely.
 */
export async function reconcileMemberships(
  ctx: Reconciled,
  span: Span,
  records: OfficerndSnapshot,
  { refunded, unpaid }: { refunded: ReadonlySet<string>; unpaid: UnpaidMembers }
): Promise<{ track: TrackReport; whole: boolean }> {
  const { stripe } = ctx
  const sheet = membershipSheet(ctx, span, records, refunded)
  const longerSpan = { ...span, fromMs: span.fromMs - BEFORE_MS }
  const whole = [
    await stripe.eachInvoice(span, sheet.addInvoice),
    await stripe.eachSubscription(longerSpan, sheet.addSubscription),
    await stripe.eachSetup(span, (setup) => {
      sheet.addSetup(setup)
      unpaid.take(setup)
    }),
  ]
  for (const membership of records.memberships().filter(isFree(ctx, span)))
    sheet.addFreeMembership(membership)
  const all: Subscriber[] = []
  whole.push(await stripe.eachSubscriber('any', (one) => all.push(one)))
  for (const holder of planHolders(ctx.config, all)) sheet.addHolder(holder)
  return { track: sheet.report(), whole: whole.every(Boolean) }
}

/** Add invoices first, then subscriptions, then set-ups and free memberships without either. */
function membershipSheet(
  { config, now }: Reconciled,
  span: Span,
  records: OfficerndSnapshot,
  refundedPayments: ReadonlySet<string>
) {
  const sheet = createTrackSheet(1, TITLES)
  const firstInvoices = new Map<string, Invoice>()
  const named = new Set<string>()
  const setUps = new Set<string>()
  const isYoung = (sinceMs: number) => now() - sinceMs < config.alertAfterMs

  function checkedOf(subscription: Subscription, sale: Signup): checks.Checked {
    const { outcome = '', membership_id: id = '', officernd_member_id } = subscription.metadata
    const memberIds = [officernd_member_id, sale.memberId].filter((one) => one !== undefined)
    const planId = config.officerndPlans[sale.slug] ?? ''
    const samePlan = () =>
      records.membershipsOf(memberIds, sale.email).find((one) => one.planId === planId)
    const invoice = firstInvoices.get(subscription.id)
    const refunded = refundedPayments.has(invoice?.paymentIntentId ?? '')
    const membership = records.membership(id) ?? samePlan()
    const today = seattleDay(now())
    return { subscription, sale, outcome, invoice, refunded, memberIds, membership, planId, today }
  }

  return {
    addInvoice(invoice: Invoice): void {
      const { subscriptionId, billingReason } = invoice
      if (subscriptionId && billingReason === 'subscription_create')
        firstInvoices.set(subscriptionId, invoice)
    },

    addSubscription(subscription: Subscription): void {
      const { metadata, startMs, status } = subscription
      const sale = parseSignup(metadata)
      if (!sale) return
      setUps.add(metadata.setup_id ?? '')
      if (status === 'incomplete' || status === 'incomplete_expired') return
      const checked = checkedOf(subscription, sale)
      named.add(checked.membership?.id ?? '')
      const underWay = !metadata.outcome && isYoung(startMs)
      if (startMs < span.fromMs || metadata.replaced_at || underWay) return
      const cents = checked.invoice?.totalCents
      sheet.record(subjectOf(subscription.id, sale, metadata, cents), {
        member: checks.checkMember(checked, records),
        membership: checks.checkMembership(checked),
        initiation: checks.checkInitiation(checked),
        money: checks.checkAmount(checked),
        email: checks.checkEmail(checked),
      })
    },

    addSetup({ id, status, metadata, createdMs }: SetupIntent): void {
      const sale = parseSignup(metadata)
      if (!sale || status !== 'succeeded' || metadata.outcome) return
      if (setUps.has(id) || isYoung(createdMs)) return
      const subject = subjectOf(id, sale, metadata, sale.quotedCents)
      sheet.record(subject, { membership: checks.checkCard(sale) })
    },

    addFreeMembership(membership: Membership): void {
      const subject = { id: membership.id, who: records.emailOf(membership.memberId ?? '') }
      sheet.record(subject, { record: checks.checkRecord(membership, named.has(membership.id)) })
    },

    addHolder(holder: PlanHolder): void {
      const newest = holder.subscriptions.filter(isLive).at(-1) ?? holder.subscriptions.at(-1)
      if (!newest) return
      const who = nameOf(holder)
      const single = checkSingle(holder)
      const isOfMonth = newest.startMs >= span.fromMs && newest.startMs < span.toMs
      if (single !== 'ok' || isOfMonth) sheet.record({ id: newest.id, who }, { single })
      const found = goesOn(config, holder, records)
      if (found) sheet.record({ id: found.subscription.id, who }, { membership: checkEnd(found) })
    },

    report: sheet.report,
  }
}

/** Memberships of our plans that start in the month at price 0, which only Stripe's subscribers have. */
function isFree({ config }: Reconciled, span: Span) {
  const plans = new Set(Object.values(config.officerndPlans))
  const [first, last] = [seattleDay(span.fromMs), seattleDay(span.toMs - 1)]
  return ({ planId = '', price, startDay = '' }: Membership) =>
    plans.has(planId) && price === 0 && startDay >= first && startDay <= last
}

function subjectOf(
  id: string,
  sale: Signup,
  metadata: Record<string, string>,
  cents: number | undefined
): CheckedRecord {
  const who = `${sale.customerName}, ${sale.email}`
  return { id, who, metadata, ...(cents !== undefined && { amountCents: cents }) }
}
