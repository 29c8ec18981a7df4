/** Alerts about subscriptions and memberships that do not belong together, whoever made them. */
import type { Email } from '../../clients/mailersend.ts'
import type { Subscriber } from '../../clients/stripe/subscribers.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { formatDay, seattleDay } from '../../core/time.ts'
import type { MembershipConfig } from '../context.ts'
import type { GoesOn } from '../operations/open-memberships.ts'
import { nameOf, type PlanHolder } from '../operations/plan-holders.ts'

type Team = Pick<MembershipConfig, 'teamEmails'>

/** `live`: the person's live subscriptions to the plan, at least two, the oldest first. */
export function liveTwiceAlert(
  { teamEmails }: Team,
  holder: PlanHolder,
  live: readonly Subscriber[],
  day: string
): Email {
  const { planName } = holder
  const name = nameOf(holder)
  return {
    tag: emailTag(live.at(-1)?.id ?? '', `live-twice-${day}`),
    to: teamEmails.map((email) => ({ email })),
    subject: `ALERT: ${name} has ${live.length} live subscriptions to ${planName}`,
    text: [
      `Stripe bills ${name} ${live.length} times a month for ${planName}. One person needs one.`,
      '',
      ...live.flatMap((one) => summaryOf(name, one)),
      'What was tried: nothing. Only a person can know which of them is meant.',
      'What to do by hand: ask the customer. Cancel what is too much in Stripe, refund all that it has charged, and see that OfficeRnD has one membership. Two persons who share an address keep both: then nothing is to be done, and this alert is repeated each day until their addresses at Stripe differ.',
    ].join('\n'),
  }
}

export function goesOnAlert(
  { teamEmails }: Team,
  holder: PlanHolder,
  { subscription, membership }: GoesOn,
  day: string
): Email {
  const { id, endedMs } = subscription
  const { planName } = holder
  const name = nameOf(holder)
  const ended = endedMs === null ? '' : ` on ${formatDay(seattleDay(endedMs))}`
  return {
    tag: emailTag(id, `goes-on-${day}`),
    to: teamEmails.map((email) => ({ email })),
    subject: `ALERT: the membership of ${name} goes on, and the subscription has ended`,
    text: [
      `The subscription of ${name} to ${planName} ended${ended}. OfficeRnD has the membership without a last day, at price 0, and no subscription pays for it.`,
      '',
      ...summaryOf(name, subscription),
      `OfficeRnD membership: ${membership.id}, member ${membership.memberId ?? 'not said'}`,
      '',
      'What was tried: nothing, because staff may have meant it. A membership that joined on the page is ended by itself when its subscription ends.',
      `What to do by hand: give the membership a last day in OfficeRnD; or, if it is a gift or billed in another way, a price or a first day after the end of the subscription.`,
    ].join('\n'),
  }
}

function summaryOf(name: string, one: Subscriber): string[] {
  const { id, status, customerId, metadata, customerEmail, startMs, invoice } = one
  const address = metadata.email || customerEmail || 'no e-mail address'
  return [
    `Who: ${name}, ${address}${metadata.phone ? `, ${metadata.phone}` : ''}`,
    `Stripe subscription: ${id} (${status}), since ${formatDay(seattleDay(startMs))}`,
    `Made: ${metadata.attempt_id ? 'on the page' : 'by hand in Stripe'}`,
    ...(invoice ? [`Newest invoice: ${formatCents(invoice.totalCents)} (${invoice.id})`] : []),
    `Stripe customer: ${customerId}`,
    '',
  ]
}
