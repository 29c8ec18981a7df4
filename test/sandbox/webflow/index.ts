/**
 * Emulator of Webflow's Data API v2: site, collections, items, registered scripts, custom code, publish.
 * Error bodies are `{code, message}` as in Webflow's OpenAPI description; the rate of 60 a minute is that
 * of its smallest plans. That a site token is refused on custom code is from its list of scopes.
 */
import { type Context, Hono } from 'hono'
import type { Clock } from '../clock.ts'
import { customCode } from './custom-code.ts'
import { missing, refuse } from './errors.ts'
import type { Collection, Item, Store } from './records.ts'
import { DOMAIN, PAGE_IDS, SITE_ID, seedWebflow } from './seed-data.ts'

export const SITE_TOKEN = 'ws-site-sandbox'
export const OAUTH_TOKEN = 'ws-oauth-sandbox'

const CALLS_PER_MINUTE = 60
const PAGE_SIZE = 100
const JAVASCRIPT = { 'content-type': 'text/javascript' }

export interface WebflowOptions {
  clock: Pick<Clock, 'now'>
  /** Calls a minute; Webflow's smallest plans have 60. */
  callsPerMinute?: number
}

export function createWebflow({ clock, callsPerMinute = CALLS_PER_MINUTE }: WebflowOptions) {
  let store = seedWebflow()
  let calls: number[] = []
  const app = new Hono()
  // Webflow's public host of registered scripts.
  app.get('/hosted/:file', (c) => {
    const found = store.scripts.find((one) => one.hostedLocation.endsWith(c.req.param('file')))
    return found ? c.body(found.sourceCode, 200, JAVASCRIPT) : c.notFound()
  })
  app.use(async (c, next) => {
    const [, token] = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '') ?? []
    if (token !== SITE_TOKEN && token !== OAUTH_TOKEN)
      return refuse(c, 401, 'not_authorized', 'Request not authorized')
    const now = clock.now()
    calls = [...calls.filter((at) => now - at < 60_000), now]
    if (calls.length > callsPerMinute) {
      c.header('Retry-After', String(Math.ceil(((calls[0] ?? now) + 60_000 - now) / 1000)))
      return refuse(c, 429, 'too_many_requests', 'Rate limit hit')
    }
    await next()
  })
  app.get('/v2/sites/:site/collections', (c) => {
    if (c.req.param('site') !== SITE_ID) return missing(c)
    return c.json({ collections: store.collections.map(({ items, fields, ...rest }) => rest) })
  })
  app.get('/v2/sites/:site', (c) =>
    c.req.param('site') === SITE_ID
      ? c.json({ id: SITE_ID, displayName: 'Labour Temple', customDomains: [DOMAIN] })
      : missing(c)
  )
  app.get('/v2/pages/:id', (c) => {
    const id = c.req.param('id')
    return PAGE_IDS.includes(id) ? c.json({ id, siteId: SITE_ID }) : missing(c)
  })
  app.get('/v2/collections/:id', (c) => {
    const found = collectionOf(store, c.req.param('id'))
    if (!found) return missing(c)
    const { items, ...rest } = found
    return c.json(rest)
  })
  app.get('/v2/collections/:id/items', (c) => list(c, store, () => true))
  app.get('/v2/collections/:id/items/live', (c) => list(c, store, ({ isDraft }) => !isDraft))
  app.route('/', customCode({ store: () => store, isApp: (c) => isApp(c), now: clock.now }))
  app.notFound(missing)
  return {
    app,
    /** Staff edit an item by hand. */
    edit(change: (store: Store) => void) {
      change(store)
    },
    state: () => ({ ...store, applied: Object.fromEntries(store.applied) }),
    reset() {
      store = seedWebflow()
      calls = []
    },
  }
}

const isApp = (c: Context) => c.req.header('authorization') === `Bearer ${OAUTH_TOKEN}`

const collectionOf = (store: Store, id: string): Collection | undefined =>
  store.collections.find((one) => one.id === id)

function list(c: Context, store: Store, shown: (item: Item) => boolean): Response {
  const found = collectionOf(store, c.req.param('id') ?? '')
  if (!found) return missing(c)
  const offset = Number(c.req.query('offset') ?? 0)
  const limit = Number(c.req.query('limit') ?? PAGE_SIZE)
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= PAGE_SIZE && offset >= 0))
    return refuse(c, 400, 'validation_error', 'Validation Error')
  const items = found.items.filter(shown)
  return c.json({
    items: items.slice(offset, offset + limit),
    pagination: { limit, offset, total: items.length },
  })
}
