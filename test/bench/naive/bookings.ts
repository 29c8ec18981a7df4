/**
 * The naive Worker of Track 2: availability, Gate 1 before the payment, Gate 2 in the webhook, one event a
 * day, all taken back when a day fails. The documents' steps in their order, each awaited before the next.
 */
import { answer, entry, json, Wrong } from './answer.ts'
import { customerFor } from './customers.ts'
import { type Day, endOf, freeStarts, type Held, instant, isTaken } from './times.ts'
import { type Env, type GoogleEnv, google, googleToken, stripe } from './vendors.ts'
import { isSigned } from './webhook.ts'

type BookingsEnv = Env & GoogleEnv & { ROOM_CALENDARS: string }

/** `rooms.js`; prices are not in the documents, these are the sandbox's. */
const ROOMS: Record<string, { name: string; centsPerHour: number; minHours: number }> = {
  slinky: { name: 'Slinky', centsPerHour: 1000, minHours: 1 },
  'day-office': { name: 'Day Office', centsPerHour: 2000, minHours: 1 },
  mackinaw: { name: 'Mackinaw', centsPerHour: 3000, minHours: 1 },
  shears: { name: 'Shears', centsPerHour: 4000, minHours: 1 },
  'board-room': { name: 'Board Room', centsPerHour: 5000, minHours: 1 },
  'radiator-annex': { name: 'Radiator Annex', centsPerHour: 6000, minHours: 1 },
  'sonic-studio': { name: 'Sonic Studio', centsPerHour: 7000, minHours: 2 },
}

interface Booking {
  room: string
  days: Day[]
  name: string
  email: string
  phone: string
}

async function route(path: string, request: Request, env: BookingsEnv): Promise<Response> {
  if (path === '/health') return json({ ok: true })
  if (path === '/availability') return availability(env, new URL(request.url).searchParams)
  if (path === '/create-booking') return createBooking(env, (await request.json()) as Booking)
  if (path === '/webhook') return webhook(env, request)
  throw new Wrong(404, 'Not found')
}

async function availability(env: BookingsEnv, query: URLSearchParams): Promise<Response> {
  const room = query.get('room') ?? ''
  const date = query.get('date') ?? ''
  if (!ROOMS[room]) throw new Wrong(400, 'Invalid room')
  const held = await eventsOn(env, await googleToken(env), room, date)
  return json({ room, date, slots: freeStarts(date, held, ROOMS[room].minHours) })
}

async function createBooking(env: BookingsEnv, body: Booking): Promise<Response> {
  const room = ROOMS[body.room]
  if (!room || body.days.length === 0 || body.days.length > 10) throw new Wrong(400, 'Invalid room')
  const token = await googleToken(env)
  for (const day of body.days) {
    const held = await eventsOn(env, token, body.room, day.date)
    if (isTaken(day, held)) throw new Wrong(409, 'That time was just taken')
  }
  const customer = await customerFor(env, { name: body.name, email: body.email, phone: body.phone })
  const hours = body.days.reduce((sum, day) => sum + day.hours, 0)
  const payment = await stripe<{ id: string; client_secret: string }>(
    env,
    'POST',
    '/payment_intents',
    {
      amount: String(hours * room.centsPerHour),
      currency: 'usd',
      customer,
      'allowed_payment_method_types[0]': 'card',
      description: `Room: ${room.name}`,
      'metadata[track]': '2',
      'metadata[room]': body.room,
      'metadata[customer_name]': body.name,
      'metadata[booking_dates]': body.days.map(({ date }) => date).join(','),
      'metadata[booking_time]': body.days.map((day) => `${day.start}-${endOf(day)}`).join(','),
    }
  )
  return json({ clientSecret: payment.client_secret, paymentIntentId: payment.id })
}

interface StripeEvent {
  type: string
  data: { object: { id: string; metadata: Record<string, string> } }
}

/** Step 10: Gate 2, then the events, all before the response to Stripe. */
async function webhook(env: BookingsEnv, request: Request): Promise<Response> {
  const payload = await request.text()
  const signature = request.headers.get('stripe-signature') ?? ''
  if (!(await isSigned(payload, signature, env.STRIPE_WEBHOOK_SECRET))) throw new Wrong(400, 'No')
  const event = JSON.parse(payload) as StripeEvent
  const { id, metadata } = event.data.object
  const isRoom = event.type === 'payment_intent.succeeded' && metadata.track === '2'
  if (isRoom) await book(env, id, metadata)
  return json({ received: true })
}

async function book(
  env: BookingsEnv,
  payment: string,
  said: Record<string, string>
): Promise<void> {
  const { room = '', customer_name: name = '', booking_dates = '', booking_time = '' } = said
  const times = booking_time.split(',')
  const days = booking_dates.split(',').map((date, place) => {
    const [start = '', end = ''] = (times[place] ?? '').split('-')
    return { date, start, hours: (instant(date, end) - instant(date, start)) / 3600_000 }
  })
  const token = await googleToken(env)
  for (const day of days) {
    const held = await eventsOn(env, token, room, day.date)
    // Stripe may deliver twice.
    if (held.some((event) => event.payment === payment)) return
    if (!isTaken(day, held)) continue
    console.warn('Gate 2 conflict', payment)
    return refund(env, payment)
  }
  const calendarId = entry(env.ROOM_CALENDARS, room)
  const made: string[] = []
  try {
    for (const day of days) {
      const event = await google<{ id: string }>(env, token, {
        method: 'POST',
        calendarId,
        body: {
          summary: `${ROOMS[room]?.name}: ${name}`,
          start: { dateTime: new Date(instant(day.date, day.start)).toISOString() },
          end: { dateTime: new Date(instant(day.date, endOf(day))).toISOString() },
          extendedProperties: { private: { payment } },
        },
      })
      made.push(event.id)
    }
  } catch (error) {
    console.error('Multi-day partial failure — cleaning up', payment, String(error))
    for (const id of made)
      await google(env, token, { method: 'DELETE', calendarId, path: `/${id}` })
    await refund(env, payment)
  }
}

async function refund(env: BookingsEnv, payment: string): Promise<void> {
  await stripe(env, 'POST', '/refunds', { payment_intent: payment })
}

interface Listed {
  items: {
    start: { dateTime?: string; date?: string }
    end: { dateTime?: string; date?: string }
    extendedProperties?: { private?: { payment?: string } }
  }[]
}

/** `events.list` of one day: what free/busy says is minutes old. */
async function eventsOn(
  env: BookingsEnv,
  token: string,
  room: string,
  date: string
): Promise<Held[]> {
  const query = new URLSearchParams({
    timeMin: new Date(instant(date, '07:45')).toISOString(),
    timeMax: new Date(instant(date, '17:15')).toISOString(),
    singleEvents: 'true',
  })
  const calendarId = entry(env.ROOM_CALENDARS, room)
  const request = { method: 'GET', calendarId, path: `?${query}` }
  const { items } = await google<Listed>(env, token, request)
  return items.map(({ start, end, extendedProperties }) => ({
    fromMs: Date.parse(start.dateTime ?? `${start.date}T00:00:00Z`),
    toMs: Date.parse(end.dateTime ?? `${end.date}T23:59:59Z`),
    payment: extendedProperties?.private?.payment ?? '',
  }))
}

export default {
  fetch: (request: Request, env: BookingsEnv) => answer(request, env, route),
}
