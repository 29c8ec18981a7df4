/**
 * The log sentences of meeting rooms, beside those that every sale shares.
 */
import { plainText, reasonFor, log as sharedLog, trackLog } from '../core/log.ts'

const write = trackLog('2')

export const log = {
  ...sharedLog,

  invalidRoom: (slug: string) => write('warn', 'Invalid room', { slug: plainText(slug) }),
  bookingBegun: (intent: string, room: string, days: number, amountCents: number) =>
    write('info', 'booking begun', { intent, room, days, amountCents }),
  slotRefused: (room: string, gate: string) =>
    write('info', 'slot refused before payment', { room, gate }),
  availabilityUnknown: (room: string, error: unknown, intent?: string) =>
    write('error', 'availability check failed', {
      room,
      intent,
      reason: reasonFor(error),
    }),
  calendarFailed: (room: string, problem: string) =>
    write('error', 'ALERT: a calendar cannot be used; the room is not on sale', { room, problem }),
  calendarOverlap: (room: string, intent: string, otherEvent: string) =>
    write('error', 'ALERT: two uses of a room at one time', { room, intent, otherEvent }),
  gateTwoConflict: (intent: string, room: string, why: string) =>
    write('warn', 'Gate 2 conflict', { intent, room, why }),
  timesCorrected: (intent: string, room: string) =>
    write('warn', 'booked what was held: the times in the metadata were changed', { intent, room }),
  eventFailed: (intent: string, date: string, error: unknown) =>
    write('error', 'Google Calendar event creation failed', {
      intent,
      date,
      reason: reasonFor(error),
    }),
  cleanupStarted: (intent: string, days: number) =>
    write('error', 'Multi-day partial failure — cleaning up', { intent, days }),
  eventOrphaned: (intent: string, date: string, eventId: string) =>
    write('error', 'event could not be taken out of the calendar', {
      intent,
      date,
      eventId,
    }),
  booked: (intent: string, room: string, days: number) =>
    write('info', 'room booked', { intent, room, days }),
  bookingRefunded: (intent: string, refund: string, cents: number, why: string) =>
    write('warn', 'booking refunded', { intent, refund, cents, why }),
  holdExpired: (attempt: string, room: string, intent?: string) =>
    write('info', 'hold expired', { attempt, room, intent }),
  bookingOutcome: (intent: string, outcome: string) =>
    write('info', 'outcome written', { intent, outcome }),
}
