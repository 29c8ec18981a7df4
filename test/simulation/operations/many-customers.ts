/** Many customers of one simulated house, one after the other, and the hand of staff at its vendors. */
import type { CreateBookingRequest } from '../../../src/rooms/api/create-booking.ts'
import { isOpenDay } from '../../../src/rooms/rules/slots.ts'
import { SANDBOX_CALENDARS } from '../../sandbox/google/calendars.ts'
import { SANDBOX_MEMBERSHIP_PLANS } from '../../sandbox/officernd/seed-data.ts'
import {
  completeJoin,
  GRACE,
  giveCard,
  type JoinOrder,
  pressJoin,
} from '../customers/membership.ts'
import { ADA, complete, type Order, pay, press } from '../customers/pass.ts'
import { askStatus, payRoom, pressBook } from '../customers/room.ts'
import { ADA_BOOKS } from '../customers/room-bookings.ts'
import { SANDBOX_URL } from '../process.ts'
import type { Sim } from '../simulation.ts'

export type RoomSlug = keyof typeof SANDBOX_CALENDARS
export type PassClient = ReturnType<typeof startPassClient>

const DAY_MS = 24 * 3600_000
const STARTS = ['08:00', '09:30', '11:00', '12:30', '14:00', '15:30']
export const ROOMS: readonly RoomSlug[] = [
  'slinky',
  'day-office',
  'mackinaw',
  'shears',
  'board-room',
]
const PLANS = Object.keys(SANDBOX_MEMBERSHIP_PLANS)

/** Late enough for all who book in the first days of May, early enough for those who do in April. */
const OPEN_DAYS = Array.from({ length: 44 }, (_, nth) =>
  new Date(Date.parse('2026-05-12') + nth * DAY_MS).toISOString().slice(0, 10)
).filter(isOpenDay)

export function startPassClient(sim: Sim) {
  let customers = 0
  const used = new Map<RoomSlug, number>()

  function customer() {
    const nth = String(++customers)
    return {
      email: `customer-${nth}@example.com`,
      attemptId: `6f0c4b1e-8a55-4f0e-9d37-${nth.padStart(12, '0')}`,
    }
  }

  /** Days on which nobody has this room at one of the starts yet. */
  function freeDays(room: RoomSlug, count: number): CreateBookingRequest['days'] {
    let place = used.get(room) ?? 0
    const left = OPEN_DAYS.length - (place % OPEN_DAYS.length)
    if (left < count) place += left
    used.set(room, place + count)
    const start = STARTS[Math.floor(place / OPEN_DAYS.length)]
    if (!start) throw new Error(`${room} is full`)
    const first = place % OPEN_DAYS.length
    return OPEN_DAYS.slice(first, first + count).map((date) => ({ date, start, hours: 1 }))
  }

  async function paysForPass(about: Partial<Order> = {}) {
    const order: Order = { ...ADA, ...customer(), ...about }
    const intent = await press(sim, order)
    await must('succeeded', pay(sim, intent))
    return { order, intent, id: intent.paymentIntentId }
  }

  async function givesCard(plan = 'all-access') {
    const order: JoinOrder = { ...GRACE, ...customer(), plan }
    const setUp = await pressJoin(sim, order)
    await must('succeeded', giveCard(sim, setUp))
    return { order, setUp, id: setUp.setupIntentId }
  }

  async function joins(plan?: string) {
    const { order, setUp } = await givesCard(plan)
    await completeJoin(sim, order, setUp)
    await sim.drain()
    return order
  }

  async function begins(room: RoomSlug, days = 1) {
    const order = { ...ADA_BOOKS, ...customer(), room, days: freeDays(room, days) }
    const intent = await pressBook(sim, order)
    return { order, intent, id: intent.paymentIntentId }
  }

  return {
    sim,
    paysForPass,
    givesCard,
    begins,
    async pass(about: Partial<Order> = {}) {
      const sold = await paysForPass(about)
      await complete(sim, sold.order, sold.intent)
      await sim.drain()
      return sold
    },
    /** Answers with the subscription. */
    async member(plan?: string) {
      const order = await joins(plan)
      return { order, ...subscriptionOf(sim, order) }
    },
    async room(room: RoomSlug, days = 1, spoil?: (id: string) => Promise<unknown>) {
      const sold = await begins(room, days)
      await spoil?.(sold.id)
      await must('succeeded', payRoom(sim, sold.intent))
      await askStatus(sim, sold.intent)
      await sim.drain()
      return sold
    },
    /** One of everything in turn: a pass, a membership, a room for one to three days. */
    async sell(nth: number) {
      if (nth % 3 === 0) return this.pass()
      if (nth % 3 === 1) return joins(PLANS[nth % PLANS.length])
      return this.room(ROOMS[nth % ROOMS.length] ?? 'slinky', 1 + (nth % 4 === 3 ? 0 : nth % 4))
    },
    /** Stripe tells nobody of what is done meanwhile. */
    async unheard<T>(work: () => Promise<T>): Promise<T> {
      await sim.control('/__webhooks', { mode: 'drop' })
      const done = await work()
      await sim.sandbox.idle()
      await sim.control('/__webhooks', { mode: 'normal' })
      return done
    },
    ...readCommonConfig(sim),
  }
}

async function must(status: string, asked: Promise<string>): Promise<void> {
  const came = await asked
  if (came !== status) throw new Error(`${came}, not ${status}`)
}

function subscriptionOf(sim: Sim, { attemptId }: Pick<JoinOrder, 'attemptId'>) {
  const { subscriptions } = sim.state().stripe
  const own = subscriptions.find(({ metadata }) => metadata?.attempt_id === attemptId)
  if (!own) throw new Error(`no subscription of ${attemptId}`)
  return { id: own.id, customer: String(own.customer), metadata: own.metadata ?? {} }
}

const SCOPES = [
  ...['space.passes.create', 'space.passes.delete', 'community.members.create'],
  ...['community.memberships.create', 'community.memberships.update'],
]

function readCommonConfig(sim: Sim) {
  async function ask(path: string, init: RequestInit): Promise<unknown> {
    const answer = await sim.sandbox.fetch(new Request(SANDBOX_URL + path, init))
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${init.method} ${path}: ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const json = { 'content-type': 'application/json' }
  async function signIn(): Promise<string> {
    const scope = SCOPES.map((one) => `flex.${one}`).join(' ')
    const id = { client_id: 'sandbox-client-id', client_secret: 'sandbox-client-secret' }
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...id, scope })
    const granted = await ask('/officernd/oauth/token', { method: 'POST', body })
    return (granted as { access_token: string }).access_token
  }
  const stripe = (method: string, path: string, fields?: Record<string, string>) =>
    ask(`/stripe/v1${path}`, {
      method,
      headers: { authorization: 'Bearer sk_test_sandbox' },
      ...(fields && { body: new URLSearchParams(fields) }),
    })
  const events = (room: RoomSlug) =>
    `/google/sandbox/calendars/${encodeURIComponent(SANDBOX_CALENDARS[room])}/events`
  return {
    stripe,
    read: async (path: string) =>
      ((await stripe('GET', path)) as { metadata: Record<string, string> }).metadata,
    /** Writes over an object's metadata; an empty value takes it away. */
    mark: (path: string, metadata: Record<string, string>) =>
      stripe(
        'POST',
        path,
        Object.fromEntries(
          Object.entries(metadata).map(([key, value]) => [`metadata[${key}]`, value])
        )
      ),
    refund: (payment: string) => stripe('POST', '/refunds', { payment_intent: payment }),
    async officernd(method: string, path: string, fields?: object): Promise<unknown> {
      return ask(`/officernd/api/v1/organizations/labour-temple${path}`, {
        method,
        headers: { ...json, authorization: `Bearer ${await signIn()}` },
        ...(fields && { body: JSON.stringify(fields) }),
      })
    },
    /** A vendor answers so until it is healed. */
    fails: (vendor: string, kind: string, match?: { method: string; path: string }) =>
      sim.control('/__faults', { vendor, kind, times: -1, ...(match && { match }) }),
    heal: () => ask('/__faults', { method: 'DELETE' }),
    enter: async (room: RoomSlug, event: object) =>
      (await ask(events(room), {
        ...{ method: 'POST', headers: json, body: JSON.stringify(event) },
      })) as { id: string },
    moveTo: (to: RoomSlug, from: RoomSlug, id: string) =>
      ask(`${events(from)}/${id}/move`, {
        ...{ method: 'POST', headers: json },
        body: JSON.stringify({ destination: SANDBOX_CALENDARS[to] }),
      }),
    takeOut: (room: RoomSlug, id: string) => ask(`${events(room)}/${id}`, { method: 'DELETE' }),
    eventsOf: (room: RoomSlug, payment: string) =>
      (sim.state().google.calendars[SANDBOX_CALENDARS[room]] ?? []).filter(({ description }) =>
        description?.includes(payment)
      ),
  }
}
