import type { Order, Step } from '../../core/workflow.ts'
import type { World } from '../../payments/context.ts'
import { SENT_LATE, UNSENT, writeAll } from '../../payments/emails/unsent.ts'
import { welcome } from '../emails/customer.ts'
import { newMember } from '../emails/team.ts'
import { membershipSaleOf } from '../signup.ts'

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
