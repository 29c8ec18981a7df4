/** Emulator of Google's token endpoint and Calendar v3, as far as Labour Temple uses them. */
import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import type { Vendor } from '../vendor.ts'
import { notFound, Refusal, refusal } from './errors.ts'
import { eventRoutes } from './events.ts'
import { freeBusyRoute } from './freebusy.ts'
import { staffRoutes } from './manual-events.ts'
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
  /** Requests a minute of real time; false counts none, neither these nor the writes. */
  limit?: number | false
  /** Writes to one calendar a second of real time. */
  writeLimit?: number
}

/** 600 a minute for one user of a project, and a service account is one user (guide on quotas). */
const LIMIT = 600
/**
 * The same guide warns of "operational limits" for rapid writes to one calendar and names no number. A
 * guess, with room for the ten days of one booking put in and taken out again.
 */
const WRITE_LIMIT = 20

export function createGoogle(options: GoogleOptions): Vendor {
  const { clock, real = Date.now, limit = LIMIT, writeLimit = WRITE_LIMIT } = options
  const house: House = { store: createStore(clock), tokens: createTokens(clock, real) }
  const asked = createMeter(real, 60_000)
  const written = createMeter(real, 1000)
  const calendar = new Hono()
  calendar.use(async (_c, next) => {
    if (limit !== false && asked.count('all') > limit) throw tooMany()
    await next()
  })
  calendar.use('/calendars/:calendarId/*', async (c, next) => {
    const writes = c.req.method === 'GET' ? 0 : written.count(c.req.param('calendarId'))
    if (limit !== false && writes > writeLimit) throw tooMany()
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
      asked.reset()
      written.reset()
    },
  }
}

/** Counts what was asked within a stretch of time up to now, under each name by itself. */
function createMeter(real: () => number, stretchMs: number) {
  const times = new Map<string, number[]>()
  return {
    count(name: string): number {
      const recent = (times.get(name) ?? []).filter((at) => at > real() - stretchMs)
      times.set(name, [...recent, real()])
      return recent.length + 1
    },
    reset: () => times.clear(),
  }
}

/** Google sends it with 403 or 429, with the same meaning (guide on errors). */
const tooMany = () =>
  refusal(403, 'rateLimitExceeded', 'Rate Limit Exceeded', { domain: 'usageLimits' })
