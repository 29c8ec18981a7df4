/**
 * What `npm test` has no time for. `FULL=1` (`npm run test:invariants`) runs exactly these files, and
 * those that are in both at full size; `FULL=1 npx vitest run <file>` runs one of them.
 */

/** In both: `npm test` tries a part of each, `FULL=1` all. */
const AT_FULL_SIZE = [
  'test/simulation/{invariants,mutations,mutations-platform,operations,retries,troubles}.test.ts',
]

/**
 * With `FULL=1` only: real Workers that are killed or wait for real retries, vendors that are down, floods,
 * what comes days after a sale, and each page in every state. The rules behind each are in `npm test`, in
 * the simulation or inside workerd.
 */
export const LONG = [
  'test/workers/all-tracks/{disputes,kill,reconcile,smoke,unsent-emails}.test.ts',
  'test/workers/memberships/{alerts,promo-code-billing,slow-vendors,subscription-events}.test.ts',
  'test/workers/memberships/vendor-faults.test.ts',
  'test/workers/passes/{alerts,bank-debit,days-later,kill,limited-codes,refunds}.test.ts',
  'test/workers/passes/{vendor-down-before-payment,vendor-faults}.test.ts',
  'test/workers/rooms/{google-down,holds,kill,load,races,reconcile,refunds}.test.ts',
  'test/security/{rate-limits,requests}.test.ts',
  'test/browser/{accessibility,page-states,pinned-scripts,turnstile}.browser.test.ts',
  'test/browser/{booking-trouble,checkout-trouble,confirmation,purchase-errors}.browser.test.ts',
]

export const AT_FULL = [...AT_FULL_SIZE, ...LONG]
