import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toInstant } from '../../../src/core/zoned-time.ts'
import { validateBooking } from '../../../src/rooms/rules/booking-rules.ts'
import { nearestAlternatives, openingsOn } from '../../../src/rooms/rules/openings.ts'
import { ROOMS, roomOf } from '../../../src/rooms/rules/rooms.ts'
import { intervalOf, overlaps, type Slot } from '../../../src/rooms/rules/slots.ts'

const NOW = toInstant('2026-05-01', '12:00')

const busyOf = fc.array(
  fc.record({
    start: fc.integer({ min: 0, max: 20 * 60 }),
    minutes: fc.integer({ min: 1, max: 600 }),
    day: fc.integer({ min: 0, max: 13 }),
  }),
  { maxLength: 12 }
)
const nows = fc.integer({ min: NOW, max: NOW + 300 * 24 * 3600_000 })

test('every opening and every alternative offered is accepted by the booking rules', () => {
  fc.assert(
    fc.property(busyOf, nows, fc.constantFrom(...ROOMS), (uses, nowMs, room) => {
      const dayMs = 24 * 3600_000
      const date = new Date(nowMs + 3 * dayMs).toISOString().slice(0, 10)
      const fromMs = toInstant(date, '00:00')
      const busy = uses.map(({ start, minutes, day }) => {
        const at = fromMs + (day - 6) * dayMs + start * 60_000
        return { fromMs: at, toMs: at + minutes * 60_000 }
      })
      const extras = { showName: 'Show', groupSize: 1, setChoice: 'A' }
      const accepted = (slot: Slot) => {
        expect(validateBooking(room, { days: [slot], extras }, nowMs).ok).toBe(true)
        expect(busy.some((other) => overlaps(intervalOf(slot), other))).toBe(false)
      }
      for (const { start, maxHours } of openingsOn(date, busy, room, nowMs)) {
        for (let hours = room.minHours; hours <= maxHours; hours++) accepted({ date, start, hours })
      }
      const expected = { date, start: '10:00', hours: room.minHours }
      const others = nearestAlternatives(expected, busy, room, nowMs)
      expect(others.length).toBeLessThanOrEqual(3)
      others.forEach(accepted)
    }),
    { numRuns: 100 }
  )
})

test('what the booking rules accept on a free day is offered', () => {
  const room = roomOf('slinky')
  if (!room) throw new Error('no Slinky')
  const clocks = fc
    .integer({ min: 0, max: 47 })
    .map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 ? '30' : '00'}`)
  const days = fc.integer({ min: -2, max: 65 }).map((ahead) => {
    return new Date(Date.parse('2026-05-04T00:00:00Z') + ahead * 24 * 3600_000)
      .toISOString()
      .slice(0, 10)
  })
  fc.assert(
    fc.property(days, clocks, fc.integer({ min: 0, max: 10 }), (date, start, hours) => {
      const fits = openingsOn(date, [], room, NOW).some((opening) => {
        return opening.start === start && hours >= 1 && hours <= opening.maxHours
      })
      expect(validateBooking(room, { days: [{ date, start, hours }] }, NOW).ok).toBe(fits)
    }),
    { numRuns: 1000 }
  )
})
