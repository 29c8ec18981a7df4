/** Local copies of the site's pages that sell, with everything pasted in as on Webflow. */
import { Hono } from 'hono'
import { html, raw } from 'hono/html'
import { layout } from './layout.ts'
import { MEMBERSHIPS } from './memberships.ts'
import { embed, siteScript } from './pasted.ts'
import { standIn } from './scripts.ts'
import { sellingPage } from './selling.ts'

export interface PagesOptions {
  /** Where the checkout Worker answers the browser. */
  checkoutUrl: string
}

/** Registered on the template, in this order. */
const SITE_SCRIPTS = ['stripe_checkout_v20.js', 'stripe_purchase_v1.js']

const CONFIRMATIONS = [
  ['join-confirmation', 'Join confirmation'],
  ['purchase-confirmation', 'Purchase confirmation'],
] as const

const TERMS = [
  ['/legal/membership-terms', 'Membership terms'],
  ['/legal/sonic-terms', 'Sonic Studio terms'],
] as const

const JAVASCRIPT = { 'content-type': 'text/javascript; charset=utf-8' }

export function createPages({ checkoutUrl }: PagesOptions): Hono {
  const pages = new Hono()

  pages.get('/memberships/:slug', (c) => {
    const item = MEMBERSHIPS.find(({ slug }) => slug === c.req.param('slug'))
    if (!item) return c.notFound()
    const embeds = {
      checkout: embed('checkout-embed.html', checkoutUrl),
      purchase: embed('purchase-embed.html', checkoutUrl),
    }
    const hidden = c.req.query('hidden') === 'absent' ? 'absent' : 'present'
    return c.html(
      layout({
        title: item.title,
        body: sellingPage(item, embeds, hidden),
        scripts: SITE_SCRIPTS.map((name) => `/site-scripts/${name}`),
      })
    )
  })
  for (const [path, title] of CONFIRMATIONS) {
    pages.get(`/${path}`, (c) =>
      c.html(
        layout({
          title,
          body: html`<div class="w-embed w-script">
            ${raw(embed(`${path}-embed.html`, checkoutUrl))}
          </div>`,
        })
      )
    )
  }
  for (const [path, title] of TERMS) {
    pages.get(path, (c) =>
      c.html(
        layout({
          title,
          body: html`<h1>${title}</h1>
            <p>The site's own text stands here.</p>`,
        })
      )
    )
  }
  for (const name of SITE_SCRIPTS) {
    pages.get(`/site-scripts/${name}`, (c) => c.body(siteScript(name), 200, JAVASCRIPT))
  }
  pages.get('/stripe.js', async (c) => c.body(await standIn('stripe'), 200, JAVASCRIPT))
  pages.get('/webflow.js', async (c) => c.body(await standIn('webflow'), 200, JAVASCRIPT))
  return pages
}
