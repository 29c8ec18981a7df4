/** Track 1, step 6: member, Stripe customer, SetupIntent and the binding price. Nothing is charged. */

import { requireClientSecret } from '../../clients/stripe/client-secret.ts'
import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscription, Terms } from '../../clients/stripe/subscriptions.ts'
import { sha256Hex, toMetadata } from '../../core/ids.ts'
import { publicMemberId } from '../../core/secrets.ts'
import { attemptFingerprint, versionFor } from '../../payments/attempt-ledger.ts'
import {
  type BuyerForm,
  buyerMetadata,
  intentRateLimit,
  logMemberFailure,
  memberInOtherCapitals,
  personFrom,
  saveOrCancelIntent,
  startVersion,
} from '../../payments/buyer.ts'
import { expiryOf } from '../../payments/intent-expiry.ts'
import { MEMBERSHIP_METHODS } from '../../payments/rules/payment-methods.ts'
import { codeFor, customerFor } from '../../payments/rules/promo-codes.ts'
import { orGivenBack, releaseUse, reserveCode, useMetadata } from '../code-use.ts'
import type { MembershipContext } from '../context.ts'
import { planForSale } from '../for-sale.ts'
import { log } from '../log.ts'
import {
  owedBy,
  type Price,
  quoteFromStripe,
  quoteOfOpenInvoice,
  termsOfOpen,
  withOwed,
} from '../pricing.ts'
import { type ResolvedCodes, resolveCodes } from '../promo-codes.ts'
import { anchorFor, renewalDay } from '../rules/billing-anchor.ts'
import type { Plan } from '../rules/plans.ts'
import { owedFrom, type Quote } from '../rules/quote.ts'
import { cancelPrevious, isCompleted, isReusable, loadPreviousAttempt } from './previous-attempt.ts'

export interface CreatePaymentRequest extends BuyerForm {
  plan: string
}

/** @throws Refusal `invalid-plan`, `not-for-sale`, `too-many`, `promo-…`, `attempt-changed`, `attempt-used` */
export async function createPayment(ctx: MembershipContext, request: CreatePaymentRequest) {
  const { attemptId } = request
  const plan = planForSale(request.plan, ctx.config)
  const attempt = ctx.attempt(attemptId)
  const fingerprint = await fingerprintOf(request, plan, ctx.now())
  const { before, entry, usedIntentId } = await loadPreviousAttempt(ctx, attemptId, fingerprint)
  if (before && isCompleted(before.setup)) return alreadyPaid(before.setup)
  const again = before && isReusable(before) ? before : null
  const isNew = !again || again.open !== null
  const rateLimit = intentRateLimit(ctx, attemptId, fingerprint)
  const expected = versionFor(entry, fingerprint, usedIntentId)
  // Counted before anything is looked up: a probe is not free.
  if (isNew) await rateLimit.consume(expected)

  const open = again?.open ?? null
  const buyer = await lookUpBuyer(ctx, request, { plan, open })
  const { codes, known, knownMember, pricing, memberWriter } = buyer
  if (!open) await reserveCode(ctx, request, codes.manual)

  const person = personFrom(request)
  const [price, customerId, memberId] = await Promise.all([
    orGivenBack(ctx, request, { promo: codes.manual, asked: pricing }),
    customerFor(codes.manual, known) ?? ctx.stripe.createCustomer(person),
    knownMember ?? logMemberFailure('/create-payment', () => memberWriter.findOrCreate(person)),
    before && !again && cancelPrevious(ctx, before, codes.manual),
  ])
  const openQuote = open && quoteOfOpenInvoice(plan, codes, open, price.terms.anchorMs)
  if (again && !open) {
    const owedCents = Number(again.setup.metadata.owed_cents ?? price.amounts.owedCents)
    return toResponse(again.setup, withOwed(price, owedCents), attemptId)
  }

  const { version, replacedIntentId } = await startVersion(attempt, fingerprint, usedIntentId)
  if (replacedIntentId && replacedIntentId !== usedIntentId)
    await releaseUse(ctx, await ctx.stripe.cancelSetup(replacedIntentId), codes.manual?.coupon.id)
  // Another window sent another body meanwhile: this intent was not counted by the rate limit yet.
  if (version !== expected) await rateLimit.consume(version)
  const { created, quote } = await createQuotedSetup(ctx, {
    ...{ request, plan, price, memberId, open, openQuote, version, customerId },
    balanceCents: known && !openQuote ? known.balanceCents : null,
    hasMore: (known?.customerIds.length ?? 0) > 1,
  })
  const sold = { version, expiresAtMs: expiryOf(codes.manual, ctx.now()) }
  const setup = await saveOrCancelIntent(attempt, sold, created, ctx.stripe.cancelSetup)
  log.signupStarted(setup.id, plan.slug, quote.dueTodayCents)
  return toResponse(setup, quote, attemptId)
}

interface SetupOffer {
  request: CreatePaymentRequest
  plan: Plan
  price: Price
  memberId: string
  open: Subscription | null
  /** Price of a subscription that waits for another card. */
  openQuote: Quote | null
  version: number
  customerId: string
  /** The customer's balance at Stripe; `null` if there is none that could be charged. */
  balanceCents: number | null
  /** Whether the person is more than one customer at Stripe: the set-up shows the subscriptions of one only. */
  hasMore: boolean
}

/**
 * Creates the SetupIntent with the price in its metadata. In the same round Stripe is asked what it would
 * charge this customer: pending invoice items are not in the balance. If there are some, the price is corrected.
 */
async function createQuotedSetup(ctx: MembershipContext, offer: SetupOffer) {
  const { request, plan, price, memberId, open, openQuote, balanceCents, customerId } = offer
  const { hasMore } = offer
  const { amounts, codes, terms } = price
  const expectedCents = balanceCents === null ? amounts.owedCents : owedFrom(amounts, balanceCents)
  const expected = openQuote ?? withOwed(price, expectedCents)
  const sold = { memberId, quote: expected, terms, open, hasMore, owedCents: expectedCents }
  const [created, owedCents] = await Promise.all([
    ctx.stripe.createSetup({
      attemptId: request.attemptId,
      version: offer.version,
      customerId,
      methods: MEMBERSHIP_METHODS,
      description: `Membership: ${plan.name}`,
      metadata: metadataFor(request, codes, sold),
    }),
    balanceCents === null ? expectedCents : owedBy(ctx, price, customerId),
  ])
  if (owedCents === expectedCents) return { created, quote: expected }
  const quote = withOwed(price, owedCents)
  await ctx.stripe.updateSetupMetadata(created.id, quoted(quote, owedCents))
  return { created, quote }
}

/**
 * Only reads: a refusal here has changed nothing at any vendor. Whether the person has this plan, or may use
 * the code, is answered after the card is set up: asked here, anybody could learn it about anybody.
 */
async function lookUpBuyer(
  ctx: MembershipContext,
  request: CreatePaymentRequest,
  { plan, open }: { plan: Plan; open: Subscription | null }
) {
  const memberWriter = await ctx.memberWriter(request.email)
  const resolving = resolveCodes(ctx, plan, request.promo, open)
  const price = open ? termsOfOpen : quoteFromStripe
  const asked = resolving.then((codes) => price(ctx, plan, codes))
  // Awaited below. Without this, a refused code would also be an unhandled rejection.
  asked.catch(() => {})
  const [typed, known, exactMember] = await Promise.all([
    resolving,
    ctx.stripe.findMemberships(request.email),
    memberWriter.find(request.email),
  ])
  const manual = typed.manual && codeFor(typed.manual, known?.customerIds ?? [])
  const codes = { ...typed, manual }
  // Of several codes with this text, another is the buyer's.
  const pricing = manual === typed.manual ? asked : price(ctx, plan, codes)
  pricing.catch(() => {})
  const knownMember = exactMember ?? (await memberInOtherCapitals(memberWriter, known))
  // Only Stripe's preview can tell whether a code for certain products fits this plan.
  if (codes.manual?.coupon.products) await pricing
  return { codes, known, knownMember, pricing, memberWriter }
}

/** Hash of body, plan and renewal day: when any of them changes, it is another sign-up. */
async function fingerprintOf(
  request: CreatePaymentRequest,
  plan: Plan,
  nowMs: number
): Promise<string> {
  const { attemptId: _, ...body } = request
  const renewal = plan.prorated ? renewalDay(nowMs, anchorFor(nowMs)) : ''
  const fields = JSON.stringify(Object.entries(body).sort())
  return attemptFingerprint('1', await sha256Hex(fields, JSON.stringify(plan), renewal))
}

interface QuotedTerms {
  memberId: string
  quote: Quote
  terms: Terms
  open: Subscription | null
  hasMore: boolean
  owedCents: number
}

/** What the customer was shown, and the part of it that is owed or in credit from before. */
const quoted = ({ dueTodayCents, quotedAt }: Quote, owedCents: number) => ({
  quoted_cents: String(dueTodayCents),
  quoted_at: quotedAt,
  owed_cents: owedCents ? String(owedCents) : '',
})

/** Everything that the workflow needs: it may start long after this request has ended. */
function metadataFor(
  request: CreatePaymentRequest,
  { auto, manual }: ResolvedCodes,
  offer: QuotedTerms
) {
  const { memberId, quote, terms, open, hasMore, owedCents } = offer
  return toMetadata({
    track: '1',
    plan: request.plan,
    member_id: memberId,
    ...buyerMetadata(request),
    price_id: terms.priceId,
    initiation_product: terms.initiationProductId,
    initiation_cents: String(terms.initiationCents),
    anchor: terms.anchorMs === null ? undefined : String(terms.anchorMs / 1000),
    auto_promo_id: terms.autoPromoId ?? undefined,
    promo_id: terms.manualPromoId ?? undefined,
    ...useMetadata(manual),
    promo_name: [auto, manual].flatMap((promo) => promo?.coupon.name ?? []).join(' and '),
    monthly_cents: String(quote.monthlyCents),
    reduced_cents: quote.reduced && String(quote.reduced.monthlyCents),
    reduced_until: quote.reduced?.until,
    ...quoted(quote, owedCents),
    subscription_id: open?.id,
    other_customers: hasMore ? 'yes' : undefined,
  })
}

async function toResponse(setup: SetupIntent, quote: Quote, attemptId: string) {
  const clientSecret = requireClientSecret(setup)
  const memberId = await publicMemberId(setup.metadata.member_id ?? '', clientSecret)
  return { clientSecret, setupIntentId: setup.id, memberId, quote, attemptId }
}

/** An attempt that was undone is answered like one of somebody who has the plan: it cannot go on. */
function alreadyPaid({ metadata }: SetupIntent) {
  const { outcome = 'working' } = metadata
  const isUndone = outcome === 'duplicate' || outcome === 'ended'
  return { alreadyPaid: true as const, outcome: isUndone ? 'already-member' : outcome }
}
