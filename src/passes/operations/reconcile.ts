/** Track 3 of the monthly sheet: each paid day pass against the member and the pass in OfficeRnD. */

import type { ListedPass } from '../../clients/officernd/lists.ts'
import { isAcceptedByKiosk } from '../../clients/officernd/member-writer.ts'
import type { OfficerndSnapshot } from '../../clients/officernd/snapshot.ts'
import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { normalizeEmail } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { seattleDay } from '../../core/time.ts'
import { type CheckResult, createTrackSheet } from '../../operations/reconciliation-sheet.ts'
import type { PassContext } from '../context.ts'
import { type PassPurchase, parsePassPurchase } from '../purchase.ts'
import { productOf } from '../rules/catalog.ts'

interface About {
  payment: Payment
  sale: PassPurchase
  outcome: string
  refunded: boolean
  /** Hers, and the one that the payment names. */
  memberIds: string[]
  /** The pass that the payment names, or one like it that staff made in its place. */
  pass: ListedPass | undefined
}

/** Two payments for one day this close are a double click until somebody says otherwise. */
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
    letter: 'Letter sent',
  })
  const today = seattleDay(now())
  const seen = { passes: new Map<string, string>(), sales: new Map<string, Payment>() }

  function take(payment: Payment): void {
    const sale = parsePassPurchase(payment)
    if (!sale || payment.status !== 'succeeded') return
    const about = aboutOf(records, payment, sale)
    const paidMs = payment.charge?.createdMs ?? payment.createdMs
    // Its run is at work, and the sweep tells the team soon enough.
    if (!about.outcome && now() - paidMs < config.alertAfterMs) return
    const subject = {
      id: payment.id,
      who: `${sale.customerName}, ${sale.email}`,
      amountCents: payment.amountCents,
      metadata: payment.metadata,
    }
    sheet.record(subject, {
      member: checkMember(about, records),
      pass: checkPass(about, seen.passes),
      day: checkDay(about),
      money: checkAmount(about, today, seen.sales),
      letter: checkEmail(about),
    })
  }

  return { take, report: sheet.report }
}

function aboutOf(records: OfficerndSnapshot, payment: Payment, sale: PassPurchase): About {
  const { outcome = '', pass_id: passId = '', pass_member_id: given } = payment.metadata
  const memberIds = [given, sale.memberId].filter((id) => id !== undefined && id !== '') as string[]
  const refunded = isRefunded(payment)
  const like = () =>
    records.passesOf(memberIds, sale.email).find((one) => isAcceptedByKiosk(one, sale.passDate))
  const pass = records.pass(passId) ?? (refunded ? undefined : like())
  return { payment, sale, outcome, refunded, memberIds, pass }
}

function checkMember(
  { sale, outcome, refunded, memberIds }: About,
  records: OfficerndSnapshot
): CheckResult {
  if (refunded) return 'not-asked'
  if (records.isMember(memberIds, sale.email)) return 'right'
  return {
    kind: 'no member',
    what: `${sale.customerName} bought a ${sale.productName} and is no member in OfficeRnD.`,
    suggestion: outcome
      ? 'Create the member with name and e-mail from the payment, then see to her pass.'
      : 'Repair: the run makes the member and the pass.',
    repairable: !outcome,
  }
}

function checkPass(
  { payment, sale, outcome, refunded, pass }: About,
  seen: Map<string, string>
): CheckResult {
  if (refunded || outcome === 'refunded') return 'not-asked'
  if (!outcome)
    return {
      kind: 'paid, no outcome',
      what: `Paid for ${sale.passDate}, and nothing says what became of it.`,
      suggestion:
        'Repair: the same run makes the pass. When its day is over it makes none, and tells the team and the customer.',
      repairable: true,
    }
  if (outcome === 'alerted')
    return {
      kind: 'handed to the team',
      what: `The pass for ${sale.passDate} could not be made in time; the team was told, and the money was not returned.`,
      suggestion: 'See that she has had another day; if not, refund the payment and write to her.',
    }
  if (!pass)
    return {
      kind: 'no pass',
      what: `The pass ${payment.metadata.pass_id ?? ''} for ${sale.passDate} is not in OfficeRnD.`,
      suggestion:
        'If nobody took it out on purpose: make the pass by hand (playbook 2) and write to her; if it was taken out, refund the payment.',
    }
  const other = seen.get(pass.id)
  seen.set(pass.id, payment.id)
  if (!other) return 'right'
  return {
    kind: 'one pass for two payments',
    what: `The pass ${pass.id} also stands for the payment ${other}.`,
    suggestion: 'Refund one of the two payments as a duplicate, or make the second pass by hand.',
  }
}

function checkDay({ sale, outcome, refunded, pass }: About): CheckResult {
  if (outcome !== 'granted' || refunded || !pass) return 'not-asked'
  if (isAcceptedByKiosk(pass, sale.passDate)) return 'right'
  const wrongDay = pass.from !== sale.passDate || pass.to !== sale.passDate
  return {
    kind: wrongDay ? 'pass for another day' : 'pass that the kiosk refuses',
    what: wrongDay
      ? `Bought for ${sale.passDate}; the pass ${pass.id} is valid from ${pass.from} to ${pass.to ?? 'no day'}.`
      : `The pass ${pass.id} is of type "${pass.type}", grantActiveStatus ${pass.grantsActiveStatus}.`,
    suggestion: wrongDay
      ? 'If the team moved it at her wish, nothing. Else make the pass of the right day by hand and take this one out.'
      : 'Make a pass of type hotdesk with grantActiveStatus true for this day, and take this one out.',
  }
}

function checkAmount(about: About, today: string, seen: Map<string, Payment>): CheckResult {
  const { payment, sale, outcome, refunded, pass } = about
  const { pass_after_refund: after, discount_cents: discount } = payment.metadata
  if (refunded) {
    // A pass that was used, or whose day is over, stays: it opens no door any more.
    const live = pass && after !== 'used' && (pass.to ?? today) >= today
    if (!live) return 'right'
    return {
      kind: 'refunded, pass still valid',
      what: `The money went back, and the pass ${pass.id} for ${pass.from} still opens the door.`,
      suggestion: 'Take the pass out in OfficeRnD, unless the refund was meant as a gift.',
    }
  }
  if (outcome === 'refunded')
    return {
      kind: 'said refunded, not refunded',
      what: 'The payment says that it was refunded, and Stripe still has the money.',
      suggestion:
        'Look at the refunds of this payment in Stripe: one may have failed. Refund again.',
    }
  const price = productOf(sale.slug)?.priceCents
  const expected = price === undefined ? null : price - (Number(discount) || 0)
  if (expected !== null && expected !== payment.amountCents)
    return {
      kind: 'another amount',
      what: `Charged ${formatCents(payment.amountCents)}; the catalogue says ${formatCents(expected)}.`,
      suggestion: 'If the price has changed since, nothing. Else refund or ask for the difference.',
    }
  return checkPaidTwice(about, seen)
}

function checkPaidTwice({ payment, sale }: About, seen: Map<string, Payment>): CheckResult {
  const sameSale = `${normalizeEmail(sale.email)} ${sale.passDate}`
  const later = seen.get(sameSale)
  seen.set(sameSale, payment)
  if (!later || Math.abs(later.createdMs - payment.createdMs) > TWICE_MS) return 'right'
  return {
    kind: 'perhaps paid twice',
    what: `${later.id} is for the same person and day, begun within ten minutes.`,
    suggestion: 'Ask her whether she wanted two. If not, refund the later one as a duplicate.',
  }
}

function checkEmail({ payment, outcome }: About): CheckResult {
  if (outcome !== 'granted') return 'not-asked'
  if (payment.metadata.emails !== 'unsent') return 'right'
  return {
    kind: 'letter unsent',
    what: 'The confirmation could not be sent to her.',
    suggestion: 'Write to her with the receipt from Stripe and the day of her pass.',
  }
}
