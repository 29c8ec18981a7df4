/** Track 3, step 6: member, customer, promotion code and PaymentIntent, before any money moves. */

import type { Payment } from '../../clients/stripe/payments.ts'
import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { sha256Hex, toMetadata } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import { Refusal } from '../../core/refusals.ts'
import { type Day, formatDay } from '../../core/time.ts'
import { versionFor } from '../../payments/attempt-ledger.ts'
import {
  type BuyerForm,
  buyerMetadata,
  intentRateLimit,
  logMemberFailure,
  personFrom,
  saveOrCancelIntent,
} from '../../payments/buyer.ts'
import { PASS_METHODS } from '../../payments/rules/payment-methods.ts'
import { validateCodeRules } from '../../payments/rules/promo-codes.ts'
import type { PassContext } from '../context.ts'
import { passDayNow, productForSale } from '../for-sale.ts'
import { parsePassPurchase } from '../purchase.ts'
import type { Product } from '../rules/catalog.ts'
import { remainingOf, throwIfUsedUp, validateCode } from './validate-promo.ts'

export interface PurchaseOrder extends BuyerForm {
  slug: string
}

/** What she would get and pay if she pressed Buy Now this minute. */
interface Offer {
  product: Product
  day: Day
  amountCents: number
  discountCents: number
  promo: PromotionCode | null
}

/** @throws Refusal `invalid-product`, `not-for-sale`, `too-many`, `promo-…`, `attempt-changed` */
export async function createPurchase(ctx: PassContext, order: PurchaseOrder) {
  const product = productForSale(order.slug, ctx.config)
  const day = passDayNow(ctx)
  const attempt = ctx.attempt(order.attemptId)
  const print = await fingerprint(order, product, day)

  const earlier = await attempt.read()
  const payment = earlier?.intentId ? await ctx.stripe.getPayment(earlier.intentId) : null
  if (payment && isPaid(payment)) return alreadyPaid(payment)
  if (payment && payment.status !== 'canceled' && earlier?.fingerprint === print)
    return answerFor(payment, order.attemptId)

  const rateLimit = intentRateLimit(ctx, order.attemptId, print)
  const expected = versionFor(earlier, print, payment?.id)
  await rateLimit.look(expected)

  const desk = await ctx.memberWriter(order.email)
  // Only looks until here: a refusal leaves every vendor as it was.
  const [offer, knownCustomer, knownMember] = await Promise.all([
    offerFor(ctx, order, product, day),
    ctx.stripe.findCustomer(order.email),
    desk.find(order.email),
  ])
  if (offer.promo) await checkCustomer(ctx, offer, knownCustomer)
  if (offer.promo) await reserve(ctx, order, offer.promo)

  await rateLimit.admit(expected)
  const [customerId, memberId] = await Promise.all([
    knownCustomer ?? ctx.stripe.createCustomer(personFrom(order)),
    knownMember ?? logMemberFailure('/create-purchase', () => desk.findOrCreate(personFrom(order))),
  ])

  const { version, replaces } = await attempt.startVersion(print, payment?.id)
  const replaced = replaces ? await ctx.stripe.cancelPayment(replaces) : null
  if (replaced && isPaid(replaced)) return alreadyPaid(replaced)
  if (replaced) await releasePromo(ctx, replaced, offer)
  // Another window has sent another body: this is one intent more than was let in.
  if (version !== expected) await rateLimit.admit(version)
  const made = await ctx.stripe.createPayment({
    attemptId: order.attemptId,
    version,
    customerId,
    amountCents: offer.amountCents,
    methods: PASS_METHODS,
    description: `${product.name} for ${formatDay(day)}`,
    metadata: metadataFor(order, offer, memberId),
  })
  const kept = await saveOrCancelIntent(attempt, version, made, ctx.stripe.cancelPayment)
  log.intentCreated(kept.id, kept.amountCents, day)
  return answerFor(kept, order.attemptId)
}

/** The same words for the same thing bought; another day or price is another purchase. */
function fingerprint(order: PurchaseOrder, product: Product, day: Day): Promise<string> {
  const { attemptId: _, ...body } = order
  return sha256Hex(JSON.stringify(Object.entries(body).sort()), String(product.priceCents), day)
}

async function offerFor(
  ctx: PassContext,
  { promo: code }: PurchaseOrder,
  product: Product,
  day: Day
): Promise<Offer> {
  const { priceCents } = product
  if (!code) return { product, day, amountCents: priceCents, discountCents: 0, promo: null }
  const { promo, verdict } = await validateCode(ctx, code, priceCents)
  if (!verdict.ok) throw new Refusal(verdict.code, 'promo')
  const { amountCents, discountCents } = verdict
  return { product, day, amountCents, discountCents, promo }
}

/** What a code says about who may use it can only be judged once it is known who buys. */
async function checkCustomer(
  ctx: PassContext,
  offer: Offer,
  customerId: string | null
): Promise<void> {
  const { promo, product } = offer
  const { priceCents } = product
  const verdict = validateCodeRules(promo, { priceCents, nowMs: ctx.now(), customerId })
  if (!verdict.ok) throw new Refusal(verdict.code, 'promo')
  if (promo?.firstTimeOnly && customerId && (await ctx.stripe.hasPaidBefore(customerId)))
    throw new Refusal('promo-first-time', 'promo')
}

async function reserve(
  ctx: PassContext,
  order: PurchaseOrder,
  promo: PromotionCode
): Promise<void> {
  const remaining = remainingOf(promo)
  if (!remaining) return
  const ledger = ctx.promo(promo.coupon.id)
  throwIfUsedUp(await ledger.reserve(order.attemptId, promo.id, remaining))
}

/** She goes on without the code: its use is free for somebody else. */
async function releasePromo(ctx: PassContext, replaced: Payment, { promo }: Offer): Promise<void> {
  const held = parsePassPurchase(replaced)
  if (!held?.promo || held.promo.couponId === promo?.coupon.id) return
  await ctx.promo(held.promo.couponId).release(held.attemptId)
}

function metadataFor(order: PurchaseOrder, offer: Offer, memberId: string) {
  const { promo } = offer
  return toMetadata({
    track: '3',
    product: offer.product.slug,
    member_id: memberId,
    pass_date: offer.day,
    ...buyerMetadata(order),
    promo_code: promo?.code,
    promo_name: promo?.coupon.name,
    promo_id: promo?.id,
    coupon_id: promo?.coupon.id,
    discount_cents: promo ? String(offer.discountCents) : undefined,
  })
}

function isPaid({ status }: Payment): boolean {
  return status === 'succeeded' || status === 'processing'
}

function answerFor(payment: Payment, attemptId: string) {
  if (isPaid(payment)) return alreadyPaid(payment)
  return {
    clientSecret: payment.clientSecret,
    paymentIntentId: payment.id,
    memberId: payment.metadata.member_id ?? '',
    amountCents: payment.amountCents,
    passDate: payment.metadata.pass_date ?? '',
    attemptId,
  }
}

function alreadyPaid(payment: Payment) {
  const underWay = payment.status === 'processing' ? 'pending' : 'working'
  return { alreadyPaid: true as const, outcome: payment.metadata.outcome ?? underWay }
}
