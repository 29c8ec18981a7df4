/** The day before a room its customer is reminded: once, and only of what is still booked. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { nextDay, previousDay } from '../../src/core/time.ts'
import { toInstant } from '../../src/core/zoned-time.ts'
import { sweepBookings } from '../../src/rooms/operations/sweep.ts'
import { staff, standing } from './customers/calendar-staff.ts'
import { askStatus, payRoom, pressBook } from './customers/room.ts'
import { ADA_BOOKS } from './customers/room-bookings.ts'
import { actAtStripe } from './customers/stripe-staff.ts'
import { createSim, type Sim } from './simulation.ts'

const room = 'slinky' as const
/** A Monday. */
const DATE = '2026-05-11'
const MORNING = { ...ADA_BOOKS, days: [{ date: DATE, start: '09:00', hours: 3 }] }

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

async function booked(sim: Sim, order: typeof ADA_BOOKS = MORNING) {
  const intent = await pressBook(sim, order)
  await payRoom(sim, intent)
  await askStatus(sim, intent)
  await sim.drain()
  return intent.paymentIntentId
}

/** Sweeps as the clock in Seattle shows these hours of a day. */
async function sweepAt(sim: Sim, day: string, ...clocks: string[]) {
  for (const clock of clocks) {
    sim.advance(toInstant(day, clock) - sim.now())
    await sweepBookings(sim.bookings, { nightly: false })
    await sim.drain()
  }
}

const reminders = (sim: Sim) =>
  sim.state().mailersend.messages.filter(({ subject }) => subject?.startsWith('Tomorrow'))

const refund = (sim: Sim, payment: string, fields: Record<string, string> = {}) =>
  actAtStripe(sim, 'refunds', { payment_intent: payment, ...fields })

test('room, hours, door, and until when it can still be cancelled; once, and not at night', async () => {
  const sim = createSim()
  const payment = await booked(sim)
  const eve = previousDay(DATE)
  await sweepAt(sim, previousDay(eve), '12:00')
  await sweepAt(sim, eve, '00:10', '06:55')
  expect(reminders(sim)).toEqual([])
  await sweepAt(sim, eve, '07:00', '07:05', '18:00', '23:55')
  await sweepAt(sim, DATE, '00:05', '08:00', '10:00')
  expect(reminders(sim)).toHaveLength(1)
  const [{ to, subject, text, html } = {}] = reminders(sim)
  expect(to).toEqual([ADA_BOOKS.email])
  expect(subject).toBe('Tomorrow: Slinky, 9 AM to 12 PM')
  for (const said of [text, html])
    for (const words of [
      'Slinky',
      'Monday, May 11, 2026, 9 AM to 12 PM',
      '2800 1st Ave',
      'front desk',
      'write to admin@labourtemple.com',
      'half until May 10, 2026 at 9:00 AM PDT',
      payment,
    ])
      expect(said).toContain(words)
})

test('each day of a booking, but not a day that follows on another', async () => {
  const sim = createSim()
  const days = ['2026-05-11', '2026-05-12', '2026-05-14']
  await booked(sim, {
    ...ADA_BOOKS,
    days: days.map((date) => ({ date, start: '09:00', hours: 1 })),
  })
  for (let day = '2026-05-08'; day <= '2026-05-14'; day = nextDay(day))
    await sweepAt(sim, day, '09:00', '15:00')
  expect(reminders(sim).map(({ text }) => /May \d+, 2026/.exec(text ?? '')?.[0])).toEqual([
    'May 11, 2026',
    'May 14, 2026',
  ])
  expect(reminders(sim)[0]?.text).toContain('Tuesday, May 12, 2026, 9 AM to 10 AM')
})

test('booked today for tomorrow: the confirmation has only just said it', async () => {
  const sim = createSim({ startMs: toInstant(previousDay('2026-05-12'), '09:30') })
  await booked(sim, { ...ADA_BOOKS, days: [{ date: '2026-05-12', start: '13:00', hours: 1 }] })
  await sweepAt(sim, '2026-05-11', '09:45', '23:00')
  expect(reminders(sim)).toEqual([])
})

describe('nobody is reminded of what is not booked any more', () => {
  test('refunded in full', async () => {
    const sim = createSim()
    await refund(sim, await booked(sim))
    await sweepAt(sim, previousDay(DATE), '09:00', '15:00')
    expect(reminders(sim)).toEqual([])
  })

  test('refunded, and the webhook was lost', async () => {
    const sim = createSim()
    const payment = await booked(sim)
    await sim.control('/__webhooks', { mode: 'drop' })
    sim.advance(toInstant(previousDay(DATE), '09:00') - sim.now())
    await refund(sim, payment)
    await sweepBookings(sim.bookings, { nightly: false })
    expect(reminders(sim)).toEqual([])
  })

  test('deleted from the calendar by staff, and nobody has asked since', async () => {
    const sim = createSim()
    await booked(sim)
    const [{ id } = { id: '' }] = standing(sim, room)
    await staff.remove(sim, room, id)
    await sweepAt(sim, previousDay(DATE), '09:00', '15:00')
    expect(reminders(sim)).toEqual([])
  })

  test('held and not paid', async () => {
    const sim = createSim({ startMs: toInstant('2026-05-08', '10:00') })
    await pressBook(sim, MORNING)
    await sweepAt(sim, previousDay(DATE), '09:00')
    expect(reminders(sim)).toEqual([])
  })
})

test('part of the money given back: what is still in the calendar is reminded of', async () => {
  const sim = createSim()
  await refund(sim, await booked(sim), { amount: '500' })
  await sweepAt(sim, previousDay(DATE), '09:00')
  expect(reminders(sim)).toHaveLength(1)
})

test('moved by staff: the hours that it has now', async () => {
  const sim = createSim()
  await booked(sim)
  sim.advance(6 * 60_000)
  const [{ id } = { id: '' }] = standing(sim, room)
  await staff.reschedule(sim, room, id, `${DATE}T13:00`, `${DATE}T16:00`)
  await sweepAt(sim, previousDay(DATE), '09:00')
  expect(reminders(sim)[0]?.subject).toBe('Tomorrow: Slinky, 1 PM to 4 PM')
  expect(reminders(sim)[0]?.text).not.toContain('9 AM')
})

test.each(['mailersend', 'google', 'stripe'])(
  '%s away for hours: reminded when it is back',
  async (vendor) => {
    const sim = createSim()
    await booked(sim)
    sim.advance(toInstant(previousDay(DATE), '08:00') - sim.now())
    await sim.control('/__faults', { vendor, kind: '500-before', times: -1 })
    await sweepAt(sim, previousDay(DATE), '09:00', '09:05')
    expect(reminders(sim)).toEqual([])
    await sim.sandbox.fetch(new Request('http://sandbox.test/__faults', { method: 'DELETE' }))
    await sweepAt(sim, previousDay(DATE), '11:00', '11:05')
    expect(reminders(sim)).toHaveLength(1)
    expect(reminders(sim)[0]?.text).toContain('If you cancel: no refund any more.')
  }
)
