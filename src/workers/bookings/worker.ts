/** The bookings Worker: meeting rooms. Every route is on this page. */
import { writeMonthly } from '../../operations/reconciliation-email.ts'
import { monthAsked } from '../../operations/reconciliation-report.ts'
import { dayAvailability, monthAvailability } from '../../rooms/api/availability.ts'
import { bookingStatus } from '../../rooms/api/booking-status.ts'
import { createBooking } from '../../rooms/api/create-booking.ts'
import type { BookingsHouse } from '../../rooms/context.ts'
import {
  type BookingStatusAnswer,
  CreateBooking,
  type CreateBookingAnswer,
  type DayAnswer,
  type MonthAnswer,
  type RoomAnswer,
} from '../../rooms/contract.ts'
import { isRoomForSale, roomNamed } from '../../rooms/for-sale.ts'
import { reconcileBookings } from '../../rooms/operations/reconcile.ts'
import { repairBooking } from '../../rooms/operations/repair.ts'
import { sweepBookings } from '../../rooms/operations/sweep.ts'
import { ROOMS, type Room } from '../../rooms/rules/rooms.ts'
import { takeBookingEvent } from '../../rooms/stripe-events.ts'
import { addressOf, body, politeApp } from '../http/app.ts'
import { operatorsOnly, Repair, reportAnswer } from '../http/operators.ts'
import { personOnly } from '../http/turnstile.ts'
import { receive } from '../http/webhook.ts'
import { bookingsHouseOf, bookingsWorldOf } from './context.ts'
import type { BookingsEnv } from './env.ts'

export { AttemptLedger } from '../platform/attempt-ledger.ts'
export { HoldCount, Limiter } from '../platform/rate-limiter.ts'
export { CalendarTokens, RoomLedger } from './durable-objects.ts'
export { BookingRun } from './workflows.ts'

/** The cron that fires at 11:00 UTC, when Seattle is asleep, looks 30 days back. */
const NIGHTLY_CRON = '0 11 * * *'

const app = politeApp<{ Bindings: BookingsEnv }>(
  {
    '/health': 'GET',
    '/rooms': 'GET',
    '/availability': 'GET',
    '/create-booking': 'POST',
    '/booking-status': 'GET',
    '/webhook': 'POST',
    '/reconcile': 'GET',
    '/reconcile/repair': 'POST',
  },
  operatorsOnly()
)

const roomFirst = ({ room }: Record<string, unknown>) =>
  void roomNamed(typeof room === 'string' ? room : '')

app
  .get('/health', (c) => c.json({ ok: true, worker: 'labour-temple-bookings' }))

  .get('/rooms', (c) => {
    const house = bookingsHouseOf(c.env)
    const rooms = ROOMS.map((room) => answerOf(room, house))
    return c.json({ rooms } satisfies { rooms: RoomAnswer[] })
  })

  .get('/availability', async (c) => {
    const { room = '', date = '', month, attempt } = c.req.query()
    const world = bookingsWorldOf(c.env)
    const answer: DayAnswer | MonthAnswer =
      month === undefined
        ? await dayAvailability(world, room, date, attempt)
        : await monthAvailability(world, room, month, attempt)
    return c.json(answer, 200, { 'cache-control': 'no-store' })
  })

  .post('/create-booking', body(CreateBooking, roomFirst), personOnly, async (c) => {
    const world = bookingsWorldOf(c.env, addressOf(c))
    const answer: CreateBookingAnswer = await createBooking(world, c.req.valid('json'))
    return c.json(answer)
  })

  .get('/booking-status', async (c) => {
    const secret = c.req.header('x-client-secret') ?? ''
    const world = bookingsWorldOf(c.env)
    const intent = c.req.query('payment_intent') ?? ''
    const answer: BookingStatusAnswer = await bookingStatus(world, intent, secret)
    return c.json(answer, 200, { 'cache-control': 'no-store' })
  })

  .post('/webhook', (c) => {
    const world = bookingsWorldOf(c.env)
    const { stripe, house } = world
    return receive(c, {
      stripe,
      live: house.live,
      take: (event) => takeBookingEvent(world, event, 'webhook'),
    })
  })

  .get('/reconcile', (c) => {
    const month = monthAsked(c.req.query('month'))
    return reportAnswer(c, 'bookings', reconcileBookings(bookingsWorldOf(c.env), month))
  })

  .post('/reconcile/repair', body(Repair), async (c) =>
    c.json(await repairBooking(bookingsWorldOf(c.env), c.req.valid('json')))
  )

function answerOf(room: Room, house: BookingsHouse): RoomAnswer {
  const { slug, name, capacity, minHours, centsPerHour, discountEligible, bookable } = room
  const extras = room.extras.map(({ name, required }) => ({ name, required }))
  const forSale = isRoomForSale(room, house)
  return {
    slug,
    name,
    capacity,
    minHours,
    centsPerHour,
    discountEligible,
    extras,
    bookable,
    forSale,
  }
}

export default {
  fetch: app.fetch,
  async scheduled({ cron }, env) {
    const world = bookingsWorldOf(env)
    const nightly = cron === NIGHTLY_CRON
    await sweepBookings(world, { nightly })
    if (nightly) await writeMonthly(world, 'bookings', reconcileBookings)
  },
} satisfies ExportedHandler<BookingsEnv>
