/** Alert to the team when an intent was cancelled because too many cards were declined on it. */
import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import { sanitizeText } from '../../core/sanitize.ts'
import { MAX_DECLINES } from '../attempt-ledger.ts'
import type { CommonConfig } from '../context.ts'

export function cardTestingAlert({
  intentId,
  metadata,
  config,
}: {
  intentId: string
  metadata: Record<string, string>
  config: CommonConfig
}): Email {
  const what = metadata.plan ?? metadata.product ?? metadata.room ?? 'unknown'
  const text = (key: string) => sanitizeText(metadata[key] ?? '')
  return {
    tag: emailTag(intentId, 'declines'),
    to: config.teamEmails.map((email) => ({ email })),
    subject: `ALERT: ${MAX_DECLINES} cards declined on one payment, which is cancelled`,
    text: [
      `Stripe declined ${MAX_DECLINES} cards on ${intentId}. Most likely someone is testing stolen card numbers; a person who mistypes stays far below this limit.`,
      '',
      `Who, as typed by the customer: ${text('customer_name')}, ${text('email')}`,
      `For: ${sanitizeText(what)}`,
      'How much: nothing was charged.',
      `Stripe: ${intentId}`,
      '',
      'What was done: it is cancelled at Stripe, so no further card can be tried on it. A new one counts for the limits of docs/security.md.',
      '',
      'What to do by hand:',
      '1. In Stripe look at Payments, filtered by "failed", for other payments of this customer. Refund as fraudulent what was paid with a stolen card.',
      '2. If there are many of these e-mails, tighten the rules of Radar and switch Turnstile on (docs/security.md).',
      '3. If this was a real customer, ask them to pay at the front desk.',
    ].join('\n'),
  }
}
