/** Sample e-mails to the team that are about no single sale. */
import { reconciliationEmail } from '../../../src/operations/reconciliation-email.ts'
import { cardTestingAlert } from '../../../src/payments/emails/card-testing-alert.ts'
import { rateLimitAlertEmail } from '../../../src/payments/emails/rate-limit-alert.ts'
import type { Limits } from '../../../src/payments/rules/rate-limits.ts'
import { CONFIG, PAID_MS } from './sale.ts'
import type { Emails } from './samples.ts'

const LIMITS = { windowMs: 600_000, global: { intents: 100, codes: 50 } } as Limits

const mismatch = {
  kind: 'no-pass',
  what: 'The payment succeeded, and OfficeRnD has no pass for it.',
  suggestion: 'Repair it, or refund the payment in Stripe.',
  repairable: true,
  check: 'passes',
  id: 'pi_3Sample0000000000001',
  who: 'Ada Byron',
  amountCents: 5000,
}

export const HOUSE: Emails = {
  'team-limit-purchases': rateLimitAlertEmail('intents', {
    limits: LIMITS,
    config: CONFIG,
    atMs: PAID_MS,
    hasTurnstile: false,
  }),
  'team-cards-declined': cardTestingAlert({
    intentId: 'pi_3Sample0000000000001',
    metadata: { product: 'day-pass', customer_name: 'Ada Byron', email: 'ada@example.com' },
    config: CONFIG,
  }),
  'team-reconciliation': reconciliationEmail(
    {
      month: '2026-11',
      tracks: [
        {
          track: 3,
          checks: [{ name: 'passes', title: 'Passes', checked: 12, mismatches: [mismatch] }],
          repaired: 0,
          summary: 'T3 checks: 12 / mismatches: 1 / repaired: 0',
        },
      ],
      summary: ['T3 checks: 12 / mismatches: 1 / repaired: 0'],
      patterns: [],
      counts: [
        '2 members without any payment: only unpaid purchases of this month made them in OfficeRnD.',
      ],
      notes: [],
      offerings: {
        differences: [],
        results: ['1 offering disagrees'],
        lines: [
          'startup, price a month: Code: $30 · Stripe: $35 · OfficeRnD: $30. Where: Stripe, Product catalog',
        ],
      },
    },
    'checkout',
    CONFIG
  ),
}
