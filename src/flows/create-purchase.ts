/** Track 3, step 6: member, customer, promotion code and PaymentIntent, before any money moves. */
import type { Payment } from '../clients/stripe/shapes.ts'
import type { Product } from '../rules/catalog.ts'
import { hashed, metadataOf } from '../rules/keys.ts'
import { PASS_METHODS } from '../rules/payment-methods.ts'
import { judgePromo, type PromotionCode } from '../rules/promo.ts'
import { Refusal } from '../rules/refusals.ts'
import { type Day, dayInWords } from '../rules/time.ts'
import { events } from './events.ts'
import { passDayNow, productForSale } from './shelf.ts'
import { judgeCode } from './validate-promo.ts'
import type { World } from './world.ts'

export interface PurchaseOrder {
  slug: string
  firstName: string
  lastName: string
  email: string
  phone: string
  company?: string | undefined
  referralSource?: string | undefined
  notes?: string | undefined
  promo?: string | undefined
  attemptId: string
}

/** What she would get and pay if she pressed Buy Now this minute. */
interface Offer {
  product: Product
  day: Day
  amountCents: number
  discountCents: number
  promo: PromotionCode | null
}

/** @throws Refusal `invalid-product`, `not-for-sale`, `promo-…`, `attempt-changed` */
export async function createPurchase(world: World, order: PurchaseOrder) {
  const product = productForSale(order.slug, world.house)
  const day = passDayNow(world)
  const attempt = world.attempt(order.attemptId)
  const print = await fingerprint(order, product, day)

  const earlier = await attempt.read()
  if (earlier?.intentId && earlier.fingerprint === print) {
    const payment = await world.stripe.payment(earlier.intentId)
    if (payment && payment.status !== 'canceled') return answerFor(payment, order.attemptId)
  }

  const person = {
    name: `${order.firstName} ${order.lastName}`,
    email: order.email,
    phone: order.phone,
  }
  const desk = await world.desk(order.email)
  // Only looks until here: a refusal leaves every vendor as it was.
  const [offer, knownCustomer, knownMember] = await Promise.all([
    offerFor(world, order, product, day),
    world.stripe.findCustomer(order.email),
    desk.find(order.email),
  ])
  if (offer.promo) await checkCustomer(world, offer, knownCustomer)
  if (offer.promo) await reserve(world, order, offer.promo)

  const [superseded, customerId, memberId] = await Promise.all([
    earlier?.intentId ? world.stripe.cancelPayment(earlier.intentId) : null,
    knownCustomer ?? world.stripe.createCustomer(person),
    knownMember ?? createMember(() => desk.findOrCreate(person)),
  ])
  if (superseded && isPaid(superseded)) return alreadyPaid(superseded)

  const version = await attempt.begin(print, superseded?.id)
  const payment = await world.stripe.createPayment({
    attemptId: order.attemptId,
    version,
    customerId,
    amountCents: offer.amountCents,
    methods: PASS_METHODS,
    description: `${product.name} for ${dayInWords(day)}`,
    metadata: metadataFor(order, offer, memberId),
  })
  if (!(await attempt.keep(version, payment.id))) {
    await world.stripe.cancelPayment(payment.id)
    throw new Refusal('attempt-changed')
  }
  events.intentCreated(payment.id, payment.amountCents, day)
  return answerFor(payment, order.attemptId)
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
  const { coupon } = promo
  if (promo.maxRedemptions === null && coupon.maxRedemptions === null) return
  const left = (of: { maxRedemptions: number | null; timesRedeemed: number }) =>
    of.maxRedemptions === null ? null : of.maxRedemptions - of.timesRedeemed
  const remaining = { ofCode: left(promo), ofCoupon: left(coupon) }
  const taken = await world.promo(coupon.id).reserve(order.attemptId, promo.id, remaining)
  if (taken === 'used-up') throw new Refusal('promo-used-up', 'promo')
  if (taken === 'in-use') throw new Refusal('promo-in-use', 'promo')
}

async function createMember(create: () => Promise<string>): Promise<string> {
  try {
    return await create()
  } catch (error) {
    events.memberCreationFailed('/create-purchase', error)
    throw error
  }
}

function metadataFor(order: PurchaseOrder, offer: Offer, memberId: string) {
  const { promo } = offer
  return metadataOf({
    track: '3',
    product: offer.product.slug,
    member_id: memberId,
    pass_date: offer.day,
    customer_name: `${order.firstName} ${order.lastName}`,
    first_name: order.firstName,
    last_name: order.lastName,
    email: order.email,
    phone: order.phone,
    company: order.company,
    referral_source: order.referralSource,
    notes: order.notes,
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
