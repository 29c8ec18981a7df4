/** Shared by the two tracks of the naive checkout Worker. */
import type { Body } from './answer.ts'
import type { Env, OfficerndEnv } from './vendors.ts'

export type CheckoutEnv = Env &
  OfficerndEnv & {
    STRIPE_PRICES: string
    STRIPE_INITIATION_PRODUCT: string
    OFFICERND_PLANS: string
    SITE_URL: string
    SUPPORT_EMAIL: string
  }

export interface Intent {
  id: string
  client_secret: string
  status: string
  customer: string
  payment_method: string
  metadata: Record<string, string>
}

export function teamMail(env: CheckoutEnv, subject: string, text: string) {
  return { to: env.TEAM_EMAILS.split(' ').map((email) => ({ email })), subject, text }
}

export function asMetadata(fields: Body): Record<string, string> {
  const said = Object.entries(fields).filter(([, value]) => value !== '')
  return Object.fromEntries(said.map(([key, value]) => [`metadata[${key}]`, value]))
}
