/** Money is whole US cents; this is the only file that rounds it or turns it into words. */

/** `5000` → `'$50.00'`. */
export function formatCents(cents: number): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(cents / 100)
}

/** A percentage of an amount, rounded half up to the cent, as Stripe rounds `percent_off`. */
export function percentOf(cents: number, percent: number): number {
  return Math.round((cents * percent) / 100)
}
