/** Track 1, step 6: member, customer and SetupIntent, and the price that binds; nothing is charged. */
import type { Setup, Subscription } from '../clients/stripe/membership-shapes.ts'
import type { Terms } from '../clients/stripe/memberships.ts'
import { anchorFor, renewalDay } from '../rules/anchor.ts'
import { hashed, metadataOf } from '../rules/keys.ts'
import { MEMBERSHIP_METHODS } from '../rules/payment-methods.ts'
import type { Plan } from '../rules/plans.ts'
import type { Quote } from '../rules/quote.ts'
import { Refusal } from '../rules/refusals.ts'
import { type BuyerForm, createMember, formMetadata, keepIntent, personOf } from './buyer.ts'
import { events } from './events.ts'
import { checkWho, codesFor, type PlanCodes } from './plan-codes.ts'
import { priceNow, priceOfOpen } from './plan-price.ts'
import { planForSale } from './plan-shelf.ts'
import type { World } from './world.ts'

export interface JoinOrder extends BuyerForm {
  plan: string
}

/** What an earlier press of Join has left behind. */
interface Before {
  setup: Setup
  /** Whether it was the same body, for the same price. */
  same: boolean
  /** Its first payment failed: the subscription waits for another card. */
  open: Subscription | null
}

/** @throws Refusal `invalid-plan`, `not-for-sale`, `already-member`, `promo-…`, `attempt-changed` */
export async function createPayment(world: World, order: JoinOrder) {
  const { attemptId } = order
  const plan = planForSale(order.plan, world.house)
  const attempt = world.attempt(attemptId)
  const print = await fingerprint(order, plan, world.now())
  const before = await lookBack(world, attemptId, print)
  if (before && isDecided(before.setup)) return alreadyPaid(before.setup)

  const person = personOf(order)
  const desk = await world.desk(order.email)
  const coding = codesFor(world, plan, order.promo)
  const pricing = coding.then((codes) => priceNow(world, plan, codes))
  // Awaited below: a refusal of the codes must not be reported from here a second time.
  pricing.catch(() => {})
  // Only looks until here: a refusal leaves every vendor as it was.
  const [codes, known, knownMember] = await Promise.all([
    coding,
    world.stripe.findMemberships(order.email),
    desk.find(order.email),
  ])
  refuseSecond(world, plan, attemptId, known?.subscriptions ?? [])
  // Her own declined first payment does not make her second card a second purchase.
  if (!before?.open) await checkWho(world, codes.manual, known?.customerId ?? null)
  // Whether a code for certain products fits this plan, only the preview can tell.
  if (codes.manual?.coupon.products) await pricing

  const [price, customerId, memberId] = await Promise.all([
    pricing,
    known?.customerId ?? world.stripe.createCustomer(person),
    knownMember ?? createMember('/create-payment', () => desk.findOrCreate(person)),
    before && !isReusable(before) && clearAway(world, before),
  ])
  const open = before && isReusable(before) ? before.open : null
  const quote = (open && priceOfOpen(plan, codes, open, price.terms.anchorMs)) ?? price.quote
  if (before && isReusable(before) && !open) return answer(before.setup, memberId, quote, attemptId)

  const { version, replaces } = await attempt.begin(print, before?.setup.id)
  if (replaces && replaces !== before?.setup.id) await world.stripe.cancelSetup(replaces)
  const made = await world.stripe.createSetup({
    attemptId,
    version,
    customerId,
    methods: MEMBERSHIP_METHODS,
    description: `Membership: ${plan.name}`,
    metadata: metadataFor(order, price.codes, { memberId, quote, terms: price.terms, open }),
  })
  const setup = await keepIntent(attempt, version, made, world.stripe.cancelSetup)
  events.setupCreated(setup.id, plan.slug, quote.dueTodayCents)
  return answer(setup, memberId, quote, attemptId)
}

/** Another body, another price or another renewal day is another sign-up. */
function fingerprint(order: JoinOrder, plan: Plan, nowMs: number): Promise<string> {
  const { attemptId: _, ...body } = order
  const renewal = plan.prorated ? renewalDay(nowMs, anchorFor(nowMs)) : ''
  return hashed(JSON.stringify(Object.entries(body).sort()), JSON.stringify(plan), renewal)
}

async function lookBack(world: World, attemptId: string, print: string): Promise<Before | null> {
  const entry = await world.attempt(attemptId).read()
  const setup = entry?.intentId ? await world.stripe.setup(entry.intentId) : null
  if (!entry || !setup || setup.status === 'canceled') return null
  const openId = setup.metadata.subscription_id
  const open = openId ? await world.stripe.subscription(openId) : null
  const waits = open?.status === 'incomplete' ? open : null
  return { setup, same: entry.fingerprint === print, open: waits }
}

/** A set-up that succeeded is served by its run, unless that run has ended without a membership. */
function isDecided({ status, metadata }: Setup): boolean {
  const failed = ['declined', 'requires-action', 'quote-changed'].includes(metadata.outcome ?? '')
  return (status === 'succeeded' || status === 'processing') && !failed
}

/** The same again: an unused set-up, or a subscription that a second card may pay for. */
function isReusable({ setup, same, open }: Before): boolean {
  return same && (setup.status !== 'succeeded' || open !== null)
}

/** Nothing of an earlier body may still be paid for. */
async function clearAway(world: World, { setup, open }: Before): Promise<void> {
  if (setup.status !== 'succeeded') await world.stripe.cancelSetup(setup.id)
  if (!open) return
  // Its end is our doing, and nobody is to be written to about it.
  await world.stripe.noteSubscription(open.id, {
    replaced_at: new Date(world.now()).toISOString(),
  })
  await world.stripe.cancelSubscription(open.id)
}

/** Someone who has this plan, live, is told before paying, in words that tell a stranger nothing. */
function refuseSecond(world: World, plan: Plan, attemptId: string, theirs: Subscription[]): void {
  const priceId = world.house.stripePrices[plan.slug] ?? ''
  const has = theirs.some((one) => isLive(one) && isOf(one, plan, priceId))
  if (!has) return
  events.alreadyMember(attemptId, plan.slug)
  throw new Refusal('already-member')
}

export function isLive({ status }: Subscription): boolean {
  return ['active', 'trialing', 'past_due', 'unpaid'].includes(status)
}

export function isOf(one: Subscription, plan: { slug: string }, priceId: string): boolean {
  return one.metadata.plan === plan.slug || one.priceIds.includes(priceId)
}

interface Frozen {
  memberId: string
  quote: Quote
  terms: Terms
  open: Subscription | null
}

/** All that the run needs, frozen: it may start when the page and this request are long gone. */
function metadataFor(order: JoinOrder, { auto, manual }: PlanCodes, frozen: Frozen) {
  const { memberId, quote, terms, open } = frozen
  return metadataOf({
    track: '1',
    plan: order.plan,
    member_id: memberId,
    ...formMetadata(order),
    price_id: terms.priceId,
    initiation_product: terms.initiationProductId,
    initiation_cents: String(terms.initiationCents),
    anchor: terms.anchorMs === null ? undefined : String(terms.anchorMs / 1000),
    auto_promo_id: terms.autoPromoId ?? undefined,
    promo_id: terms.manualPromoId ?? undefined,
    promo_name: [auto, manual].flatMap((promo) => promo?.coupon.name ?? []).join(' and '),
    monthly_cents: String(quote.monthlyCents),
    quoted_cents: String(quote.dueTodayCents),
    quoted_at: quote.quotedAt,
    subscription_id: open?.id,
  })
}

function answer(setup: Setup, memberId: string, quote: Quote, attemptId: string) {
  const { clientSecret, id } = setup
  return { clientSecret, setupIntentId: id, memberId, quote, attemptId }
}

function alreadyPaid({ metadata }: Setup) {
  return { alreadyPaid: true as const, outcome: metadata.outcome ?? 'working' }
}
