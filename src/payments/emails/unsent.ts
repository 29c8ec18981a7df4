/** Metadata that marks a sale whose e-mails could not be sent, and sends them later. */
import type { Email } from '../../clients/mailersend.ts'
import type { Step } from '../../core/workflow.ts'
import type { SaleContext } from '../context.ts'

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
