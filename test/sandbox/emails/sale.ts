/** What the sample sales have in common: the person, the house, a paid payment. */
import type { Payment } from '../../../src/clients/stripe/payments.ts'
import { toInstant } from '../../../src/core/zoned-time.ts'
import { OWN_EMAIL } from '../../../src/payments/emails/templates.ts'
import type { RefundOrDispute } from '../../../src/payments/refund-events.ts'

export const DAY = '2026-11-30'
export const PAID_MS = toInstant(DAY, '10:02')
export const WAITED_MS = 16 * 60_000

export const PERSON = {
  email: 'ada@example.com',
  first_name: 'Ada',
  customer_name: 'Ada Byron',
  phone: '+1 206 555 0100',
  company: 'Analytical Engines',
  referral_source: 'A friend',
  notes: 'I bring a dog.',
  attempt_id: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a01',
}

export const CONFIG = {
  siteUrl: 'https://www.labourtemple.com',
  supportEmail: 'admin@labourtemple.com',
  teamEmails: ['admin@labourtemple.com', 'membership@labourtemple.com', 'chris@hundredacre.design'],
  isLiveMode: false,
  unconfirmed: [],
  alertAfterMs: 15 * 60_000,
  staleAfterMs: 30 * 60_000,
  closesAt: '17:00',
  openWeekdays: [1, 2, 3, 4, 5],
  purchaseTemplateId: OWN_EMAIL,
  membershipTemplateId: OWN_EMAIL,
  stripePrices: {},
  officerndPlans: {},
  initiationProductId: 'prod_initiation',
  holdDurationMs: 15 * 60_000,
  calendars: { 'board-room': 'board-room@group.calendar.google.com' },
}

export function payment(metadata: Record<string, string>, amountCents = 5000): Payment {
  return {
    id: 'pi_3Sample0000000000001',
    status: 'succeeded',
    amountCents,
    createdMs: PAID_MS,
    clientSecret: '',
    description: '',
    customerId: 'cus_Sample000001',
    metadata: { ...PERSON, ...metadata },
    charge: {
      id: 'ch_3Sample0000000000001',
      createdMs: PAID_MS,
      refundedCents: 0,
      paidBy: 'card',
      receipt: {
        id: '1234-5678',
        url: 'https://pay.stripe.com/receipts/payment/sample',
        paymentMethod: 'Visa ending in 4242',
      },
    },
  }
}

export const event = (
  type: RefundOrDispute['type'],
  cents: number,
  objectId = 'ch_3Sample0000000000001'
): RefundOrDispute => ({
  type,
  paymentId: 'pi_3Sample0000000000001',
  objectId,
  cents,
  answerByMs: type === 'disputed' ? toInstant('2026-12-20', '15:59') : null,
})
