/** What each letter about a day pass says, and to whom. */
import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, formatDay } from '../../core/time.ts'
import { refundWording } from '../../payments/emails/refund-wording.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import type { PaidPass, RevokeResult } from '../purchase.ts'
import { PASS_REFUND_POLICY } from '../rules/catalog.ts'

export function teamNotification(about: PaidPass, day: Day, ids: { pass: string; member: string }) {
  const { payment, sale } = about
  return teamEmail(about, 'team', `${sale.productName} sold: ${sale.customerName}, ${day}`, [
    `${sale.customerName} bought a ${sale.productName} for ${formatDay(day)}.`,
    '',
    ...saleSummary(about, day),
    `OfficeRnD member: ${ids.member}`,
    `OfficeRnD pass: ${ids.pass}`,
    `Receipt: ${payment.charge?.receipt?.url ?? 'see Stripe'}`,
  ])
}

/** Documents: charged and no pass within 15 minutes is escalated. */
export function unservedAlert(about: PaidPass, waitedMs: number, nth: string): Email {
  const { payment, sale } = about
  const subject = `ALERT: ${sale.customerName} paid ${formatCents(payment.amountCents)} and has no day pass`
  return teamEmail(about, `alert-${nth}`, subject, [
    `${sale.customerName} paid ${Math.round(waitedMs / 60_000)} minutes ago and has no pass yet: the kiosk refuses her.`,
    '',
    ...saleSummary(about),
    '',
    'What was tried: the pass is being asked for at OfficeRnD again and again, looking first so that none is made twice; it goes on being tried.',
    ...manualSteps(sale.passDate),
  ])
}

/** An expired pass is never issued: a person decides between a new day and the money back. */
export function expiredAlert(about: PaidPass, day: Day): Email {
  const { payment, sale } = about
  const subject = `ALERT: ${sale.customerName} paid ${formatCents(payment.amountCents)}; her pass day is over`
  return teamEmail(about, 'expired', subject, [
    `The pass of ${sale.customerName} was for ${formatDay(day)} and could not be made in time. It was not issued afterwards, and nothing was refunded.`,
    '',
    ...saleSummary(about, day),
    '',
    'What to do: ask her for another day and make the pass by hand in OfficeRnD, or refund the payment in Stripe. Then write to her.',
  ])
}

export function zeroValidityAlert(about: PaidPass, planId: string, today: Day): Email {
  return teamEmail(about, `zero-validity-${today}`, 'ALERT: the kiosk refuses every day pass', [
    `The pass of ${about.sale.customerName} exists, but the Day Pass plan ${planId} has passesValidityPeriod.intervalCount = 0, so the kiosk refuses it and every other.`,
    '',
    ...saleSummary(about),
    '',
    'What to do: in OfficeRnD set the validity of the Day Pass plan back to 12 months; it is a setting there, not in our code. Let customers in by hand until then.',
  ])
}

export function alertResolvedEmail(about: PaidPass, day: Day): Email {
  return teamEmail(about, 'resolved', `Resolved: ${about.sale.customerName} has her day pass`, [
    `The pass for ${formatDay(day)} has been made. Nothing is left to do for this payment, unless someone made a second pass by hand meanwhile.`,
    '',
    ...saleSummary(about, day),
  ])
}

export function teamEmail(
  { payment, config }: PaidPass,
  name: string,
  subject: string,
  lines: string[]
): Email {
  return {
    tag: emailTag(payment.id, name),
    to: config.teamEmails.map((email) => ({ email })),
    subject,
    text: lines.join('\n'),
  }
}

export function saleSummary({ payment, sale }: PaidPass, day: Day = sale.passDate): string[] {
  const optional = (label: string, value: string) => (value ? [`${label}: ${value}`] : [])
  return [
    `Who: ${sale.customerName}, ${sale.email}, ${sale.phone}`,
    `What: ${sale.productName} for ${formatDay(day)}`,
    `Amount: ${formatCents(payment.amountCents)}`,
    ...optional('Promotion', sale.promoName),
    ...optional('Company', sale.company),
    ...optional('Heard of us', sale.referralSource),
    ...optional('Notes', sale.notes),
    `Stripe payment: ${payment.id}`,
    ...optional('Stripe customer', payment.customerId ?? ''),
    ...optional('Stripe charge', payment.charge?.id ?? ''),
  ]
}

/** Operations document, playbook 2, "Fix". */
function manualSteps(day: Day): string[] {
  const label = `${day}, 00:00 UTC`
  return [
    '',
    'What to do by hand, if she is at the door: let her in. Then, in OfficeRnD:',
    '1. Find the member by e-mail; if missing, create it with name and e-mail from above.',
    `2. Create the pass: type hotdesk, count 1, validFrom ${label}, validTo ${label}, intervalLength once, grantActiveStatus true. The run that is still trying adopts it instead of making a second one.`,
    '3. See it active on the Day Passes tab, and write to her that it is ready.',
    `Refund policy: ${PASS_REFUND_POLICY}`,
  ]
}

export const PASS_WORDS: Record<RevokeResult, string> = {
  gone: 'The pass was unused and has been taken back in OfficeRnD: the kiosk refuses it now.',
  used: 'FLAG: she checked in on the day of the pass, so it was left as it is. If the refund was a mistake, talk to her.',
  past: 'The day of the pass is over; it was left as it is.',
  stuck:
    'OfficeRnD was asked for a quarter of an hour and did not take the pass back: the kiosk may still let her in. What to do: see at OfficeRnD whether she has checked in; if she has not, delete the pass named below.',
  none: 'No pass had been issued; nothing was left to take back.',
}

export function refundedTeam(
  about: PaidPass,
  event: RefundOrDispute,
  day: Day,
  end: RevokeResult
): Email {
  const { subject, lines } = refundWording(event, soldTo(about))
  const flag =
    end === 'used' ? 'FLAG: ' : end === 'stuck' ? 'ALERT: her pass may still be valid. ' : ''
  return teamEmail(about, 'refunded', flag + subject, [
    ...lines,
    PASS_WORDS[end],
    '',
    ...evidence(about, day),
  ])
}

/** Whether the pass should go with a part of the money only people know. */
export function partlyRefunded(about: PaidPass, event: RefundOrDispute): Email {
  const { subject, lines } = refundWording(event, soldTo(about))
  return teamEmail(about, `partly-refunded-${event.cents}`, `In part: ${subject}`, [
    ...lines,
    'It is a part of the price: the pass was left as it is, and she was not written to.',
    '',
    ...evidence(about),
  ])
}

/** Evidence for a dispute, a refund that came back, a dispute that is over. */
export function disputeNotice(about: PaidPass, event: RefundOrDispute): Email {
  const { subject, lines } = refundWording(event, soldTo(about))
  return teamEmail(about, `${event.type}-${event.objectId}`, subject, [
    ...lines,
    'The pass was left as it is.',
    '',
    ...evidence(about),
  ])
}

export function soldTo({ sale }: PaidPass) {
  return { who: sale.customerName, what: `a ${sale.productName}` }
}

export function evidence(about: PaidPass, day?: Day): string[] {
  const { payment, sale, config } = about
  const { pass_id: pass, pass_member_id: member, emails, outcome, outcome_at } = payment.metadata
  return [
    ...saleSummary(about, day ?? payment.metadata.pass_date ?? sale.passDate),
    `Outcome: ${outcome ?? 'none yet'}${outcome_at ? ` at ${outcome_at}` : ''}`,
    ...(pass ? [`OfficeRnD pass: ${pass}, member ${member ?? ''}`] : []),
    `Confirmation e-mail: ${emails === 'unsent' ? 'could not be sent' : `sent to ${sale.email}, tag ${emailTag(payment.id, 'customer')}`}`,
    `Policy shown on the page: ${PASS_REFUND_POLICY}`,
    `Terms shown on the page: ${config.siteUrl}${sale.termsUrl}`,
  ]
}
