/** What is pasted into Webflow, with the sandbox's addresses and key in place of the live ones. */
import { readFileSync } from 'node:fs'

const LIVE_CHECKOUT = 'https://labour-temple-checkout.labourtemple.workers.dev'
const LIVE_BOOKINGS = 'https://labour-temple-bookings.labourtemple.workers.dev'
const LIVE_STRIPE = 'https://js.stripe.com/endive/stripe.js'

function read(name: string): string {
  return readFileSync(new URL(`../../../src/browser/webflow/${name}`, import.meta.url), 'utf8')
}

/** Where the Workers answer the browser. */
export interface WorkerUrls {
  checkoutUrl: string
  bookingsUrl: string
}

/** Read on every request: an edit shows on reload. `key` is Turnstile's; '' is none. */
export function embed(name: string, { checkoutUrl, bookingsUrl }: WorkerUrls, key = ''): string {
  return read(name)
    .replace(/^<link rel="preconnect".*\n/gm, '')
    .replaceAll(LIVE_CHECKOUT, checkoutUrl)
    .replaceAll(LIVE_BOOKINGS, bookingsUrl)
    .replaceAll(LIVE_STRIPE, '/stripe.js')
    .replaceAll('pk_live_UNCONFIRMED', 'pk_test_sandbox')
    .replace('data-turnstile-key=""', `data-turnstile-key="${key}"`)
}

export function siteScript(name: string): string {
  return read(name)
}
