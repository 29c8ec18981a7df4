/** Every mismatch of a booking, and how staff or a fault bring it about in Stripe and the calendars. */
import { payRoom } from '../customers/room.ts'
import { ROOMS, type RoomSlug, type Shop } from './many-customers.ts'

/** Plants one, and answers with the id by which the sheet has it. */
export type Plant = (shop: Shop) => Promise<string>
/** By the names on the sheet. */
export type Plants = Readonly<Record<string, Plant>>

export type Marks = Record<string, string>

/** The room whose calendar somebody takes out of the settings. */
export const ROOM_WITHOUT_CALENDAR: RoomSlug = 'radiator-annex'

const payments = (id: string) => `/payment_intents/${id}`

let rooms = 0
let unknown = 0
const nextRoom = () => ROOMS[rooms++ % ROOMS.length] ?? 'slinky'

/** A booking, and what somebody then writes over on its payment. */
const markedRoom = (marks: Marks) => async (shop: Shop) => {
  const { id } = await shop.room(nextRoom())
  await shop.mark(payments(id), marks)
  return id
}

/** By night, when nobody books; marked as ours. */
const entered = (shop: Shop, payment: string) =>
  shop.enter(nextRoom(), {
    summary: 'Nobody knows',
    start: { dateTime: '2026-05-06T09:00:00Z' },
    end: { dateTime: '2026-05-06T10:00:00Z' },
    extendedProperties: { private: { labour_temple: 'booking', payment_intent: payment } },
  })

export const BOOKINGS: Plants = {
  'no calendar': async (shop) => (await shop.room(ROOM_WITHOUT_CALENDAR)).id,
  'paid, not booked': (shop) =>
    shop.unheard(async () => {
      const { id, intent } = await shop.begins(nextRoom())
      await payRoom(shop.sim, intent)
      return id
    }),
  'no event': async (shop) => {
    const room = nextRoom()
    const { id } = await shop.room(room, 3)
    await shop.takeOut(room, shop.eventsOf(room, id)[1]?.id ?? '')
    return id
  },
  'event at another time': markedRoom({ booking_time: '18:00-19:00' }),
  'booked, no outcome': markedRoom({ outcome: '' }),
  'said refunded, not refunded': markedRoom({ outcome: 'refunded' }),
  'refunded, event still there': async (shop) => {
    const { id } = await shop.room(nextRoom())
    await shop.unheard(() => shop.refund(id))
    return id
  },
  'another amount': async (shop) => {
    const cheaper = (id: string) => shop.stripe('POST', payments(id), { amount: '999' })
    return (await shop.room(nextRoom(), 1, cheaper)).id
  },
  'letter unsent': markedRoom({ emails: 'unsent' }),
  'event without payment': async (shop) => {
    const payment = `pi_3Unknown${++unknown}`
    await entered(shop, payment)
    return payment
  },
}

/** The same two, the other way about: an event of a payment that was never made, and of none at all. */
export const EVENTS: Plants = {
  'refunded, event still there': async (shop) => {
    const { id } = await shop.begins(nextRoom())
    await entered(shop, id)
    return id
  },
  'event without payment': async (shop) => (await entered(shop, '')).id,
}
