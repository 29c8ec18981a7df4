/** Local copies of the site's pages that sell, with everything pasted in as on Webflow. */
import { type Context, Hono } from 'hono'
import { html, raw } from 'hono/html'
import { embed, siteScript, type WorkerUrls } from './embeds.ts'
import { layout } from './layout.ts'
import { MEMBERSHIPS } from './memberships.ts'
import { sellingPage } from './product-page.ts'
import { BOOKING_PAGES, roomPage } from './rooms.ts'
import { standIn } from './scripts.ts'

/** Registered on the Memberships template, in this order. */
const SELLING_SCRIPTS = ['stripe_checkout_v20.js', 'stripe_purchase_v1.js']
const ROOM_SCRIPT = 'stripe_booking_v1.js'

const CONFIRMATIONS = [
  ['join-confirmation', 'Join confirmation', 'join-confirmation'],
  ['purchase-confirmation', 'Purchase confirmation', 'purchase-confirmation'],
  ['meeting-booking-confirmation', 'Booking confirmation', 'booking-confirmation'],
] as const

const TERMS = [
  ['/legal/membership-terms', 'Membership terms'],
  ['/legal/sonic-terms', 'Sonic Studio terms'],
] as const

const JAVASCRIPT = { 'content-type': 'text/javascript; charset=utf-8' }

/**
 * `?turnstile=passes`: the page carries the key of such a widget, and Turnstile's script is there as
 * where the site's own forms have brought it; with `&api=absent` the page must bring it itself.
 */
function turnstileOf(c: Context) {
  const way = /^[a-z]+$/.exec(c.req.query('turnstile') ?? '')?.[0]
  const isThere = way && c.req.query('api') !== 'absent'
  return { key: way && `sandbox-${way}`, scripts: isThere ? ['/turnstile.js'] : [] }
}

export function createPages(urls: WorkerUrls): Hono {
  const pages = new Hono()

  pages.get('/memberships/:slug', (c) => {
    const item = MEMBERSHIPS.find(({ slug }) => slug === c.req.param('slug'))
    if (!item) return c.notFound()
    const { key, scripts } = turnstileOf(c)
    const embeds = {
      checkout: embed('checkout-embed.html', urls, key),
      purchase: embed('purchase-embed.html', urls, key),
    }
    const hidden = c.req.query('hidden') === 'absent' ? 'absent' : 'present'
    return c.html(
      layout({
        title: item.title,
        body: sellingPage(item, embeds, hidden),
        scripts: [...scripts, ...SELLING_SCRIPTS.map((name) => `/site-scripts/${name}`)],
      })
    )
  })
  pages.get('/meeting-rooms/:slug', (c) => {
    const room = BOOKING_PAGES.find(({ slug }) => slug === c.req.param('slug'))
    if (!room) return c.notFound()
    const { key, scripts } = turnstileOf(c)
    const body = roomPage(room, embed('booking-embed.html', urls, key))
    scripts.push(`/site-scripts/${ROOM_SCRIPT}`)
    return c.html(layout({ title: room.title, body, scripts }))
  })
  for (const [path, title, name] of CONFIRMATIONS) {
    pages.get(`/${path}`, (c) =>
      c.html(
        layout({
          title,
          body: html`<div class="w-embed w-script">
            ${raw(embed(`${name}-embed.html`, urls))}
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
  for (const name of [...SELLING_SCRIPTS, ROOM_SCRIPT]) {
    pages.get(`/site-scripts/${name}`, (c) => c.body(siteScript(name), 200, JAVASCRIPT))
  }
  pages.get('/stripe.js', async (c) => c.body(await standIn('stripe'), 200, JAVASCRIPT))
  pages.get('/turnstile.js', async (c) => c.body(await standIn('turnstile'), 200, JAVASCRIPT))
  pages.get('/webflow.js', async (c) => c.body(await standIn('webflow'), 200, JAVASCRIPT))
  return pages
}
