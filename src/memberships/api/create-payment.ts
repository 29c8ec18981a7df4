/** Track 1, step 6: member, customer and SetupIntent, and the price that binds; nothing is charged. */

import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscription, Terms } from '../../clients/stripe/subscriptions.ts'
import { sha256Hex, toMetadata } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import { Refusal } from '../../core/refusals.ts'
import { versionFor } from '../../payments/attempt-ledger.ts'
import {
  type BuyerForm,
  buyerMetadata,
  intentRateLimit,
  logMemberFailure,
  personFrom,
  saveOrCancelIntent,
} from '../../payments/buyer.ts'
import { MEMBERSHIP_METHODS } from '../../payments/rules/payment-methods.ts'
import type { MembershipContext } from '../context.ts'
import { planForSale } from '../for-sale.ts'
import { quoteFromStripe, quoteOfOpenInvoice } from '../pricing.ts'
import { checkCodeRestrictions, type ResolvedCodes, resolveCodes } from '../promo-codes.ts'
import { anchorFor, renewalDay } from '../rules/billing-anchor.ts'
import type { Plan } from '../rules/plans.ts'
import type { Quote } from '../rules/quote.ts'
import { isLive, isOf } from '../subscription.ts'
import {
  cancelPrevious,
  isCompleted,
  isReusable,
  loadPreviousAttempt,
  type PreviousSetup,
} from './previous-attempt.ts'

export interface CreatePaymentOrder extends BuyerForm {
  plan: string
}

/** @throws Refusal `invalid-plan`, `not-for-sale`, `too-many`, `already-member`, `promo-…`, `attempt-changed` */
export async function createPayment(ctx: MembershipContext, order: CreatePaymentOrder) {
  const { attemptId } = order
  const plan = planForSale(order.plan, ctx.config)
  const attempt = ctx.attempt(attemptId)
  const print = await fingerprint(order, plan, ctx.now())
  const { before, entry, spent } = await loadPreviousAttempt(ctx, attemptId, print)
  if (before && isCompleted(before.setup)) return alreadyPaid(before.setup)
  const again = before && isReusable(before) ? before : null
  const isNew = !again || again.open !== null
  const rateLimit = intentRateLimit(ctx, attemptId, print)
  const expected = versionFor(entry, print, spent)
  if (isNew) await rateLimit.look(expected)

  const { codes, known, knownMember, pricing, desk } = await lookUpBuyer(ctx, order, plan, before)

  if (isNew) await rateLimit.admit(expected)
  const person = personFrom(order)
  const [price, customerId, memberId] = await Promise.all([
    pricing,
    known?.customerId ?? ctx.stripe.createCustomer(person),
    knownMember ?? logMemberFailure('/create-payment', () => desk.findOrCreate(person)),
    before && !again && cancelPrevious(ctx, before),
  ])
  const open = again?.open ?? null
  const quote = (open && quoteOfOpenInvoice(plan, codes, open, price.terms.anchorMs)) ?? price.quote
  if (again && !open) return answer(again.setup, memberId, quote, attemptId)

  const { version, replaces } = await attempt.startVersion(print, spent)
  if (replaces && replaces !== spent) await ctx.stripe.cancelSetup(replaces)
  // Another window has sent another body meanwhile: this is one intent more than was let in.
  if (version !== expected) await rateLimit.admit(version)
  const made = await ctx.stripe.createSetup({
    attemptId,
    version,
    customerId,
    methods: MEMBERSHIP_METHODS,
    description: `Membership: ${plan.name}`,
    metadata: metadataFor(order, price.codes, { memberId, quote, terms: price.terms, open }),
  })
  const setup = await saveOrCancelIntent(attempt, version, made, ctx.stripe.cancelSetup)
  log.signupStarted(setup.id, plan.slug, quote.dueTodayCents)
  return answer(setup, memberId, quote, attemptId)
}

/** Only looks: a refusal leaves every vendor as it was. */
async function lookUpBuyer(
  ctx: MembershipContext,
  order: CreatePaymentOrder,
  plan: Plan,
  before: PreviousSetup | null
) {
  const desk = await ctx.memberWriter(order.email)
  const coding = resolveCodes(ctx, plan, order.promo)
  const pricing = coding.then((codes) => quoteFromStripe(ctx, plan, codes))
  // Awaited below: a refusal of the codes must not be reported from here a second time.
  pricing.catch(() => {})
  const [codes, known, knownMember] = await Promise.all([
    coding,
    ctx.stripe.findMemberships(order.email),
    desk.find(order.email),
  ])
  rejectExistingMember(ctx, plan, order.attemptId, known?.subscriptions ?? [])
  // Her own declined first payment does not make her second card a second purchase.
  if (!before?.open) await checkCodeRestrictions(ctx, codes.manual, known?.customerId ?? null)
  // Whether a code for certain products fits this plan, only the preview can tell.
  if (codes.manual?.coupon.products) await pricing
  return { codes, known, knownMember, pricing, desk }
}

/** Another body, another price or another renewal day is another sign-up. */
function fingerprint(order: CreatePaymentOrder, plan: Plan, nowMs: number): Promise<string> {
  const { attemptId: _, ...body } = order
  const renewal = plan.prorated ? renewalDay(nowMs, anchorFor(nowMs)) : ''
  return sha256Hex(JSON.stringify(Object.entries(body).sort()), JSON.stringify(plan), renewal)
}

/** Someone who has this plan, live, is told before paying, in words that tell a stranger nothing. */
function rejectExistingMember(
  ctx: MembershipContext,
  plan: Plan,
  attemptId: string,
  theirs: Subscription[]
): void {
  const priceId = ctx.config.stripePrices[plan.slug] ?? ''
  const has = theirs.some((one) => isLive(one) && isOf(one, plan, priceId))
  if (!has) return
  log.alreadyMember(attemptId, plan.slug)
  throw new Refusal('already-member')
}

interface Frozen {
  memberId: string
  quote: Quote
  terms: Terms
  open: Subscription | null
}

/** All that the run needs, frozen: it may start when the page and this request are long gone. */
function metadataFor(order: CreatePaymentOrder, { auto, manual }: ResolvedCodes, frozen: Frozen) {
  const { memberId, quote, terms, open } = frozen
  return toMetadata({
    track: '1',
    plan: order.plan,
    member_id: memberId,
    ...buyerMetadata(order),
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

function answer(setup: SetupIntent, memberId: string, quote: Quote, attemptId: string) {
  const { clientSecret, id } = setup
  return { clientSecret, setupIntentId: id, memberId, quote, attemptId }
}

function alreadyPaid({ metadata }: SetupIntent) {
  return { alreadyPaid: true as const, outcome: metadata.outcome ?? 'working' }
}
