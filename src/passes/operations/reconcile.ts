/** Track 3 of the monthly reconciliation: compares each paid day pass with OfficeRnD. */

import { isAcceptedByKiosk, type Pass } from '../../clients/officernd/passes.ts'
import type { OfficerndSnapshot } from '../../clients/officernd/snapshot.ts'
import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { normalizeEmail } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { seattleDay } from '../../core/time.ts'
import { type CheckResult, createTrackSheet } from '../../operations/reconciliation-sheet.ts'
import { unreadableFinding, whoOf } from '../../payments/emails/unreadable.ts'
import type { PassContext } from '../context.ts'
import { type PassPurchase, paidAtMs, parsePassPurchase } from '../purchase.ts'
import { productOf } from '../rules/catalog.ts'
import { unreadableOf } from './unserved.ts'

interface CheckedPass {
  payment: Payment
  sale: PassPurchase
  outcome: string
  refunded: boolean
  /** The member named at purchase and the one that the payment names. */
  memberIds: string[]
  /** The pass that the payment names, or a matching one that staff created instead. */
  pass: Pass | undefined
}

/** Two payments for one person and day within this time are probably a mistake. */
const TWICE_MS = 10 * 60_000

export function passSheet(
  { config, now }: Pick<PassContext, 'config' | 'now'>,
  records: OfficerndSnapshot
) {
  const sheet = createTrackSheet(3, {
    member: 'OfficeRnD member exists',
    pass: 'Pass created',
    day: 'validFrom and validTo match the day that was bought',
    money: 'Amount and refund agree',
    email: 'E-mail sent',
    readable: 'Purchase can be read',
  })
  const today = seattleDay(now())
  const seen = { passes: new Map<string, string>(), sales: new Map<string, Payment>() }

  function takeUnreadable(payment: Payment): void {
    const unreadable = unreadableOf(payment)
    if (!unreadable || isRefunded(payment)) return
    const { id, amountCents } = payment
    const subject = { id, who: whoOf(payment), amountCents }
    sheet.record(subject, { readable: unreadableFinding(unreadable) })
  }

  function take(payment: Payment): void {
    const sale = parsePassPurchase(payment)
    if (!sale) takeUnreadable(payment)
    if (!sale || payment.status !== 'succeeded') return
    const checked = loadChecked(records, payment, sale)
    const paidMs = paidAtMs(payment)
    // The workflow is probably still running. If not, the sweep alerts the team.
    if (!checked.outcome && now() - paidMs < config.alertAfterMs) return
    const record = {
      id: payment.id,
      who: `${sale.customerName}, ${sale.email}`,
      amountCents: payment.amountCents,
      metadata: payment.metadata,
    }
    sheet.record(record, {
      member: checkMember(checked, records),
      pass: checkPass(checked, seen.passes),
      day: checkDay(checked),
      money: checkAmount(checked, today, seen.sales),
      email: checkEmail(checked),
    })
  }

  return { take, report: sheet.report }
}

function loadChecked(
  records: OfficerndSnapshot,
  payment: Payment,
  sale: PassPurchase
): CheckedPass {
  const { outcome = '', pass_id: passId = '', pass_member_id: passMemberId } = payment.metadata
  const memberIds = [passMemberId, sale.memberId].filter(
    (id) => id !== undefined && id !== ''
  ) as string[]
  const refunded = isRefunded(payment)
  const matchingPass = () =>
    records.passesOf(memberIds, sale.email).find((pass) => isAcceptedByKiosk(pass, sale.passDate))
  const pass = records.pass(passId) ?? (refunded ? undefined : matchingPass())
  return { payment, sale, outcome, refunded, memberIds, pass }
}

function checkMember(
  { sale, outcome, refunded, memberIds }: CheckedPass,
  records: OfficerndSnapshot
): CheckResult {
  if (refunded) return 'not-applicable'
  if (records.isMember(memberIds, sale.email)) return 'ok'
  return {
    kind: 'no member',
    what: `${sale.customerName} bought a ${sale.productName} and is not a member in OfficeRnD.`,
    suggestion: outcome
      ? 'Create the member with name and e-mail from the payment, then check the pass.'
      : 'Repair: the workflow creates the member and the pass.',
    repairable: !outcome,
  }
}

function checkPass(
  { payment, sale, outcome, refunded, pass }: CheckedPass,
  seen: Map<string, string>
): CheckResult {
  if (refunded || outcome === 'refunded') return 'not-applicable'
  if (!outcome)
    return {
      kind: 'paid, no outcome',
      what: `Paid for ${sale.passDate}, and the payment has no outcome.`,
      suggestion:
        'Repair: the same workflow creates the pass. If its day is over, it creates none and writes to the team and the customer.',
      repairable: true,
    }
  if (outcome === 'alerted')
    return {
      kind: 'handed to the team',
      what: `The pass for ${sale.passDate} was not confirmed by the system. The team was alerted, and nothing was refunded.`,
      suggestion:
        'Check that the customer got the pass or another day; if not, refund the payment and write to the customer.',
    }
  if (!pass)
    return {
      kind: 'no pass',
      what: `The pass ${payment.metadata.pass_id ?? ''} for ${sale.passDate} is not in OfficeRnD.`,
      suggestion:
        'If someone deleted it on purpose, refund the payment. Else create the pass by hand (playbook 2) and write to the customer.',
    }
  const other = seen.get(pass.id)
  seen.set(pass.id, payment.id)
  if (!other) return 'ok'
  return {
    kind: 'one pass for two payments',
    what: `The pass ${pass.id} also belongs to the payment ${other}.`,
    suggestion: 'Refund one of the two payments as a duplicate, or create the second pass by hand.',
  }
}

function checkDay({ sale, outcome, refunded, pass }: CheckedPass): CheckResult {
  if (outcome !== 'granted' || refunded || !pass) return 'not-applicable'
  if (isAcceptedByKiosk(pass, sale.passDate)) return 'ok'
  const wrongDay = pass.from !== sale.passDate || pass.to !== sale.passDate
  return {
    kind: wrongDay ? 'pass for another day' : 'pass that the kiosk refuses',
    what: wrongDay
      ? `Bought for ${sale.passDate}; the pass ${pass.id} is valid from ${pass.from ?? 'a day that cannot be read'} to ${pass.to ?? 'no day'}.`
      : `The pass ${pass.id} is of type "${pass.type ?? 'not readable'}", grantActiveStatus ${pass.grantsActiveStatus ?? 'not readable'}.`,
    suggestion: wrongDay
      ? 'If the team moved it at the customer’s request, do nothing. Else create the pass for the right day by hand and delete this one.'
      : 'Create a pass of type hotdesk with grantActiveStatus true for this day, and delete this one.',
  }
}

function checkAmount(checked: CheckedPass, today: string, seen: Map<string, Payment>): CheckResult {
  const { payment, sale, outcome, refunded, pass } = checked
  const { pass_after_refund: after, discount_cents: discount } = payment.metadata
  if (refunded) {
    // A pass that was used, or whose day is over, is kept on purpose.
    const isValid = pass && after !== 'used' && (pass.to ?? today) >= today
    if (!isValid) return 'ok'
    return {
      kind: 'refunded, pass still valid',
      what: `The payment was refunded, and the kiosk still accepts the pass ${pass.id} for ${pass.from ?? sale.passDate}.`,
      suggestion: 'Delete the pass in OfficeRnD, unless the refund was meant as a gift.',
    }
  }
  if (outcome === 'refunded')
    return {
      kind: 'said refunded, not refunded',
      what: 'The outcome is `refunded`, but Stripe shows no full refund.',
      suggestion:
        'Look at the refunds of this payment in Stripe: one may have failed. Refund again.',
    }
  const price = productOf(sale.slug)?.priceCents
  const expected = price === undefined ? null : price - (Number(discount) || 0)
  if (expected !== null && expected !== payment.amountCents)
    return {
      kind: 'another amount',
      what: `Charged ${formatCents(payment.amountCents)}; the catalog price is ${formatCents(expected)}.`,
      suggestion:
        'If the price has changed since then, do nothing. Else refund or ask for the difference.',
    }
  return checkPaidTwice(checked, seen)
}

function checkPaidTwice({ payment, sale }: CheckedPass, seen: Map<string, Payment>): CheckResult {
  const sameSale = `${normalizeEmail(sale.email)} ${sale.passDate}`
  const other = seen.get(sameSale)
  seen.set(sameSale, payment)
  if (!other || Math.abs(other.createdMs - payment.createdMs) > TWICE_MS) return 'ok'
  return {
    kind: 'perhaps paid twice',
    what: `${other.id} is for the same person and day, started within ten minutes.`,
    suggestion:
      'Ask the customer whether they wanted two. If not, refund the later one as a duplicate.',
  }
}

function checkEmail({ payment, outcome }: CheckedPass): CheckResult {
  if (outcome !== 'granted') return 'not-applicable'
  if (payment.metadata.emails !== 'unsent') return 'ok'
  return {
    kind: 'e-mail unsent',
    what: 'The confirmation could not be sent to the customer.',
    suggestion: 'Write to the customer with the receipt from Stripe and the day of the pass.',
  }
}
