/** The checkout Worker under test. */
import { env as bindings, exports } from 'cloudflare:workers'
import type { CheckoutEnv } from '../../../src/workers/checkout/env.ts'

export const env = bindings as unknown as CheckoutEnv
export const worker = (exports as unknown as { default: Fetcher }).default
