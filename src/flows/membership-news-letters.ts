/** Letters about a membership that has begun: a payment that failed, an end, money that went back. */
import type { Letter } from '../clients/mailersend.ts'
import type { Invoice } from '../clients/stripe/membership-shapes.ts'
import { letterTag } from '../rules/keys.ts'
import { formatCents } from '../rules/money.ts'
import { type Day, dayInWords } from '../rules/time.ts'
import { type AboutMembership, signed, toTeam, whoAndWhat } from './membership-letters.ts'

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

export function moneyMoved(
  about: AboutMembership,
  what: 'refunded' | 'disputed',
  id: string,
  cents: number
) {
  const { sale } = about
  const subject =
    what === 'refunded'
      ? `Refunded: ${sale.customerName}, ${formatCents(cents)}`
      : `ALERT: ${sale.customerName} disputes ${formatCents(cents)}`
  return toTeam(
    about,
    what,
    subject,
    [
      what === 'refunded'
        ? `${formatCents(cents)} of ${sale.planName} went back to ${sale.customerName}. Subscription and membership were left as they are: end them by hand if that was meant.`
        : `${sale.customerName} disputes a payment of ${formatCents(cents)} for ${sale.planName} (${id}). Answer in Stripe before its deadline: metadata, membership record, letters sent, terms. Subscription and membership were left as they are.`,
      '',
      ...whoAndWhat(about),
    ],
    id
  )
}
