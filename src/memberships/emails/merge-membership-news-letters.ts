/** Letters about a membership that has begun: a payment that failed, an end, money that went back. */
import type { Letter } from '../../clients/mailersend.ts'
import type { Invoice } from '../../clients/stripe/invoices.ts'
import { letterTag } from '../../core/ids.ts'
import type { MoneyNews } from '../../core/merge-runs.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, dayInWords } from '../../core/time.ts'
import { MONEY_RETURNS, moneyWords } from '../../payments/emails/refund-wording.ts'
import { type AboutMembership, signed, toTeam, whoAndWhat } from './team.ts'

export function paymentFailed(about: AboutMembership, invoice: Invoice): Letter[] {
  const { sale, subscription, house } = about
  const amount = formatCents(invoice.totalCents)
  const tag = (name: string) => letterTag(invoice.id, name)
  return [
    {
      tag: tag('failed-customer'),
      to: [{ email: sale.email, name: sale.customerName }],
      subject: `Your payment for ${sale.planName} did not go through`,
      text: signed(sale, house, [
        `We could not collect ${amount} for your ${sale.planName} membership. Your membership stays as it is for now.`,
        ...(invoice.url ? [`You can pay with another card here: ${invoice.url}`] : []),
      ]),
    },
    toTeam(
      about,
      'payment-failed',
      `ALERT: payment failed: ${sale.customerName}, ${amount}`,
      [
        `Stripe could not collect ${amount} from ${sale.customerName} for ${sale.planName}. The membership in OfficeRnD was left as it is, and she was written to.`,
        '',
        ...whoAndWhat(about),
        `Invoice: ${invoice.number} ${invoice.url}`,
        '',
        `What to do: card payments are retried by Stripe for one to three weeks; a bank debit of a first invoice is not, and the subscription stays ${subscription.status}. Talk to her; end the subscription in Stripe if she does not pay.`,
      ],
      invoice.id
    ),
  ]
}

export function membershipEnded(about: AboutMembership, day: Day): Letter[] {
  const { sale, subscription, house } = about
  return [
    {
      tag: letterTag(subscription.id, 'ended-customer'),
      to: [{ email: sale.email, name: sale.customerName }],
      subject: `Your ${sale.planName} membership has ended`,
      text: signed(sale, house, [
        `Your ${sale.planName} membership has ended; its last day is ${dayInWords(day)}. You will not be charged again.`,
      ]),
    },
    toTeam(about, 'ended', `Membership ended: ${sale.customerName}, ${sale.planName}`, [
      `The subscription has ended in Stripe. The membership in OfficeRnD now ends on ${dayInWords(day)}.`,
      '',
      ...whoAndWhat(about),
    ]),
  ]
}

/** The first payment was never completed: Stripe ends the subscription after 23 hours. */
export function joiningLapsed({ sale, subscription, house }: AboutMembership): Letter {
  return {
    tag: letterTag(subscription.id, 'lapsed'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Joining Labour Temple: your payment was not completed`,
    text: signed(sale, house, [
      `Your first payment for ${sale.planName} was not completed within a day, so the sign-up has ended. Nothing has been charged.`,
      `You are welcome to try again: ${house.siteUrl}/memberships/${sale.slug}`,
    ]),
  }
}

/** Subscription and membership are left as they are: what was meant by it only people know. */
export function moneyMoved(about: AboutMembership, news: MoneyNews): Letter[] {
  const { sale, house } = about
  const nth = `${news.objectId}-${news.cents}`
  const sold = { who: sale.customerName, what: `the ${sale.planName} membership` }
  const { subject, lines } = moneyWords(news, sold)
  const left =
    'Subscription and membership were left as they are: end them by hand if that is meant.'
  const text = [...lines, left, '', ...whoAndWhat(about), ...factsOf(about, news)]
  const team = toTeam(about, news.what, subject, text, nth)
  if (news.what !== 'refunded') return [team]
  const customer = {
    tag: letterTag(nth, 'refunded-customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `${formatCents(news.cents)} of your membership payment has been refunded`,
    text: signed(sale, house, [
      `We have given back ${formatCents(news.cents)} of your payment for ${sale.planName}. ${MONEY_RETURNS}`,
    ]),
  }
  return [customer, team]
}

function factsOf({ sale, subscription, house }: AboutMembership, { paymentId }: MoneyNews) {
  const { membership_id: membership, officernd_member_id: member, letter } = subscription.metadata
  return [
    `Stripe payment: ${paymentId}`,
    ...(membership ? [`OfficeRnD membership: ${membership}, member ${member ?? ''}`] : []),
    `Welcome letter: ${letter === 'unsent' ? 'could not be sent' : `sent to ${sale.email}, tag ${letterTag(subscription.id, 'customer')}`}`,
    `Terms shown when she joined: ${house.siteUrl}${sale.termsUrl}`,
  ]
}
