/** Letters about the money of a day pass that went back, or was asked back. */
import type { Letter } from '../../clients/mailersend.ts'
import { letterTag } from '../../core/ids.ts'
import type { MoneyNews } from '../../core/merge-runs.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, dayInWords } from '../../core/time.ts'
import { MONEY_RETURNS, moneyWords } from '../../payments/emails/refund-wording.ts'
import { PASS_REFUND_POLICY } from '../rules/merge-policy.ts'
import type { PassEnd } from '../workflows/refund-or-dispute.ts'
import { type About, toTeam, whoAndWhat } from './team.ts'

export function refundedCustomer(about: About, news: MoneyNews, day: Day, end: PassEnd): Letter {
  const { payment, sale, house } = about
  const amount = formatCents(news.cents)
  return {
    tag: letterTag(payment.id, 'refunded-customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Your ${sale.productName} has been refunded`,
    text: [
      `Hi ${sale.firstName},`,
      '',
      `We have given back ${amount} for your ${sale.productName}. ${MONEY_RETURNS}`,
      ...(end === 'gone' ? [`Your pass for ${dayInWords(day)} is no longer valid.`] : []),
      '',
      `Questions? Write to ${house.supportEmail}.`,
      'Labour Temple, 2800 1st Ave, Seattle',
    ].join('\n'),
  }
}

const PASS_WORDS: Record<PassEnd, string> = {
  gone: 'The pass was unused and has been taken back in OfficeRnD: the kiosk refuses it now.',
  used: 'FLAG: she checked in on the day of the pass, so it was left as it is. If the refund was a mistake, talk to her.',
  past: 'The day of the pass is over; it was left as it is.',
  stuck:
    'OfficeRnD was asked for a quarter of an hour and did not take the pass back: the kiosk may still let her in. What to do: see at OfficeRnD whether she has checked in; if she has not, delete the pass named below.',
  none: 'No pass had been issued; nothing was left to take back.',
}

export function refundedTeam(about: About, news: MoneyNews, day: Day, end: PassEnd): Letter {
  const { subject, lines } = moneyWords(news, soldOf(about))
  const flag =
    end === 'used' ? 'FLAG: ' : end === 'stuck' ? 'ALERT: her pass may still be valid. ' : ''
  return toTeam(about, 'refunded', flag + subject, [
    ...lines,
    PASS_WORDS[end],
    '',
    ...factsOf(about, day),
  ])
}

/** Whether the pass should go with a part of the money only people know. */
export function partlyRefunded(about: About, news: MoneyNews): Letter {
  const { subject, lines } = moneyWords(news, soldOf(about))
  return toTeam(about, `partly-refunded-${news.cents}`, `In part: ${subject}`, [
    ...lines,
    'It is a part of the price: the pass was left as it is, and she was not written to.',
    '',
    ...factsOf(about),
  ])
}

/** Evidence for a dispute, a refund that came back, a dispute that is over. */
export function moneyMoved(about: About, news: MoneyNews): Letter {
  const { subject, lines } = moneyWords(news, soldOf(about))
  return toTeam(about, `${news.what}-${news.objectId}`, subject, [
    ...lines,
    'The pass was left as it is.',
    '',
    ...factsOf(about),
  ])
}

function soldOf({ sale }: About) {
  return { who: sale.customerName, what: `a ${sale.productName}` }
}

function factsOf(about: About, day?: Day): string[] {
  const { payment, sale, house } = about
  const { pass_id: pass, pass_member_id: member, letter, outcome, outcome_at } = payment.metadata
  return [
    ...whoAndWhat(about, day ?? payment.metadata.pass_date ?? sale.passDate),
    `Outcome: ${outcome ?? 'none yet'}${outcome_at ? ` at ${outcome_at}` : ''}`,
    ...(pass ? [`OfficeRnD pass: ${pass}, member ${member ?? ''}`] : []),
    `Confirmation letter: ${letter === 'unsent' ? 'could not be sent' : `sent to ${sale.email}, tag ${letterTag(payment.id, 'customer')}`}`,
    `Policy shown on the page: ${PASS_REFUND_POLICY}`,
    `Terms shown on the page: ${house.siteUrl}${sale.termsUrl}`,
  ]
}
