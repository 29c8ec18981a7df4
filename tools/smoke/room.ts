/** A room booking in a smoke run: one day, the shortest time that the room is let for. */
import { emailTag } from '../../src/core/ids.ts'
import { formatCents } from '../../src/core/money.ts'
import { parseList, parsePairs } from '../../src/core/settings.ts'
import { type Day, seattleDay } from '../../src/core/time.ts'
import type {
  BookingStatusResponse,
  CreateBookingResponse,
  DayResponse,
  MonthResponse,
  RoomResponse,
  SlotResponse,
} from '../../src/rooms/contract.ts'
import type { SmokeContext } from './context.ts'
import { newCustomer, type Sale } from './sale.ts'
import { until, Wrong } from './steps.ts'
import { chargeOf, emailCheck, outcomeOf, pay, paymentOf, refund } from './vendor-checks.ts'
import { ask, firstForSale } from './worker.ts'

const DAY_MS = 24 * 3600_000

/** Rooms are let up to 60 days ahead, so in three months at most. */
const MONTHS_AHEAD = [0, 31, 59]

export const room: Sale = {
  title: 'meeting room',

  async begin(ctx) {
    const { bookings, stripe } = ctx
    const { rooms } = await ask<{ rooms: RoomResponse[] }>(ctx, bookings, '/rooms')
    const plain = rooms.filter((one) => one.bookable && one.extras.length === 0)
    const { slug, name, minHours } = firstForSale(plain, 'room')
    const slot = await firstSlot(ctx, slug, minHours)
    const body = { room: slug, days: [slot], name: 'Smoke Test', ...newCustomer(ctx) }
    const made = await ask<CreateBookingResponse>(ctx, bookings, '/create-booking', { body })
    if (!('clientSecret' in made)) throw new Wrong('a new booking is paid already')
    const { paymentIntentId: id, clientSecret, amountCents } = made
    const when = `${slot.date} at ${slot.start} for ${slot.hours} h`
    return {
      id,
      words: `${name} on ${when}, ${formatCents(amountCents)} (${id})`,
      buy: [
        [
          'payment',
          () => pay(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })),
        ],
        ['the page’s /booking-status', () => status(ctx, id, clientSecret)],
      ],
    }
  },

  delivered: (ctx, id) => [
    ['outcome', async () => `confirmed for ${(await confirmed(ctx, id)).booking_dates}`],
    ['events in Google Calendar', () => eventsAreThere(ctx, id)],
    emailCheck(ctx, 'e-mail to the customer', async () => emailTag(id, 'customer')),
  ],

  takeBack: refund,

  takenBack: (ctx, id) => [
    ['events taken back', () => eventsAreGone(ctx, id)],
    emailCheck(ctx, 'e-mail about the refund', async () => emailTag(id, 'refunded')),
  ],

  isRefunded: async (ctx, id) => chargeOf(await paymentOf(ctx, id)).refunded,
}

/** The first time of the first open day that is free for long enough. */
async function firstSlot(ctx: SmokeContext, slug: string, hours: number): Promise<SlotResponse> {
  const nowMs = Date.now()
  const months = MONTHS_AHEAD.map((days) => seattleDay(nowMs + days * DAY_MS).slice(0, 7))
  for (const month of new Set(months)) {
    const path = `/availability?room=${slug}&month=${month}`
    const { days } = await ask<MonthResponse>(ctx, ctx.bookings, path)
    const open = Object.keys(days).filter((day) => days[day] === 'open')
    for (const date of open.sort()) {
      const { slots } = await ask<DayResponse>(
        ctx,
        ctx.bookings,
        `/availability?room=${slug}&date=${date}`
      )
      const slot = slots.find(({ maxHours }) => maxHours >= hours)
      if (slot) return { date, start: slot.start, hours }
    }
  }
  throw new Wrong(`${slug} has no free time in the next 60 days`)
}

function status(ctx: SmokeContext, id: string, secret: string): Promise<string> {
  return until(ctx.patience, async () => {
    const path = `/booking-status?payment_intent=${id}`
    const headers = { 'x-client-secret': secret }
    const { outcome } = await ask<BookingStatusResponse>(ctx, ctx.bookings, path, { headers })
    if (outcome === 'refunded') throw new Wrong('it says "refunded"')
    if (outcome !== 'confirmed') throw new Error(`it says "${outcome}"`)
    return 'confirmed'
  })
}

const confirmed = (ctx: SmokeContext, id: string) =>
  outcomeOf(ctx, () => paymentOf(ctx, id), 'confirmed')

async function eventsAreThere(ctx: SmokeContext, id: string): Promise<string> {
  const dates = parseList((await confirmed(ctx, id)).booking_dates ?? '')
  return until(ctx.patience, async () => {
    const days = (await eventsOf(ctx, id)).map(({ startMs }) => seattleDay(startMs)).sort()
    if (String(days) !== String(dates))
      throw new Error(`the calendar has events on [${days.join(' ')}], not on [${dates.join(' ')}]`)
    return `one on ${dates.join(', ')}`
  })
}

async function eventsAreGone(ctx: SmokeContext, id: string): Promise<string> {
  return until(ctx.patience, async () => {
    const left = (await eventsOf(ctx, id)).filter(({ startMs }) => startMs > Date.now())
    if (left.length > 0) throw new Error(`${left.length} events are still in the calendar`)
    return 'the calendar is free again'
  })
}

/** The events of a payment in its room's calendar. */
async function eventsOf(ctx: SmokeContext, id: string) {
  const { metadata } = await paymentOf(ctx, id)
  const calendar = parsePairs(ctx.bookings.vars.ROOM_CALENDARS ?? '')[metadata.room ?? '']
  if (!calendar) throw new Wrong(`ROOM_CALENDARS has no calendar of ${metadata.room}`)
  const days: Day[] = parseList(metadata.booking_dates ?? '')
  const instants = days.map((day) => Date.parse(`${day}T00:00:00Z`))
  const fromMs = Math.min(...instants)
  const toMs = Math.max(...instants) + 2 * DAY_MS
  const events = await ctx.calendar.listOwnEvents(calendar, fromMs, toMs)
  return events.filter(({ paymentId }) => paymentId === id)
}
