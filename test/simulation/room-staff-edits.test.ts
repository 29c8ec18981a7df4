/** Staff edit the events of paid bookings by hand: what is on sale then, what a refund frees, who is told. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { dayAvailability } from '../../src/rooms/api/availability.ts'
import { reconcileBookings } from '../../src/rooms/operations/reconcile.ts'
import { sweepBookings } from '../../src/rooms/operations/sweep.ts'
import { type RoomSlug, staff, standing } from './customers/calendar-staff.ts'
import { askStatus, payRoom, pressBook } from './customers/room.ts'
import { ADA_BOOKS, BOB_BOOKS } from './customers/room-bookings.ts'
import { actAtStripe } from './customers/stripe-staff.ts'
import { createSim, type Sim } from './simulation.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const room = 'slinky' as const
const DATE = '2026-05-11'
const MORNING = { ...ADA_BOOKS, days: [{ date: DATE, start: '09:00', hours: 3 }] }

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

/** A paid booking whose events have stood for longer than Google may take to show them. */
async function booked(sim: Sim, order: typeof ADA_BOOKS = MORNING) {
  const before = standing(sim, room).map(({ id }) => id)
  const intent = await pressBook(sim, order)
  await payRoom(sim, intent)
  await askStatus(sim, intent)
  await sim.drain()
  sim.advance(6 * MINUTE_MS)
  const ids = standing(sim, room).map(({ id }) => id)
  const [id = ''] = ids.filter((one) => !before.includes(one))
  return { id, payment: intent.paymentIntentId }
}

const refund = (sim: Sim, payment: string, fields: Record<string, string> = {}) =>
  actAtStripe(sim, 'refunds', { payment_intent: payment, ...fields })
const sweep = (sim: Sim, nightly = false) => sweepBookings(sim.bookings, { nightly })
const starts = async (sim: Sim, date = DATE, of: RoomSlug = room) =>
  (await dayAvailability(sim.bookings, of, date)).slots.map(({ start }) => start)
const messages = (sim: Sim) => sim.state().mailersend.messages
const toTeam = (sim: Sim, words: RegExp) =>
  messages(sim).filter(({ subject, text }) => words.test(`${subject}\n${text}`))

describe('shortened or moved by less than its length', () => {
  test.each([
    ['made 9 to 10', '09:00', '10:00', ['10:30', '11:00', '12:30']],
    ['made 11 to 14', '11:00', '14:00', ['08:00', '09:30', '14:30']],
    ['made 8 to 13', '08:00', '13:00', ['13:30', '14:00', '16:00']],
  ])('%s: its own hours are in use, no others', async (_how, from, to, free) => {
    const sim = createSim()
    const { id } = await booked(sim)
    await staff.reschedule(sim, room, id, `${DATE}T${from}`, `${DATE}T${to}`)
    const offered = await starts(sim)
    expect(offered).toEqual(expect.arrayContaining(free))
    expect(offered).not.toContain(from)
    // The lock agrees with the page: Bob can hold the first of the free hours.
    const [start = ''] = free
    const hold = { ...BOB_BOOKS, days: [{ date: DATE, start, hours: 1 }] }
    await expect(pressBook(sim, hold)).resolves.toMatchObject({ clientSecret: expect.any(String) })
  })

  test('within the grace, and when the workflow begins again, nothing is taken from the customer', async () => {
    const sim = createSim()
    const { id, payment } = await booked(sim)
    await staff.reschedule(sim, room, id, `${DATE}T09:00`, `${DATE}T10:00`)
    await starts(sim)
    await actAtStripe(sim, `payment_intents/${payment}`, { 'metadata[outcome]': '' })
    await sim.bookings.workflows.restart(payment)
    await sim.drain()
    expect(sim.state().stripe.refunds).toEqual([])
    expect(sim.state().stripe.payment_intents[0]?.metadata?.outcome).toBe('confirmed')
  })
})

describe('deleted, not refunded', () => {
  test('the team is told by name, once; the hour is on sale', async () => {
    const sim = createSim()
    const { id } = await booked(sim)
    await staff.remove(sim, room, id)
    expect(await starts(sim)).toContain('09:00')
    await sweep(sim)
    await sweep(sim)
    const told = toTeam(sim, /was deleted/)
    expect(told).toHaveLength(1)
    for (const words of ['Monday, May 11, 2026, 9 AM to 12 PM', 'Ada Lovelace', 'not refunded'])
      expect(told[0]?.text).toContain(words)
    expect(told[0]?.text).toMatch(/on sale again[\s\S]*By mistake\? Restore it from the bin/)
  })

  test('the night finds it though nobody asks', async () => {
    const sim = createSim()
    const { id } = await booked(sim)
    await staff.remove(sim, room, id)
    await sweep(sim)
    expect(toTeam(sim, /was deleted/)).toHaveLength(0)
    await sweep(sim, true)
    expect(toTeam(sim, /was deleted/)).toHaveLength(1)
  })

  test.each(['refunded', 'restored'])(
    'nobody is told if it was %s before the sweep',
    async (how) => {
      const sim = createSim()
      const { id, payment } = await booked(sim)
      await staff.remove(sim, room, id)
      await starts(sim)
      if (how === 'refunded') await refund(sim, payment)
      else await staff.restore(sim, room, id)
      await sweep(sim, true)
      expect(toTeam(sim, /was deleted/)).toHaveLength(0)
    }
  )
})

describe('moved to a later day', () => {
  test('and refunded when its own day is over: it leaves the calendar where it stands', async () => {
    const sim = createSim()
    const { id, payment } = await booked(sim)
    await staff.reschedule(sim, room, id, '2026-05-20T09:00', '2026-05-20T12:00')
    expect(await starts(sim)).toContain('09:00')
    sim.advance(9 * DAY_MS)
    sim.advance(Date.parse('2026-05-12T17:00:00Z') - sim.now())
    await refund(sim, payment)
    expect(standing(sim, room)).toEqual([])
    const [told] = toTeam(sim, /^Refunded:/)
    expect(told?.text).toContain('free again: Wednesday, May 20, 2026, 9 AM to 12 PM')
    expect(told?.text).not.toContain('are over')
  })

  test('moved to an earlier day that is over, it stays', async () => {
    const sim = createSim()
    const { id, payment } = await booked(sim)
    await staff.reschedule(sim, room, id, '2026-05-06T09:00', '2026-05-06T12:00')
    sim.advance(3 * DAY_MS)
    await refund(sim, payment)
    expect(standing(sim, room)).toHaveLength(1)
    expect(toTeam(sim, /^Refunded:/)[0]?.text).toContain('1 of the booked days had started')
  })
})

describe('moved to another room', () => {
  const moved = async () => {
    const sim = createSim()
    const { id, payment } = await booked(sim)
    await staff.moveTo(sim, room, id, 'mackinaw')
    return { sim, payment }
  }

  test('the other room is taken, its own is on sale, and the team is told where it stands', async () => {
    const { sim } = await moved()
    expect(await starts(sim)).toContain('09:00')
    expect(await starts(sim, DATE, 'mackinaw')).not.toContain('09:00')
    await sweep(sim)
    expect(toTeam(sim, /was deleted/)).toHaveLength(0)
    expect(toTeam(sim, /moved from the calendar of Slinky to that of Mackinaw/)).toHaveLength(1)
  })

  test('a refund deletes it there', async () => {
    const { sim, payment } = await moved()
    await refund(sim, payment)
    expect(standing(sim, 'mackinaw')).toEqual([])
    expect(toTeam(sim, /Mackinaw is free again/)).toHaveLength(1)
  })

  test('the monthly report names it, refunded or not, and never says to book it again', async () => {
    const { sim, payment } = await moved()
    sim.advance(DAY_MS)
    const report = async () => JSON.stringify(await reconcileBookings(sim.bookings, '2026-05'))
    expect(await report()).toMatch(/event in another room.*Mackinaw/)
    expect(await report()).not.toContain('enter it by hand')
    await actAtStripe(sim, `payment_intents/${payment}`, { 'metadata[processed_refunded]': '3000' })
    await refund(sim, payment)
    expect(standing(sim, 'mackinaw')).toHaveLength(1)
    expect(await report()).toMatch(/refunded, event still there.*Mackinaw/)
  })
})

describe('two uses at one time', () => {
  test('restored from the bin after the hour was sold again: alerted that night, both by name', async () => {
    const sim = createSim()
    const { id } = await booked(sim)
    await staff.remove(sim, room, id)
    await starts(sim)
    await booked(sim, BOB_BOOKS)
    await staff.restore(sim, room, id)
    await sweep(sim, true)
    const told = toTeam(sim, /^ALERT: Slinky has two uses/)
    expect(told).toHaveLength(1)
    expect(told[0]?.text).toMatch(/Ada Lovelace[\s\S]*Bob Noyce|Bob Noyce[\s\S]*Ada Lovelace/)
  })

  test('an entry of staff over a paid booking; one next to it is none', async () => {
    const sim = createSim()
    const { payment } = await booked(sim)
    await staff.enter(sim, room, `${DATE}T12:00`, `${DATE}T13:00`)
    await sweep(sim, true)
    expect(toTeam(sim, /^ALERT/)).toEqual([])
    await staff.enter(sim, room, `${DATE}T11:30`, `${DATE}T13:00`)
    await sweep(sim)
    expect(toTeam(sim, /^ALERT/)).toEqual([])
    await sweep(sim, true)
    const [told, ...more] = toTeam(sim, /^ALERT: Slinky has two uses/)
    expect(more).toEqual([])
    expect(told?.text).toContain(payment)
    expect(told?.text).toContain('11:30 AM to 1 PM')
  })
})

describe('a dispute after a refund', () => {
  test('says first that, when and how much was refunded', async () => {
    const sim = createSim()
    const { payment } = await booked(sim)
    const refundId = await refund(sim, payment)
    await sim.bookings.workflows.start(`${payment}-disputed-du_1`, {
      kind: 'booking-refund-or-dispute',
      event: {
        ...{ type: 'disputed', paymentId: payment, objectId: 'du_1' },
        ...{ cents: 3000, answerByMs: null },
      },
    })
    await sim.drain()
    const [told] = toTeam(sim, /^ALERT: .*disputes/)
    expect(told?.text?.split('\n')[0]).toMatch(/^Already refunded: \$30\.00 on May 4, 2026/)
    expect(told?.text?.split('\n')[0]).toContain(refundId)
    expect(told?.text).not.toContain('left as it is')
    expect(told?.text).toMatch(/Outcome: confirmed.*\$30\.00 refunded since/)
  })
})
