/** MailerSend's template of the membership confirmation; its variables are unconfirmed. */
import type { Letter } from '../../clients/mailersend.ts'
import { letterTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { momentInWords } from '../../core/time.ts'
import type { House } from '../../payments/context.ts'
import type { AboutMembership, MembershipSale } from '../signup.ts'

export const MEMBERSHIP_TEMPLATE = 'z3m5jgr0y5xgdpyo'
export function welcome({ sale, subscription, paymentMethod, house }: AboutMembership): Letter {
  const { invoice } = subscription
  return {
    tag: letterTag(subscription.id, 'customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Welcome to Labour Temple: ${sale.planName}`,
    templateId: MEMBERSHIP_TEMPLATE,
    variables: {
      first_name: sale.firstName,
      plan_name: sale.planName,
      amount_paid: formatCents(invoice?.totalCents ?? 0),
      monthly_price: formatCents(sale.monthlyCents),
      terms_url: house.siteUrl + sale.termsUrl,
      promo_name: sale.promoName,
      receipt_id: invoice?.number ?? subscription.id,
      receipt_url: invoice?.url ?? '',
      payment_date: momentInWords(subscription.startMs),
      payment_method: paymentMethod,
      support_email: house.supportEmail,
    },
  }
}

export function signed(sale: MembershipSale, house: House, lines: string[]): string {
  const end = [`Questions? Write to ${house.supportEmail}.`, 'Labour Temple, 2800 1st Ave, Seattle']
  return [`Hi ${sale.firstName},`, '', ...lines, '', ...end].join('\n')
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
