/** What a sale asks the ledger of its code's coupon: whether a use is left, and for whom. */
import type { PromotionCode } from '../clients/stripe/promotion-codes.ts'
import { mailboxOf, sha256Hex } from '../core/ids.ts'
import { Refusal } from '../core/refusals.ts'
import type { Rpc } from '../core/rpc.ts'
import type { PromoLedger, PromoLimits, PromoReservation, PromoUser } from './promo-ledger.ts'

/** The ledgers of all coupons. Every track that takes codes asks the same ones. */
export interface PromoLedgers {
  promo(couponId: string): Rpc<PromoLedger>
}

/** A code as the metadata of a sale names it. */
export interface SoldPromo {
  id: string
  couponId: string
  isFirstTime: boolean
}

const NO_LIMITS: PromoLimits = { ofCode: null, ofCoupon: null }

/** How often a code may be used, and how often Stripe has counted; `null` if it has no limit. */
export function limitsOf(promo: PromotionCode): PromoLimits | null {
  const { coupon } = promo
  if (promo.maxRedemptions === null && coupon.maxRedemptions === null) return null
  const limit = ({ maxRedemptions: max, timesRedeemed: redeemed }: typeof promo | typeof coupon) =>
    max === null ? null : { max, redeemed }
  return { ofCode: limit(promo), ofCoupon: limit(coupon) }
}

/** Whether the uses of a code are counted at all: it has a limit, or it is for first purchases. */
export const isCounted = (promo: PromotionCode) => promo.firstTimeOnly || limitsOf(promo) !== null

/** Whether all uses of a code are paid. Those that are only reserved may come back. */
export async function isUsedUp(ctx: PromoLedgers, promo: PromotionCode): Promise<boolean> {
  const limits = limitsOf(promo)
  if (!limits) return false
  return (await ctx.promo(promo.coupon.id).availability(promo.id, limits)) === 'used-up'
}

/** Who uses a code. One mailbox is one person. */
export async function userOf(
  { attemptId, email }: { attemptId: string; email: string },
  { id, isFirstTime }: Pick<SoldPromo, 'id' | 'isFirstTime'>
): Promise<PromoUser> {
  return { holder: attemptId, promoId: id, email: await sha256Hex(mailboxOf(email)), isFirstTime }
}

/** Reserves a use of a code for a sale; `free` also when there is nothing to count. */
export async function reserveUse(
  ctx: PromoLedgers,
  sale: { attemptId: string; email: string },
  promo: PromotionCode
): Promise<PromoReservation> {
  if (!isCounted(promo)) return 'free'
  const user = await userOf(sale, { id: promo.id, isFirstTime: promo.firstTimeOnly })
  return ctx.promo(promo.coupon.id).reserve(user, limitsOf(promo) ?? NO_LIMITS)
}

const REFUSALS = {
  'used-up': 'promo-used-up',
  'in-use': 'promo-in-use',
  'reserved-twice': 'promo-reserved',
  pending: 'promo-pending',
  'not-first': 'promo-first-time',
} as const

/** @throws Refusal `promo-used-up`, `promo-in-use`, `promo-reserved`, `promo-pending`, `promo-first-time` */
export function throwIfNotFree(reservation: PromoReservation): void {
  if (reservation !== 'free') throw new Refusal(REFUSALS[reservation], 'promo')
}
