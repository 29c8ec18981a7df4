/** What Stripe tells later of a membership: each piece of news is a run of its own, named after its object. */

import type { Invoice } from '../../clients/stripe/invoices.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { log } from '../../core/log.ts'
import { type Day, seattleDay } from '../../core/time.ts'
import type { Step } from '../../core/workflow.ts'
import { type EventKey, markProcessed, wasProcessed } from '../../payments/processed-events.ts'
import type { MembershipContext, MembershipWorkflowParams, SubscriptionEvent } from '../context.ts'
import * as customer from '../emails/customer.ts'
import * as team from '../emails/team.ts'
import { disputeNotice, membershipEnded } from '../emails/team.ts'
import { parseSignup, type Signup } from '../signup.ts'

type NewsRun = MembershipWorkflowParams<'subscription-event'>

/** Every letter here is the point of its run: it is tried until it is sent. */
export async function handleSubscriptionEvent(
  step: Step,
  ctx: MembershipContext,
  { event }: NewsRun
) {
  const subscription = await step('read the subscription', () => subscriptionOf(ctx, event))
  const sale = subscription && parseSignup(subscription.metadata)
  if (!sale) return { outcome: 'not-ours' }
  if (subscription.metadata.replaced_at) return { outcome: 'replaced' }
  if (wasProcessed(subscription.metadata, eventKeyOf(event)))
    return { outcome: 'already-processed' }
  const paymentMethod = subscription.metadata.payment_method ?? ''
  const about = { sale, subscription, paymentMethod, config: ctx.config }
  log.subscriptionEventReceived(subscription.id, event.type)
  const told = await tell(step, ctx, about, event)
  if (told.outcome === 'told')
    await markProcessed(step, subscription.metadata, eventKeyOf(event), (mark) =>
      ctx.stripe.updateSubscriptionMetadata(subscription.id, mark)
    )
  return told
}

/** By what the same news is known when it comes again. */
function eventKeyOf(event: SubscriptionEvent): EventKey {
  switch (event.type) {
    case 'payment-failed':
      return { type: event.type, objectId: event.invoiceId }
    case 'ended':
    case 'setup-expired':
      return { type: event.type, objectId: event.subscriptionId }
    default:
      return event
  }
}

async function tell(step: Step, ctx: MembershipContext, about: About, event: SubscriptionEvent) {
  switch (event.type) {
    case 'payment-failed':
      return notifyPaymentFailed(step, ctx, about, event.invoiceId)
    case 'ended':
      return endMembership(step, ctx, about, seattleDay(event.atMs))
    case 'setup-expired':
      return write(step, ctx, [customer.signupExpiredEmail(about)])
    default:
      return write(step, ctx, disputeNotice(about, event))
  }
}

/** A refund or a dispute names a payment; `null` when it was for no subscription. */
async function subscriptionOf(
  ctx: MembershipContext,
  event: SubscriptionEvent
): Promise<Subscription | null> {
  const id =
    'subscriptionId' in event
      ? event.subscriptionId
      : await ctx.stripe.subscriptionOfPayment(event.paymentId)
  return id ? ctx.stripe.subscription(id) : null
}

type About = {
  sale: Signup
  subscription: Subscription
  paymentMethod: string
  config: MembershipContext['config']
}

/** Nothing ends by itself: the team talks to her, Stripe tries again. */
async function notifyPaymentFailed(
  step: Step,
  ctx: MembershipContext,
  about: About,
  invoiceId: string
) {
  // A first card that was declined is told on the page; the subscription never began.
  const { status } = about.subscription
  if (status === 'incomplete' || status === 'incomplete_expired') return { outcome: 'on-the-page' }
  const invoice: Invoice = await step('read the invoice', () => ctx.stripe.getInvoice(invoiceId))
  if (invoice.status === 'paid') return { outcome: 'paid-meanwhile' }
  return write(step, ctx, team.paymentFailed(about, invoice))
}

/** The house's record ends with the subscription; who paid for the day keeps the day. */
async function endMembership(step: Step, ctx: MembershipContext, about: About, day: Day) {
  const { sale, subscription } = about
  const membershipId = subscription.metadata.membership_id
  if (!membershipId) return { outcome: 'never-began' }
  const desk = await ctx.memberWriter(sale.email)
  await step('end the membership', async () => {
    await desk.endMembership(membershipId, day)
    return true
  })
  return write(step, ctx, membershipEnded(about, day))
}

async function write(
  step: Step,
  ctx: MembershipContext,
  all: Parameters<MembershipContext['mail']['send']>[0][]
) {
  for (const [nth, letter] of all.entries()) {
    await step(`write letter ${nth + 1}`, () => ctx.mail.send(letter))
  }
  return { outcome: 'told' }
}
