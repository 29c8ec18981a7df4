/** Every mismatch of a booking, and how staff or a fault bring it about in Stripe and the calendars. */
import { payRoom } from '../customers/room.ts'
import { type PassClient, ROOMS, type RoomSlug } from './many-customers.ts'

/** Plants one, and answers with the id by which the sheet has it. */
export type Plant = (passClient: PassClient) => Promise<string>
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
const markedRoom = (marks: Marks) => async (passClient: PassClient) => {
  const { id } = await passClient.room(nextRoom())
  await passClient.mark(payments(id), marks)
  return id
}

/** By night, when nobody books; marked as ours. */
const entered = (passClient: PassClient, payment: string) =>
  passClient.enter(nextRoom(), {
    summary: 'Nobody knows',
    start: { dateTime: '2026-05-06T09:00:00Z' },
    end: { dateTime: '2026-05-06T10:00:00Z' },
    extendedProperties: { private: { labour_temple: 'booking', payment_intent: payment } },
  })

export const BOOKINGS: Plants = {
  'no calendar': async (passClient) => (await passClient.room(ROOM_WITHOUT_CALENDAR)).id,
  'paid, not booked': (passClient) =>
    passClient.unheard(async () => {
      const { id, intent } = await passClient.begins(nextRoom())
      await payRoom(passClient.sim, intent)
      return id
    }),
  'no event': async (passClient) => {
    const room = nextRoom()
    const { id } = await passClient.room(room, 3)
    await passClient.takeOut(room, passClient.eventsOf(room, id)[1]?.id ?? '')
    return id
  },
  'event in another room': async (passClient) => {
    const from = nextRoom()
    const { id } = await passClient.room(from)
    await passClient.moveTo('sonic-studio', from, passClient.eventsOf(from, id)[0]?.id ?? '')
    return id
  },
  'event at another time': markedRoom({ booking_time: '18:00-19:00' }),
  'booked, no outcome': markedRoom({ outcome: '' }),
  'said refunded, not refunded': markedRoom({ outcome: 'refunded' }),
  'refunded, event still there': async (passClient) => {
    const { id } = await passClient.room(nextRoom())
    await passClient.unheard(() => passClient.refund(id))
    return id
  },
  'another amount': async (passClient) => {
    const cheaper = (id: string) => passClient.stripe('POST', payments(id), { amount: '999' })
    return (await passClient.room(nextRoom(), 1, cheaper)).id
  },
  'e-mail unsent': markedRoom({ emails: 'unsent' }),
  'event without payment': async (passClient) => {
    const payment = `pi_3Unknown${++unknown}`
    await entered(passClient, payment)
    return payment
  },
}

/** The same two, the other way about: an event of a payment that was never made, and of none at all. */
export const EVENTS: Plants = {
  'refunded, event still there': async (passClient) => {
    const { id } = await passClient.begins(nextRoom())
    await entered(passClient, id)
    return id
  },
  'event without payment': async (passClient) => (await entered(passClient, '')).id,
}
