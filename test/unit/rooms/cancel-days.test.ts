/** Which calendar an event is deleted from when some calendars may not be read. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { BookedEvent } from '../../../src/clients/google/events.ts'
import { eventId } from '../../../src/core/ids.ts'
import { VendorError } from '../../../src/core/vendor-error.ts'
import type { Step } from '../../../src/core/workflow.ts'
import type { BookingContext } from '../../../src/rooms/context.ts'
import { undeletedEventsAlert } from '../../../src/rooms/emails/team.ts'
import { cancelDays } from '../../../src/rooms/workflows/cancel-days.ts'
import { booking } from './fixtures.ts'

const BOOKING = booking()
const { slots, room } = BOOKING.sale
const CALENDARS = { [room]: 'sold', slinky: 'second', mackinaw: 'third' }
const START_MS = Date.parse('2026-05-04T16:00:00Z')
const step: Step = (_name, work) => work()

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

type Answer = 'there' | 'none' | 'forbidden'

/** What each calendar answers, one look after the other; the last answer stands. */
async function cancelled(answers: Record<string, Answer[]>) {
  const id = await eventId(BOOKING.payment.id, slots[0]?.date ?? '')
  const event: BookedEvent = { id, startMs: START_MS, endMs: START_MS + 3600_000, paymentId: 'pi' }
  const deletedFrom: string[] = []
  const look = (calendarId: string): Answer => {
    const left = answers[calendarId] ?? ['none']
    return (left.length > 1 ? left.shift() : left[0]) ?? 'none'
  }
  const ctx = {
    config: { ...BOOKING.config, calendars: CALENDARS },
    now: () => START_MS - 3600_000,
    calendar: {
      async getEvent(calendarId: string) {
        const answer = look(calendarId)
        if (answer === 'forbidden') throw new VendorError('google', 'GET', 403)
        return answer === 'there' ? event : null
      },
      async deleteEvent(calendarId: string) {
        if (answers[calendarId]?.at(-1) === 'forbidden')
          throw new VendorError('google', 'DELETE', 403)
        deletedFrom.push(calendarId)
        return answers[calendarId]?.at(-1) === 'there'
      },
    },
    calendarHealth: () => ({ noteWritten: async () => {} }),
    room: () => ({ releaseDay: async () => {} }),
  } as unknown as BookingContext
  const { undeleted } = await cancelDays(step, ctx, BOOKING, slots)
  return { deletedFrom, undeleted }
}

test.each<[string, Record<string, Answer[]>, string[], number]>([
  [
    'stands where it was sold, whatever the others say',
    { sold: ['there'], second: ['forbidden'] },
    ['sold'],
    0,
  ],
  [
    'stands in another, past one that may not be read',
    { second: ['forbidden'], third: ['there'] },
    ['third'],
    0,
  ],
  ['stands in one that may not be read at first', { third: ['forbidden', 'there'] }, ['third'], 0],
  ['may stand in one that may not be read', { third: ['forbidden'] }, ['sold'], 1],
  ['may stand in its own, which may not be read', { sold: ['forbidden'] }, [], 1],
  ['stands nowhere', {}, ['sold'], 0],
])('an event that %s', async (_, answers, from, left) => {
  const { deletedFrom, undeleted } = await cancelled(answers)
  expect(deletedFrom).toEqual(from)
  expect(undeleted).toHaveLength(left)
})

test('the team is told that the event was not found, not that it stands', async () => {
  const { undeleted } = await cancelled({ third: ['forbidden'] })
  const { text } = undeletedEventsAlert(BOOKING, undeleted)
  const unsure =
    'It was not found; it may stand in a calendar of another room that could not be read'
  expect(text).toContain(unsure)
  const { undeleted: own } = await cancelled({ sold: ['forbidden'] })
  expect(undeletedEventsAlert(BOOKING, own).text).not.toContain(unsure)
})
