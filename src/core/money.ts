/** Money is a whole number of US cents. Only this file rounds or formats it. */

const DOLLARS = /* @__PURE__ */ new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
})

/** `5000` → `'$50.00'`. */
export function formatCents(cents: number): string {
  return DOLLARS.format(cents / 100)
}

/** `123450` → `1234.5`, for a spreadsheet's own arithmetic. */
export const dollarsOf = (cents: number): number => cents / 100

/** A percentage of an amount in cents, rounded half up as Stripe does for `percent_off`. */
export function percentOf(cents: number, percent: number): number {
  return Math.round((cents * percent) / 100)
}
