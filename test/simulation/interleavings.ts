/**
 * Who is next, when everything is under way at once: page, webhooks, the sweep, alarms and other
 * customers, one vendor call or object call at a time. A seed is a scene and an order; it can be played again.
 */
import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { completeJoin, GRACE, giveCard, pressJoin } from './customers/membership.ts'
import { ADA, complete, pay, press } from './customers/pass.ts'
import { askStatus, payRoom, pressBook } from './customers/room.ts'
import { ADA_BOOKS, ada, BOB_BOOKS, bob, CY_BOOKS, cy } from './customers/room-bookings.ts'
import { type Expectation, violations } from './oracle/index.ts'
import { membership, pass } from './scenarios.ts'
import { settle, sweepOnce, type Worker } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

interface Scene {
  expected: readonly Expectation[]
  worker: Worker
  /** All of them begin at once. */
  actors: readonly ((sim: Sim) => Promise<unknown>)[]
}

const HOLD_MS = 15 * 60_000

const buys = async (sim: Sim) => {
  const intent = await press(sim, ADA)
  await pay(sim, intent)
  await Promise.all([complete(sim, ADA, intent), complete(sim, ADA, intent)])
}

const joins = async (sim: Sim) => {
  const setUp = await pressJoin(sim, GRACE)
  await giveCard(sim, setUp)
  await Promise.all([completeJoin(sim, GRACE, setUp), completeJoin(sim, GRACE, setUp)])
}

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

const SCENES: readonly Scene[] = [
  { expected: [pass(ADA)], worker: 'checkout', actors: [buys, sweeps('checkout')] },
  {
    expected: [membership(GRACE, 36_734)],
    worker: 'checkout',
    actors: [joins, sweeps('checkout')],
  },
  roomScene([ada(...ANY)], books(ADA_BOOKS), timePasses),
  roomScene([ada(...FAIR), bob(...FAIR)], books(ADA_BOOKS), books(BOB_BOOKS)),
  roomScene([ada(...ANY), bob(...ANY)], books(ADA_BOOKS), comesLater(BOB_BOOKS)),
  roomScene(
    [ada(...ANY), bob(...ANY), cy(...ANY)],
    ...[books(ADA_BOOKS), comesLater(BOB_BOOKS), books(CY_BOOKS), timePasses]
  ),
]

export interface Played {
  found: string[]
  /** Who was next, each time. */
  order: string[]
}

export async function runSeed(seed: number): Promise<Played> {
  const scene = SCENES[seed % SCENES.length]
  if (!scene) throw new Error('there is no scene')
  let played: Played = { found: ['the seed was not played'], order: [] }
  const play = fc.asyncProperty(fc.scheduler({ act }), async (scheduler) => {
    played = await perform(scene, scheduler)
  })
  await fc.check(play, { seed, numRuns: 1, endOnFailure: true })
  return played
}

async function perform(scene: Scene, scheduler: fc.Scheduler): Promise<Played> {
  const order: string[] = []
  let isOn = false
  const sim = createSim({
    async turn(what) {
      if (!isOn) return
      await scheduler.schedule(Promise.resolve(), what)
      order.push(what.replace(/(pi|seti|sub|in)_\w+/g, '$1'))
    },
  })
  try {
    await prepare(sim)
    isOn = true
    const actors = scene.actors.map((actor) => actor(sim).catch(() => {}))
    await quiet()
    await scheduler.waitFor(Promise.all(actors).then(() => sim.drain()))
    isOn = false
    await settle(sim, scene.worker)
    const evidence = {
      state: sim.state(),
      expected: scene.expected,
      mostAlike: 1,
      lastFaultMs: sim.now(),
    }
    return { found: violations(evidence), order }
  } catch (error) {
    return { found: [`the story goes on: ${error}`], order }
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

const TURNS = 12

async function quiet(): Promise<void> {
  for (let nth = 0; nth < TURNS; nth++) await new Promise((resolve) => setImmediate(resolve))
}

/** Digests and HMACs at once, instead of on a thread that is done when it is done. */
export function digestAtOnce(): void {
  const { importKey, sign } = crypto.subtle
  const keys = new WeakMap<object, Uint8Array>()
  const atOnce = {
    digest: async (name: string, data: Uint8Array) =>
      new Uint8Array(createHash(name.replace('-', '')).update(data).digest()).buffer,
    async importKey(...args: Parameters<typeof importKey>) {
      const [, bytes, algorithm] = args
      if ((algorithm as { name?: string }).name !== 'HMAC')
        return importKey.apply(crypto.subtle, args)
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
