/** Converts Stripe's errors to VendorError, and creates objects exactly once in spite of errors. */
import Stripe from 'stripe'
import type { TryCounter } from '../../core/tries.ts'
import { VendorError } from '../../core/vendor-error.ts'

/** In one call, so that a customer does not wait for long. A later call goes on with the next number. */
const MAX_TRIES = 3

/** Pause before the second try of a call; doubled before each later one. */
const FIRST_PAUSE_MS = 500

/** @throws the error itself if it is not about an answer of Stripe's: then the fault is ours. */
export function vendorErrorFrom(operation: string, error: unknown): VendorError {
  if (error instanceof VendorError) return error
  if (error instanceof OutdatedAnswer) return new VendorError('stripe', operation, null, error)
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

/** An answer that Stripe had stored for a key and that holds no longer. */
export class OutdatedAnswer extends Error {}

/** Whether Stripe repeated the answer that it had stored for this request's idempotency key. */
export function isRepeated(answer: object): boolean {
  const { lastResponse } = answer as Partial<Stripe.Response<object>>
  // On Workers the package gives a Headers object, whatever its types say.
  return new Headers(lastResponse?.headers).get('idempotent-replayed') === 'true'
}

interface Creation<T> {
  /** For errors and logs: method and path. */
  operation: string
  key: string
  tries: TryCounter
  create(key: string): Promise<T>
  /** Looks for what an earlier try may have made. */
  find(): Promise<T | undefined>
}

/**
 * Creates something once. Stripe repeats a stored 500 for its key, and refuses a key that comes with
 * other parameters; in both cases what the key may already have made is looked for after a pause, and
 * only when nothing is found is the next try made under a key of its own
 * (docs.stripe.com/api/idempotent_requests). The number of tries is durable.
 */
export async function createOnce<T>(creation: Creation<T>): Promise<T> {
  const { operation, key, tries, create, find } = creation
  let nth = 1
  for (let tried = 1; ; tried++) {
    try {
      return await create(`${key}:${nth}`)
    } catch (error) {
      const failure = vendorErrorFrom(operation, error)
      if (!isKeyUsed(failure)) throw failure
      nth = await tries.nextTry(key, nth)
      if (tried === MAX_TRIES) throw failure
      await pause(FIRST_PAUSE_MS * 2 ** (tried - 1))
      const made = await asVendorError(`${operation} (look)`, find())
      if (made) return made
    }
  }
}

/** Whether the same key would get the same failure again. */
function isKeyUsed({ status, cause }: VendorError): boolean {
  return (
    (status ?? 0) >= 500 ||
    cause instanceof Stripe.errors.StripeIdempotencyError ||
    cause instanceof OutdatedAnswer
  )
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
