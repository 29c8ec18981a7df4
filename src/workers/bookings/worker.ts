/** The bookings Worker: meeting rooms. All routes are in this file. */

import { sendMonthlyReport } from '../../operations/reconciliation-email.ts'
import { parseMonth } from '../../operations/reconciliation-report.ts'
import {
  type BookingStatusResponse,
  CreateBooking,
  type CreateBookingResponse,
  type DayResponse,
  type MonthResponse,
  type RoomResponse,
} from '../../rooms/contract.ts'
import {
  type BookingContext,
  bookingStatus,
  createBooking,
  dayAvailability,
  handleBookingEvent,
  isCalendarUsable,
  isRoomForSale,
  monthAvailability,
  ROOMS,
  type Room,
  reconcileBookings,
  repairBooking,
  requireRoom,
  sweepBookings,
} from '../../rooms/index.ts'
import { body, createApp } from '../http/app.ts'
import { clientAddress } from '../http/client-address.ts'
import { healthRoute } from '../http/health.ts'
import { Repair, reportResponse, requireOperatorToken } from '../http/operators.ts'
import { isPaused, requireOpenSales } from '../http/sales-paused.ts'
import { requireTurnstile } from '../http/turnstile.ts'
import { webhookRoute } from '../http/webhook.ts'
import { createBookingsContext } from './create-context.ts'
import type { BookingsEnv } from './env.ts'

export { AttemptLedger } from '../platform/attempt-ledger.ts'
export { HoldCounter, RateLimiter } from '../platform/rate-limiter.ts'
export { SweepRecord } from '../platform/sweep-record.ts'
export { AccessTokenCache, RoomLedger } from './durable-objects.ts'
export { BookingWorkflow } from './workflows.ts'

/** At 11:00 UTC, which is night in Seattle: this sweep covers the last 30 days. */
const NIGHTLY_CRON = '0 11 * * *'

const app = createApp<{ Bindings: BookingsEnv }>(requireOperatorToken())

function validateRoomFirst({ room }: Record<string, unknown>): void {
  requireRoom(typeof room === 'string' ? room : '')
}

app
  .get('/health', (c) => healthRoute(c, 'labour-temple-bookings'))

  .get('/rooms', async (c) => {
    const ctx = createBookingsContext(c.env)
    const isOpen = !isPaused(c.env, 'rooms')
    const rooms = await Promise.all(ROOMS.map((room) => roomResponse(ctx, room, isOpen)))
    return c.json({ rooms } satisfies { rooms: RoomResponse[] })
  })

  .get('/availability', async (c) => {
    const { room = '', date = '', month, attempt: typed } = c.req.query()
    const attempt = typed?.toLowerCase()
    const ctx = createBookingsContext(c.env)
    const response: DayResponse | MonthResponse =
      month === undefined
        ? await dayAvailability(ctx, room, date, attempt)
        : await monthAvailability(ctx, room, month, attempt)
    return c.json(response, 200, { 'cache-control': 'no-store' })
  })

  .post(
    '/create-booking',
    body(CreateBooking, validateRoomFirst),
    requireOpenSales('rooms'),
    requireTurnstile,
    async (c) => {
      const ctx = createBookingsContext(c.env, clientAddress(c))
      const response: CreateBookingResponse = await createBooking(ctx, c.req.valid('json'))
      return c.json(response)
    }
  )

  .get('/booking-status', async (c) => {
    const secret = c.req.header('x-client-secret') ?? ''
    const ctx = createBookingsContext(c.env)
    const intent = c.req.query('payment_intent') ?? ''
    const response: BookingStatusResponse = await bookingStatus(ctx, intent, secret)
    return c.json(response, 200, { 'cache-control': 'no-store' })
  })

  .post('/webhook', (c) => {
    const ctx = createBookingsContext(c.env)
    const { stripe, config } = ctx
    return webhookRoute(c, {
      stripe,
      live: config.isLiveMode,
      handleEvent: (event) => handleBookingEvent(ctx, event, 'webhook'),
    })
  })

  .get('/reconcile', (c) => {
    const month = parseMonth(c.req.query('month'))
    return reportResponse(c, 'bookings', reconcileBookings(createBookingsContext(c.env), month))
  })

  .post('/reconcile/repair', body(Repair), async (c) =>
    c.json(await repairBooking(createBookingsContext(c.env), c.req.valid('json')))
  )

async function roomResponse(
  ctx: BookingContext,
  room: Room,
  isOpen: boolean
): Promise<RoomResponse> {
  const { slug, name, capacity, minHours, centsPerHour, discountEligible } = room
  const extras = room.extras.map(({ name, required }) => ({ name, required }))
  const forSale = isRoomForSale(room, ctx.config) && isOpen
  const bookable = room.bookable && (await isCalendarUsable(ctx, slug))
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
    const ctx = createBookingsContext(env)
    const nightly = cron === NIGHTLY_CRON
    await sweepBookings(ctx, { nightly })
    if (nightly) await sendMonthlyReport(ctx, 'bookings', reconcileBookings)
  },
} satisfies ExportedHandler<BookingsEnv>
