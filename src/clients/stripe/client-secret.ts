/** The secret with which a page pays an intent. */
import { VendorError } from '../../core/vendor-error.ts'

/** @throws VendorError when Stripe has sent none: the page could show no form. */
export function requireClientSecret(intent: { id: string; clientSecret: string }): string {
  const kind = intent.id.startsWith('seti_') ? 'setup_intents' : 'payment_intents'
  if (intent.clientSecret === '')
    throw new VendorError('stripe', `/v1/${kind} (no client_secret)`, null)
  return intent.clientSecret
}
