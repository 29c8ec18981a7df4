/**
 * Counts how often a limited coupon was used on one-off purchases: Stripe counts only its own
 * redemptions, and PaymentIntents take no codes. One ledger a coupon, all its codes in it.
 */
import type { Storage } from '../core/storage.ts'

interface Use {
  /** The attempt that holds it. */
  holder: string
  promoId: string
  /** `null` once it has been paid for. */
  untilMs: number | null
}

/** What Stripe says is left, its own redemptions already taken off; `null` is no limit. */
export interface RemainingUses {
  ofCode: number | null
  ofCoupon: number | null
}

export type PromoAvailability = 'free' | 'in-use' | 'used-up'

export type PromoLedger = ReturnType<typeof createPromoLedger>

/** Time enough to find a card; an abandoned cart gives the code back after it. */
export const RESERVATION_MS = 15 * 60_000

/** A bank debit settles within four business days; ten days outlast any long weekend. */
export const DEBIT_MS = 10 * 24 * 3600_000

const USES = 'uses'

export function createPromoLedger(memory: Storage, now: () => number) {
  const live = () =>
    (memory.get<Use[]>(USES) ?? []).filter((use) => use.untilMs === null || use.untilMs > now())

  function put(use: Use): void {
    memory.put(USES, [...live().filter((other) => other.holder !== use.holder), use])
  }

  function availability(
    promoId: string,
    remaining: RemainingUses,
    holder?: string
  ): PromoAvailability {
    const others = live().filter((use) => use.holder !== holder)
    const ofCode = others.filter((use) => use.promoId === promoId)
    const full = (uses: Use[], limit: number | null) => limit !== null && uses.length >= limit
    const paid = (uses: Use[]) => uses.filter((use) => use.untilMs === null)
    if (full(paid(ofCode), remaining.ofCode) || full(paid(others), remaining.ofCoupon))
      return 'used-up'
    return full(ofCode, remaining.ofCode) || full(others, remaining.ofCoupon) ? 'in-use' : 'free'
  }

  return {
    /** Whether one more could be had, for someone who has none yet. */
    availability: availability,

    /** Takes one use for an attempt until it is paid or lapses; asking again renews it. */
    reserve(holder: string, promoId: string, remaining: RemainingUses): PromoAvailability {
      const found = availability(promoId, remaining, holder)
      if (found === 'free') put({ holder, promoId, untilMs: now() + RESERVATION_MS })
      return found
    },

    /** Keeps a use while a bank debit settles. */
    extend(holder: string, promoId: string): void {
      if (live().some((use) => use.holder === holder && use.untilMs === null)) return
      put({ holder, promoId, untilMs: now() + DEBIT_MS })
    },

    /** Paid: it counts for ever, even if its time had lapsed, because the price was promised. */
    consume(holder: string, promoId: string): void {
      put({ holder, promoId, untilMs: null })
    },

    release(holder: string): void {
      memory.put(
        USES,
        live().filter((use) => use.holder !== holder || use.untilMs === null)
      )
    },
  }
}
