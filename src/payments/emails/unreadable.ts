/** What the team is told of a paid purchase of ours whose metadata cannot be read. */
import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { sanitizeText } from '../../core/sanitize.ts'
import type { CommonConfig } from '../context.ts'

/** A paid object of ours at Stripe that no workflow can serve as it is. */
export interface Unreadable {
  id: string
  amountCents: number
  customerId: string | null
  description: string
  metadata: Record<string, string>
  /** The metadata keys to be corrected, each with what it must hold. */
  faults: readonly string[]
}

/** Who it is about, as far as the metadata still says. */
export function whoOf({ metadata }: Pick<Unreadable, 'metadata'>): string {
  const known = [metadata.customer_name, metadata.email].map((text) => sanitizeText(text ?? ''))
  return known.filter(Boolean).join(', ') || 'A customer without a name'
}

/** `nth` tells apart the alerts of one sale. */
export function unreadableAlert(
  { teamEmails }: Pick<CommonConfig, 'teamEmails'>,
  unreadable: Unreadable,
  waitedMs: number,
  nth: string
): Email {
  const { id, amountCents, customerId, faults, description } = unreadable
  const who = whoOf(unreadable)
  return {
    tag: emailTag(id, `unreadable-${nth}`),
    to: teamEmails.map((email) => ({ email })),
    subject: `ALERT: ${who}: ${formatCents(amountCents)}, and the purchase cannot be read`,
    text: [
      `${Math.round(waitedMs / 60_000)} minutes ago a purchase came to us at Stripe whose metadata was changed, so that nothing can be delivered for it. Nothing was refunded.`,
      '',
      `Who: ${who}`,
      `What: ${sanitizeText(description) || 'not known'}`,
      `Amount: ${formatCents(amountCents)}`,
      `Stripe: ${id}`,
      ...(customerId ? [`Stripe customer: ${customerId}`] : []),
      `Not valid: ${faults.join('; ')}`,
      '',
      'What was tried: nothing. The system does not guess what was bought.',
      'What to do by hand: open it in Stripe and correct these metadata fields; its description, its customer and its list of events show what they were. It is then served by itself within five minutes. If that is not possible, refund it in full in Stripe and write to the customer, who gets no e-mail from us.',
    ].join('\n'),
  }
}

/** The line in the monthly reconciliation. */
export function unreadableFinding({ faults, description }: Unreadable) {
  return {
    kind: 'cannot be read',
    what: `${sanitizeText(description) || 'A purchase'} is ours, and its metadata is not valid: ${faults.join('; ')}.`,
    suggestion:
      'Correct these metadata fields in Stripe: it is then served by itself if it was paid in the last 14 days, otherwise by a repair. Else refund it.',
  }
}
