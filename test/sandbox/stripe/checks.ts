/** The rules on values that the package's types cannot express. */
import type Stripe from 'stripe'
import { invalid, tooSmall } from './errors.ts'

/** Stripe's list is longer; Labour Temple sells in one of them. https://docs.stripe.com/currencies */
const LEAST_CENTS: Record<string, number> = { usd: 50, eur: 50, gbp: 30, cad: 50, aud: 50 }

export function checkCurrency(currency: string, param = 'currency') {
  if (LEAST_CENTS[currency] !== undefined) return
  const known = Object.keys(LEAST_CENTS).join(', ')
  throw invalid(
    `Invalid currency: ${currency}. Stripe currently supports these currencies: ${known}`,
    {
      param,
    }
  )
}

/** https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts; eight digits at most. */
export function checkAmount(amount: number, currency: string) {
  if (amount < 1) throw tooSmall('amount', 1)
  const least = LEAST_CENTS[currency] ?? 50
  if (amount < least) {
    throw invalid(`Amount must be at least $${(least / 100).toFixed(2)} ${currency}`, {
      code: 'amount_too_small',
      param: 'amount',
    })
  }
  if (amount > 99_999_999) {
    const message = `Amount must be no more than $999,999.99 ${currency}`
    throw invalid(message, { code: 'amount_too_large', param: 'amount' })
  }
}

export function checkEmail(email: string | undefined, param: string) {
  if (email === undefined || email === '') return
  if (/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email) && email.length <= 512) return
  throw invalid(`Invalid email address: ${email}`, { code: 'email_invalid', param })
}

/** The `maxLength` of the public OpenAPI description (github.com/stripe/openapi). */
export function checkLength(value: string | undefined, most: number, param: string) {
  if (value === undefined || value.length <= most) return
  const shown = value.length > 20 ? `${value.slice(0, 8)}...${value.slice(-6)}` : value
  throw invalid(`Invalid string: ${shown}; must be at most ${most} characters`, { param })
}

/** At most 22 characters, at least one letter, none of < > \ ' " *: docs.stripe.com/get-started/account/statement-descriptors */
export function checkSuffix(suffix: string | undefined) {
  if (suffix === undefined) return
  const param = 'statement_descriptor_suffix'
  if (suffix.length > 22 || !/[A-Za-z]/.test(suffix) || /[<>\\'"*]/.test(suffix)) {
    // Wording unverified.
    throw invalid(`The statement descriptor suffix is invalid: ${suffix}`, { param })
  }
}

/** Sets, overwrites and, with '', unsets; 50 keys, 40 and 500 characters: https://docs.stripe.com/metadata */
export function withMetadata(
  before: Stripe.Metadata | null,
  given: Stripe.MetadataParam | '' | null | undefined
): Stripe.Metadata {
  if (given === undefined || given === null) return before ?? {}
  if (given === '') return {}
  const after: Stripe.Metadata = { ...before }
  for (const [key, value] of Object.entries(given)) {
    const param = `metadata[${key}]`
    if (key.length > 40) {
      throw invalid(
        `Metadata keys can have up to 40 characters, but you passed in a key that is ${key.length} characters. Invalid key: ${key}`,
        { param: 'metadata' }
      )
    }
    const text = String(value ?? '')
    if (text.length > 500) {
      throw invalid(
        `Metadata values can have up to 500 characters, but you passed in a value that is ${text.length} characters. Invalid value: ${text}`,
        { param }
      )
    }
    if (text === '') delete after[key]
    else after[key] = text
  }
  if (Object.keys(after).length > 50) {
    throw invalid('Metadata can only have up to 50 keys.', { param: 'metadata' })
  }
  return after
}
