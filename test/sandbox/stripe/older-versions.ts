/** Events as an account of an older API version shows them in its list. */
import type Stripe from 'stripe'
import type { WireEvent } from './store.ts'

type Fields = Record<string, unknown>

/**
 * Only what changed for invoices is rendered: until 2025-03-31 an invoice named its subscription, its
 * payment and its charge itself (changelog of 2025-03-31.basil). Other objects keep our version's fields.
 */
export function renderedIn(version: string, event: WireEvent): WireEvent {
  const older = structuredClone(event)
  older.api_version = version
  const object = older.data.object as unknown as Fields
  if (object.object === 'invoice') {
    const { parent, ...rest } = object as { parent?: Stripe.Invoice.Parent } & Fields
    const details = parent?.subscription_details
    older.data.object = {
      ...rest,
      subscription: details?.subscription ?? null,
      subscription_details: details ? { metadata: details.metadata } : null,
      payment_intent: null,
      charge: null,
    } as never
  }
  return older
}
