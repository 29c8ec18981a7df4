/** Metadata that marks a sale whose e-mails could not be sent, and sends them later. */
import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import type { Step } from '../../core/workflow.ts'
import type { CommonConfig, SaleContext } from '../context.ts'

export const UNSENT = { emails: 'unsent' }
export const SENT_LATE = { emails: 'sent late' }
export const NOT_NEEDED = { emails: 'not needed' }

/** Sends each e-mail in its own step. One that was already sent is found by its tag and not sent again. */
export async function sendAll(
  step: Step,
  ctx: Pick<SaleContext, 'mail'>,
  emails: Email[]
): Promise<void> {
  for (const [index, email] of emails.entries())
    await step(`send email ${index + 1}`, () => ctx.mail.send(email))
}

type Metadata = Record<string, string>

/** The sweep's notes about an alert. */
const NOTES = ['alerted_at', 'alert_sent_at', 'alert_posted_at']

/**
 * The metadata and its writer as one of several alerts about one object sees them: each has a clock of
 * its own, with names that begin with `prefix`.
 */
export function ownClock(
  prefix: string,
  metadata: Metadata,
  note: (more: Metadata) => Promise<Metadata>
) {
  const nameOf = (key: string) => (NOTES.includes(key) ? `${prefix}_${key}` : key)
  const seen = (all: Metadata): Metadata => {
    const own = NOTES.map((key) => [key, all[nameOf(key)] ?? ''])
    return { ...all, ...Object.fromEntries(own) }
  }
  return {
    metadata: seen(metadata),
    note: async (more: Metadata) => {
      const renamed = Object.entries(more).map(([key, value]) => [nameOf(key), value])
      return seen(await note(Object.fromEntries(renamed)))
    },
  }
}

/** The clock of the e-mails that could not be sent; it began when the sale was complete. */
export function unsentClock(metadata: Metadata, note: (more: Metadata) => Promise<Metadata>) {
  return {
    ...ownClock('emails', metadata, note),
    sinceMs: Date.parse(metadata.outcome_at ?? ''),
  }
}

/** A sale that is complete and whose e-mails MailerSend does not take. `summary`: who, what, how much, which ids. */
interface UnsentSale {
  id: string
  who: string
  email: string
  summary: readonly string[]
}

/** `nth` tells apart the alerts of one sale. */
export function unsentAlert(
  { teamEmails }: Pick<CommonConfig, 'teamEmails'>,
  { id, who, email, summary }: UnsentSale,
  waitedMs: number,
  nth: string
): Email {
  return {
    tag: emailTag(id, `unsent-${nth}`),
    to: teamEmails.map((address) => ({ email: address })),
    subject: `ALERT: ${who} got no e-mail about the purchase`,
    text: [
      `The purchase of ${who} is complete, and for ${Math.round(waitedMs / 60_000)} minutes its e-mails could not all be sent: the confirmation to ${email} or our notification.`,
      '',
      ...summary,
      '',
      'What was tried: MailerSend was asked again and again, and is asked again each hour for three days.',
      `What to do by hand: look in MailerSend → Suppressions for ${email}, and take it out there if the address is right; it may also be a typing error. Correct \`email\` in the metadata in Stripe and the confirmation is sent by itself; or tell the customer by telephone what they bought, and write \`sent by hand\` into \`emails\` in the metadata.`,
    ].join('\n'),
  }
}
