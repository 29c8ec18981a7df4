/** Seeded bugs of what follows when staff edit the rooms' calendars by hand. */
import type { SeededBug } from './index.ts'

const SHORTEN = 'staff shorten a paid booking'
const REFUND_MOVED = 'staff move a paid booking to another room, and refund it'

export const STAFF_MUTATIONS: readonly SeededBug[] = [
  {
    name: 'nobody is told of a paid event that staff deleted',
    invariant: 'deletion told',
    file: 'rooms/operations/compare-calendars.ts',
    from: '  if (isNews)\n',
    to: '  if (isNews && event)\n',
    where: { scenario: 'staff delete a paid booking' },
  },
  {
    name: 'nobody is told of a paid event that staff moved to another room',
    invariant: 'move told',
    file: 'rooms/operations/compare-calendars.ts',
    from: '  if (isNews)\n',
    to: '  if (isNews && !event)\n',
    where: { scenario: 'staff move a paid booking to another room' },
  },
  {
    name: 'what was moved and told is not looked at again',
    invariant: 'deletion told',
    file: 'rooms/operations/compare-calendars.ts',
    from: 'if (all || day.seenIn === undefined)',
    to: 'if (day.seenIn === undefined)',
    where: { scenario: 'staff move a paid booking to another room, and delete it there' },
  },
  {
    name: 'an event that was shortened keeps its old hours',
    invariant: 'offered as free',
    file: 'rooms/staff-edits.ts',
    from: 'await ctx.room(room).moveDay(holder, date, interval)\n  return interval',
    to: 'return use\n  return interval',
    where: { scenario: SHORTEN },
  },
  {
    name: 'a day whose event is gone stays taken',
    invariant: 'offered as free',
    file: 'rooms/staff-edits.ts',
    from: '    await ctx.room(room).removeDay(holder, date)\n    return null',
    to: '    return use',
    where: { scenario: 'staff delete a paid booking' },
  },
  {
    name: 'an event in another room’s calendar is not found',
    invariant: 'refunded and gone',
    file: 'rooms/find-event.ts',
    from: 'for (const slug of [room, ...others]) {',
    to: 'for (const slug of [room, ...others].slice(0, 1)) {',
    where: { scenario: REFUND_MOVED },
  },
  {
    name: 'a refund judges by the day that was sold, not by where the event stands',
    invariant: 'refunded and gone',
    file: 'rooms/workflows/cancel-days.ts',
    from: 'places.filter(({ interval }) => interval.fromMs > ctx.now())',
    to: 'places.filter(({ slot }) => intervalOf(slot).fromMs > ctx.now())',
    where: {
      scenario: 'staff move a paid booking to a later day, and refund it when its own is over',
    },
  },
  {
    name: 'two uses of a room at one time are nobody’s business',
    invariant: 'two at one time told',
    file: 'rooms/operations/compare-calendars.ts',
    from: 'for (const pair of pairs) await isolated(',
    to: 'for (const pair of pairs.slice(0, 0)) await isolated(',
    where: { scenario: 'staff delete a paid booking, another books, and staff restore it' },
  },
  {
    name: 'a refunded event may be restored unseen',
    invariant: 'refunded and gone',
    file: 'rooms/operations/compare-calendars.ts',
    from: '  if (!sale || !isRefunded(payment)) return\n',
    to: '  if (!sale || isRefunded(payment)) return\n',
    where: { scenario: 'staff restore a refunded booking' },
  },
  {
    name: 'edits beside refunds and sweeps: a deletion is told of as a move',
    invariant: 'deletion told',
    file: 'rooms/operations/compare-calendars.ts',
    from: 'const standsIn = event?.room ?? null',
    to: 'const standsIn = event?.room ?? room',
    where: { scene: 'staff at work in a calendar', seeds: 60 },
  },
]
