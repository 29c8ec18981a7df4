/** What is pasted into Webflow, with the sandbox's addresses and key in place of the live ones. */
import { readFileSync } from 'node:fs'

const LIVE_WORKER = 'https://labour-temple-checkout.labourtemple.workers.dev'
const LIVE_STRIPE = 'https://js.stripe.com/endive/stripe.js'

function read(name: string): string {
  return readFileSync(new URL(`../../../src/browser/webflow/${name}`, import.meta.url), 'utf8')
}

/** An embed of the checkout Worker's pages. Read on every request: an edit shows on reload. */
export function embed(name: string, checkoutUrl: string): string {
  return read(name)
    .replace(/^<link rel="preconnect".*\n/gm, '')
    .replaceAll(LIVE_WORKER, checkoutUrl)
    .replaceAll(LIVE_STRIPE, '/stripe.js')
    .replaceAll('pk_live_UNCONFIRMED', 'pk_test_sandbox')
}

export function siteScript(name: string): string {
  return read(name)
}
