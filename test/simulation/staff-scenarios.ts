/** The scenarios of staff who edit the events of paid bookings by hand, beside refunds, customers and sweeps. */

import { dayAvailability } from '../../src/rooms/api/availability.ts'
import type { CreateBookingRequest } from '../../src/rooms/api/create-booking.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { DAY, type Edit, edit, OTHER_ROOM, ROOM } from './customers/calendar-edits.ts'
import type { RoomSlug } from './customers/calendar-staff.ts'
import { askStatus, payRoom, pressBook, takenOnly } from './customers/room.ts'
import { ADA_BOOKS, ada, BOB_BOOKS, bob } from './customers/room-bookings.ts'
import { actAtStripe } from './customers/stripe-staff.ts'
import type { Offered } from './oracle/calendar-edits.ts'
import type { ExpectedRoom } from './oracle/index.ts'
import type { Scenario } from './scenarios.ts'
import { settle, settleNights, sweepOnce } from './settle.ts'
import type { Sim } from './simulation.ts'

const MINUTE_MS = 60_000

/** On this day nothing is ever entered. */
const EMPTY_DAY = '2026-05-14'

export const edited = (want: ExpectedRoom): ExpectedRoom => ({ ...want, isEdited: true })

/** From the press to quiet, and long enough ago that Google's lists show it. */
export async function booked(sim: Sim, order: CreateBookingRequest): Promise<string> {
  const intent = await pressBook(sim, order)
  await payRoom(sim, intent)
  await askStatus(sim, intent)
  await sim.drain()
  await settle(sim, 'bookings')
  return intent.paymentIntentId
}

export const paymentOf = (sim: Sim, { attemptId }: CreateBookingRequest): string =>
  sim.state().stripe.payment_intents.find(({ metadata }) => metadata?.attempt_id === attemptId)
    ?.id ?? ''

const edits = async (sim: Sim, ...all: Edit[]) => {
  for (const one of all) await edit(sim, paymentOf(sim, ADA_BOOKS), one)
}

const refund = (sim: Sim) =>
  actAtStripe(sim, 'refunds', { payment_intent: paymentOf(sim, ADA_BOOKS) })

const LAST_OFFER_MS = Date.parse(`${DAY}T08:00:00-07:00`) - 24 * 60 * MINUTE_MS

/** What the page offers for an hour in both rooms; nothing is compared when it is too late to book. */
export async function offeredNow(sim: Sim): Promise<Offered[]> {
  if (sim.now() > LAST_OFFER_MS) return []
  const starts = async (room: RoomSlug, date: string) =>
    (await dayAvailability(sim.bookings, room, date)).slots.map(({ start }) => start)
  const offers = ([ROOM, OTHER_ROOM] as const).map(async (room) => ({
    ...{ calendar: SANDBOX_CALENDARS[room], day: DAY, starts: await starts(room, DAY) },
    everyStart: await starts(room, EMPTY_DAY),
  }))
  return Promise.all(offers)
}

/** Ada's booking stands; then staff are at work. */
const staffStory = (
  run: (sim: Sim) => Promise<unknown>,
  ...more: ExpectedRoom[]
): Omit<Scenario, 'worker'> => ({
  expected: [edited(ada('served')), ...more],
  before: (sim) => booked(sim, ADA_BOOKS),
  async run(sim) {
    await run(sim)
    await settleNights(sim)
  },
  look: offeredNow,
  nights: 2,
  isLong: true,
})

const refundedStory = (run: (sim: Sim) => Promise<unknown>): Omit<Scenario, 'worker'> => ({
  ...staffStory(run),
  expected: [edited(ada('refunded'))],
})

const asks = (sim: Sim) => dayAvailability(sim.bookings, ROOM, DAY).catch(() => null)

export const staffScenarios: Record<string, Omit<Scenario, 'worker'>> = {
  'staff delete a paid booking': staffStory(async (sim) => {
    await edits(sim, 'delete')
    await asks(sim)
  }),
  'staff shorten a paid booking': staffStory((sim) => edits(sim, 'shorten')),
  'staff move a paid booking to another room': staffStory((sim) => edits(sim, 'to another room')),
  'staff move a paid booking to another room, and delete it there': {
    ...staffStory(async (sim) => {
      await edits(sim, 'to another room')
      await sweepOnce(sim, 'bookings', true)
      await sweepOnce(sim, 'bookings')
      await edits(sim, 'delete')
    }),
    nights: 3,
  },
  'staff move a paid booking to another room, and refund it': refundedStory(async (sim) => {
    await edits(sim, 'to another room')
    sim.advance(MINUTE_MS)
    await refund(sim)
  }),
  'staff move a paid booking to a later day, and refund it when its own is over': {
    ...refundedStory(async (sim) => {
      await edits(sim, 'move')
      await asks(sim)
      sim.advance(Date.parse(`${DAY}T23:00:00-07:00`) - sim.now())
      await refund(sim)
    }),
    look: async () => [],
  },
  'staff delete a paid booking, another books, and staff restore it': {
    ...staffStory(
      async (sim) => {
        await edits(sim, 'delete')
        await asks(sim)
        await booked(sim, BOB_BOOKS).catch(takenOnly)
        await edits(sim, 'restore')
      },
      edited(bob('served'))
    ),
    // While nobody can see that the event is gone, the room is taken.
    underTroubles: [edited(ada('served')), edited(bob('served', 'refunded', 'unpaid'))],
  },
  'staff restore a refunded booking': refundedStory(async (sim) => {
    await refund(sim)
    sim.advance(60 * MINUTE_MS)
    await edits(sim, 'restore')
    await sweepOnce(sim, 'bookings')
  }),
}
