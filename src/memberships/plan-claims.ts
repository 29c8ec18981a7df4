/**
 * Which attempt may subscribe a person to a plan: one at a time, kept in the person's own Durable Object.
 * A claim ends when its subscription has ended or waits for a payment that another attempt replaces,
 * when Stripe refuses the terms, or when no subscription was made for `staleAfterMs`.
 */
import type { Storage } from '../core/storage.ts'

export interface PlanClaim {
  /** Id of the attempt that may subscribe. */
  owner: string
  claimedAtMs: number
  /** Its subscription, once there is one. */
  subscriptionId?: string
  /** Changes with every write, so that nobody takes over what has changed since it was read. */
  version: number
}

export interface ClaimResult extends PlanClaim {
  /** Whether this call began the claim: nothing can have been created under it yet. */
  isNew: boolean
  /** The last subscription that the asking attempt has ever had. */
  ownSubscriptionId: string | null
}

export type PlanClaims = ReturnType<typeof createPlanClaims>

/** The owner's claim is renewed when less than this part of its time is left. */
const RENEWAL_PART = 1 / 6

export function createPlanClaims(storage: Storage, now: () => number) {
  const current = (slug: string) => storage.get<PlanClaim | null>(`plan:${slug}`) ?? null
  const subscriptionOf = (attemptId: string) =>
    storage.get<string>(`subscription-of:${attemptId}`) ?? null

  function write(slug: string, claim: Omit<PlanClaim, 'version'>): PlanClaim {
    const version = (storage.get<number>(`version:${slug}`) ?? 0) + 1
    storage.put(`version:${slug}`, version)
    storage.put(`plan:${slug}`, { ...claim, version })
    return { ...claim, version }
  }

  function begin(slug: string, owner: string, isNew: boolean): ClaimResult {
    const claim = write(slug, { owner, claimedAtMs: now() })
    return { ...claim, isNew, ownSubscriptionId: subscriptionOf(owner) }
  }

  return {
    /** Claims the plan for an attempt, unless another one has it. Returns who has it now. */
    claim(slug: string, attemptId: string, staleAfterMs: number): ClaimResult {
      const claim = current(slug)
      if (!claim) return begin(slug, attemptId, true)
      const leftMs = claim.claimedAtMs + staleAfterMs - now()
      const isOwn = claim.owner === attemptId
      const isOver = !claim.subscriptionId && leftMs <= (isOwn ? staleAfterMs * RENEWAL_PART : 0)
      if (isOver) return begin(slug, attemptId, false)
      return { ...claim, isNew: false, ownSubscriptionId: subscriptionOf(attemptId) }
    },

    /** Replaces a claim that has ended. Returns whether it was still as the caller had read it. */
    takeOver(slug: string, attemptId: string, version: number): boolean {
      if (current(slug)?.version !== version) return false
      begin(slug, attemptId, false)
      return true
    },

    /** Writes the subscription of a claim. Returns who has the claim, which may be another attempt by now. */
    record(slug: string, attemptId: string, subscriptionId: string): PlanClaim {
      storage.put(`subscription-of:${attemptId}`, subscriptionId)
      const claim = current(slug)
      if (claim && claim.owner !== attemptId) return claim
      const claimedAtMs = claim?.claimedAtMs ?? now()
      return write(slug, { owner: attemptId, claimedAtMs, subscriptionId })
    },

    /** Ends the claim of an attempt; that of another attempt stays. */
    release(slug: string, attemptId: string): void {
      if (current(slug)?.owner === attemptId) storage.put(`plan:${slug}`, null)
    },
  }
}
