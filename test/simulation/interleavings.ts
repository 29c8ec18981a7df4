/**
 * Who is next, when everything is under way at once: page, webhooks, the sweep, alarms and other
 * customers, one vendor call or object call at a time. A seed is a scene and an order; it can be played again.
 */
import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { dayAvailability } from '../../src/rooms/api/availability.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { EDITS, edit } from './customers/calendar-edits.ts'
import { completeJoin, GRACE, giveCard, type JoinOrder, pressJoin } from './customers/membership.ts'
import { ADA, complete, pay, press } from './customers/pass.ts'
import { askStatus, payRoom, pressBook } from './customers/room.ts'
import { ADA_BOOKS, ada, BOB_BOOKS, bob, CY_BOOKS, cy } from './customers/room-bookings.ts'
import { postAtStripe } from './customers/stripe-staff.ts'
import type { Offered } from './oracle/calendar-edits.ts'
import { type Expectation, violations } from './oracle/index.ts'
import { membership, pass } from './scenarios.ts'
import { settle, settleNights, sweepOnce, type Worker } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'
import { booked, edited, offeredNow, paymentOf } from './staff-scenarios.ts'

/** One of some, as the seed has it. */
type Pick = <T>(some: readonly T[]) => T

type Actor = (sim: Sim, pick: Pick) => Promise<unknown>

interface Scene {
  expected: readonly Expectation[]
  worker: Worker
  /** Long before. */
  before?(sim: Sim): Promise<unknown>
  /** All of them begin at once. */
  actors: readonly Actor[]
  /** After everybody has gone. */
  after?(sim: Sim): Promise<unknown>
  look?(sim: Sim): Promise<Offered[]>
}

const HOLD_MS = 15 * 60_000

const buys = async (sim: Sim) => {
  const intent = await press(sim, ADA)
  await pay(sim, intent)
  await Promise.all([complete(sim, ADA, intent), complete(sim, ADA, intent)])
}

const joins = (order: JoinOrder) => async (sim: Sim) => {
  const setUp = await pressJoin(sim, order)
  await giveCard(sim, setUp)
  await Promise.all([completeJoin(sim, order, setUp), completeJoin(sim, order, setUp)])
}

/** The same person and plan from another tab. */
const GRACE_AGAIN = { ...GRACE, attemptId: '7a1d5c2f-9b66-4f1f-8e48-4b3f7f2f9b02' }

const rivals = ({ attemptId }: JoinOrder, other: JoinOrder) => ({
  ...membership({ ...GRACE, attemptId }, 36_734),
  rival: other.attemptId,
})

const books = (order: typeof ADA_BOOKS) => async (sim: Sim) => {
  const intent = await pressBook(sim, order)
  await payRoom(sim, intent)
  await Promise.all([askStatus(sim, intent), askStatus(sim, intent)])
}

const sweeps = (worker: Worker) => (sim: Sim) => sweepOnce(sim, worker)

/** A hold runs out in the middle of it, and its alarm rings. */
const timePasses = async (sim: Sim) => {
  sim.advance(HOLD_MS + 1000)
  await sim.ring()
}

const MOST_LOOKS = 60

/** Comes when the first customer's hold has run out, paid or not, and before its alarm. */
const comesLater = (order: typeof ADA_BOOKS) => async (sim: Sim) => {
  const ledger = sim.bookings.room(order.room)
  for (let nth = 0; nth < MOST_LOOKS && (await ledger.nextExpiryMs()) === null; nth++);
  sim.advance(HOLD_MS + 100)
  await books(order)(sim)
}

const ANY = ['served', 'refunded', 'unpaid'] as const
/** Nobody pays for what somebody else is paying for. */
const FAIR = ['served', 'unpaid'] as const

const roomScene = (expected: Scene['expected'], ...actors: Scene['actors']): Scene => ({
  expected,
  worker: 'bookings',
  actors: [...actors, sweeps('bookings')],
})

const EDITS_AT_ONCE = 3

/** Edits by hand in free order, with whatever the others do in between. */
const staffEdit: Actor = async (sim, pick) => {
  for (let nth = 0; nth < EDITS_AT_ONCE; nth++) {
    await sim.turn('staff')
    await edit(sim, paymentOf(sim, ADA_BOOKS), pick(EDITS))
  }
}

/** Now and then they give the money back. */
const staffRefund: Actor = async (sim, pick) => {
  await sim.turn('staff')
  if (pick([true, false, false]))
    await postAtStripe(sim, 'refunds', { payment_intent: paymentOf(sim, ADA_BOOKS) })
}

const asks: Actor = (sim) => dayAvailability(sim.bookings, 'slinky', '2026-05-11')

export const SCENES = {
  'a pass': { expected: [pass(ADA)], worker: 'checkout', actors: [buys, sweeps('checkout')] },
  'a membership': {
    expected: [membership(GRACE, 36_734)],
    worker: 'checkout',
    actors: [joins(GRACE), sweeps('checkout')],
  },
  'a hold that ends': roomScene([ada(...ANY)], books(ADA_BOOKS), timePasses),
  'two who want one room': roomScene(
    [ada(...FAIR), bob(...FAIR)],
    ...[books(ADA_BOOKS), books(BOB_BOOKS)]
  ),
  'two who want one room, one later': roomScene(
    [ada(...ANY), bob(...ANY)],
    ...[books(ADA_BOOKS), comesLater(BOB_BOOKS)]
  ),
  'three who want one room': roomScene(
    [ada(...ANY), bob(...ANY), cy(...ANY)],
    ...[books(ADA_BOOKS), comesLater(BOB_BOOKS), books(CY_BOOKS), timePasses]
  ),
  'two attempts of one person': {
    expected: [rivals(GRACE, GRACE_AGAIN), rivals(GRACE_AGAIN, GRACE)],
    worker: 'checkout',
    actors: [joins(GRACE), joins(GRACE_AGAIN), sweeps('checkout')],
  },
  'staff at work in a calendar': {
    ...roomScene(
      [edited(ada('served', 'refunded')), edited(bob(...ANY))],
      ...[staffEdit, staffRefund, asks, books(BOB_BOOKS)]
    ),
    before: (sim) => booked(sim, ADA_BOOKS),
    after: settleNights,
    look: offeredNow,
  },
} satisfies Record<string, Scene>

export type SceneName = keyof typeof SCENES
const NAMES = Object.keys(SCENES) as SceneName[]

/** A seed is of one scene; `nth` counts those of this scene from 1. */
export const seedOf = (name: SceneName, nth: number): number =>
  NAMES.indexOf(name) + nth * NAMES.length

export interface Played {
  found: string[]
  /** Who was next, each time. */
  order: string[]
}

export async function runSeed(seed: number): Promise<Played> {
  const scene: Scene = SCENES[NAMES[seed % NAMES.length] ?? 'a pass']
  let played: Played = { found: ['the seed was not played'], order: [] }
  const play = fc.asyncProperty(fc.scheduler({ act }), async (scheduler) => {
    played = await perform(scene, scheduler, pickerOf(seed))
  })
  await fc.check(play, { seed, numRuns: 1, endOnFailure: true })
  return played
}

/** The same picks each time. */
function pickerOf(seed: number): Pick {
  let state = seed
  return (some) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return some[(state >> 8) % some.length] as (typeof some)[number]
  }
}

async function perform(scene: Scene, scheduler: fc.Scheduler, pick: Pick): Promise<Played> {
  const order: string[] = []
  let isOn = false
  const sim = createSim({
    async turn(what) {
      if (!isOn) return
      await scheduler.schedule(Promise.resolve(), what)
      order.push(what.replace(/(pi|seti|sub|in|cus)_\w+|(events)\/[0-9a-f]{32}/g, '$1$2'))
    },
  })
  try {
    await prepare(sim)
    await scene.before?.(sim)
    isOn = true
    const actors = scene.actors.map((actor) => actor(sim, pick).catch(() => {}))
    await quiet()
    await scheduler.waitFor(Promise.all(actors).then(() => sim.drain()))
    isOn = false
    await settle(sim, scene.worker)
    await scene.after?.(sim)
    const evidence = {
      offered: (await scene.look?.(sim)) ?? [],
      state: sim.state(),
      expected: scene.expected,
      mostAlike: 1,
      lastFaultMs: sim.now(),
    }
    return { found: violations(evidence), order }
  } catch (error) {
    return { found: [`the scenario goes on: ${error}`], order }
  }
}

/** Tokens are there already: signing for one takes as long as it takes, and nobody could play it again. */
async function prepare(sim: Sim): Promise<void> {
  await sim.bookings.calendar.listEvents(SANDBOX_CALENDARS.slinky, 0, sim.now())
  await sim.control('/__webhooks', { mode: 'twice' })
}

/** Everybody goes on as far as they get before the next is chosen. */
async function act(next: () => Promise<void>): Promise<void> {
  await next()
  await quiet()
}

const TURNS = 4

async function quiet(): Promise<void> {
  for (let nth = 0; nth < TURNS; nth++) await new Promise((resolve) => setImmediate(resolve))
}

/** Digests and HMACs at once, instead of on a thread that is done when it is done; each other key is read once. */
export function digestAtOnce(): void {
  const { importKey, sign } = crypto.subtle
  const keys = new WeakMap<object, Uint8Array>()
  const others = new Map<string, ReturnType<typeof importKey>>()
  const atOnce = {
    digest: async (name: string, data: Uint8Array) =>
      new Uint8Array(createHash(name.replace('-', '')).update(data).digest()).buffer,
    async importKey(...args: Parameters<typeof importKey>) {
      const [, bytes, algorithm] = args
      if ((algorithm as { name?: string }).name !== 'HMAC') {
        const known = JSON.stringify([
          Buffer.from(bytes as Uint8Array).toString('base64'),
          algorithm,
        ])
        const imported = others.get(known) ?? importKey.apply(crypto.subtle, args)
        others.set(known, imported)
        return imported
      }
      const key = {}
      keys.set(key, bytes as Uint8Array)
      return key
    },
    async sign(...args: Parameters<typeof sign>) {
      const [, key, data] = args
      const bytes = keys.get(key)
      if (!bytes) return sign.apply(crypto.subtle, args)
      const hmac = createHmac('sha256', bytes).update(data as Uint8Array)
      return new Uint8Array(hmac.digest()).buffer
    },
  }
  for (const [name, value] of Object.entries(atOnce))
    Object.defineProperty(crypto.subtle, name, { value })
}
