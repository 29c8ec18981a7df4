/**
 * Counts the uses of a limited coupon on one-off purchases, because Stripe counts only its own
 * redemptions and PaymentIntents accept no codes. One ledger per coupon, with all its codes.
 */
import type { Storage } from '../core/storage.ts'
import { RESERVATION_MS } from '../payments/intent-expiry.ts'

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
}

/** Uses left after Stripe's own redemptions; `null` means no limit. */
export interface RemainingUses {
  ofCode: number | null
  ofCoupon: number | null
}

export type PromoAvailability = 'free' | 'in-use' | 'used-up'
export type PromoReservation = PromoAvailability | 'reserved-twice' | 'pending'

/** The purchase that asks for a use. `email` identifies its e-mail address without containing it. */
export interface PromoUser {
  holder: string
  promoId: string
  email: string
  /** The code is for first purchases: one of a person's at a time. */
  isFirstTime?: boolean
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

/** How long a bank debit reserves a use. It settles within 4 business days; 10 days cover holidays. */
export const DEBIT_MS = 10 * 24 * 3600_000

/** Stripe sends an event again for up to 30 days: an older debit must not reserve what has ended since. */
const ENDS_MS = 31 * 24 * 3600_000

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
  function isGranted(user: PromoUser, { ofCoupon }: RemainingUses): boolean {
    const given = grants()
    const isOwn = ({ holder, sinceMs }: Grant) =>
      holder === user.holder && sinceMs > now() - RENEWED_MS
    if (given.some(isOwn)) return true
    const counts = ({ email, promoId }: Grant) =>
      email === user.email && (ofCoupon !== null || promoId === user.promoId)
    if (given.filter(counts).length >= GRANTS_PER_EMAIL) return false
    const { holder, promoId, email } = user
    storage.put<Grant[]>(GRANTS, [...given, { holder, promoId, email, sinceMs: now() }])
    return true
  }

  /** Whether another purchase of this person, with any first-time code of the coupon, is not over yet. */
  const isPending = ({ holder, email }: PromoUser) =>
    activeUses().some((use) => use.email === email && use.holder !== holder && use.untilMs !== null)

  function put(use: Use): void {
    storage.put(USES, [...activeUses().filter((other) => other.holder !== use.holder), use])
  }

  function availability(
    promoId: string,
    remaining: RemainingUses,
    holder?: string
  ): PromoAvailability {
    const others = activeUses().filter((use) => use.holder !== holder)
    const ofCode = others.filter((use) => use.promoId === promoId)
    const full = (uses: Use[], limit: number | null) => limit !== null && uses.length >= limit
    const paid = (uses: Use[]) => uses.filter((use) => use.untilMs === null)
    if (full(paid(ofCode), remaining.ofCode) || full(paid(others), remaining.ofCoupon))
      return 'used-up'
    return full(ofCode, remaining.ofCode) || full(others, remaining.ofCoupon) ? 'in-use' : 'free'
  }

  return {
    /** Whether a use is available for an attempt that has not reserved one. */
    availability,

    /**
     * Reserves a use for an attempt until it is paid or expires. A second call renews the reservation.
     * `reserved-twice`: this address has had a use reserved twice in 24 hours and paid for neither.
     * `pending`: the code is for first purchases, and another one of this address may still be paid.
     */
    reserve(user: PromoUser, remaining: RemainingUses): PromoReservation {
      const { holder, promoId, email, isFirstTime } = user
      const result = availability(promoId, remaining, holder)
      if (result !== 'free') return result
      if (isFirstTime && isPending(user)) return 'pending'
      const isLimited = remaining.ofCode !== null || remaining.ofCoupon !== null
      if (isLimited && !isGranted(user, remaining)) return 'reserved-twice'
      const use = { holder, promoId, sinceMs: now(), untilMs: now() + RESERVED_MS }
      put({ ...use, ...(isFirstTime && { email }) })
      return result
    },

    /** Extends the reservation while a bank debit that began at `begunMs` settles. */
    extend(holder: string, promoId: string, begunMs = now()): void {
      const own = activeUses().find((use) => use.holder === holder)
      const hasEnded = ends().some((end) => end.holder === holder && end.atMs >= begunMs)
      if (own?.untilMs === null || hasEnded) return
      put({ holder, promoId, sinceMs: begunMs, untilMs: begunMs + DEBIT_MS })
    },

    /** Counts the use permanently, even if the reservation expired, because the price was agreed. */
    consume(holder: string, promoId: string): void {
      put({ holder, promoId, sinceMs: now(), untilMs: null })
      storage.put(
        GRANTS,
        grants().filter((grant) => grant.holder !== holder)
      )
    },

    /** Releases an unpaid reservation, unless it was made after `endedMs`, when its purchase ended. */
    release(holder: string, endedMs = now()): void {
      const others = ends().filter((end) => end.atMs > now() - ENDS_MS && end.holder !== holder)
      storage.put<End[]>(ENDS, [...others, { holder, atMs: endedMs }])
      const isReleased = (use: Use) =>
        use.holder === holder && use.untilMs !== null && use.sinceMs <= endedMs
      storage.put(
        USES,
        activeUses().filter((use) => !isReleased(use))
      )
    },
  }
}
