/** Letters that MailerSend did not take while a sale was being served, written when it takes them again. */

import type { Letter } from '../../clients/mailersend.ts'
import { isRefunded } from '../../clients/stripe/merge-shapes.ts'
import type { Order } from '../../core/merge-runs.ts'
import type { Step } from '../../core/workflow.ts'
import { newMember, welcome } from '../../memberships/emails/team.ts'
import { membershipSaleOf } from '../../memberships/signup.ts'
import type { World } from '../../payments/context.ts'
import * as letters from '../emails/team.ts'
import { saleOf } from '../purchase.ts'

/** Stands in the metadata of what was served without its letters, until they are written. */
export const UNSENT = { letter: 'unsent' }
const SENT_LATE = { letter: 'sent late' }

export async function writeLatePassLetters(
  step: Step,
  world: World,
  { paymentId }: Order<'late-pass-letters'>
) {
  const payment = await step('read the payment', () => world.stripe.payment(paymentId))
  const sale = payment && saleOf(payment)
  if (!sale || payment.metadata.letter !== UNSENT.letter) return { outcome: 'nothing to write' }
  // Refunded since: what she has to know then stands in another letter.
  if (isRefunded(payment)) return { outcome: 'nothing to write' }
  const {
    pass_date: day = sale.passDate,
    pass_id: pass = '',
    pass_member_id: member = '',
  } = payment.metadata
  const about = { payment, sale, house: world.house }
  await writeAll(step, world, [
    letters.purchaseConfirmation(about, day),
    letters.teamNotification(about, day, { pass, member }),
  ])
  await step('write that they are sent', async () => {
    await world.stripe.note(payment.id, SENT_LATE)
    return true
  })
  return { outcome: 'written' }
}

export async function writeLateMembershipLetters(
  step: Step,
  world: World,
  { subscriptionId }: Order<'late-membership-letters'>
) {
  const subscription = await step('read the subscription', () =>
    world.stripe.subscription(subscriptionId)
  )
  const { metadata } = subscription
  const sale = membershipSaleOf(metadata)
  if (!sale || metadata.letter !== UNSENT.letter) return { outcome: 'nothing to write' }
  const paymentMethod = metadata.payment_method ?? ''
  const about = { sale, subscription, paymentMethod, house: world.house }
  const { membership_id: membership = '', officernd_member_id: member = '' } = metadata
  await writeAll(step, world, [welcome(about), newMember(about, membership, member)])
  await step('write that they are sent', async () => {
    await world.stripe.noteSubscription(subscription.id, SENT_LATE)
    return true
  })
  return { outcome: 'written' }
}

/** Each is looked for by its tag first: one that did arrive is not written again. */
async function writeAll(step: Step, world: Pick<World, 'mail'>, all: Letter[]): Promise<void> {
  for (const [nth, letter] of all.entries())
    await step(`write letter ${nth + 1}`, () => world.mail.send(letter))
}
