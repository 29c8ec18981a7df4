/** How far a list of Stripe's is read: as far as Stripe’s package reads in one go; months of this house’s business. */
export const MOST_LISTED = 10_000

/** A list's filter: made at an instant (milliseconds) or later. */
export const since = (ms: number) => ({ gte: Math.floor(ms / 1000) })
