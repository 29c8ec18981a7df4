/** Billing months: counted from an anchor in UTC, and never past the end of a shorter month. */

/** "the last day of the month" where the month lacks the anchor's day: docs.stripe.com/billing/subscriptions/billing-cycle */
export function monthsAfter(anchor: number, months: number): number {
  const from = new Date(anchor * 1000)
  const month = from.getUTCMonth() + months
  const days = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const at = new Date(from)
  at.setUTCFullYear(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), days))
  return at.getTime() / 1000
}

/** The first end of a billing month after the given instant; counting from the anchor, nothing drifts. */
export function nextEnd(anchor: number, after: number): number {
  let months = 0
  while (monthsAfter(anchor, months) <= after) months += 1
  return monthsAfter(anchor, months)
}
