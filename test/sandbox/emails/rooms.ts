/** Sample e-mails of meeting rooms. */
import { parseBooking } from '../../../src/rooms/booking.ts'
import * as customer from '../../../src/rooms/emails/customer.ts'
import { bookingReminder } from '../../../src/rooms/emails/reminder.ts'
import * as edits from '../../../src/rooms/emails/staff-edits.ts'
import * as team from '../../../src/rooms/emails/team.ts'
import * as refunds from '../../../src/rooms/emails/team-refunds.ts'
import { intervalOf, type Slot } from '../../../src/rooms/rules/slots.ts'
import { CONFIG, event, PAID_MS, payment, WAITED_MS } from './sale.ts'
import type { Emails } from './samples.ts'

const BOOKING = {
  track: '2',
  room: 'board-room',
  booking_dates: '2026-12-07,2026-12-08',
  booking_time: '09:00-11:00',
  event_ids: 'aaaa1111,bbbb2222',
}

function booking(more: Record<string, string> = {}, cents = 20_000) {
  const made = payment({ ...BOOKING, ...more }, cents)
  const sale = parseBooking(made)
  if (!sale) throw new Error('not a booking')
  return { payment: made, sale, config: CONFIG }
}

const slotOf = (date: string) => ({ date, start: '09:00', hours: 2 })
const booked = booking({
  outcome: 'confirmed',
  outcome_at: new Date(PAID_MS + 20_000).toISOString(),
})
const paid = booking()
const sonic = booking(
  {
    room: 'sonic-studio',
    booking_dates: '2026-12-07',
    show_name: 'Night Engines',
    group_size: '3',
    set_choice: 'Two cameras',
    special_requests: 'A quiet corner',
  },
  14_000
)

const slot: Slot = { date: '2026-12-07', start: '09:00', hours: 2 }
const { fromMs, toMs } = intervalOf(slot)
const moved = {
  id: 'aaaa1111',
  room: 'mackinaw',
  startMs: fromMs,
  endMs: toMs,
} as Parameters<typeof edits.movedToRoom>[2]
const overlap = {
  eventId: 'aaaa1111',
  interval: { fromMs, toMs },
  other: null,
  otherInterval: { fromMs, toMs },
  otherEventId: 'cccc3333',
  room: 'board-room',
}

const refundedBooking = {
  ...booked,
  payment: { ...booked.payment, charge: { refundedCents: 20_000 } },
} as typeof booked
const stands = { id: 'aaaa1111', startMs: fromMs, endMs: toMs } as Parameters<
  typeof edits.refundedStands
>[1]

const named = {
  freed: [{ slot: booked.sale.slots[0] ?? slot, room: 'board-room', interval: { fromMs, toMs } }],
  undeleted: [],
  begun: [],
  unknown: ['12/9'],
}

export const ROOMS: Emails = {
  'room-confirmation': customer.bookingConfirmation(booked, PAID_MS),
  'room-confirmation-sonic-studio': customer.bookingConfirmation(sonic, PAID_MS),
  'room-reminder': bookingReminder(
    booked,
    {
      date: slot.date,
      room: 'board-room',
      interval: { fromMs, toMs },
      others: [intervalOf(slotOf('2026-12-08'))],
    },
    fromMs - 24 * 3600_000
  ),
  'room-not-booked': customer.bookingRefunded(paid, 'slot-taken', 20_000),
  'room-cancelled': customer.bookingRefunded(booked, 'by-hand', 20_000, PAID_MS),
  'room-refunded-in-part': customer.bookingPartlyRefunded(
    ...([booked, event('refunded', 10_000), { freed: [] }, PAID_MS] as const)
  ),
  'room-days-cancelled': customer.daysCancelled(booked, event('refunded', 10_000), named, PAID_MS),
}

export const TEAM_ROOMS: Emails = {
  'team-room-event-deleted': edits.deletedDay(booked, slot, 1),
  'team-room-event-moved': edits.movedToRoom(booked, slot, moved, 1),
  'team-room-refunded-stands': edits.refundedStands(refundedBooking, stands, 'board-room'),
  'team-room-overlap': edits.overlapAlert(booked, overlap, slot.date),
  'team-room-booked': team.bookingNotification(booked, ['aaaa1111', 'bbbb2222']),
  'team-room-not-booked': team.refundNotification(paid, 'slot-taken', 20_000),
  'team-room-blocked': team.undeletedEventsAlert(paid, [
    { slot: slotOf('2026-12-08'), room: 'board-room', eventId: 'bbbb2222' },
  ]),
  'team-room-alert': team.unservedBookingAlert(paid, WAITED_MS, '1'),
  'team-room-resolved': team.bookingAlertResolvedEmail(booked),
  'team-room-refunded': refunds.refundedTeam(booked, event('refunded', 20_000), {
    freed: booked.sale.slots.map((slot) => ({
      ...{ slot, room: 'board-room', interval: intervalOf(slot) },
    })),
    undeleted: [],
  }),
  'team-room-refunded-in-part': refunds.partlyRefunded(booked, event('refunded', 10_000)),
  'team-room-days-cancelled': refunds.daysCancelled(booked, event('refunded', 10_000), named),
  'team-room-disputed': team.disputeNotice(booked, event('disputed', 20_000, 'dp_1Sample'), []),
}
