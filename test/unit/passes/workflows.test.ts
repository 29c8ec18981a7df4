/** What each workflow of a day pass does and leaves undone, with its vendors and ledgers as records of calls. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { GrantedPass } from '../../../src/clients/officernd/member-writer.ts'
import type { Charge, Payment } from '../../../src/clients/stripe/payments.ts'
import { RETRIES, type Step } from '../../../src/core/workflow.ts'
import type { PassContext } from '../../../src/passes/context.ts'
import { type PassPurchase, parsePassPurchase } from '../../../src/passes/purchase.ts'
import { checkFirstTime } from '../../../src/passes/workflows/check-first-time.ts'
import { notifyDebitBegun } from '../../../src/passes/workflows/debit-begun.ts'
import { notifyDebitFailed } from '../../../src/passes/workflows/debit-failed.ts'
import { grantPass } from '../../../src/passes/workflows/grant-pass.ts'
import { handlePassRefundOrDispute } from '../../../src/passes/workflows/refund-or-dispute.ts'
import { sendUnsentPassEmails } from '../../../src/passes/workflows/unsent-emails.ts'
import type { RefundOrDispute } from '../../../src/payments/refund-events.ts'

const NOW_MS = Date.parse('2026-05-04T17:00:00Z')
const ID = 'pi_1'
const SALE = {
  ...{ track: '3', product: 'day-pass', email: 'ada@example.com', customer_name: 'Ada Lovelace' },
  ...{ pass_date: '2026-05-04', member_id: 'm1', attempt_id: 'a' },
}
const CODE = { promo_id: 'promo_1', coupon_id: 'coupon_1' }
const CHARGE: Charge = {
  ...{ id: 'ch_1', createdMs: NOW_MS, refundedCents: 0, paidBy: 'card', receipt: null },
}
const PAID: Payment = {
  ...{ id: ID, status: 'succeeded', amountCents: 5000, createdMs: NOW_MS, customerId: 'cus_1' },
  ...{ clientSecret: 'pi_1_secret', description: 'Day Pass', metadata: SALE, charge: CHARGE },
}
const charged = (more: Partial<Charge>) => ({ charge: { ...CHARGE, ...more } })
const SPENT = charged({ refundedCents: 5000 })

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

interface House {
  payment?: Partial<Payment>
  /** The payment as it is after a write. */
  written?: Partial<Payment>
  /** The payment as it is when it is read a second time. */
  later?: Partial<Payment>
  pass?: Partial<GrantedPass>
  /** E-mails that MailerSend does not take, by the beginning of their subject. */
  mailFails?: RegExp
  nowMs?: number
  cancelled?: Payment['status']
  /** Id of the first payment of the person. */
  first?: string
  revokeFails?: boolean
  validity?: number | null
}

function house(is: House = {}) {
  const did: string[] = []
  let read = 0
  const payment: Payment = { ...PAID, ...is.payment }
  const ctx = {
    config: {
      ...{
        teamEmails: ['team@example.com'],
        supportEmail: 'help@example.com',
        siteUrl: 'https://x',
      },
      ...{ closesAt: '17:00', openWeekdays: [1, 2, 3, 4, 5], purchaseTemplateId: 'own' },
    },
    now: () => is.nowMs ?? NOW_MS,
    stripe: {
      getPayment: async () => (read++ > 0 && is.later ? { ...payment, ...is.later } : payment),
      cancelPayment: async () => {
        did.push('cancel')
        return { ...payment, status: is.cancelled ?? 'canceled' }
      },
      firstPaymentOf: async () => (is.first ? { ...PAID, id: is.first } : null),
      async updateMetadata(_: string, metadata: Record<string, string>) {
        const { outcome, emails, pass_after_refund: after } = metadata
        const marks = Object.keys(metadata).filter((key) => /^processed_|settled_at/.test(key))
        did.push(['note', outcome, emails, after, ...marks].filter(Boolean).join(' '))
        return { ...payment, ...is.written, metadata: { ...payment.metadata, ...metadata } }
      },
    },
    officernd: { planValidity: async () => (is.validity === undefined ? 1 : is.validity) },
    memberWriter: async () => ({
      grantPass: async ({ day }: { day: string }) => {
        did.push(`pass ${day}`)
        return {
          id: 'p1',
          memberId: 'm1',
          certainty: 'verified',
          sharedWith: null,
          day,
          ...is.pass,
        }
      },
      revokePass: async () => {
        if (is.revokeFails) throw new Error('no')
        did.push('revoke')
        return 'gone'
      },
    }),
    mail: {
      async send({ subject = '', to }: { subject?: string; to: { email: string }[] }) {
        if (is.mailFails?.test(subject)) throw new Error('down')
        const kind = /^(ALERT|Resolved)/.exec(subject)?.[0] ?? 'e-mail'
        did.push(`${kind} to ${to[0]?.email.split('@')[0]}`)
      },
    },
    attempt: () => ({
      publishResult: async () => {},
      wasSent: async () => false,
      noteSent: async () => {},
    }),
    promo: () => ({ consume: async () => void did.push('use the code') }),
    workflows: { start: async (id: string) => void did.push(`start ${id}`) },
  }
  return { ctx: ctx as unknown as PassContext, did }
}

const step: Step = (_name, work) => work()
const grant = ({ ctx }: ReturnType<typeof house>) =>
  grantPass(step, ctx, { kind: 'grant-pass', paymentId: ID })

const EMAILS = ['e-mail to team', 'e-mail to ada']
test.each<[string, House, string[]]>([
  ['is paid', {}, ['pass 2026-05-04', ...EMAILS, 'note granted']],
  ['has an outcome', { payment: { metadata: { ...SALE, outcome: 'granted' } } }, []],
  ['was refunded', { payment: SPENT }, ['note refunded']],
  [
    'was refunded in part',
    { payment: charged({ refundedCents: 4999 }) },
    [...['pass 2026-05-04', ...EMAILS, 'note granted'], 'start pi_1-refunded-4999'],
  ],
  [
    'is refunded while its pass is created',
    { written: SPENT },
    ['pass 2026-05-04', ...EMAILS, 'note granted', 'start pi_1-refunded-5000'],
  ],
  [
    'is refunded while its day is over',
    { written: SPENT, nowMs: NOW_MS + 24 * 3600_000 },
    ['ALERT to team', 'e-mail to ada', 'note alerted'],
  ],
  [
    'has a pass that cannot be read',
    { pass: { certainty: 'unreadable' } },
    ['pass 2026-05-04', ...EMAILS, 'ALERT to team', 'note granted'],
  ],
  [
    'has a pass that is another one',
    { pass: { certainty: 'unclear' } },
    ['pass 2026-05-04', 'ALERT to team', 'e-mail to ada', 'note alerted'],
  ],
  [
    'is of a plan whose passes the kiosk refuses',
    { validity: 0 },
    ['pass 2026-05-04', ...EMAILS, 'ALERT to team', 'note granted'],
  ],
  [
    'is of a plan that does not say',
    { validity: null },
    ['pass 2026-05-04', ...EMAILS, 'note granted'],
  ],
  [
    'was bought with a code',
    { payment: { metadata: { ...SALE, ...CODE } } },
    ['use the code', 'pass 2026-05-04', ...EMAILS, 'note granted'],
  ],
  [
    'was alerted before',
    { payment: { metadata: { ...SALE, alerted_at: 'then' } } },
    ['pass 2026-05-04', ...EMAILS, 'note granted', 'Resolved to team'],
  ],
  ['is confirmed to nobody', { mailFails: /./ }, ['pass 2026-05-04', 'note granted unsent']],
  [
    'is a debit',
    { payment: charged({ paidBy: 'bank' }) },
    ['note settled_at', 'pass 2026-05-05', ...EMAILS, 'note granted'],
  ],
  [
    'is a debit whose day is fixed',
    { payment: { ...charged({ paidBy: 'bank' }), metadata: { ...SALE, settled_at: 'then' } } },
    ['pass 2026-05-04', ...EMAILS, 'note granted'],
  ],
])('a payment that %s', async (_, is, expected) => {
  const all = house(is)
  await grant(all)
  expect(all.did).toEqual(expected)
})

test.each([
  [0, ['pass 2026-05-04']],
  [RETRIES.required.firstDelayMs - 1, ['pass 2026-05-04']],
  [RETRIES.required.firstDelayMs, []],
])('refunded within %d ms of the first look: a second look', async (waitMs, passes) => {
  const is: House = { later: SPENT, nowMs: NOW_MS }
  const all = house(is)
  const wait: Step = async (name, work) => {
    const result = await work()
    if (name === 'read the payment') is.nowMs = NOW_MS + waitMs
    return result
  }
  await grantPass(wait, all.ctx, { kind: 'grant-pass', paymentId: ID })
  expect(all.did.filter((what) => what.startsWith('pass'))).toEqual(passes)
})

test.each<[string, House]>([
  ['a pass whose day is over', { nowMs: NOW_MS + 24 * 3600_000 }],
  ['a pass that is another one', { pass: { certainty: 'unclear' } }],
  ['a pass that cannot be read', { pass: { certainty: 'unreadable' } }],
  ['a plan whose passes the kiosk refuses', { validity: 0 }],
])('an alert about %s that MailerSend does not take: the workflow has not ended', async (_, is) => {
  const all = house({ ...is, mailFails: /^ALERT/ })
  await expect(grant(all)).rejects.toThrow('down')
  expect(all.did.filter((what) => /^note/.test(what))).toEqual([])
})

test('a code for first purchases: the team is told of an earlier payment, and not of this one', async () => {
  const metadata = { ...SALE, promo_first_time: 'yes' }
  const judged = async (first: string | undefined, more: Record<string, string> = metadata) => {
    const { ctx, did } = house(first ? { first } : {})
    const sale = parsePassPurchase(PAID) as PassPurchase
    await checkFirstTime(step, ctx, {
      ...{ payment: { ...PAID, metadata: more }, sale, config: ctx.config },
    })
    return did
  }
  expect(await judged('pi_earlier')).toEqual(['ALERT to team'])
  expect(await judged(ID)).toEqual([])
  expect(await judged(undefined)).toEqual([])
  expect(await judged('pi_earlier', SALE)).toEqual([])
})

const failed = { kind: 'debit-failed', paymentId: ID, chargeId: 'ch_1' } as const
const OPEN = { status: 'requires_payment_method' } as const
const TOLD = ['e-mail to ada', 'note processed_debit_failed']
test.each<[string, House, string[]]>([
  ['is open', { payment: OPEN }, TOLD],
  ['is paid after all', { payment: { status: 'succeeded' } }, []],
  ['was cancelled', { payment: { status: 'canceled' } }, TOLD],
  ['has a code', { payment: { ...OPEN, metadata: { ...SALE, ...CODE } } }, ['cancel', ...TOLD]],
  [
    'has a code, and is paid meanwhile',
    { payment: { ...OPEN, metadata: { ...SALE, ...CODE } }, cancelled: 'succeeded' },
    ['cancel'],
  ],
  [
    'was told of',
    { payment: { ...OPEN, metadata: { ...SALE, processed_debit_failed: 'ch_0 ch_1' } } },
    [],
  ],
  [
    'failed before, by another charge',
    { payment: { ...OPEN, metadata: { ...SALE, processed_debit_failed: 'ch_0' } } },
    TOLD,
  ],
])('a debit has failed, and its payment %s', async (_, is, expected) => {
  const { ctx, did } = house(is)
  await notifyDebitFailed(step, ctx, failed)
  expect(did).toEqual(expected)
})

test.each<[Payment['status'], object, string[]]>([
  ['processing', {}, ['e-mail to ada', 'note processed_debit_begun']],
  ['processing', { processed_debit_begun: ID }, []],
  ['succeeded', {}, []],
  ['requires_payment_method', {}, []],
])('a debit has begun, and its payment is %s with %j', async (status, more, expected) => {
  const { ctx, did } = house({ payment: { status, metadata: { ...SALE, ...more } } })
  await notifyDebitBegun(step, ctx, { kind: 'debit-begun', paymentId: ID })
  expect(did).toEqual(expected)
})

const UNSENT = { ...SALE, outcome: 'granted', emails: 'unsent', pass_id: 'p1' }
test.each<[string, Partial<Payment>, string[]]>([
  ['unsent', { metadata: UNSENT }, ['e-mail to ada', 'e-mail to team', 'note sent late']],
  ['unsent, and its money is back', { metadata: UNSENT, ...SPENT }, []],
  ['sent', { metadata: { ...UNSENT, emails: 'sent late' } }, []],
])('the e-mails of a pass are %s', async (_, payment, expected) => {
  const { ctx, did } = house({ payment })
  await sendUnsentPassEmails(step, ctx, { kind: 'unsent-pass-emails', paymentId: ID })
  expect(did).toEqual(expected)
})

const refund = (more: Partial<RefundOrDispute> = {}): RefundOrDispute => ({
  ...{ type: 'refunded', paymentId: ID, objectId: 'ch_1', cents: 5000, answerByMs: null, ...more },
})
const GRANTED = { ...SALE, outcome: 'granted', pass_id: 'p1', pass_member_id: 'm1' }
const AFTER = ['e-mail to ada', 'e-mail to team', 'note processed_refunded']
test.each<[string, House, RefundOrDispute, string[]]>([
  [
    'all of its money is back',
    { payment: { ...SPENT, metadata: GRANTED } },
    refund(),
    ['revoke', 'note gone', ...AFTER],
  ],
  [
    'all of its money is back after its day',
    { payment: { ...SPENT, metadata: GRANTED }, nowMs: NOW_MS + 24 * 3600_000 },
    refund(),
    ['note past', ...AFTER],
  ],
  [
    'OfficeRnD does not take it back',
    { payment: { ...SPENT, metadata: GRANTED }, revokeFails: true },
    refund(),
    ['note stuck', ...AFTER],
  ],
  [
    'it was never created',
    { payment: { ...SPENT, metadata: { ...SALE, outcome: 'refunded' } } },
    refund(),
    ['note none', ...AFTER],
  ],
  [
    'it may exist under an unknown id',
    { payment: { ...SPENT, metadata: { ...SALE, outcome: 'alerted', pass_certainty: 'unclear' } } },
    refund(),
    ['note unknown', ...AFTER],
  ],
  [
    'its own workflow is still running',
    { payment: { ...SPENT, metadata: SALE }, later: { ...SPENT, metadata: GRANTED } },
    refund(),
    ['start pi_1', 'revoke', 'note gone', ...AFTER],
  ],
  [
    'a part of its money is back',
    { payment: { ...charged({ refundedCents: 100 }), metadata: GRANTED } },
    refund({ cents: 100 }),
    AFTER,
  ],
  [
    'it was told of before',
    { payment: { ...SPENT, metadata: { ...GRANTED, processed_refunded: '5000' } } },
    refund(),
    [],
  ],
  [
    'it is disputed',
    { payment: { metadata: GRANTED } },
    refund({ type: 'disputed', objectId: 'dp_1' }),
    ['e-mail to team', 'note processed_disputed'],
  ],
  ['it is not paid', { payment: { status: 'canceled' } }, refund(), []],
])('a pass, when %s', async (_, is, event, expected) => {
  const { ctx, did } = house(is)
  await handlePassRefundOrDispute(step, ctx, { kind: 'pass-refund-or-dispute', event })
  const told = did.map((what) => what.replace('ALERT', 'e-mail'))
  expect(told).toEqual(expected)
})
