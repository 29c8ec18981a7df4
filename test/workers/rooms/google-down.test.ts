/** Google fails for longer than a run has patience: the money goes back, and nothing is left in the calendar. */
import { beforeAll, describe, expect, test } from 'vitest'
import { eventId } from '../../../src/core/ids.ts'
import {
  calendarPath,
  newBooking,
  type RoomSlug,
  startRoomClient,
  TEAM,
  until,
} from '../../support/room-client.ts'
import { at, daily } from '../../support/room-days.ts'

const roomClient = startRoomClient()

/** Slow enough that a fault can be set between two batches of inserts. */
const GOOGLE_MS = 400
const FIVE_MINUTES_MS = 300_000
const PATIENCE_MS = 80_000

const inserts = async (room: RoomSlug) => {
  const { requests } = await roomClient.stack().state()
  const path = `/calendar/v3${calendarPath(room)}`
  return requests.filter((one) => one.method === 'POST' && one.path === path)
}
const refuse = (room: RoomSlug, method: string, times = -1) =>
  roomClient.stack().fault({
    vendor: 'google',
    match: { method, path: calendarPath(room) },
    ...{ kind: 'semantic-refusal', times },
  })

async function tenDays(room: RoomSlug) {
  const order = newBooking({ room, days: daily(roomClient.days(room, 10), '10:00', 2) })
  return { room, order, begun: await roomClient.begin(order) }
}

type Started = Awaited<ReturnType<typeof tenDays>>

async function settled(started: Started, fromMs = Date.now()) {
  const { paymentIntentId } = started.begun
  const metadata = await roomClient.outcome(paymentIntentId, PATIENCE_MS)
  return { ...started, metadata, tookMs: Date.now() - fromMs }
}

/** Google cannot be asked at Gate 2. */
async function blind() {
  const room = 'slinky' as const
  const order = newBooking({ room, days: [at(roomClient.day(room), '10:00', 2)] })
  const started = { room, order, begun: await roomClient.begin(order) }
  const path = calendarPath(room)
  const kind = '500-before' as const
  await roomClient
    .stack()
    .fault({ vendor: 'google', match: { method: 'GET', path }, kind, times: -1 })
  await roomClient.pay(started.begun)
  const { requests } = await roomClient.stack().state()
  const done = await settled(started)
  const asked = (await roomClient.stack().state()).requests.slice(requests.length)
  return { ...done, asked: asked.filter((one) => one.path.endsWith(path) && one.method === 'GET') }
}

/** Six days stand when Google begins to refuse all others, for ever. */
async function halfWay() {
  const started = await tenDays('mackinaw')
  await roomClient.pay(started.begun)
  await until(async () => (await inserts('mackinaw')).length === 6)
  await refuse('mackinaw', 'POST')
  const most = until(async () => (await roomClient.standing('mackinaw')).length === 6)
  return { ...(await settled(started)), stood: await most.then(() => 6) }
}

/** The seventh day's name is taken at Google by something else; the other nine can be made. */
async function seventh() {
  const room = 'shears' as const
  const started = await tenDays(room)
  const { date = '' } = started.order.days[6] ?? {}
  await roomClient.squat(room, await eventId(started.begun.paymentIntentId, date), date)
  await roomClient.pay(started.begun)
  const most = await until(async () => (await roomClient.standing(room)).length === 10)
  return { ...(await settled(started)), most }
}

/** The same half way, and then Google does not delete for a while either. */
async function stubborn() {
  const room = 'board-room' as const
  const started = await tenDays(room)
  await roomClient.pay(started.begun)
  await until(async () => (await inserts(room)).length === 6)
  await refuse(room, 'POST')
  await refuse(room, 'DELETE', 15)
  const { paymentIntentId } = started.begun
  await until(async () => (await roomClient.refundsOf(paymentIntentId))[0], PATIENCE_MS)
  const leftAtRefund = (await roomClient.standing(room)).length
  const tried = await until(async () => {
    const { requests } = await roomClient.stack().state()
    const deletes = requests.filter(({ method, path }) => {
      return method === 'DELETE' && path.includes(calendarPath(room))
    })
    return deletes.length >= 10 && deletes.every(({ fault }) => fault) ? deletes.length : null
  })
  const leftWhileRefused = (await roomClient.standing(room)).length
  return { ...(await settled(started)), leftAtRefund, leftWhileRefused, tried }
}

let scenes: {
  blind: ReturnType<typeof blind>
  halfWay: ReturnType<typeof halfWay>
  seventh: ReturnType<typeof seventh>
  stubborn: ReturnType<typeof stubborn>
}
// All at once, each in a room of its own: they mostly wait for the run's own pauses.
beforeAll(async () => {
  await roomClient.stack().latency(GOOGLE_MS, 'google')
  scenes = { blind: blind(), halfWay: halfWay(), seventh: seventh(), stubborn: stubborn() }
  await Promise.allSettled(Object.values(scenes))
})

describe('Gate 2 cannot read the calendar', () => {
  test('it asks several times, then gives all money back, within five minutes', async () => {
    const { begun, metadata, tookMs, asked } = await scenes.blind
    expect(metadata).toMatchObject({ outcome: 'refunded', refund_reason: 'availability-unknown' })
    expect(asked.length).toBeGreaterThanOrEqual(3)
    expect(tookMs).toBeLessThan(FIVE_MINUTES_MS)
    expect(await roomClient.verdict(begun.paymentIntentId)).toBe('refunded')
    await roomClient.logged('availability check failed', begun.paymentIntentId)
  })

  test('the customer and the team are told what it was, once', async () => {
    const { order, begun } = await scenes.blind
    const { emails, toTeam } = await roomClient.holdings(order.email)
    expect([emails.length, toTeam.length]).toEqual([1, 1])
    expect(emails[0]?.text).toContain('We could not make sure that the room was free')
    expect(toTeam[0]?.to).toEqual(TEAM)
    expect(toTeam[0]?.text).toContain("could not read the room's calendar")
    const { said } = await roomClient.status(begun)
    expect(said).toMatchObject({ outcome: 'refunded', refund: { amountCents: 2000 } })
  })
})

describe.each([
  ['Google refuses day 7 of 10 and all after it, for ever', 'halfWay'],
  ['Google refuses day 7 of 10 alone, for ever', 'seventh'],
  ['Google refuses them, and then will not delete for a while', 'stubborn'],
] as const)('%s', (_, name) => {
  test('no event is left, and all the money went back, once', async () => {
    const { room, begun, metadata, order } = await scenes[name]
    expect(metadata).toMatchObject({ outcome: 'refunded', refund_reason: 'calendar-failed' })
    expect(await roomClient.verdict(begun.paymentIntentId)).toBe('refunded')
    expect(await roomClient.standing(room)).toEqual([])
    for (const { date } of order.days)
      expect((await roomClient.offered(room, date))['10:00'], date).toBe(7)
  })

  test('the log says so in the words that the runbook searches for', async () => {
    const { begun } = await scenes[name]
    await roomClient.logged('Google Calendar event creation failed', begun.paymentIntentId)
    await roomClient.logged('Multi-day partial failure — cleaning up', begun.paymentIntentId)
  })

  test('the customer and the team are told, once', async () => {
    const { order, begun } = await scenes[name]
    const { emails, toTeam } = await roomClient.holdings(order.email)
    expect([emails.length, toTeam.length]).toEqual([1, 1])
    expect(emails[0]?.text).toContain("could not enter your booking in the room's calendar")
    expect(toTeam[0]?.subject).toMatch(/^Refunded: Ada Byron/)
    expect(toTeam[0]?.text).toContain(begun.paymentIntentId)
  })
})

test('what the scenes were: six stood, ten stood, and deleting was refused after the refund', async () => {
  expect((await scenes.halfWay).stood).toBe(6)
  expect((await scenes.seventh).most).toBe(true)
  const { leftAtRefund, leftWhileRefused, tried } = await scenes.stubborn
  expect([leftAtRefund, leftWhileRefused]).toEqual([6, 6])
  expect(tried).toBeGreaterThanOrEqual(10)
})
