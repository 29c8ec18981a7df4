/** A stand-in for Google's token endpoint and its Calendar v3, as far as Labour Temple uses them. */
import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import type { Vendor } from '../vendor.ts'
import { eventRoutes } from './events.ts'
import { freeBusyRoute } from './freebusy.ts'
import { notFound, Refusal, refusal } from './refusal.ts'
import { staffRoutes } from './staff.ts'
import { createStore, type Store } from './store.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** What the routes share. */
export interface House {
  store: Store
  tokens: Tokens
}

export interface GoogleOptions {
  clock: Clock
  /** By which a signed JWT's times are judged, and requests are counted. */
  real?: () => number
  /** Requests a minute of real time; false counts none. */
  limit?: number | false
}

/** 600 a minute for one user of a project, and a service account is one user (guide on quotas). */
const LIMIT = 600

export function createGoogle(options: GoogleOptions): Vendor {
  const { clock, real = Date.now, limit = LIMIT } = options
  const house: House = { store: createStore(clock), tokens: createTokens(clock, real) }
  let asked: number[] = []
  const calendar = new Hono()
  calendar.use(async (_c, next) => {
    asked = asked.filter((at) => at > real() - 60_000)
    asked.push(real())
    if (limit !== false && asked.length > limit) throw tooMany()
    await next()
  })
  eventRoutes(calendar, house)
  freeBusyRoute(calendar, house)
  const app = new Hono()
  app.post('/token', (c) => house.tokens.issue(c))
  app.route('/calendar/v3', calendar)
  staffRoutes(app, house)
  app.notFound((c) => c.json(notFound().body, 404))
  app.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error
    return c.json(error.body, error.status)
  })
  return {
    app,
    state: () => ({ calendars: house.store.state() }),
    reset() {
      house.store.reset()
      house.tokens.reset()
      asked = []
    },
  }
}

/** Said with 403 as well as with 429, and meaning the same (guide on errors). */
const tooMany = () =>
  refusal(403, 'rateLimitExceeded', 'Rate Limit Exceeded', { domain: 'usageLimits' })
