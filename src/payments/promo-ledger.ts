/**
 * Counts the uses of a coupon over day passes and memberships: Stripe counts only what it redeems itself,
 * and PaymentIntents accept no codes. One ledger per coupon, with all its codes.
 */
import type { Storage } from '../core/storage.ts'
import { RESERVATION_MS } from './intent-expiry.ts'

interface Use {
  /** Id of the attempt that reserved the use. */
  holder: string
  promoId: string
  /** Set for a code for first purchases: whose it is, as in `PromoUser`. */
  email?: string
  /** When it was reserved, or when the bank debit that it is for began. */
  sinceMs: number
  /** When the reservation expires; `null` once it is paid. */
  untilMs: number | null
  /** The subscription that has redeemed the code: Stripe may have counted this use itself. */
  subscriptionId?: string
}

/** How often something may be used, and how often Stripe has counted a use itself. */
export interface UseLimit {
  max: number
  redeemed: number
}

/** `null` means no limit. */
export interface PromoLimits {
  ofCode: UseLimit | null
  ofCoupon: UseLimit | null
}

export type PromoAvailability = 'free' | 'in-use' | 'used-up'
export type PromoReservation = PromoAvailability | 'reserved-twice' | 'pending' | 'not-first'

/** The purchase that asks for a use. `email` identifies its e-mail address without containing it. */
export interface PromoUser {
  holder: string
  promoId: string
  email: string
  /** The code is for first purchases: one of a person's at a time, and one ever. */
  isFirstTime?: boolean
}

/** A subscription that was created with the code. */
export interface Redemption {
  subscriptionId: string
  isPaid: boolean
}

/** A reservation that was given and not paid yet. */
interface Grant extends Omit<PromoUser, 'isFirstTime'> {
  sinceMs: number
}

export type PromoLedger = ReturnType<typeof createPromoLedger>

/** A use stays reserved until the unpaid intent is cancelled: after `RESERVATION_MS`, at most an hour later. */
export const RESERVED_MS = RESERVATION_MS + 3600_000

/** How long corrections of the form renew one reservation. */
const RENEWED_MS = 2 * RESERVATION_MS

/**
 * How many reservations an e-mail address gets in `GRANTS_MS` without paying: otherwise one unpaid request
 * each quarter of an hour would keep a code from everybody.
 */
const GRANTS_PER_EMAIL = 2
export const GRANTS_MS = 24 * 3600_000

/**
 * How long a bank debit reserves a use: it settles within 4 business days, 10 days cover holidays. A
 * subscription whose first payment is open does too: Stripe ends it after 23 hours.
 */
export const DEBIT_MS = 10 * 24 * 3600_000

/**
 * How many reservations and ends are remembered, the newest: purchases that nobody pays add any number, and
 * a stored value has at most 2 MB (developers.cloudflare.com/durable-objects/platform/limits).
 */
const MOST_KEPT = 5000

const USES = 'uses'
const ENDS = 'ends'
const GRANTS = 'grants'

/** The purchase that a holder's reservation was for has ended. */
interface End {
  holder: string
  atMs: number
}

export function createPromoLedger(storage: Storage, now: () => number) {
  const activeUses = () =>
    (storage.get<Use[]>(USES) ?? []).filter((use) => use.untilMs === null || use.untilMs > now())

  const ends = () => storage.get<End[]>(ENDS) ?? []

  const grants = () =>
    (storage.get<Grant[]>(GRANTS) ?? []).filter(({ sinceMs }) => sinceMs > now() - GRANTS_MS)

  /** Whether this purchase has a grant, or is given one because its address has not had its share. */
  function isGranted(user: PromoUser, { ofCoupon }: PromoLimits): boolean {
    const given = grants()
    const isOwn = ({ holder, sinceMs }: Grant) =>
      holder === user.holder && sinceMs > now() - RENEWED_MS
    if (given.some(isOwn)) return true
    const counts = ({ email, promoId }: Grant) =>
      email === user.email && (ofCoupon !== null || promoId === user.promoId)
    if (given.filter(counts).length >= GRANTS_PER_EMAIL) return false
    const { holder, promoId, email } = user
    const all = [...given, { holder, promoId, email, sinceMs: now() }]
    storage.put<Grant[]>(GRANTS, all.slice(-MOST_KEPT))
    return true
  }

  /** What other purchases of this person say, made with any first-time code of the coupon. */
  function judgeFirst({ holder, email }: PromoUser): 'free' | 'pending' | 'not-first' {
    const others = activeUses().filter((use) => use.email === email && use.holder !== holder)
    if (others.some(({ untilMs }) => untilMs === null)) return 'not-first'
    return others.length > 0 ? 'pending' : 'free'
  }

  const ownUse = (holder: string) => activeUses().find((use) => use.holder === holder)

  function put(
    { holder, promoId, email, isFirstTime }: PromoUser,
    use: Pick<Use, 'sinceMs' | 'untilMs' | 'subscriptionId'>
  ): void {
    const others = activeUses().filter((other) => other.holder !== holder)
    storage.put<Use[]>(USES, [
      ...others,
      { holder, promoId, ...(isFirstTime && { email }), ...use },
    ])
  }

  function forgetGrants(holder: string): void {
    storage.put(
      GRANTS,
      grants().filter((grant) => grant.holder !== holder)
    )
  }

  function availability(promoId: string, limits: PromoLimits, holder?: string): PromoAvailability {
    const others = activeUses().filter((use) => use.holder !== holder)
    const ofCode = others.filter((use) => use.promoId === promoId)
    const paid = (uses: Use[]) => uses.filter((use) => use.untilMs === null)
    if (isFull(paid(ofCode), limits.ofCode) || isFull(paid(others), limits.ofCoupon))
      return 'used-up'
    return isFull(ofCode, limits.ofCode) || isFull(others, limits.ofCoupon) ? 'in-use' : 'free'
  }

  return {
    /** Whether a use is available for an attempt that has not reserved one. */
    availability,

    /**
     * Reserves a use for an attempt until it is paid or expires. A second call renews the reservation.
     * `reserved-twice`: this address has had a use reserved twice in 24 hours and paid for neither.
     * `pending`, `not-first`: the code is for first purchases, and another one of this address may still
     * be paid, or was paid.
     */
    reserve(user: PromoUser, limits: PromoLimits): PromoReservation {
      const { holder, promoId, isFirstTime } = user
      const result = availability(promoId, limits, holder)
      if (result !== 'free') return result
      const first = isFirstTime ? judgeFirst(user) : 'free'
      if (first !== 'free') return first
      const isLimited = limits.ofCode !== null || limits.ofCoupon !== null
      if (isLimited && !isGranted(user, limits)) return 'reserved-twice'
      put(user, { sinceMs: now(), untilMs: now() + RESERVED_MS })
      return result
    },

    /** Renews the reservation of a purchase that is about to be charged. `false` when it has none any more. */
    renew(user: PromoUser): boolean {
      const own = ownUse(user.holder)
      if (own?.promoId !== user.promoId) return false
      if (own.untilMs !== null && !own.subscriptionId)
        put(user, { sinceMs: own.sinceMs, untilMs: now() + RESERVED_MS })
      return true
    },

    /** Extends the reservation while a bank debit that began at `begunMs` settles. */
    extend(user: PromoUser, begunMs = now()): void {
      const hasEnded = ends().some((end) => end.holder === user.holder && end.atMs >= begunMs)
      if (ownUse(user.holder)?.untilMs === null || hasEnded) return
      put(user, { sinceMs: begunMs, untilMs: begunMs + DEBIT_MS })
    },

    /** Counts the use permanently, even if the reservation expired, because the price was agreed. */
    consume(user: PromoUser): void {
      put(user, { sinceMs: now(), untilMs: null })
      forgetGrants(user.holder)
    },

    /** As `consume`, for a subscription; one whose first payment is open keeps the use until it ends. */
    redeem(user: PromoUser, { subscriptionId, isPaid }: Redemption): void {
      const isCounted = ownUse(user.holder)?.untilMs === null
      if (isCounted && !isPaid) return
      put(user, { sinceMs: now(), untilMs: isPaid ? null : now() + DEBIT_MS, subscriptionId })
      if (isPaid) forgetGrants(user.holder)
    },

    /** Releases an unpaid reservation, unless it was made after `endedMs`, when its purchase ended. */
    release(holder: string, endedMs = now()): void {
      // A debit that began before has reserved nothing any more after `DEBIT_MS`.
      const others = ends().filter((end) => end.atMs > now() - DEBIT_MS && end.holder !== holder)
      storage.put<End[]>(ENDS, [...others, { holder, atMs: endedMs }].slice(-MOST_KEPT))
      const isReleased = (use: Use) =>
        use.holder === holder && use.untilMs !== null && use.sinceMs <= endedMs
      storage.put(
        USES,
        activeUses().filter((use) => use.subscriptionId || !isReleased(use))
      )
    },

    /** Releases what a subscription has kept that ended before its first payment. */
    releaseSubscription(subscriptionId: string): void {
      storage.put(
        USES,
        activeUses().filter((use) => use.subscriptionId !== subscriptionId || use.untilMs === null)
      )
    },
  }
}

/** What Stripe counted itself and what we know of subscriptions are the same uses: the larger count is right. */
function isFull(uses: readonly Use[], limit: UseLimit | null): boolean {
  if (!limit) return false
  const subscribed = uses.filter(({ subscriptionId }) => subscriptionId).length
  return uses.length - subscribed + Math.max(subscribed, limit.redeemed) >= limit.max
}
