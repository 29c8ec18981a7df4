/** Stripe's idempotency keys: the first result is stored for 24 hours and replayed. */
import type { Clock } from '../clock.ts'
import { StripeError } from './errors.ts'

export interface Answer {
  status: number
  body: string
}

interface Kept {
  endpoint: string
  params: string
  requestId: string
  until: number
  /** Absent while the first request is still at work. */
  answer?: Answer
}

/** "Keys … at least 24 hours old" are forgotten: https://docs.stripe.com/api/idempotent_requests */
const KEPT_MS = 24 * 60 * 60 * 1000

export interface Attempt {
  endpoint: string
  params: string
  requestId: string
}

export function createIdempotency(clock: Clock) {
  const kept = new Map<string, Kept>()

  /** The earlier result for this key, or nothing when this request is the first. */
  function begin(key: string, attempt: Attempt): Kept | undefined {
    if (key.length > 255) throw misuse('Idempotency keys must be at most 255 characters.')
    const earlier = kept.get(key)
    if (!earlier || earlier.until <= clock.now()) {
      kept.set(key, { ...attempt, until: clock.now() + KEPT_MS })
      return undefined
    }
    const other = `Try using a key other than '${key}' if you meant to execute a different request.`
    if (earlier.endpoint !== attempt.endpoint) {
      throw misuse(
        `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${earlier.endpoint.split(' ')[1]}'). ${other}`
      )
    }
    if (earlier.params !== attempt.params) {
      throw misuse(
        `Keys for idempotent requests can only be used with the same parameters they were first used with. ${other}`
      )
    }
    if (!earlier.answer) throw inUse(key)
    return earlier
  }

  /** Without an answer the key is free again: invalid parameters, 401, 409 and 429 are not stored. */
  function finish(key: string, answer: Answer | undefined) {
    const entry = kept.get(key)
    if (entry && answer) entry.answer = answer
    else kept.delete(key)
  }

  return { begin, finish, reset: () => kept.clear() }
}

const misuse = (message: string) =>
  new StripeError(400, { type: 'idempotency_error', message }, true)

/** Code and status: https://docs.stripe.com/error-codes#idempotency-key-in-use; its type is unverified. */
const inUse = (key: string) =>
  new StripeError(
    409,
    {
      type: 'invalid_request_error',
      code: 'idempotency_key_in_use',
      message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    },
    true
  )
