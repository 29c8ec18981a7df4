/** A refund in part that names days: they leave calendar and ledger, the others stay, everybody is told. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { dayAvailability } from '../../src/rooms/api/availability.ts'
import { reconcileBookings } from '../../src/rooms/operations/reconcile.ts'
import { sweepBookings } from '../../src/rooms/operations/sweep.ts'
import { staff, standing } from './customers/calendar-staff.ts'
import { askStatus, payRoom, pressBook } from './customers/room.ts'
import { ADA_BOOKS, BOB_BOOKS } from './customers/room-bookings.ts'
import { actAtStripe } from './customers/stripe-staff.ts'
import { createSim, type Sim } from './simulation.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const room = 'slinky' as const
const DATES = ['2026-05-11', '2026-05-12', '2026-05-13']
const [MONDAY = '', TUESDAY = '', WEDNESDAY = ''] = DATES
const THREE = { ...ADA_BOOKS, days: DATES.map((date) => ({ date, start: '09:00', hours: 2 })) }

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

type Intent = Awaited<ReturnType<typeof pressBook>>
let intent: Intent

async function booked(sim: Sim, order: typeof ADA_BOOKS = THREE): Promise<string> {
  intent = await pressBook(sim, order)
  await payRoom(sim, intent)
  await askStatus(sim, intent)
  await sim.drain()
  sim.advance(6 * MINUTE_MS)
  return intent.paymentIntentId
}

const refund = (sim: Sim, payment: string, cents: number, dates = '') =>
  actAtStripe(sim, 'refunds', {
    ...{ payment_intent: payment, amount: String(cents) },
    ...(dates && { 'metadata[booking_dates]': dates }),
  })
const name = (sim: Sim, refundId: string, dates: string) =>
  actAtStripe(sim, `refunds/${refundId}`, { 'metadata[booking_dates]': dates })
const sweep = (sim: Sim) => sweepBookings(sim.bookings, { nightly: true })
const dates = (sim: Sim) =>
  standing(sim, room)
    .map(({ start }) => start.dateTime?.slice(0, 10))
    .sort()
const isFree = async (sim: Sim, date: string) =>
  (await dayAvailability(sim.bookings, room, date)).slots.some(({ start }) => start === '09:00')
const messages = (sim: Sim) => sim.state().mailersend.messages
const isAda = (to: readonly string[]) => to.some((email) => email.startsWith('ada'))
const toAda = (sim: Sim) => messages(sim).filter(({ to }) => isAda(to))
const toTeam = (sim: Sim) => messages(sim).filter(({ to }) => !isAda(to))

describe.each(['with the refund', 'afterwards'])('days named %s', (when) => {
  const partly = async (sim: Sim, payment: string, cents: number, days: string) => {
    if (when === 'with the refund') return refund(sim, payment, cents, days)
    const id = await refund(sim, payment, cents)
    return name(sim, id, days)
  }

  test('leave calendar and ledger; the others stay', async () => {
    const sim = createSim()
    const payment = await booked(sim)
    await partly(sim, payment, 1000, TUESDAY)
    expect(dates(sim)).toEqual([MONDAY, WEDNESDAY])
    expect(await Promise.all(DATES.map((date) => isFree(sim, date)))).toEqual([false, true, false])
    const hours = { ...BOB_BOOKS, days: [{ date: TUESDAY, start: '09:00', hours: 2 }] }
    await expect(pressBook(sim, hours)).resolves.toMatchObject({ clientSecret: expect.any(String) })
    const after = sim.state().stripe.payment_intents.find(({ id }) => id === payment)
    expect(after?.metadata).toMatchObject({ outcome: 'confirmed', cancelled_dates: TUESDAY })
    expect(await askStatus(sim, intent)).toMatchObject({
      outcome: 'confirmed',
      days: [{ date: MONDAY }, { date: WEDNESDAY }],
    })
  })

  test('the customer and the team read which days are cancelled and which stay', async () => {
    const sim = createSim()
    const payment = await booked(sim)
    await partly(sim, payment, 1000, `${TUESDAY}, ${WEDNESDAY}`)
    const email = toAda(sim).at(-1)
    expect(email?.subject).toContain('Cancelled: Slinky, 2 days from Tuesday, May 12, 2026')
    expect(email?.text).toMatch(/Cancelled \(Pacific time\):\n {2}Tues.*\n {2}Wednes/)
    expect(email?.text).toContain('Still booked (Pacific time): Monday, May 11')
    expect(email?.text).toContain('$10.00')
    expect(email?.attachments).toHaveLength(2)
    const told = toTeam(sim).at(-1)
    expect(told?.text).toContain('free again: Tuesday, May 12, 2026, 9 AM to 11 AM')
    expect(told?.text).not.toContain('every day was left')
  })

  test('half of the price of the only day: the room is free', async () => {
    const sim = createSim()
    const payment = await booked(sim, { ...THREE, days: THREE.days.slice(0, 1) })
    await partly(sim, payment, 1000, MONDAY)
    expect(dates(sim)).toEqual([])
    expect(await isFree(sim, MONDAY)).toBe(true)
    expect(toAda(sim).at(-1)?.text).not.toContain('Still booked')
    expect(await askStatus(sim, intent)).toMatchObject({
      outcome: 'refunded',
      refund: { amountCents: 1000 },
    })
  })

  test('a day that is no day of the booking frees nothing, and the team reads it', async () => {
    const sim = createSim()
    const payment = await booked(sim)
    await partly(sim, payment, 1000, '2026-05-14 5/12')
    expect(dates(sim)).toEqual(DATES)
    const told = toTeam(sim).at(-1)
    expect(told?.text).toContain('"2026-05-14" is no day of this booking')
    expect(told?.text).toContain('"5/12" is no day of this booking')
    expect(toAda(sim).at(-1)?.text).toContain('what remains booked')
  })

  test('a day that is over stays as it was', async () => {
    const sim = createSim()
    const payment = await booked(sim)
    sim.advance(Date.parse('2026-05-12T20:00:00Z') - sim.now())
    await partly(sim, payment, 1000, `${TUESDAY},${WEDNESDAY}`)
    expect(dates(sim)).toEqual([MONDAY, TUESDAY])
    expect(toTeam(sim).at(-1)?.text).toContain('Tuesday, May 12, 2026, 9 AM to 11 AM had begun')
  })

  test('a day that staff moved is freed where it stands', async () => {
    const sim = createSim()
    const payment = await booked(sim)
    const event = standing(sim, room).find(({ start }) => start.dateTime?.startsWith(MONDAY))
    await staff.moveTo(sim, room, event?.id ?? '', 'mackinaw')
    await partly(sim, payment, 1000, MONDAY)
    expect(standing(sim, 'mackinaw')).toEqual([])
    expect(toTeam(sim).at(-1)?.text).toContain('Mackinaw is free again')
  })

  test('is no mismatch of the monthly report, and no deleted event of the night', async () => {
    const sim = createSim()
    const payment = await booked(sim)
    await partly(sim, payment, 1000, TUESDAY)
    const before = messages(sim).length
    sim.advance(DAY_MS)
    await sweep(sim)
    expect(messages(sim).slice(before)).toEqual([])
    expect(JSON.stringify(await reconcileBookings(sim.bookings, '2026-05'))).not.toMatch(
      /no event|enter it by hand/
    )
  })
})

test('each refund cancels its own days; a day that staff entered again stays', async () => {
  const sim = createSim()
  const payment = await booked(sim)
  const event = standing(sim, room).find(({ start }) => start.dateTime?.startsWith(MONDAY))
  await refund(sim, payment, 1000, MONDAY)
  await staff.restore(sim, room, event?.id ?? '')
  await refund(sim, payment, 1000, TUESDAY)
  expect(dates(sim)).toEqual([MONDAY, WEDNESDAY])
  const [first, second] = toAda(sim).slice(-2)
  expect([first?.subject, second?.subject]).toEqual([
    expect.stringContaining('Monday, May 11'),
    expect.stringContaining('Tuesday, May 12'),
  ])
})

test('the rest of the money back cancels the days that were left, and no others again', async () => {
  const sim = createSim()
  const payment = await booked(sim)
  await refund(sim, payment, 1000, MONDAY)
  await actAtStripe(sim, 'refunds', { payment_intent: payment })
  expect(dates(sim)).toEqual([])
  const told = toTeam(sim).at(-1)
  expect(told?.text).toContain('free again: Tuesday')
  expect(told?.text).toContain('free again: Wednesday')
  expect(told?.text).not.toContain('free again: Monday')
  expect(told?.text).not.toContain('are over')
})

test('a refund that names no days leaves every day, and the team reads how to name them', async () => {
  const sim = createSim()
  const payment = await booked(sim)
  await refund(sim, payment, 1000)
  expect(dates(sim)).toEqual(DATES)
  expect(toTeam(sim).at(-1)?.text).toMatch(/every day was left.*booking_dates/)
})

test('an event that Google does not delete is an alert', async () => {
  const sim = createSim()
  const payment = await booked(sim)
  await staff.share(sim, room, { role: 'reader' })
  await refund(sim, payment, 1000, TUESDAY)
  expect(toTeam(sim).some(({ subject }) => subject?.startsWith('ALERT'))).toBe(true)
  expect(toAda(sim).at(-1)?.subject).toContain('Cancelled')
  expect(dates(sim)).toEqual(DATES)
})

test('the cancelling files repeat the UIDs of the confirming files', async () => {
  const sim = createSim()
  const payment = await booked(sim)
  const uids = () =>
    (toAda(sim).at(-1)?.attachments ?? []).map(
      ({ content }) => /UID:(\S+)/.exec(Buffer.from(content, 'base64').toString())?.[1]
    )
  expect(uids()).toEqual([1, 2, 3].map((nth) => `${payment}-${nth}@labourtemple.com`))
  expect(await askStatus(sim, intent)).toMatchObject({ calendarUids: uids() })
  await refund(sim, payment, 1000, TUESDAY)
  expect(uids()).toEqual([`${payment}-2@labourtemple.com`])
  await actAtStripe(sim, 'refunds', { payment_intent: payment })
  expect(uids()).toEqual([1, 3].map((nth) => `${payment}-${nth}@labourtemple.com`))
})
