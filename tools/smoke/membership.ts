/** A membership in a smoke run. */
import type Stripe from 'stripe'
import { emailTag } from '../../src/core/ids.ts'
import { formatCents } from '../../src/core/money.ts'
import { parsePairs } from '../../src/core/settings.ts'
import type {
  CompleteCheckoutResponse,
  CreatePaymentResponse,
  PlanResponse,
} from '../../src/memberships/contract.ts'
import type { SmokeContext } from './context.ts'
import { NAME, newCustomer, type Sale } from './sale.ts'
import { allOf, until, Wrong } from './steps.ts'
import { chargeOf, emailCheck, outcomeOf, pay, paymentOf, refund } from './vendor-checks.ts'
import { ask, firstForSale } from './worker.ts'

export const membership: Sale = {
  title: 'membership',

  async begin(ctx) {
    const { checkout, stripe } = ctx
    const { plans } = await ask<{ plans: PlanResponse[] }>(ctx, checkout, '/plans')
    const { slug: plan, name } = firstForSale(plans, 'plan')
    const body = { plan, ...NAME, ...newCustomer(ctx) }
    const made = await ask<CreatePaymentResponse>(ctx, checkout, '/create-payment', { body })
    if (!('clientSecret' in made)) throw new Wrong('a new sign-up is paid already')
    const { setupIntentId: id, memberId, quote } = made
    return {
      id,
      words: `${name}, ${formatCents(quote.dueTodayCents)} today (${id})`,
      buy: [
        ['card', () => pay(stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa' }))],
        [
          'the page’s /complete-checkout',
          () => complete(ctx, { plan, memberId, setupIntentId: id }),
        ],
        ['first invoice', () => chargedAsShown(ctx, id, quote.dueTodayCents)],
      ],
    }
  },

  delivered: (ctx, id) => [
    ['outcome', async () => `active (${(await subscriptionOf(ctx, id)).id})`],
    ['membership in OfficeRnD', () => membershipIsThere(ctx, id)],
    emailCheck(ctx, 'e-mail to the customer', async () =>
      emailTag((await subscriptionOf(ctx, id)).id, 'customer')
    ),
  ],

  /** The money of each subscription first, then the subscription: a later renewal must not come. */
  async takeBack(ctx, id) {
    const { customer } = await ctx.stripe.setupIntents.retrieve(id)
    const found = await ctx.stripe.subscriptions.list({ customer: String(customer), limit: 100 })
    const undos = found.data.flatMap((subscription) => [
      () => refundFirst(ctx, subscription),
      async () => `${(await ctx.stripe.subscriptions.cancel(subscription.id)).id} canceled`,
    ])
    return (await allOf(undos)).join(', ') || 'nothing was paid (no subscription)'
  },

  takenBack: (ctx, id) => [
    ['membership ended', () => membershipHasEnded(ctx, id)],
    emailCheck(ctx, 'e-mail about the refund', async () => {
      const { id: charge, amount_refunded: cents } = await chargeOfSetup(ctx, id)
      return emailTag(`${charge}-${cents}`, 'refunded-customer')
    }),
    emailCheck(ctx, 'e-mail about the end', async () =>
      emailTag((await subscriptionOf(ctx, id)).id, 'ended-customer')
    ),
  ],

  isRefunded: async (ctx, id) => (await chargeOfSetup(ctx, id)).refunded,
}

function complete(ctx: SmokeContext, body: object): Promise<string> {
  return until(ctx.patience, async () => {
    const path = '/complete-checkout'
    const said = await ask<CompleteCheckoutResponse>(ctx, ctx.checkout, path, { body })
    if (said.outcome === 'working') throw new Error('it says "working"')
    if (said.outcome !== 'active') throw new Wrong(`it says "${said.outcome}" ${said.error ?? ''}`)
    return 'active'
  })
}

/** The subscription of a set-up, once both say that it is active. */
async function subscriptionOf(ctx: SmokeContext, id: string): Promise<Stripe.Subscription> {
  const { stripe } = ctx
  const setup = await outcomeOf(ctx, () => stripe.setupIntents.retrieve(id), 'active')
  const subscriptionId = setup.subscription_id ?? ''
  await outcomeOf(ctx, () => stripe.subscriptions.retrieve(subscriptionId), 'active')
  return stripe.subscriptions.retrieve(subscriptionId)
}

async function firstPaymentOf(ctx: SmokeContext, { latest_invoice: newest }: Stripe.Subscription) {
  const id = typeof newest === 'string' ? newest : (newest?.id ?? '')
  const invoice = await ctx.stripe.invoices.retrieve(id, { expand: ['payments'] })
  const paid = invoice.payments?.data.find(({ status }) => status === 'paid')
  const payment = paid?.payment.payment_intent
  return payment ? paymentOf(ctx, typeof payment === 'string' ? payment : payment.id) : null
}

async function refundFirst(ctx: SmokeContext, subscription: Stripe.Subscription) {
  const payment = await firstPaymentOf(ctx, subscription)
  return payment ? refund(ctx, payment.id) : `no invoice of ${subscription.id} was paid`
}

async function chargeOfSetup(ctx: SmokeContext, id: string): Promise<Stripe.Charge> {
  const payment = await firstPaymentOf(ctx, await subscriptionOf(ctx, id))
  if (!payment) throw new Error('no invoice has been paid')
  return chargeOf(payment)
}

async function chargedAsShown(ctx: SmokeContext, id: string, shownCents: number): Promise<string> {
  const { amount } = await chargeOfSetup(ctx, id)
  if (amount !== shownCents)
    throw new Wrong(`${formatCents(amount)} were charged, ${formatCents(shownCents)} shown`)
  return `${formatCents(amount)}, as shown`
}

async function membershipIsThere(ctx: SmokeContext, id: string): Promise<string> {
  const { metadata } = await subscriptionOf(ctx, id)
  const membershipId = metadata.membership_id ?? ''
  const found = await until(ctx.patience, () => ctx.officernd.membershipById(membershipId))
  if (!found) throw new Wrong(`OfficeRnD has no membership ${membershipId}`)
  const plan = parsePairs(ctx.checkout.vars.OFFICERND_PLANS ?? '')[metadata.plan ?? '']
  if (found.planId !== plan)
    throw new Wrong(`it is of plan ${found.planId}, not of ${plan} (${metadata.plan})`)
  if (found.price !== 0) throw new Wrong(`its price is ${found.price}, so OfficeRnD bills it too`)
  return `${membershipId}, plan ${plan}, price 0`
}

async function membershipHasEnded(ctx: SmokeContext, id: string): Promise<string> {
  const { status, metadata } = await subscriptionOf(ctx, id)
  if (status !== 'canceled') throw new Wrong(`the subscription is ${status}: cancel it in Stripe`)
  return until(ctx.patience, async () => {
    const found = await ctx.officernd.membershipById(metadata.membership_id ?? '')
    if (!found?.endDay) throw new Error('OfficeRnD has no last day for it')
    return `its last day is ${found.endDay}`
  })
}
