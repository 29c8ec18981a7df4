/** What Stripe tells later of a membership: each piece of news is a run of its own, named after its object. */
import type { Invoice } from '../../clients/stripe/invoices.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { events } from '../../core/log.ts'
import { type Day, houseDay } from '../../core/time.ts'
import type { Order, Step } from '../../core/workflow.ts'
import type { World } from '../../payments/context.ts'
import { type Heard, wasHeard, writeHeard } from '../../payments/processed-events.ts'
import type { News } from '../context.ts'
import * as customer from '../emails/customer.ts'
import * as team from '../emails/team.ts'
import { membershipEnded, moneyMoved } from '../emails/team.ts'
import { type MembershipSale, membershipSaleOf } from '../signup.ts'

type NewsRun = Order<'membership-news'>

/** Every letter here is the point of its run: it is tried until it is sent. */
export async function takeMembershipNews(step: Step, world: World, { news }: NewsRun) {
  const subscription = await step('read the subscription', () => subscriptionOf(world, news))
  const sale = subscription && membershipSaleOf(subscription.metadata)
  if (!sale) return { outcome: 'not-ours' }
  if (subscription.metadata.replaced_at) return { outcome: 'replaced' }
  if (wasHeard(subscription.metadata, heardOf(news))) return { outcome: 'heard before' }
  const paymentMethod = subscription.metadata.payment_method ?? ''
  const about = { sale, subscription, paymentMethod, house: world.house }
  events.membershipNews(subscription.id, news.what)
  const told = await tell(step, world, about, news)
  if (told.outcome === 'told')
    await writeHeard(step, subscription.metadata, heardOf(news), (mark) =>
      world.stripe.noteSubscription(subscription.id, mark)
    )
  return told
}

/** By what the same news is known when it comes again. */
function heardOf(news: News): Heard {
  switch (news.what) {
    case 'payment-failed':
      return { what: news.what, objectId: news.invoiceId }
    case 'ended':
    case 'lapsed':
      return { what: news.what, objectId: news.subscriptionId }
    default:
      return news
  }
}

async function tell(step: Step, world: World, about: About, news: News) {
  switch (news.what) {
    case 'payment-failed':
      return tellOfFailure(step, world, about, news.invoiceId)
    case 'ended':
      return endMembership(step, world, about, houseDay(news.atMs))
    case 'lapsed':
      return write(step, world, [customer.joiningLapsed(about)])
    default:
      return write(step, world, moneyMoved(about, news))
  }
}

/** A refund or a dispute names a payment; `null` when it was for no subscription. */
async function subscriptionOf(world: World, news: News): Promise<Subscription | null> {
  const id =
    'subscriptionId' in news
      ? news.subscriptionId
      : await world.stripe.subscriptionPaidBy(news.paymentId)
  return id ? world.stripe.subscription(id) : null
}

type About = {
  sale: MembershipSale
  subscription: Subscription
  paymentMethod: string
  house: World['house']
}

/** Nothing ends by itself: the team talks to her, Stripe tries again. */
async function tellOfFailure(step: Step, world: World, about: About, invoiceId: string) {
  // A first card that was declined is told on the page; the subscription never began.
  const { status } = about.subscription
  if (status === 'incomplete' || status === 'incomplete_expired') return { outcome: 'on-the-page' }
  const invoice: Invoice = await step('read the invoice', () => world.stripe.invoice(invoiceId))
  if (invoice.status === 'paid') return { outcome: 'paid-meanwhile' }
  return write(step, world, team.paymentFailed(about, invoice))
}

/** The house's record ends with the subscription; who paid for the day keeps the day. */
async function endMembership(step: Step, world: World, about: About, day: Day) {
  const { sale, subscription } = about
  const membershipId = subscription.metadata.membership_id
  if (!membershipId) return { outcome: 'never-began' }
  const desk = await world.desk(sale.email)
  await step('end the membership', async () => {
    await desk.endMembership(membershipId, day)
    return true
  })
  return write(step, world, membershipEnded(about, day))
}

async function write(step: Step, world: World, all: Parameters<World['mail']['send']>[0][]) {
  for (const [nth, letter] of all.entries()) {
    await step(`write letter ${nth + 1}`, () => world.mail.send(letter))
  }
  return { outcome: 'told' }
}
