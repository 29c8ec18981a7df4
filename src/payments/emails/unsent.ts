/** Stands in the metadata of what was served without its letters, until they are written. */
import type { Letter } from '../../clients/mailersend.ts'
import type { Step } from '../../core/workflow.ts'
import type { World } from '../context.ts'

export const UNSENT = { letter: 'unsent' }
export const SENT_LATE = { letter: 'sent late' }
/** Each is looked for by its tag first: one that did arrive is not written again. */
export async function writeAll(
  step: Step,
  world: Pick<World, 'mail'>,
  all: Letter[]
): Promise<void> {
  for (const [nth, letter] of all.entries())
    await step(`write letter ${nth + 1}`, () => world.mail.send(letter))
}
