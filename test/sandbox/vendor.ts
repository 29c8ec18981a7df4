import type { Hono } from 'hono'

/** What every stand-in offers the city. */
export interface Vendor {
  /** Routes below the vendor's prefix in the city: Stripe's `/v1/customers`, MailerSend's `/v1/email`. */
  app: Hono
  /** What the vendor holds, in its own wire shape, in order of creation. */
  state(): Record<string, unknown>
  /** Empties the vendor, then lays its standing data (plans, promotion codes) again. */
  reset(): void
  /** The clock has moved: do what has fallen due. */
  tick?(): void
}
