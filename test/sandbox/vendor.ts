import type { Hono } from 'hono'

/** What every vendor emulator provides. */
export interface Vendor {
  /** Routes below the vendor's prefix: Stripe's `/v1/customers`, MailerSend's `/v1/email`. */
  app: Hono
  /** The vendor's records, in its own wire format, in order of creation. */
  state(): Record<string, unknown>
  /** Removes all records, then seeds the initial data (plans, promotion codes). */
  reset(): void
  /** Called after the clock has advanced: does what is now due. */
  tick?(): void
}
