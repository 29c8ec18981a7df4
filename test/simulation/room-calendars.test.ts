/** A calendar that cannot be read or written: found by the sweep, and nobody pays for its room. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { dayAvailability } from '../../src/rooms/api/availability.ts'
import { isCalendarUsable } from '../../src/rooms/for-sale.ts'
import { sweepBookings } from '../../src/rooms/operations/sweep.ts'
import { type RoomSlug, staff, standing } from './customers/calendar-staff.ts'
import { askStatus, payRoom, pressBook, type RoomIntent } from './customers/room.ts'
import { ADA_BOOKS, BOB_BOOKS } from './customers/room-bookings.ts'
import { createSim, type Sim } from './simulation.ts'

const MINUTE_MS = 60_000
const room = 'slinky' as const
const [DATE] = ['2026-05-11'] as const

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const subjects = (sim: Sim) =>
  sim.state().mailersend.messages.map(({ subject = '' }) => String(subject))
const alerts = (sim: Sim) => subjects(sim).filter((subject) => subject.startsWith('ALERT'))
const isOnSale = (sim: Sim) =>
  dayAvailability(sim.bookings, room, DATE).then(
    () => true,
    ({ code }) => code
  )
async function sweeps(sim: Sim, count: number): Promise<void> {
  for (let nth = 0; nth < count; nth++) {
    sim.advance(5 * MINUTE_MS)
    await sweepBookings(sim.bookings, { nightly: false })
    await sim.drain()
  }
}
async function paid(sim: Sim, intent: RoomIntent) {
  expect(await payRoom(sim, intent)).toBe('succeeded')
  await askStatus(sim, intent)
  await sim.drain()
  return sim.state().stripe.payment_intents.find(({ id }) => id === intent.paymentIntentId)
}
const refuse = (sim: Sim, order = ADA_BOOKS) =>
  expect(pressBook(sim, order)).rejects.toMatchObject({
    cause: expect.objectContaining({ code: 'availability-unknown' }),
  })
const sharings = {
  'a reader only': { role: 'reader' },
  'over its quota': { role: 'writer', isReadOnly: true },
  'nothing any more': { role: 'none' },
}

describe('read, and not written', () => {
  test('a customer is refused before money, as the service account is a reader only', async () => {
    const sim = createSim()
    await staff.share(sim, room, sharings['a reader only'])
    await refuse(sim)
    expect(sim.state().stripe.payment_intents).toEqual([])
    expect(await isCalendarUsable(sim.bookings, room)).toBe(false)
    expect(await isCalendarUsable(sim.bookings, 'shears')).toBe(true)
  })

  test.each(['a reader only', 'over its quota'] as const)(
    'the first who has paid is refunded (%s), nobody after, and no event is reported that never was',
    async (kind) => {
      const sim = createSim()
      const intent = await pressBook(sim, ADA_BOOKS)
      await staff.share(sim, room, sharings[kind])
      const payment = await paid(sim, intent)
      expect(payment?.metadata).toMatchObject({
        ...{ outcome: 'refunded', refund_reason: 'calendar-failed' },
      })
      await refuse(sim, BOB_BOOKS)
      expect(subjects(sim).filter((subject) => subject.includes('is blocked by'))).toEqual([])

      await sweeps(sim, 2)
      expect(alerts(sim)).toEqual([expect.stringMatching(/Slinky is not on sale/)])
      await staff.share(sim, room, { role: 'writer' })
      await sweeps(sim, 1)
      expect(subjects(sim).at(-1)).toMatch(/Resolved: Slinky is on sale again/)
      const after = await paid(sim, await pressBook(sim, BOB_BOOKS))
      expect(after?.metadata?.outcome).toBe('confirmed')
      expect(standing(sim, room)).toHaveLength(1)
    }
  )

  test('an event that exists and cannot be deleted is reported', async () => {
    const inserts: string[] = []
    const sim = createSim({
      // Google takes the first day's event and then nothing any more.
      isBroken(method, path) {
        if (method === 'POST' && path.endsWith('/events')) inserts.push(path)
        return path.includes('/calendars/') && method !== 'GET' && inserts.length > 1
      },
    })
    const days = [ADA_BOOKS.days[0], { date: '2026-05-12', start: '09:00', hours: 1 }].flatMap(
      (day) => day ?? []
    )
    await paid(sim, await pressBook(sim, { ...ADA_BOOKS, days }))
    const alert = sim.state().mailersend.messages.find(({ text }) => text?.includes('- Monday'))
    expect(alert?.subject).toMatch(/^ALERT: Slinky is blocked/)
  })
})

describe('not read', () => {
  test('the sweep asks each calendar once an hour, alerts once, and says when it is over', async () => {
    const sim = createSim()
    await sweeps(sim, 1)
    const reads = () => sim.calls().filter((call) => call.includes('/calendars/')).length
    const before = reads()
    await sweeps(sim, 11)
    expect(reads()).toBe(before)
    await staff.share(sim, room, sharings['nothing any more'])
    await sweeps(sim, 1)
    expect([reads() - before, alerts(sim)]).toEqual([7, []])
    await sweeps(sim, 4)
    expect(alerts(sim)).toEqual(['ALERT: Slinky is not on sale: the calendar cannot be read'])
    expect(await isCalendarUsable(sim.bookings, room)).toBe(false)
    await staff.share(sim, room, { role: 'writer' })
    await sweeps(sim, 2)
    expect(subjects(sim)).toHaveLength(2)
    expect(subjects(sim).at(-1)).toBe('Resolved: Slinky is on sale again')
    expect(await isCalendarUsable(sim.bookings, room)).toBe(true)
  })

  test('a customer finds it first: the next sweep asks at once', async () => {
    const sim = createSim()
    await sweeps(sim, 1)
    await staff.share(sim, room, sharings['nothing any more'])
    expect(await isOnSale(sim)).toBe('availability-unknown')
    await sweeps(sim, 1)
    expect(alerts(sim)).toHaveLength(1)
  })

  test('all of them at once are one e-mail, and one that failed once is none', async () => {
    const rooms = Object.keys(createSim().bookings.config.calendars) as RoomSlug[]
    const sim = createSim()
    for (const one of rooms) await staff.share(sim, one, sharings['nothing any more'])
    await sweeps(sim, 3)
    expect(alerts(sim)).toHaveLength(1)
    for (const one of rooms) await staff.share(sim, one, { role: 'writer' })
    await sweeps(sim, 1)
    expect(subjects(sim)).toHaveLength(2)

    let nth = 0
    const once = createSim({ isBroken: (_, path) => path.endsWith('/events') && nth++ === 0 })
    await sweeps(once, 3)
    expect(subjects(once)).toEqual([])
  })
})

describe('the moment of serving', () => {
  const late = async (sim: Sim, clock: string) =>
    sim.advance(Date.parse(`${DATE}T${clock}:00-07:00`) - sim.now())

  test.each([
    ['a minute before it begins', '08:59', 'confirmed'],
    ['as it begins', '09:00', 'refunded'],
    ['when it is over', '12:00', 'refunded'],
  ])('paid days before, and served %s: %s at %s', async (_when, clock, outcome) => {
    const sim = createSim()
    await sim.control('/__webhooks', { mode: 'drop' })
    const intent = await pressBook(sim, ADA_BOOKS)
    await payRoom(sim, intent)
    await late(sim, clock)
    await askStatus(sim, intent)
    await sim.drain()
    const { metadata } = sim.state().stripe.payment_intents[0] ?? {}
    expect(metadata?.outcome).toBe(outcome)
    expect(metadata?.refund_reason).toBe(outcome === 'refunded' ? 'too-late' : undefined)
    expect(standing(sim, room)).toHaveLength(outcome === 'refunded' ? 0 : 1)
  })

  test('a workflow that begins again when its events stand already stays confirmed', async () => {
    const sim = createSim({ isBroken: (method, path) => isOutcome(method, path) })
    let isDown = false
    const isOutcome = (method: string, path: string) =>
      isDown && method === 'POST' && path.includes('/payment_intents/')
    const intent = await pressBook(sim, ADA_BOOKS)
    await payRoom(sim, intent)
    isDown = true
    await askStatus(sim, intent)
    await sim.drain()
    expect(standing(sim, room)).toHaveLength(1)
    isDown = false
    await late(sim, '09:30')
    await sim.bookings.workflows.restart(intent.paymentIntentId)
    await sim.drain()
    expect(sim.state().stripe.payment_intents[0]?.metadata?.outcome).toBe('confirmed')
  })
})

describe('Google says that there were too many requests', () => {
  test.each(['GET', 'POST'])('to %s for a minute: the booking waits for it', async (method) => {
    const sim = createSim()
    const intent = await pressBook(sim, ADA_BOOKS)
    const match = { method, path: '/calendars/' }
    const fault = { vendor: 'google', kind: '429', times: 6, match }
    await sim.control('/__faults', fault)
    const payment = await paid(sim, intent)
    expect(payment?.metadata?.outcome).toBe('confirmed')
  })
})
