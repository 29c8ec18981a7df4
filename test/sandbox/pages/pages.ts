/** Local copies of the site's pages that sell, with everything pasted in as on Webflow. */
import { Hono } from 'hono'
import { html, raw } from 'hono/html'
import { dayPassPage } from './day-pass.ts'
import { layout } from './layout.ts'
import { embed, siteScript } from './pasted.ts'
import { standIn } from './scripts.ts'

export interface PagesOptions {
  /** Where the checkout Worker answers the browser. */
  checkoutUrl: string
}

const JAVASCRIPT = { 'content-type': 'text/javascript; charset=utf-8' }

export function createPages({ checkoutUrl }: PagesOptions): Hono {
  const pages = new Hono()

  pages.get('/memberships/day-pass', (c) =>
    c.html(
      layout({
        title: 'Day Pass',
        body: dayPassPage(embed('purchase-embed.html', checkoutUrl)),
        scripts: ['/site-scripts/stripe_purchase_v1.js'],
      })
    )
  )
  pages.get('/purchase-confirmation', (c) =>
    c.html(
      layout({
        title: 'Purchase confirmation',
        body: html`<div class="w-embed w-script">
          ${raw(embed('purchase-confirmation-embed.html', checkoutUrl))}
        </div>`,
      })
    )
  )
  pages.get('/legal/membership-terms', (c) =>
    c.html(
      layout({
        title: 'Membership terms',
        body: html`<h1>Membership terms</h1>
          <p>The site's own text stands here.</p>`,
      })
    )
  )
  pages.get('/site-scripts/stripe_purchase_v1.js', (c) =>
    c.body(siteScript('stripe_purchase_v1.js'), 200, JAVASCRIPT)
  )
  pages.get('/stripe.js', async (c) => c.body(await standIn('stripe'), 200, JAVASCRIPT))
  pages.get('/webflow.js', async (c) => c.body(await standIn('webflow'), 200, JAVASCRIPT))
  return pages
}
