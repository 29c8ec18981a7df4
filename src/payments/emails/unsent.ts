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

/** Sent when a sale is complete and MailerSend has not taken its e-mails for as long as a customer may wait. */
export function unsentEmailsAlert(
  sale: { id: string; customerName: string; summary: readonly string[] },
  config: CommonConfig,
  waitedMs: number,
  day: string
): Email {
  const minutes = Math.round(waitedMs / 60_000)
  return {
    tag: emailTag(sale.id, `unsent-${day}`),
    to: config.teamEmails.map((email) => ({ email })),
    subject: `ALERT: ${sale.customerName} has not got the e-mails of a sale`,
    text: [
      `The sale of ${sale.customerName} is complete, and its e-mails (the customer’s and the team’s) could not be sent for ${minutes} minutes.`,
      '',
      ...sale.summary,
      '',
      'What was tried: each e-mail is sent again every hour, for three days.',
      'What to do by hand: write to the customer with what was bought and the receipt from Stripe. If it is this customer only, look in MailerSend → Suppressions for the address and take it out there; if it is every sale, look at MailerSend’s status page, quota and API key.',
    ].join('\n'),
  }
}
