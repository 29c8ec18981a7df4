/**
 * The Worker's flows in one process, on the stand-in city and on a clock of its own: durable steps,
 * objects whose memory survives, and a process that can be killed at any vendor call.
 */
import { clients, officerndFor, tokenFor } from '../../src/clients/checkout.ts'
import { createAttemptLedger } from '../../src/flows/attempt-ledger.ts'
import { tellDebitFailed } from '../../src/flows/debit-failed.ts'
import { finishPaidInvoice } from '../../src/flows/finish-membership.ts'
import { grantPass } from '../../src/flows/grant-pass.ts'
import { createMemberDesk } from '../../src/flows/member-desk.ts'
import { takeMembershipNews } from '../../src/flows/membership-news.ts'
import type { Memory } from '../../src/flows/memory.ts'
import { createPromoLedger } from '../../src/flows/promo-ledger.ts'
import type { RunOrder, RunState } from '../../src/flows/runs.ts'
import { startMembership } from '../../src/flows/start-membership.ts'
import type { Step } from '../../src/flows/step.ts'
import { createTokenKeeper } from '../../src/flows/token-keeper.ts'
import { takeEvent } from '../../src/flows/webhook.ts'
import type { World } from '../../src/flows/world.ts'
import { createCity } from '../sandbox/city.ts'
import type { FaultKind } from '../sandbox/faults.ts'
import { SANDBOX_DOMAIN } from '../sandbox/mailersend/emails.ts'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../sandbox/officernd/standing.ts'
import { SANDBOX_INITIATION, SANDBOX_PRICES } from '../sandbox/stripe/standing-prices.ts'

/** One call of the Worker that goes wrong, counted from 1. */
export interface Mishap {
  nth: number
  kind: FaultKind | 'crash-before' | 'crash-after'
}

interface Run {
  order: RunOrder
  state: RunState
  memo: Map<string, unknown>
}

export type Sim = ReturnType<typeof createSim>

/** A Monday, 10:00 in Seattle. */
export const MONDAY_MS = Date.parse('2026-05-04T17:00:00Z')

const CITY = 'http://city.test'
const TIMEOUT_MS = 8_000
const OFFICERND = { name: 'officernd', mostAMinute: 4 }
const RETRIES = { 'until-done': 10, courtesy: 5 }

const ENV = {
  STRIPE_URL: `${CITY}/stripe`,
  STRIPE_SECRET_KEY: 'sk_test_sandbox',
  STRIPE_WEBHOOK_SECRET: 'whsec_sandbox_checkout',
  OFFICERND_URL: `${CITY}/officernd/api/v1/organizations/labour-temple`,
  OFFICERND_TOKEN_URL: `${CITY}/officernd/oauth/token`,
  OFFICERND_SCOPES:
    'flex.community.members.read flex.community.members.create flex.community.memberships.read flex.community.memberships.create flex.community.memberships.update flex.space.passes.read flex.space.passes.create flex.billing.plans.read',
  OFFICERND_OFFICE: SANDBOX_OFFICE,
  OFFICERND_CLIENT_ID: 'sandbox-client-id',
  OFFICERND_CLIENT_SECRET: 'sandbox-client-secret',
  MAILERSEND_URL: `${CITY}/mailersend/v1`,
  MAILERSEND_API_KEY: 'mlsn.sandbox',
  MAILERSEND_DOMAIN_ID: SANDBOX_DOMAIN,
  MAIL_FROM: 'admin@labourtemple.com',
}

export const HOUSE: World['house'] = {
  closesAt: '17:00',
  openWeekdays: [1, 2, 3, 4, 5],
  siteUrl: 'https://www.labourtemple.com',
  teamEmails: ['admin@labourtemple.com', 'membership@labourtemple.com'],
  supportEmail: 'admin@labourtemple.com',
  stripePrices: SANDBOX_PRICES,
  officerndPlans: SANDBOX_MEMBERSHIP_PLANS,
  initiationProductId: SANDBOX_INITIATION.product,
  live: false,
  unconfirmed: [],
  alertMs: 15 * 60_000,
  staleMs: 30 * 60_000,
}

/** The process was killed: nothing of it runs on, nothing it would have remembered is kept. */
class Killed extends Error {}

export function createSim(options: { startMs?: number; mishap?: Mishap } = {}) {
  let nowMs = options.startMs ?? MONDAY_MS
  const { mishap } = options
  const calls: string[] = []
  const memories = new Map<string, Map<string, unknown>>()
  const runs = new Map<string, Run>()
  const queue: string[] = []
  let life = {}

  const city = createCity({
    workers: () => {
      const none = { url: `${CITY}/none`, webhookSecret: 'whsec_none', cronUrl: '' }
      return {
        checkout: { url: CITY, webhookSecret: ENV.STRIPE_WEBHOOK_SECRET, cronUrl: '' },
        bookings: none,
      }
    },
    real: () => nowMs,
    tokenLimit: false,
    webhookFetch: async (input, init) => {
      if (!String(input).startsWith(`${CITY}/webhook`)) return new Response()
      return webhook(String(init?.body), new Headers(init?.headers).get('stripe-signature') ?? '')
    },
  })

  async function webhook(body: string, signature: string): Promise<Response> {
    const event = await sim.world.stripe.signedEvent(body, signature)
    if (!event) return new Response(null, { status: 400 })
    await takeEvent(sim.world, event, 'webhook')
    return new Response()
  }

  async function control(path: string, body: object): Promise<void> {
    const request = new Request(CITY + path, { method: 'POST', body: JSON.stringify(body) })
    const answer = await city.fetch(request)
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  }

  /** Every call that the Worker makes to a vendor comes through here; one of them goes wrong. */
  function network(mine: object) {
    return async (input: string, init: RequestInit): Promise<Response> => {
      if (mine !== life) throw new Killed()
      const request = new Request(input, init)
      const nth = calls.push(`${request.method} ${new URL(input).pathname}`)
      if (mishap?.nth !== nth) return city.fetch(request)
      return spoilt(mishap.kind, request)
    }
  }

  async function spoilt(kind: Mishap['kind'], request: Request): Promise<Response> {
    if (kind === 'crash-before') throw kill()
    if (kind === 'crash-after') {
      await city.fetch(request)
      throw kill()
    }
    const vendor = new URL(request.url).pathname.split('/')[1]
    // In process a call that hangs is one whose answer is lost, and eight seconds with it.
    const hangs = kind.startsWith('hang')
    const alike = { 'hang-before': 'refused', 'hang-after': 'reset-after-effect' } as const
    const armed = kind === 'hang-before' || kind === 'hang-after' ? alike[kind] : kind
    await control('/__faults', { vendor, kind: armed })
    if (hangs) nowMs += TIMEOUT_MS
    return city.fetch(request)
  }

  function kill(): Killed {
    life = {}
    return new Killed()
  }

  function memoryOf(name: string, mine: object): Memory {
    const kept = memories.get(name) ?? new Map<string, unknown>()
    memories.set(name, kept)
    return {
      get: <T>(key: string) => structuredClone(kept.get(key)) as T | undefined,
      put: (key, value) => {
        if (mine === life) kept.set(key, structuredClone(value))
      },
    }
  }

  function boot(): World {
    const mine = life
    const now = () => nowMs
    const fetcher = network(mine)
    const fetchToken = (atMs: number) => tokenFor(ENV, atMs, fetcher)
    const tokens = createTokenKeeper(OFFICERND, fetchToken, memoryOf('tokens', mine), now)
    const desks = new Map<string, ReturnType<typeof createMemberDesk>>()
    const deskOf = (email: string) => {
      const name = `desk ${email.trim().toLowerCase()}`
      const open = () =>
        createMemberDesk(officerndFor(ENV, tokens, fetcher), memoryOf(name, mine), now)
      const desk = desks.get(name) ?? open()
      desks.set(name, desk)
      return desk
    }
    const { stripe, officernd, mail } = clients(ENV, tokens, fetcher, now)
    return {
      stripe,
      officernd,
      mail,
      desk: async (email) => deskOf(email),
      promo: (id) => asRemote(createPromoLedger(memoryOf(`promo ${id}`, mine), now)),
      attempt(id) {
        const ledger = createAttemptLedger(memoryOf(`attempt ${id}`, mine))
        return asRemote({
          ...ledger,
          // Nobody sits through eight real seconds: the run is let run, then the ledger is asked.
          async hear(names: readonly string[]) {
            await sim.drain()
            return ledger.hear(names, 0)
          },
        })
      },
      promotionCode: (code) => stripe.promotionCode(code),
      door: { look: async () => {}, admit: async () => {} },
      runs: {
        async start(id, order) {
          if (runs.has(id)) return
          runs.set(id, { order, state: 'running', memo: new Map() })
          queue.push(id)
        },
        state: async (id) => runs.get(id)?.state ?? 'none',
        async restart(id) {
          const run = runs.get(id)
          if (!run) throw new Error('no such run')
          Object.assign(run, { state: 'running', memo: new Map() })
          queue.push(id)
        },
      },
      house: HOUSE,
      now,
    }
  }

  async function execute(run: Run): Promise<void> {
    const mine = life
    const step = stepsOf(run, mine)
    try {
      await serve(step, sim.world, run.order)
      if (mine === life) run.state = 'complete'
    } catch {
      if (mine === life) run.state = 'errored'
    }
  }

  function stepsOf({ memo }: Run, mine: object): Step {
    const named = new Set<string>()
    return async (name, work, patience = 'until-done') => {
      if (named.has(name)) throw new Error(`two steps are called ${name}`)
      named.add(name)
      for (let tries = 0; ; tries++) {
        if (mine !== life) throw new Killed()
        if (memo.has(name)) return structuredClone(memo.get(name)) as never
        try {
          const value = await work()
          if (value === undefined) throw new Error(`${name} returned nothing to remember`)
          if (mine === life) memo.set(name, structuredClone(value))
        } catch (error) {
          if (mine !== life || tries === RETRIES[patience]) throw error
          nowMs += 1000 * 2 ** tries
        }
      }
    }
  }

  const sim = {
    /** The flows as they stand; made anew after a kill. */
    world: undefined as unknown as World,
    city,
    control,
    state: () => city.state(),
    calls: () => [...calls],
    runState: (id: string) => runs.get(id)?.state ?? 'none',
    killed: () => !('alive' in life),
    advance: (ms: number) => {
      nowMs += ms
    },
    now: () => nowMs,
    revive() {
      life = { alive: true }
      sim.world = boot()
    },
    /** Lets every started run come to its end, as far as it gets. */
    async drain(): Promise<void> {
      await city.idle()
      for (let id = queue.shift(); id; id = queue.shift()) {
        const run = runs.get(id)
        if (run) await execute(run)
      }
    },
  }
  sim.revive()
  return sim
}

/** As the Workflow classes bind orders to flows. */
function serve(step: Step, world: World, order: RunOrder): Promise<unknown> {
  switch (order.kind) {
    case 'grant-pass':
      return grantPass(step, world, order)
    case 'debit-failed':
      return tellDebitFailed(step, world, order)
    case 'start-membership':
      return startMembership(step, world, order)
    case 'finish-membership':
      return finishPaidInvoice(step, world, order)
    case 'membership-news':
      return takeMembershipNews(step, world, order)
  }
}

function asRemote<T extends Record<string, (...args: never[]) => unknown>>(local: T) {
  const entries = Object.entries(local).map(([name, method]) => [
    name,
    async (...args: never[]) => method(...args),
  ])
  return Object.fromEntries(entries) as {
    [K in keyof T]: (...args: Parameters<T[K]>) => Promise<Awaited<ReturnType<T[K]>>>
  }
}
