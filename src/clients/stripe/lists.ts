/** How far a list of Stripe's is read: 20 pages of 100 are weeks of this house's business. */
export const MOST_LISTED = 2_000

/** A list's filter: made at an instant (milliseconds) or later. */
export const since = (ms: number) => ({ gte: Math.floor(ms / 1000) })
