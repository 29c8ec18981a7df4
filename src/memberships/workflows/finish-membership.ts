/** Track 1, steps 9–10: Stripe bills, so the house has a member, or a person on the team is told her name. */
import { events } from '../../core/log.ts'
import { houseDay } from '../../core/time.ts'
import { attempt, type Order, type Step } from '../../core/workflow.ts'
import { SERVED } from '../../payments/attempt-ledger.ts'
import type { World } from '../../payments/context.ts'
import { welcome } from '../emails/customer.ts'
import * as letters from '../emails/team.ts'
import { chargeDiffersAlert, priceNotZeroAlert } from '../emails/team.ts'
import { type AboutMembership, membershipSaleOf } from '../signup.ts'
import { isAsShown } from '../subscription.ts'

/**
 * What is left to do once a subscription is live. The run of the set-up and the run of a paid invoice
 * may both come here: the one that claims the subscription first finishes it, the other leaves it to it.
 */
export async function finishMembership(
  step: Step,
  world: World,
  about: AboutMembership,
  runName: string
): Promise<'active'> {
  const { sale, subscription } = about
  const ledger = world.attempt(sale.attemptId)
  const holder = await step('claim the subscription', () => ledger.claim(subscription.id, runName))
  if (holder !== runName) return 'active'

  // 9c. The house knows its members from OfficeRnD alone.
  const membership = await step('give the membership', () => giveMembership(world, about))
  events.membershipGiven(subscription.id, membership.id)
  const told = { outcome: 'active', subscriptionId: subscription.id }
  await attempt(step, 'tell the page', async () => {
    await ledger.tell(SERVED, told)
    return true
  })

  const card = subscription.metadata.second_card
  if (card) await step('keep the card', () => world.stripe.keepCard(subscription.id, card))

  // 10. Letters. Losing one loses no membership.
  const sent = await writeLetters(step, world, about, membership)
  await checkMoney(step, world, about, membership)
  const alerted = await step('write the outcome on the subscription', async () => {
    const written = await world.stripe.noteSubscription(subscription.id, {
      outcome: 'active',
      outcome_at: new Date(world.now()).toISOString(),
      membership_id: membership.id,
      officernd_member_id: membership.memberId,
      ...(sent ? {} : { letter: 'unsent' }),
    })
    return Boolean(written.alerted_at)
  })
  if (alerted) await letter(step, world, 'resolved', letters.membershipServedAfterAll(about))
  return 'active'
}

/** The run named after a first invoice that was paid later: by 3-D Secure, by another card, by staff. */
export async function finishPaidInvoice(
  step: Step,
  world: World,
  { invoiceId, subscriptionId }: Order<'finish-membership'>
) {
  const subscription = await step('read the subscription', () =>
    world.stripe.subscription(subscriptionId)
  )
  if (subscription.metadata.outcome) return { outcome: subscription.metadata.outcome }
  const sale = membershipSaleOf(subscription.metadata)
  if (!sale) throw new Error('not a membership')
  const paymentMethod = subscription.metadata.payment_method ?? ''
  const about = { sale, subscription, paymentMethod, house: world.house }
  return { outcome: await finishMembership(step, world, about, invoiceId) }
}

async function giveMembership(world: World, { sale, subscription }: AboutMembership) {
  const desk = await world.desk(sale.email)
  try {
    return await desk.giveMembership({
      subscriptionId: subscription.id,
      memberId: sale.memberId,
      person: { name: sale.customerName, email: sale.email, phone: sale.phone },
      planId: world.house.officerndPlans[sale.slug] ?? '',
      planName: sale.planName,
      startDay: houseDay(subscription.startMs),
      begunAtMs: subscription.startMs,
    })
  } catch (error) {
    events.membershipFailed(subscription.id, error)
    throw error
  }
}

async function writeLetters(
  step: Step,
  world: World,
  about: AboutMembership,
  membership: { id: string; memberId: string }
): Promise<boolean> {
  const { id, memberId } = membership
  const [customer, team] = await Promise.all([
    letter(step, world, 'customer', welcome(about)),
    letter(step, world, 'team', letters.newMember(about, id, memberId)),
  ])
  return customer && team
}

/** Two sums that must agree: what was charged with what was shown, and OfficeRnD's price with nothing. */
async function checkMoney(
  step: Step,
  world: World,
  about: AboutMembership,
  membership: { id: string; price: number }
): Promise<void> {
  const { sale, subscription } = about
  const { id, price } = membership
  if (price !== 0) {
    events.priceNotZero(subscription.id, id)
    await step('tell the team of the price', () => world.mail.send(priceNotZeroAlert(about, id)))
  }
  const chargedCents = subscription.invoice?.totalCents ?? 0
  if (isAsShown(sale, subscription.startMs, chargedCents)) return
  events.chargeDiffers(subscription.id, sale.quotedCents, chargedCents)
  await step('tell the team of the charge', () => world.mail.send(chargeDiffersAlert(about)))
}

async function letter(
  step: Step,
  world: World,
  name: string,
  content: Parameters<World['mail']['send']>[0]
): Promise<boolean> {
  const sent = await attempt(step, `write the ${name} letter`, () => world.mail.send(content))
  if (!sent) events.letterUnsent(content.tag, name)
  return sent === true
}
