/** Which paid passes the sweep looks after, and of which the team is told. */
import { expect, test } from 'vitest'
import type { Charge, Payment } from '../../../src/clients/stripe/payments.ts'
import type { PassContext } from '../../../src/passes/context.ts'
import { pendingPasses } from '../../../src/passes/operations/unserved.ts'

const PAID_MS = Date.parse('2026-05-04T17:00:00Z')
const METADATA = {
  ...{ track: '3', product: 'day-pass', email: 'ada@example.com', pass_date: '2026-05-04' },
  ...{ customer_name: 'Ada Lovelace', attempt_id: 'a' },
}
const CHARGE: Charge = {
  ...{ id: 'ch_1', createdMs: PAID_MS, refundedCents: 0, paidBy: 'card', receipt: null },
}
const PAID: Payment = {
  ...{ id: 'pi_1', status: 'succeeded', amountCents: 5000, createdMs: PAID_MS, customerId: 'c' },
  ...{ clientSecret: 's', description: 'Day Pass', metadata: METADATA, charge: CHARGE },
}
const SPENT = { ...CHARGE, refundedCents: 5000 }

/** The workflow's kind, whether the team has something to do, and whether that is still so. */
async function seen(listed: Partial<Payment>, current: Partial<Payment> | null = listed) {
  const ctx = {
    now: () => PAID_MS + 900_000,
    config: { teamEmails: [], closesAt: '17:00', openWeekdays: [1, 2, 3, 4, 5] },
    stripe: {
      paidSince: async () => [{ ...PAID, ...listed }],
      getPayment: async () => current && { ...PAID, ...current },
    },
  } as unknown as PassContext
  const [item] = await pendingPasses(ctx, { fromMs: 0, ids: [], oldestMs: 0 })
  if (!item) return null
  const { params, alert, isUnserved } = item
  return [params?.kind ?? null, alert(900_000, '2026-05-04') !== null, await isUnserved()]
}

const outcome = (more: object = {}) => ({ metadata: { ...METADATA, outcome: 'granted', ...more } })
const unsent = outcome({ emails: 'unsent', outcome_at: '2026-05-04T17:00:00Z' })
const damaged = { metadata: { ...METADATA, pass_date: 'soon' } }
test.each<[string, Partial<Payment>, Partial<Payment> | null | undefined, unknown]>([
  ['without an outcome', {}, undefined, ['grant-pass', true, true]],
  ['refunded before it was granted', { charge: SPENT }, undefined, ['grant-pass', false, false]],
  ['refunded since', {}, { charge: SPENT }, ['grant-pass', true, false]],
  ['granted since', {}, outcome(), ['grant-pass', true, false]],
  ['gone since', {}, null, ['grant-pass', true, false]],
  ['granted', outcome(), undefined, null],
  ['granted, with unsent e-mails', unsent, undefined, ['unsent-pass-emails', true, true]],
  ['granted, its e-mails sent since', unsent, outcome(), ['unsent-pass-emails', true, false]],
  [
    'granted, with unsent e-mails, and refunded since',
    unsent,
    { ...unsent, charge: SPENT },
    ['unsent-pass-emails', true, false],
  ],
  ['damaged', damaged, undefined, [null, true, true]],
  ['damaged and refunded', { ...damaged, charge: SPENT }, undefined, null],
  ['of a room', { metadata: { track: '2' }, description: '' }, undefined, null],
])('a pass that is %s', async (_, listed, current, expected) => {
  expect(await seen(listed, current)).toEqual(expected)
})
