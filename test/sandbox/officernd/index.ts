/** Emulator of OfficeRnD v1, as far as Labour Temple uses it. */
import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import type { Vendor } from '../vendor.ts'
import { business, Refusal } from './errors.ts'
import { currentMembers, memberRoutes } from './members.ts'
import { currentMemberships, membershipRoutes } from './memberships.ts'
import { passRoutes } from './passes.ts'
import { houseRoutes } from './plans-and-checkins.ts'
import type { OfficerndState, Store } from './records.ts'
import { standingData } from './seed-data.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** What the routes share. */
export interface House {
  clock: Clock
  store: Store
  tokens: Tokens
}

export interface OfficerndOptions {
  clock: Clock
  real?: () => number
  /** Token requests a minute of real time; false counts none. */
  tokenLimit?: number | false
}

export interface Officernd extends Vendor {
  state(): OfficerndState & Record<string, unknown>
}

export function createOfficernd(options: OfficerndOptions): Officernd {
  const { clock, real = Date.now, tokenLimit = 5 } = options
  const tokens = createTokens({ clock, real, limit: tokenLimit })
  const house: House = { clock, tokens, store: standingData() }
  const app = new Hono()
  app.post('/oauth/token', (c) => tokens.issue(c))
  app.route('/api/v1/organizations/labour-temple', organization(house))
  app.all('/api/v1/organizations/:slug/*', (c, next) => {
    if (c.req.param('slug') === 'labour-temple') return next()
    throw business('Organization not found')
  })
  app.notFound((c) => {
    const message = `Cannot ${c.req.method} ${c.req.path}`
    return c.json({ statusCode: 404, message, error: 'Not Found' }, 404)
  })
  app.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error
    if (error.status === 429) c.header('retry-after', '60')
    return c.json(error.body, error.status)
  })
  return {
    app,
    state() {
      const { passes, plans, checkins } = house.store
      const memberships = currentMemberships(house)
      return { members: currentMembers(house), memberships, passes, plans, checkins }
    },
    reset() {
      house.store = standingData()
      tokens.reset()
    },
  }
}

function organization(house: House): Hono {
  const app = new Hono()
  memberRoutes(app, house)
  membershipRoutes(app, house)
  passRoutes(app, house)
  houseRoutes(app, house)
  return app
}
