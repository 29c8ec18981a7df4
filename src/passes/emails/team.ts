/** E-mails to the team about day passes. */
import type { Email } from '../../clients/mailersend.ts'
import type { GrantedPass } from '../../clients/officernd/member-writer.ts'
import { receiptUrl } from '../../clients/stripe/payments.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, formatDay, formatStamp } from '../../core/time.ts'
import { refundWording } from '../../payments/emails/refund-wording.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import { knownPassDay, type PaidPass, type RevokeResult } from '../purchase.ts'
import { PASS_REFUND_POLICY } from '../rules/catalog.ts'

/** `sharedWith`: the name that used the e-mail address before, if it is another one. */
export function teamNotification(
  paid: PaidPass,
  day: Day,
  ids: { pass: string; member: string; sharedWith: string | null }
): Email {
  const { payment, sale } = paid
  return teamEmail(paid, 'team', `${sale.productName} sold: ${sale.customerName}, ${day}`, [
    `${sale.customerName} bought a ${sale.productName} for ${formatDay(day)}.`,
    '',
    ...saleSummary(paid, day),
    `OfficeRnD member: ${ids.member}`,
    `OfficeRnD pass: ${ids.pass}`,
    `Receipt: ${receiptUrl(payment) || 'see Stripe'}`,
    ...(ids.sharedWith ? sharedAddressLines(paid, ids.sharedWith) : []),
  ])
}

function sharedAddressLines({ sale }: PaidPass, sharedWith: string): string[] {
  return [
    '',
    `It is on the member of ${sharedWith}, who used the same e-mail address before: ${sale.email}. The customer was told.`,
    `What to do by hand, if ${sale.customerName} and ${sharedWith} are two people: let both in; on request make a member for ${sale.customerName} with an address of their own, and move the pass there.`,
  ]
}

/**
 * Sent when a customer has paid and has no pass after 15 minutes (documents). `day`: the one for which the
 * workflow is making the pass.
 */
export function unservedAlert(paid: PaidPass, day: Day, waitedMs: number, nth: string): Email {
  const { payment, sale } = paid
  const subject = `ALERT: ${sale.customerName} paid ${formatCents(payment.amountCents)} and has no day pass`
  return teamEmail(paid, `alert-${nth}`, subject, [
    `${sale.customerName} paid ${Math.round(waitedMs / 60_000)} minutes ago and has no pass yet: the kiosk refuses entry.`,
    '',
    ...saleSummary(paid, day),
    '',
    'What was tried: the workflow keeps asking OfficeRnD for the pass. It looks for the pass before each try, so none is created twice.',
    ...manualSteps(day),
  ])
}

/** Sent when the pass's day was over before it could be created. The team decides: another day or a refund. */
export function expiredAlert(paid: PaidPass, day: Day): Email {
  const { payment, sale } = paid
  const subject = `ALERT: ${sale.customerName} paid ${formatCents(payment.amountCents)}; the pass day is over`
  return teamEmail(paid, 'expired', subject, [
    `The pass of ${sale.customerName} was for ${formatDay(day)} and could not be created in time. It was not issued later, and nothing was refunded.`,
    '',
    ...saleSummary(paid, day),
    '',
    'What to do: ask the customer for another day and create the pass by hand in OfficeRnD, or refund the payment in Stripe. Then write to the customer.',
  ])
}

/** Sent when OfficeRnD took the pass and what it shows of it cannot be read, or differs. */
export function uncertainPassAlert(paid: PaidPass, pass: GrantedPass): Email {
  const { payment, sale } = paid
  const isUnclear = pass.certainty === 'unclear'
  const midnight = `${pass.day}, 00:00 UTC`
  return teamEmail(
    paid,
    'pass-uncertain',
    `ALERT: check the day pass of ${sale.customerName}, ${formatCents(payment.amountCents)} paid`,
    [
      isUnclear
        ? `OfficeRnD was asked for the pass of ${sale.customerName} for ${formatDay(pass.day)}, and what it shows could not be read, differs from what was asked for, or is missing. The customer was told that the team checks it.`
        : `OfficeRnD created the pass of ${sale.customerName} for ${formatDay(pass.day)}, but its fields could not be read: it is not certain that the kiosk accepts it. The customer was told that the pass is ready.`,
      '',
      ...saleSummary(paid, pass.day),
      `OfficeRnD member: ${pass.memberId}`,
      `OfficeRnD pass: ${pass.id || 'its id could not be read'}`,
      '',
      'What was tried: the pass was asked for once and looked for again. No second one is created by itself.',
      'What to do by hand: if the customer is waiting at the kiosk, let them in. Then, in OfficeRnD:',
      `1. Look at the member’s passes. There must be one: type hotdesk, count 1, validFrom ${midnight}, validTo ${midnight}, grantActiveStatus true.`,
      `2. Correct it, or create it if there is none${isUnclear ? ', and write to the customer that it is ready' : ''}.`,
      '3. If this happens to every sale, OfficeRnD has changed its API: set SALES_PAUSED to "memberships passes" and tell the person who maintains the Workers.',
    ]
  )
}

/** `day`: of the pass; `today`: the alert is sent once a day. */
export function zeroValidityAlert(
  paid: PaidPass,
  planId: string,
  { day, today }: { day: Day; today: Day }
): Email {
  return teamEmail(paid, `zero-validity-${today}`, 'ALERT: the kiosk refuses every day pass', [
    `The pass of ${paid.sale.customerName} exists, but the Day Pass plan ${planId} has passesValidityPeriod.intervalCount = 0, so the kiosk refuses it and all other passes.`,
    '',
    ...saleSummary(paid, day),
    '',
    'What to do: in OfficeRnD set the validity of the Day Pass plan back to 12 months; it is a setting there, not in our code. Until then let customers in by hand.',
  ])
}

/** After an alert; `null` while a person is still needed. `paid` is the payment with its outcome. */
export function alertResolvedEmail(paid: PaidPass): Email | null {
  const { customerName } = paid.sale
  const { outcome, pass_date: day = paid.sale.passDate } = paid.payment.metadata
  switch (outcome) {
    case 'granted':
      return teamEmail(paid, 'resolved', `Resolved: ${customerName} now has the day pass`, [
        `The pass for ${formatDay(day)} exists in OfficeRnD. Nothing is left to do, unless someone made a second pass by hand meanwhile.`,
        '',
        ...saleSummary(paid, day),
      ])
    case 'refunded':
      return teamEmail(paid, 'resolved', `Resolved: ${customerName} has the money back`, [
        'The payment was refunded before a pass was made. Nothing is left to do, unless someone made a pass by hand meanwhile.',
        '',
        ...saleSummary(paid),
      ])
    default:
      return null
  }
}

/** `firstId`: the payment that was the customer's first. */
export function notFirstTimeAlert(paid: PaidPass, firstId: string): Email {
  const { payment, sale } = paid
  const off = formatCents(Number(payment.metadata.discount_cents) || 0)
  const subject = `ALERT: ${sale.customerName} paid with a code for first purchases, and it was not the first`
  return teamEmail(paid, 'not-first-time', subject, [
    `${sale.customerName} had not paid for anything when the price was agreed, and has paid for something else since: ${firstId}. The code took ${off} off. The customer has the pass.`,
    'What was tried: nothing, because the price was agreed.',
    `What to do by hand: ask the customer for ${off}, or let it be.`,
    '',
    ...saleSummary(paid),
  ])
}

function teamEmail(
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

export function saleSummary(paid: PaidPass, day = knownPassDay(paid)): string[] {
  const { payment, sale } = paid
  const optionalLine = (label: string, value: string) => (value ? [`${label}: ${value}`] : [])
  return [
    `Who: ${sale.customerName}, ${sale.email}, ${sale.phone}`,
    `What: ${sale.productName} for ${day ? formatDay(day) : 'the next open day after the bank debit is paid'}`,
    `Amount: ${formatCents(payment.amountCents)}`,
    ...optionalLine('Promotion', sale.promoName),
    ...optionalLine('Company', sale.company),
    ...optionalLine('Heard of us', sale.referralSource),
    ...optionalLine('Notes', sale.notes),
    `Stripe payment: ${payment.id}`,
    ...optionalLine('Stripe customer', payment.customerId ?? ''),
    ...optionalLine('Stripe charge', payment.charge?.id ?? ''),
  ]
}

/** From the operations document, playbook 2, "Fix". */
function manualSteps(day: Day): string[] {
  const label = `${day}, 00:00 UTC`
  return [
    '',
    'What to do by hand: if the customer is waiting at the kiosk, let them in. Then, in OfficeRnD:',
    '1. Find the member by e-mail; if missing, create it with name and e-mail from above.',
    `2. Create the pass: type hotdesk, count 1, validFrom ${label}, validTo ${label}, intervalLength once, grantActiveStatus true. The workflow that is still trying uses it instead of creating a second one.`,
    '3. Check that it is active on the Day Passes tab, and write to the customer that it is ready.',
    `Refund policy: ${PASS_REFUND_POLICY}`,
  ]
}

const REVOKE_TEXTS: Record<RevokeResult, string> = {
  gone: 'The pass was unused and has been deleted in OfficeRnD: the kiosk refuses it now.',
  used: 'FLAG: the customer checked in on the day of the pass, so it was left as it is. If the refund was a mistake, talk to the customer.',
  past: 'The day of the pass is over; it was left as it is.',
  stuck:
    'OfficeRnD did not delete the pass within 15 minutes of retries: the kiosk may still accept it. What to do: check in OfficeRnD whether the customer has checked in; if not, delete the pass named below.',
  none: 'No pass had been issued, so there was nothing to revoke.',
  unknown:
    'It is not known which pass OfficeRnD made for this payment. What to do: look at the member’s passes, and delete the one for this day if it is unused.',
}

export function refundedTeam(paid: PaidPass, event: RefundOrDispute, result: RevokeResult): Email {
  const { subject, lines } = refundWording(event, soldTo(paid))
  const flag =
    result === 'used'
      ? 'FLAG: '
      : result === 'stuck' || result === 'unknown'
        ? 'ALERT: the pass may still be valid. '
        : ''
  return teamEmail(paid, 'refunded', flag + subject, [
    ...lines,
    REVOKE_TEXTS[result],
    '',
    ...evidence(paid),
  ])
}

/** Sent after a partial refund. The pass is kept, because only the team knows whether it should go. */
export function partlyRefunded(paid: PaidPass, event: RefundOrDispute): Email {
  const { subject, lines } = refundWording(event, soldTo(paid))
  return teamEmail(paid, `partly-refunded-${event.cents}`, `In part: ${subject}`, [
    ...lines,
    'It is a part of the price: the pass was left as it is, and the customer gets an e-mail that says so.',
    '',
    ...evidence(paid),
  ])
}

/** Sent for a new or closed dispute and for a failed refund, with our evidence. */
export function disputeNotice(paid: PaidPass, event: RefundOrDispute): Email {
  const { subject, lines } = refundWording(event, soldTo(paid))
  return teamEmail(paid, `${event.type}-${event.objectId}`, subject, [
    ...lines,
    'The pass was left as it is.',
    '',
    ...evidence(paid),
  ])
}

function soldTo({ sale }: PaidPass) {
  return { who: sale.customerName, what: `a ${sale.productName}` }
}

export function evidence(paid: PaidPass): string[] {
  const { payment, sale, config } = paid
  const { pass_id: pass, pass_member_id: member, emails, outcome, outcome_at } = payment.metadata
  return [
    ...saleSummary(paid),
    `Outcome: ${outcome ?? 'none yet'}${outcome_at ? ` at ${formatStamp(outcome_at)}` : ''}`,
    ...(pass ? [`OfficeRnD pass: ${pass}, member ${member ?? ''}`] : []),
    `Confirmation e-mail: ${emails === 'unsent' ? 'could not be sent' : `sent to ${sale.email}, tag ${emailTag(payment.id, 'customer')}`}`,
    `Policy shown on the page: ${PASS_REFUND_POLICY}`,
    `Terms shown on the page: ${config.siteUrl}${sale.termsUrl}`,
  ]
}
