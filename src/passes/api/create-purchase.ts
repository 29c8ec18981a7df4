/** Track 3, step 6: member, customer, promotion code and PaymentIntent, before any money moves. */
import type { Payment } from '../../clients/stripe/payments.ts'
import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { hashed, metadataOf } from '../../core/ids.ts'
import { events } from '../../core/log.ts'
import { Refusal } from '../../core/refusals.ts'
import { type Day, dayInWords } from '../../core/time.ts'
import { versionOf } from '../../payments/attempt-ledger.ts'
import {
  type BuyerForm,
  createMember,
  doorFor,
  formMetadata,
  keepIntent,
  personOf,
} from '../../payments/buyer.ts'
import type { World } from '../../payments/context.ts'
import { PASS_METHODS } from '../../payments/rules/payment-methods.ts'
import { judgePromo } from '../../payments/rules/promo-codes.ts'
import { passDayNow, productForSale } from '../for-sale.ts'
import { saleOf } from '../purchase.ts'
import type { Product } from '../rules/catalog.ts'
import { judgeCode, refuseUsed, remainingOf } from './validate-promo.ts'

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
export async function createPurchase(world: World, order: PurchaseOrder) {
  const product = productForSale(order.slug, world.house)
  const day = passDayNow(world)
  const attempt = world.attempt(order.attemptId)
  const print = await fingerprint(order, product, day)

  const earlier = await attempt.read()
  const payment = earlier?.intentId ? await world.stripe.payment(earlier.intentId) : null
  if (payment && isPaid(payment)) return alreadyPaid(payment)
  if (payment && payment.status !== 'canceled' && earlier?.fingerprint === print)
    return answerFor(payment, order.attemptId)

  const door = doorFor(world, order.attemptId, print)
  const expected = versionOf(earlier, print, payment?.id)
  await door.look(expected)

  const desk = await world.desk(order.email)
  // Only looks until here: a refusal leaves every vendor as it was.
  const [offer, knownCustomer, knownMember] = await Promise.all([
    offerFor(world, order, product, day),
    world.stripe.findCustomer(order.email),
    desk.find(order.email),
  ])
  if (offer.promo) await checkCustomer(world, offer, knownCustomer)
  if (offer.promo) await reserve(world, order, offer.promo)

  await door.admit(expected)
  const [customerId, memberId] = await Promise.all([
    knownCustomer ?? world.stripe.createCustomer(personOf(order)),
    knownMember ?? createMember('/create-purchase', () => desk.findOrCreate(personOf(order))),
  ])

  const { version, replaces } = await attempt.begin(print, payment?.id)
  const replaced = replaces ? await world.stripe.cancelPayment(replaces) : null
  if (replaced && isPaid(replaced)) return alreadyPaid(replaced)
  if (replaced) await giveBack(world, replaced, offer)
  // Another window has sent another body: this is one intent more than was let in.
  if (version !== expected) await door.admit(version)
  const made = await world.stripe.createPayment({
    attemptId: order.attemptId,
    version,
    customerId,
    amountCents: offer.amountCents,
    methods: PASS_METHODS,
    description: `${product.name} for ${dayInWords(day)}`,
    metadata: metadataFor(order, offer, memberId),
  })
  const kept = await keepIntent(attempt, version, made, world.stripe.cancelPayment)
  events.intentCreated(kept.id, kept.amountCents, day)
  return answerFor(kept, order.attemptId)
}

/** The same words for the same thing bought; another day or price is another purchase. */
function fingerprint(order: PurchaseOrder, product: Product, day: Day): Promise<string> {
  const { attemptId: _, ...body } = order
  return hashed(JSON.stringify(Object.entries(body).sort()), String(product.priceCents), day)
}

async function offerFor(
  world: World,
  { promo: code }: PurchaseOrder,
  product: Product,
  day: Day
): Promise<Offer> {
  const { priceCents } = product
  if (!code) return { product, day, amountCents: priceCents, discountCents: 0, promo: null }
  const { promo, verdict } = await judgeCode(world, code, priceCents)
  if (!verdict.ok) throw new Refusal(verdict.code, 'promo')
  const { amountCents, discountCents } = verdict
  return { product, day, amountCents, discountCents, promo }
}

/** What a code says about who may use it can only be judged once it is known who buys. */
async function checkCustomer(world: World, offer: Offer, customerId: string | null): Promise<void> {
  const { promo, product } = offer
  const { priceCents } = product
  const verdict = judgePromo(promo, { priceCents, nowMs: world.now(), customerId })
  if (!verdict.ok) throw new Refusal(verdict.code, 'promo')
  if (promo?.firstTimeOnly && customerId && (await world.stripe.hasPaidBefore(customerId)))
    throw new Refusal('promo-first-time', 'promo')
}

async function reserve(world: World, order: PurchaseOrder, promo: PromotionCode): Promise<void> {
  const remaining = remainingOf(promo)
  if (!remaining) return
  const ledger = world.promo(promo.coupon.id)
  refuseUsed(await ledger.reserve(order.attemptId, promo.id, remaining))
}

/** She goes on without the code: its use is free for somebody else. */
async function giveBack(world: World, replaced: Payment, { promo }: Offer): Promise<void> {
  const held = saleOf(replaced)
  if (!held?.promo || held.promo.couponId === promo?.coupon.id) return
  await world.promo(held.promo.couponId).release(held.attemptId)
}

function metadataFor(order: PurchaseOrder, offer: Offer, memberId: string) {
  const { promo } = offer
  return metadataOf({
    track: '3',
    product: offer.product.slug,
    member_id: memberId,
    pass_date: offer.day,
    ...formMetadata(order),
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
