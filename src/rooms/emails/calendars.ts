/** E-mails to the team about the rooms' calendars: which cannot be read or written, and what that means. */
import type { Email } from '../../clients/mailersend.ts'
import { emailTag, sha256Hex } from '../../core/ids.ts'
import { formatDateTime } from '../../core/time.ts'
import type { CalendarProblem } from '../calendar-health.ts'
import type { BookingsConfig } from '../context.ts'
import { roomOf } from '../rules/rooms.ts'

export interface TroubledRoom {
  /** The room's slug. */
  room: string
  problem: CalendarProblem
  sinceMs: number
}

const VERBS: Record<CalendarProblem, string> = {
  unreadable: 'cannot be read',
  'read-only': 'cannot be written',
}

const STEPS: Record<CalendarProblem, string[]> = {
  unreadable: [
    '1. Open each calendar at Google. If it is gone, restore it; if it is not shared with the service account (GOOGLE_SERVICE_ACCOUNT_EMAIL), share it again: "Make changes to events".',
    '2. If all rooms are named above, the key may have been revoked, or GOOGLE_PRIVATE_KEY cannot be read: `npm run doctor` says which. Set it again, or make a new one.',
  ],
  'read-only': [
    '1. Open each calendar at Google and share it with the service account (GOOGLE_SERVICE_ACCOUNT_EMAIL) again: "Make changes to events", not only "See all event details".',
    '2. If it is shared like that already, Google has stopped all changes for a while (its own limit is used up): wait, and do not enter bookings by other programs.',
  ],
}

/** One e-mail for all rooms that have the same problem. `day` makes it one a day. */
export async function calendarAlert(
  config: BookingsConfig,
  rooms: readonly TroubledRoom[],
  day: string
): Promise<Email> {
  const problem = rooms[0]?.problem ?? 'unreadable'
  return teamEmail(config, `alert-${day}`, rooms, {
    subject: `ALERT: ${namesOf(rooms)} ${isAre(rooms)} not on sale: the calendar ${VERBS[problem]}`,
    lines: [
      `No customer can book ${namesOf(rooms)}: the calendar at Google ${VERBS[problem]}. Who asks is told so before paying. A payment that was under way when it began is refunded in full if it cannot be entered.`,
      '',
      ...rooms.map((one) => `${lineOf(config, one)}, since ${formatDateTime(one.sinceMs)}`),
      '',
      'What was tried: every 5 minutes the Worker asks each of these calendars again. As soon as one answers as it should, the room is on sale again, and an e-mail says "Resolved".',
      '',
      'What to do by hand:',
      ...STEPS[problem],
    ],
  })
}

export function calendarResolved(
  config: BookingsConfig,
  rooms: readonly TroubledRoom[]
): Promise<Email> {
  const since = Math.min(...rooms.map(({ sinceMs }) => sinceMs))
  return teamEmail(config, `resolved-${since}`, rooms, {
    subject: `Resolved: ${namesOf(rooms)} ${isAre(rooms)} on sale again`,
    lines: [
      `The calendar of ${namesOf(rooms)} can be read and written again. Nothing is left to do.`,
      '',
      ...rooms.map((one) => lineOf(config, one)),
    ],
  })
}

async function teamEmail(
  config: BookingsConfig,
  name: string,
  rooms: readonly TroubledRoom[],
  { subject, lines }: { subject: string; lines: string[] }
): Promise<Email> {
  const which = await sha256Hex(...rooms.map(({ room, problem }) => `${room} ${problem}`))
  return {
    tag: emailTag(`calendars-${which.slice(0, 12)}`, name),
    to: config.teamEmails.map((email) => ({ email })),
    subject,
    text: lines.join('\n'),
  }
}

const namesOf = (rooms: readonly TroubledRoom[]) =>
  rooms.map(({ room }) => roomOf(room)?.name ?? room).join(', ')
const isAre = (rooms: readonly unknown[]) => (rooms.length > 1 ? 'are' : 'is')
const lineOf = ({ calendars }: BookingsConfig, { room }: TroubledRoom) =>
  `${roomOf(room)?.name ?? room}: calendar ${calendars[room]}`
