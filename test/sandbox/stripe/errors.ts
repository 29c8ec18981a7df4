/** Stripe's refusals, as its error answers word them. */
import type Stripe from 'stripe'

export interface ErrorBody {
  type: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error'
  message: string
  code?: string
  param?: string
  decline_code?: string
  doc_url?: string
  charge?: string
  payment_intent?: Stripe.PaymentIntent
  setup_intent?: Stripe.SetupIntent
  payment_method?: Stripe.PaymentMethod
}

export class StripeError extends Error {
  readonly status: number
  readonly body: ErrorBody
  /**
   * Raised before the endpoint began its work, so no idempotent result is kept.
   * https://docs.stripe.com/api/idempotent_requests
   */
  readonly beforeWork: boolean

  constructor(status: number, body: ErrorBody, beforeWork = false) {
    super(body.message)
    this.status = status
    this.body = body.code ? { doc_url: docUrl(body.code), ...body } : body
    this.beforeWork = beforeWork
  }
}

/** https://docs.stripe.com/api/errors: doc_url leads to the page of the code. */
export const docUrl = (code: string) =>
  `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`

type Details = Partial<Omit<ErrorBody, 'type' | 'message'>>

export const refusal = (message: string, details: Details = {}) =>
  new StripeError(400, { type: 'invalid_request_error', message, ...details })

/** A refusal of the parameters themselves: https://docs.stripe.com/error-low-level */
export const invalid = (message: string, details: Details = {}) =>
  new StripeError(400, { type: 'invalid_request_error', message, ...details }, true)

/** 404 for the object in the address, 400 for one named in a parameter. */
export const missing = (kind: string, id: string, param: string, status: 400 | 404 = 400) =>
  new StripeError(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  })

export const unauthorized = (message: string) =>
  new StripeError(401, { type: 'invalid_request_error', message }, true)

export const tooSmall = (param: string, least: number) =>
  invalid(`This value must be greater than or equal to ${least}.`, {
    code: 'parameter_invalid_integer',
    param,
  })

/** Anything that is not emulated is refused; it never answers as if it had been done. */
export const notModelled = (what: string, param?: string) =>
  invalid(`The sandbox's Stripe emulator does not model ${what}.`, param ? { param } : {})
