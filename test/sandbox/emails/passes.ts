/** Sample e-mails of day passes. */

import * as customer from '../../../src/passes/emails/customer.ts'
import { partlyRefundedCustomer, refundedCustomer } from '../../../src/passes/emails/refunded.ts'
import * as team from '../../../src/passes/emails/team.ts'
import { type PaidPass, parsePassPurchase } from '../../../src/passes/purchase.ts'
import { PURCHASE_TEMPLATE } from '../../../src/payments/emails/templates.ts'
import { CONFIG, DAY, event, PAID_MS, payment, WAITED_MS } from './sale.ts'
import type { Emails } from './samples.ts'

const NEXT_DAY = '2026-12-04'
const PLAN = '66b399ef3de7dbab92b5c985'

function paid(more: Record<string, string> = {}, paidBy: 'card' | 'bank' = 'card'): PaidPass {
  const made = payment({ track: '3', product: 'day-pass', pass_date: DAY, ...more })
  const sale = parsePassPurchase(made)
  if (!sale || !made.charge) throw new Error('not a purchase')
  const { charge } = made
  const receipt =
    charge.receipt && paidBy === 'bank'
      ? { ...charge.receipt, paymentMethod: 'Chase ending in 6789' }
      : charge.receipt
  return { payment: { ...made, charge: { ...charge, paidBy, receipt } }, sale, config: CONFIG }
}

const GRANTED = {
  outcome: 'granted',
  outcome_at: new Date(PAID_MS + 20_000).toISOString(),
  pass_id: '66f00000000000000000aaaa',
  pass_member_id: '66f00000000000000000bbbb',
}
const card = paid()
const bank = paid({}, 'bank')
const granted = paid(GRANTED)
const withTemplate = { ...bank, config: { ...CONFIG, purchaseTemplateId: PURCHASE_TEMPLATE } }
const [confirmation, shared] = customer.purchaseEmails(card, DAY, 'Charles Babbage')
const [afterDebit] = customer.purchaseEmails(bank, NEXT_DAY, null)
const [template, note] = customer.purchaseEmails(withTemplate, NEXT_DAY, null)
if (!confirmation || !shared || !afterDebit || !template || !note)
  throw new Error('no confirmation')

export const PASSES: Emails = {
  'pass-confirmation': confirmation,
  'pass-confirmation-bank-debit': afterDebit,
  'pass-confirmation-template': template,
  'pass-day-note': note,
  'pass-shared-address': shared,
  'pass-debit-begun': customer.debitBegun(bank),
  'pass-debit-failed': customer.debitFailed(bank, 'py_1Sample'),
  'pass-apology': customer.expiredApology(card, DAY),
  'pass-being-checked': customer.passCheckedByTeam(card, DAY),
  'pass-refunded': refundedCustomer(granted, event('refunded', 5000), {
    ...{ day: DAY, result: 'gone', nowMs: PAID_MS },
  }),
  'pass-refunded-in-part': partlyRefundedCustomer(granted, event('refunded', 1000)),
}

const UNCLEAR = {
  id: GRANTED.pass_id,
  memberId: GRANTED.pass_member_id,
  day: DAY,
  certainty: 'unclear',
  sharedWith: null,
} as const

const resolved = team.alertResolvedEmail(granted)
if (!resolved) throw new Error('not resolved')

export const TEAM_PASSES: Emails = {
  'team-pass-sold': team.teamNotification(card, DAY, {
    pass: GRANTED.pass_id,
    member: GRANTED.pass_member_id,
    sharedWith: null,
  }),
  'team-pass-sold-shared-address': team.teamNotification(card, DAY, {
    pass: GRANTED.pass_id,
    member: GRANTED.pass_member_id,
    sharedWith: 'Charles Babbage',
  }),
  'team-pass-alert': team.unservedAlert(card, DAY, WAITED_MS, '1'),
  'team-pass-alert-bank-debit': team.unservedAlert(bank, NEXT_DAY, WAITED_MS, '1'),
  'team-pass-day-over': team.expiredAlert(card, DAY),
  'team-pass-uncertain': team.uncertainPassAlert(card, UNCLEAR),
  'team-pass-kiosk-refuses': team.zeroValidityAlert(card, PLAN, { day: DAY, today: DAY }),
  'team-pass-not-first-time': team.notFirstTimeAlert(paid({ discount_cents: '500' }), 'pi_1Sample'),
  'team-pass-resolved': resolved,
  'team-pass-refunded': team.refundedTeam(granted, event('refunded', 5000), 'gone'),
  'team-pass-refunded-and-used': team.refundedTeam(granted, event('refunded', 5000), 'used'),
  'team-pass-refunded-in-part': team.partlyRefunded(granted, event('refunded', 1000)),
  'team-pass-disputed': team.disputeNotice(granted, event('disputed', 5000, 'dp_1Sample')),
  'team-pass-refund-failed': team.disputeNotice(
    granted,
    event('refund-failed', 5000, 're_1Sample')
  ),
}
