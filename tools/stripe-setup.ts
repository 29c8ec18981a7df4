/** `STRIPE_SECRET_KEY=sk_… npm run stripe:setup`: makes missing products and prices, prints the settings. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Stripe from 'stripe'
import { parsePairs } from '../src/core/settings.ts'
import { layCatalog, settingsOf } from './stripe-catalog.ts'

const key = process.env.STRIPE_SECRET_KEY
if (!key) {
  console.error('Set STRIPE_SECRET_KEY to the account’s secret key, a test one first.')
  process.exit(1)
}
const stripe = new Stripe(key, { apiVersion: '2026-10-28.endive' })
const toml = readFileSync(join(import.meta.dirname, '../wrangler.checkout.toml'), 'utf8')
const known = /^STRIPE_PRICES = "(.*)"$/m.exec(toml)?.[1] ?? ''
// The documents' own ids are of the live account; a test account has none of them.
const catalog = await layCatalog(stripe, /_live_/.test(key) ? parsePairs(known) : {})
console.log('# for [vars] of wrangler.checkout.toml; then take the names out of UNCONFIRMED')
console.log(settingsOf(catalog))
