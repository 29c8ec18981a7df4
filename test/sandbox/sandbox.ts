/** The sandbox: all vendor emulators, the local copies of the pages and the control surface on one address. */
import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { createClock } from './clock.ts'
import { type Controls, controlRoutes } from './control.ts'
import { ControlError } from './control-error.ts'
import { runCrons, type WorkerAddress } from './cron.ts'
import { indexPage } from './dashboard/index.ts'
import { createFaults } from './faults.ts'
import { ConnectionDropped, type Gate, pass } from './gateway.ts'
import { createGoogle } from './google/index.ts'
import { createLatency } from './latency.ts'
import { createMailersend } from './mailersend/index.ts'
import { createOfficernd } from './officernd/index.ts'
import { createPages } from './pages/pages.ts'
import { createRequests } from './requests.ts'
import { type SandboxState, stateOf } from './state.ts'
import type { Act } from './stripe/bank.ts'
import { createStripe } from './stripe/index.ts'
import { createTeamChannels } from './team-channels.ts'
import { createTurnstile } from './turnstile.ts'
import { VENDORS } from './vendors.ts'
import { createWebflow } from './webflow/index.ts'

export interface SandboxOptions {
  workers(): { checkout: WorkerAddress; bookings: WorkerAddress }
  /** Stops both Workers, deletes their storage and resolves when both are up again. */
  restartWorkers?(): Promise<void>
  real?: () => number
  /** How webhooks are sent, for Workers in the same process. */
  webhookFetch?: typeof fetch
  /** Days for which MailerSend keeps e-mails. */
  retentionDays?: number
  /** The API version of the Stripe account. */
  stripeVersion?: string
  /** Seconds after which Stripe's search finds a new customer. */
  searchLagSeconds?: number
  /** Token requests per minute at OfficeRnD; false means no limit. */
  tokenLimit?: number | false
  /** Calendar requests per minute at Google; false means no limit, for writes as well. */
  googleLimit?: number | false
  /** `false`: MailerSend takes any number of requests a minute, as of a test that is no customer. */
  mailLimit?: false
  /** Writes to one calendar per second. */
  googleWriteLimit?: number
}

export interface Sandbox {
  /** Behaves as over the network: a dropped connection rejects, a hanging call rejects only when aborted. */
  fetch(request: Request): Promise<Response>
  state(): SandboxState
  /** Resolves when no webhook delivery is in progress. */
  idle(): Promise<void>
}

export function createSandbox(options: SandboxOptions): Sandbox {
  const parts = build(options)
  const app = new Hono()
  for (const vendor of VENDORS) {
    app.all(`/${vendor}/*`, (c) => pass(parts.gate, vendor, c.req.raw))
  }
  app.route('/', parts.team.app)
  app.route('/', controlRoutes(controlsOf(options, parts)))
  // Thousands of simulated runs never open a page: it is made when the first one is asked for.
  let pages: Hono | undefined
  app.all('*', (c) => {
    pages ??= pagesOf(options, parts)
    return pages.fetch(c.req.raw)
  })
  app.onError(answerError)
  return {
    state: parts.state,
    idle: () => parts.vendors.stripe.idle(),
    async fetch(request) {
      try {
        return await app.fetch(request)
      } catch (cause) {
        throw cause instanceof ConnectionDropped ? cause.cause : cause
      }
    },
  }
}

function pagesOf(options: SandboxOptions, { vendors, state, gate }: ReturnType<typeof build>) {
  const app = new Hono()
  app.route('/turnstile', createTurnstile())
  app.route('/webflow', createWebflow({ clock: { now: options.real ?? Date.now } }).app)
  app.route('/', indexPage({ state, faults: gate.faults, google: vendors.google.app }))
  const { checkout, bookings } = options.workers()
  app.route('/', createPages({ checkoutUrl: checkout.url, bookingsUrl: bookings.url }))
  app.notFound((c) => c.json({ error: 'Not found' }, 404))
  app.onError(answerError)
  return app
}

function answerError(error: Error, c: Context): Response {
  if (error instanceof ConnectionDropped) throw error
  if (error instanceof HTTPException) return error.getResponse()
  if (error instanceof ControlError) return c.json({ error: error.message }, 400)
  console.error(error)
  return c.json({ error: error.message }, 500)
}

function build(options: SandboxOptions) {
  const real = options.real ?? Date.now
  const clock = createClock(real)
  const webhooks = () =>
    Object.values(options.workers()).map(({ url, webhookSecret }) => ({
      url: `${url}/webhook`,
      secret: webhookSecret,
    }))
  const vendors = {
    stripe: createStripe({
      clock,
      webhooks,
      ...(options.webhookFetch && { fetch: options.webhookFetch }),
      ...(options.stripeVersion && { accountVersion: options.stripeVersion }),
      ...(options.searchLagSeconds !== undefined && { searchLagSeconds: options.searchLagSeconds }),
    }),
    officernd: createOfficernd({
      clock,
      real,
      ...(options.tokenLimit !== undefined && { tokenLimit: options.tokenLimit }),
    }),
    mailersend: createMailersend({
      real,
      clock,
      ...(options.mailLimit === false && { isLimited: false }),
      ...(options.retentionDays && { retentionDays: options.retentionDays }),
    }),
    google: createGoogle({
      clock,
      real,
      ...(options.googleLimit !== undefined && { limit: options.googleLimit }),
      ...(options.googleWriteLimit !== undefined && { writeLimit: options.googleWriteLimit }),
    }),
  }
  const epoch = { end: new AbortController() }
  const latency = createLatency()
  const gate: Gate = {
    requests: createRequests(real),
    faults: createFaults(),
    latency,
    vendors,
    epoch: () => epoch.end.signal,
  }
  const team = createTeamChannels(clock)
  const state = () => stateOf(clock, vendors, gate.requests, team.state())
  return { clock, team, vendors, epoch, latency, gate, state }
}

function controlsOf(options: SandboxOptions, parts: ReturnType<typeof build>): Controls {
  const { clock, team, vendors, epoch, latency, gate } = parts
  const empty = () => {
    epoch.end.abort(new TypeError('fetch failed'))
    epoch.end = new AbortController()
    clock.reset()
    gate.faults.clear()
    latency.set(0)
    for (const vendor of VENDORS) vendors[vendor].reset()
    gate.requests.reset()
    team.reset()
  }
  let resetting: Promise<void> = Promise.resolve()
  const reset = async () => {
    empty()
    await options.restartWorkers?.()
    // Once more: what a dying Worker still sent belongs to the time before.
    empty()
  }
  return {
    state: parts.state,
    reset: () => {
      resetting = resetting.then(reset, reset)
      return resetting
    },
    faults: gate.faults,
    latency,
    act: (intent, deed) => vendors.stripe.act(intent, deed as Act),
    setWebhookMode: (mode) => vendors.stripe.setWebhookMode(mode),
    deliverHeld: () => vendors.stripe.deliverHeld(),
    advance(seconds) {
      clock.advance(seconds * 1000)
      for (const vendor of Object.values(vendors)) vendor.tick?.()
      return clock.now()
    },
    cron: () => runCrons(options.workers()),
  }
}
