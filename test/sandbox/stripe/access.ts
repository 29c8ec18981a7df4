/** Who may call what: secret keys everything, a page with a client secret only its own intent. */
import { refusal, unauthorized } from './errors.ts'
import type { Tree } from './form.ts'
import type { Route } from './route.ts'
import type { Store } from './store.ts'

const NO_KEY =
  "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/."

/** Checks the key or throws; returns whether the request comes from a page. */
export function admit(authorization: string | undefined, route: Route, tree: Tree): boolean {
  const key = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? ''
  if (/^(sk|rk)_test_\w+$/.test(key)) return false
  const isPublishable = /^pk_test_\w+$/.test(key)
  if (key && !isPublishable) throw unauthorized(`Invalid API Key provided: ${masked(key)}`)
  // Stripe.js always sends its publishable key; the sandbox takes the client secret for it.
  if (route.page && typeof tree.client_secret === 'string') return true
  if (!isPublishable) throw unauthorized(NO_KEY)
  // https://docs.stripe.com/error-codes#secret-key-required; wording unverified.
  throw refusal(
    'This API call cannot be made with a publishable API key. Please use a secret API key.',
    {
      code: 'secret_key_required',
    }
  )
}

const masked = (key: string) => `${key.slice(0, 8)}${'*'.repeat(12)}${key.slice(-4)}`

/** What only a page sends is no parameter of the endpoint. */
export function takeSecret(tree: Tree): string {
  const secret = String(tree.client_secret ?? '')
  delete tree.client_secret
  delete tree.key
  return secret
}

export function checkSecret(store: Store, route: Route, id: string, secret: string) {
  const kind = route.returns as 'payment_intent' | 'setup_intent'
  if (store.get(kind, id).client_secret === secret) return
  const name = kind === 'payment_intent' ? 'PaymentIntent' : 'SetupIntent'
  throw refusal(
    `The client_secret provided does not match any associated ${name} on this account.`,
    { param: 'client_secret' }
  )
}

/** "metadata … redacted", and with it what is the merchant's own: https://docs.stripe.com/metadata */
const FOR_PAGES = [
  'id',
  'object',
  'allowed_payment_method_types',
  'amount',
  'amount_details',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'last_setup_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_configuration_details',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'source',
  'status',
  'usage',
]

export const redacted = <T extends object>(intent: T): T =>
  Object.fromEntries(Object.entries(intent).filter(([name]) => FOR_PAGES.includes(name))) as T
