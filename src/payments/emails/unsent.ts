/** Stands in the metadata of what was served without its letters, until they are written. */
import type { Email } from '../../clients/mailersend.ts'
import type { Step } from '../../core/workflow.ts'
import type { SaleContext } from '../context.ts'

export const UNSENT = { emails: 'unsent' }
export const SENT_LATE = { emails: 'sent late' }
/** Each is looked for by its tag first: one that did arrive is not written again. */
export async function writeAll(
  step: Step,
  ctx: Pick<SaleContext, 'mail'>,
  all: Email[]
): Promise<void> {
  for (const [nth, letter] of all.entries())
    await step(`write letter ${nth + 1}`, () => ctx.mail.send(letter))
}
