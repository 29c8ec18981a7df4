/** Converts Stripe's errors to VendorError, and creates objects exactly once in spite of errors. */
import Stripe from 'stripe'
import { VendorError } from '../../core/vendor-error.ts'

/** A stored 500 makes an idempotency key useless for a day. After three in a row, Stripe is down. */
const MAX_TRIES = 3

/** @throws the error itself if it is not Stripe's: then the fault is ours, and Stripe was not asked. */
export function vendorErrorFrom(operation: string, error: unknown): VendorError {
  if (error instanceof VendorError) return error
  if (!(error instanceof Stripe.errors.StripeError)) throw error
  return new VendorError('stripe', operation, error.statusCode ?? null, error)
}

/** Whether Stripe refuses the terms: a code that has expired or does not apply, or an anchor in the past. */
export function isTermsRejection(error: unknown): boolean {
  const cause = error instanceof VendorError ? error.cause : error
  const param = cause instanceof Stripe.errors.StripeInvalidRequestError ? cause.param : ''
  return /discounts|promotion_code|coupon|billing_cycle_anchor/.test(param ?? '')
}

export async function asVendorError<T>(operation: string, call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw vendorErrorFrom(operation, error)
  }
}

/**
 * Creates something once. Stripe replays a stored 500 for its key, and refuses a key that comes with
 * other parameters; in both cases what the key may already have made is looked for, and only when
 * nothing is found is the next try made under a key of its own
 * (docs.stripe.com/api/idempotent_requests).
 */
export async function createOnce<T>(
  operation: string,
  key: string,
  { create, find }: { create(key: string): Promise<T>; find(): Promise<T | undefined> }
): Promise<T> {
  for (let nth = 1; ; nth++) {
    try {
      return await create(`${key}:${nth}`)
    } catch (error) {
      const failure = vendorErrorFrom(operation, error)
      const keyIsUsed =
        (failure.status ?? 0) >= 500 || error instanceof Stripe.errors.StripeIdempotencyError
      if (!keyIsUsed || nth === MAX_TRIES) throw failure
      const made = await asVendorError(`${operation} (look)`, find())
      if (made) return made
    }
  }
}
