/** Track 3, step 6: member, customer, promotion code and PaymentIntent, before any money moves. */

import { requireClientSecret } from '../../clients/stripe/client-secret.ts'
import type { FoundBuyer } from '../../clients/stripe/customers.ts'
import type { Payment } from '../../clients/stripe/payments.ts'
import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { sha256Hex, toMetadata } from '../../core/ids.ts'
import { Refusal } from '../../core/refusals.ts'
import { publicMemberId } from '../../core/secrets.ts'
import { type Day, formatDay } from '../../core/time.ts'
import { attemptFingerprint, versionFor } from '../../payments/attempt-ledger.ts'
import {
  buyerMetadata,
  intentRateLimit,
  logMemberFailure,
  memberInOtherCapitals,
  personFrom,
  readAttempt,
  saveOrCancelIntent,
  startVersion,
} from '../../payments/buyer.ts'
import { expiryOf } from '../../payments/intent-expiry.ts'
import { reserveUse, throwIfNotFree } from '../../payments/promo-uses.ts'
import { PASS_METHODS } from '../../payments/rules/payment-methods.ts'
import { codeFor, customerFor, validateCodeRules } from '../../payments/rules/promo-codes.ts'
import type { PassContext } from '../context.ts'
import type { CreatePurchase } from '../contract.ts'
import { passDayNow, productForSale } from '../for-sale.ts'
import { log } from '../log.ts'
import { parsePassPurchase } from '../purchase.ts'
import type { Product } from '../rules/catalog.ts'
import { validateCode } from './validate-promo.ts'

/** What a purchase made now would buy, and its price. */
interface Offer {
  product: Product
  day: Day
  amountCents: number
  discountCents: number
  promo: PromotionCode | null
}

/** @throws Refusal `invalid-product`, `not-for-sale`, `too-many`, `promo-…`, `attempt-changed`, `attempt-used` */
export async function createPurchase(ctx: PassContext, request: CreatePurchase) {
  const product = productForSale(request.slug, ctx.config)
  const day = passDayNow(ctx)
  const attempt = ctx.attempt(request.attemptId)
  const requestFingerprint = await fingerprint(request, product, day)

  const previous = await readAttempt(attempt, requestFingerprint)
  const payment = previous?.intentId ? await ctx.stripe.getPayment(previous.intentId) : null
  if (payment && isPaid(payment)) return alreadyPaid(payment)
  if (payment && payment.status !== 'canceled' && previous?.fingerprint === requestFingerprint)
    return responseFor(payment, request.attemptId)

  const rateLimit = intentRateLimit(ctx, request.attemptId, requestFingerprint)
  const expectedVersion = versionFor(previous, requestFingerprint, payment?.id)
  // Counted before anything is looked up: a probe is not free.
  await rateLimit.consume(expectedVersion)

  const memberWriter = await ctx.memberWriter(request.email)
  // Only reads until `reserve`, so a refusal changes nothing at the vendors.
  const [found, known, exactMember] = await Promise.all([
    offerFor(ctx, request, product, day),
    ctx.stripe.findCustomer(request.email),
    memberWriter.find(request.email),
  ])
  const knownMember = exactMember ?? (await memberInOtherCapitals(memberWriter, known))
  const offer = await reservePromo(ctx, request, found, known)
  const [customerId, memberId] = await Promise.all([
    customerFor(offer.promo, known) ?? ctx.stripe.createCustomer(personFrom(request)),
    knownMember ??
      logMemberFailure('/create-purchase', () => memberWriter.findOrCreate(personFrom(request))),
  ])
  const { version, replacedIntentId } = await startVersion(attempt, requestFingerprint, payment?.id)
  const replaced = replacedIntentId ? await ctx.stripe.cancelPayment(replacedIntentId) : null
  if (replaced && isPaid(replaced)) return alreadyPaid(replaced)
  await releasePromo(ctx, replaced, offer)
  // Another tab changed the attempt meanwhile, so this is an intent that was not counted yet.
  if (version !== expectedVersion) await rateLimit.consume(version)
  const created = await ctx.stripe.createPayment({
    attemptId: request.attemptId,
    version,
    customerId,
    amountCents: offer.amountCents,
    methods: PASS_METHODS,
    description: `${product.name} for ${formatDay(day)}`,
    metadata: metadataFor(request, offer, memberId),
  })
  const sold = { version, expiresAtMs: expiryOf(offer.promo, ctx.now()) }
  const saved = await saveOrCancelIntent(attempt, sold, created, ctx.stripe.cancelPayment)
  log.intentCreated(saved.id, saved.amountCents, day)
  return responseFor(saved, request.attemptId)
}

/** The offer to this buyer. @throws Refusal `promo-…` when they may not use the code, or no use of it is left. */
async function reservePromo(
  ctx: PassContext,
  request: CreatePurchase,
  found: Offer,
  known: FoundBuyer | null
): Promise<Offer> {
  const offer = offerTo(found, known, ctx.now())
  if (!offer.promo) return offer
  await checkCustomer(ctx, offer, customerFor(offer.promo, known))
  throwIfNotFree(await reserveUse(ctx, request, offer.promo))
  return offer
}

/** Hash of the request body with price and day. Another day or price is another purchase. */
async function fingerprint(request: CreatePurchase, product: Product, day: Day): Promise<string> {
  const { attemptId: _, ...body } = request
  const fields = JSON.stringify(Object.entries(body).sort())
  return attemptFingerprint('3', await sha256Hex(fields, String(product.priceCents), day))
}

async function offerFor(
  ctx: PassContext,
  { promo: code }: CreatePurchase,
  product: Product,
  day: Day
): Promise<Offer> {
  const { priceCents } = product
  if (!code) return { product, day, amountCents: priceCents, discountCents: 0, promo: null }
  const { promo, validation } = await validateCode(ctx, code, priceCents)
  if (!validation.ok) throw new Refusal(validation.code, 'promo')
  const { amountCents, discountCents } = validation
  return { product, day, amountCents, discountCents, promo }
}

/** Of the codes with the same text, that of the buyer. @throws Refusal `promo-…` */
function offerTo(offer: Offer, known: { customerIds: string[] } | null, nowMs: number): Offer {
  const promo = offer.promo && codeFor(offer.promo, known?.customerIds ?? [])
  if (!promo || promo === offer.promo) return offer
  const validation = validateCodeRules(promo, { priceCents: offer.product.priceCents, nowMs })
  if (!validation.ok) throw new Refusal(validation.code, 'promo')
  const { amountCents, discountCents } = validation
  return { ...offer, amountCents, discountCents, promo }
}

/** Checks a code's restrictions to one customer or to first purchases, now that the buyer is known. */
async function checkCustomer(
  ctx: PassContext,
  offer: Offer,
  customerId: string | null
): Promise<void> {
  const { promo, product } = offer
  const { priceCents } = product
  const validation = validateCodeRules(promo, { priceCents, nowMs: ctx.now(), customerId })
  if (!validation.ok) throw new Refusal(validation.code, 'promo')
  if (promo?.firstTimeOnly && customerId && (await ctx.stripe.hasPaidBefore(customerId)))
    throw new Refusal('promo-first-time', 'promo')
}

/** Releases the code of the replaced payment if the new one does not use it. */
async function releasePromo(
  ctx: PassContext,
  replaced: Payment | null,
  { promo }: Offer
): Promise<void> {
  const sale = replaced && parsePassPurchase(replaced)
  if (!sale?.promo || sale.promo.couponId === promo?.coupon.id) return
  await ctx.promo(sale.promo.couponId).release(sale.attemptId)
}

function metadataFor(request: CreatePurchase, offer: Offer, memberId: string) {
  const { promo } = offer
  return toMetadata({
    track: '3',
    product: offer.product.slug,
    member_id: memberId,
    pass_date: offer.day,
    ...buyerMetadata(request),
    promo_code: promo?.code,
    promo_name: promo?.coupon.name,
    promo_id: promo?.id,
    promo_first_time: promo?.firstTimeOnly ? 'yes' : undefined,
    coupon_id: promo?.coupon.id,
    discount_cents: promo ? String(offer.discountCents) : undefined,
  })
}

function isPaid({ status }: Payment): boolean {
  return status === 'succeeded' || status === 'processing'
}

async function responseFor(payment: Payment, attemptId: string) {
  if (isPaid(payment)) return alreadyPaid(payment)
  return {
    clientSecret: requireClientSecret(payment),
    paymentIntentId: payment.id,
    memberId: await publicMemberId(payment.metadata.member_id ?? '', payment.clientSecret),
    amountCents: payment.amountCents,
    passDate: payment.metadata.pass_date ?? '',
    attemptId,
  }
}

function alreadyPaid(payment: Payment) {
  const outcome = payment.status === 'processing' ? 'pending' : 'working'
  return { alreadyPaid: true as const, outcome: payment.metadata.outcome ?? outcome }
}
