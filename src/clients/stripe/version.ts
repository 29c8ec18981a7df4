/** The version of Stripe's API that the code is written for. */

/** Pinned, so that a package upgrade with another API version fails at compile time. */
export const API_VERSION = '2026-10-28.endive'
