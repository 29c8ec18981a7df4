import { expect, test } from 'vitest'
import { BOOKABLE, ROOMS, roomOf, unconfirmedOfRooms } from '../../../src/rooms/rules/rooms.ts'

test('the seven rooms, in the documents’ order, all of them bookable', () => {
  expect(ROOMS.map(({ slug, name }) => [slug, name])).toEqual([
    ['slinky', 'Slinky'],
    ['day-office', 'Day Office'],
    ['mackinaw', 'Mackinaw'],
    ['shears', 'Shears'],
    ['board-room', 'Board Room'],
    ['radiator-annex', 'Radiator Annex'],
    ['sonic-studio', 'Sonic Studio'],
  ])
  expect(BOOKABLE).toEqual(ROOMS.map(({ slug }) => slug))
  expect(ROOMS.every(({ bookable }) => bookable)).toBe(true)
})

test('only Sonic Studio asks for more, and its two hours are known', () => {
  expect(ROOMS.filter(({ extras }) => extras.length > 0)).toEqual([roomOf('sonic-studio')])
  expect(roomOf('sonic-studio')?.extras).toEqual([
    { name: 'showName', required: true },
    { name: 'groupSize', required: true },
    { name: 'setChoice', required: true },
    { name: 'specialRequests', required: false },
  ])
  expect(roomOf('sonic-studio')?.minHours).toBe(2)
  expect(roomOf('sonic-studio')?.unconfirmed).not.toContain('minHours')
})

test.each(ROOMS.map((room) => [room.slug, room] as const))(
  '%s: what the documents leave out is marked, and must be confirmed before it is sold',
  (slug, room) => {
    expect(room.unconfirmed).toEqual(
      expect.arrayContaining(['centsPerHour', 'capacity', 'discountEligible', 'calendar'])
    )
    expect(room.requiredSettings).toEqual(
      expect.arrayContaining([`ROOMS:${slug}`, `ROOM_CALENDARS:${slug}`])
    )
    expect(Number.isInteger(room.centsPerHour) && room.centsPerHour >= 50).toBe(true)
  }
)

test('what is still to be asked can be listed', () => {
  expect(unconfirmedOfRooms().map(({ room }) => room)).toEqual(BOOKABLE)
  expect(unconfirmedOfRooms()[0]?.settings).toContain('minHours')
})

test('the sandbox has rooms with the discount and without', () => {
  expect(new Set(ROOMS.map(({ discountEligible }) => discountEligible)).size).toBe(2)
})

test.each(['constructor', '__proto__', '0', 'Slinky', ''])('%j is no room', (slug) => {
  expect(roomOf(slug)).toBeUndefined()
})
