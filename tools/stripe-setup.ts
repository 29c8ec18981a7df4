/** `STRIPE_SECRET_KEY=sk_… npm run stripe:setup`: makes missing products and prices, prints the settings. */
import Stripe from 'stripe'
import { parsePairs } from '../src/core/settings.ts'
import { layCatalog, settingsOf } from './stripe-catalog.ts'
import { readWorkerConfig } from './worker-config.ts'

const key = process.env.STRIPE_SECRET_KEY
if (!key) {
  console.error('Set STRIPE_SECRET_KEY to the account’s secret key, a test one first.')
  process.exit(1)
}
const stripe = new Stripe(key, { apiVersion: '2026-10-28.endive' })
const isLive = /_live_/.test(key)
const { vars } = readWorkerConfig('checkout', isLive ? '' : 'staging')
const catalog = await layCatalog(stripe, parsePairs(vars.STRIPE_PRICES ?? ''))
const table = isLive ? '[vars]' : '[env.staging.vars]'
console.log(
  `# for ${table} of wrangler.checkout.toml; then take the names out of UNCONFIRMED there`
)
console.log(settingsOf(catalog))
