/** Tells the team by e-mail, or by the second channel when MailerSend does not take the e-mail. */
import type { Email, Mailersend } from '../clients/mailersend.ts'
import { log } from '../core/log.ts'
import type { SweepContext } from './sweep-context.ts'

export type Channel = 'email' | 'webhook'

const DAY_MS = 24 * 3600_000

/** When the team was told of something, by each channel; epoch milliseconds, 0 for never. */
export type ToldAt = Record<Channel, number>

/**
 * At most one alert a day by each channel. An alert that only the webhook took is still sent by e-mail
 * when MailerSend is back. Returns the channel that took it now; `null` if none did or none was due.
 */
export async function alertTeam(
  ctx: { mail: Mailersend; now(): number } & Pick<SweepContext, 'alertWebhook'>,
  email: Email,
  toldAt: ToldAt
): Promise<Channel | null> {
  const now = ctx.now()
  if (now - toldAt.email < DAY_MS) return null
  try {
    await ctx.mail.send(email)
    return 'email'
  } catch (error) {
    log.alertNotSent(email.tag, error)
    if (now - toldAt.webhook < DAY_MS) return null
    return (await ctx.alertWebhook(chatTextOf(email))) ? 'webhook' : null
  }
}

/** Lines that name ids or amounts. */
const IDS = /\b(pi|seti|sub|cus|ch|in)_\w+|^(Amount|First invoice|Since)\b/

/** The e-mail in a few lines: what it is about, and the lines that name ids and amounts. */
function chatTextOf({ subject, text = '' }: Email): string {
  const ids = text.split('\n').filter((line) => IDS.test(line))
  return [
    subject,
    ...ids,
    'MailerSend did not take the e-mail with the details. What to do by hand: docs/runbook.md.',
  ].join('\n')
}
