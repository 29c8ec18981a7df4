/**
 * The seven rooms, in the order of Labour Temple's own test list. That list has their names and Sonic
 * Studio's minimum of two hours. Prices, capacities, other minimums and discounts are not known: the
 * values here are placeholders that increase from room to room, so that they are not taken for real.
 */

/** Settings of a room that Labour Temple has not confirmed. */
export type RoomSetting =
  | 'slug'
  | 'centsPerHour'
  | 'capacity'
  | 'minHours'
  | 'discountEligible'
  | 'calendar'

/** A question that only some rooms ask; the names are the keys of the booking's `extras`. */
export interface ExtraField {
  name: 'showName' | 'groupSize' | 'setChoice' | 'specialRequests'
  required: boolean
}

export interface Room {
  /** The last part of the path of the room's page. */
  slug: string
  name: string
  centsPerHour: number
  /** People. */
  capacity: number
  /** Minimum number of whole hours per day. */
  minHours: number
  /** Whether long days are cheaper. */
  discountEligible: boolean
  extras: readonly ExtraField[]
  /** Whether the room's page shows the booking form. */
  bookable: boolean
  /** Settings of this room that are placeholders. */
  unconfirmed: readonly RoomSetting[]
  /** Settings without which it must not be sold for real money. */
  requiredSettings: readonly string[]
}

/** Operations document of the rooms, "Room config": the rooms that are booked on the site. */
export const BOOKABLE: readonly string[] = [
  'slinky',
  'day-office',
  'mackinaw',
  'shears',
  'board-room',
  'radiator-annex',
  'sonic-studio',
]

/** Reference document of the rooms, step 6. */
const SONIC_EXTRAS: readonly ExtraField[] = [
  { name: 'showName', required: true },
  { name: 'groupSize', required: true },
  { name: 'setChoice', required: true },
  { name: 'specialRequests', required: false },
]

const NOT_KNOWN = ['centsPerHour', 'capacity', 'discountEligible', 'calendar'] as const

/** The position in the list gives the values: the third room is $30 per hour, for six people. */
function placeholder(slug: string, name: string, position: number): Room {
  return {
    slug,
    name,
    centsPerHour: position * 1000,
    capacity: position * 2,
    minHours: 1,
    discountEligible: position !== 2,
    extras: [],
    bookable: BOOKABLE.includes(slug),
    unconfirmed: ['slug', ...NOT_KNOWN, 'minHours'],
    requiredSettings: [
      `ROOMS:${slug}`,
      `ROOM_CALENDARS:${slug}`,
      'BOOKING_ELEMENT_IDS',
      'MAILERSEND_DOMAIN_ID',
      'MAIL_FROM',
      'SUPPORT_EMAIL',
      'STRIPE_PUBLISHABLE_KEY',
    ],
  }
}

export const ROOMS: readonly Room[] = [
  placeholder('slinky', 'Slinky', 1),
  placeholder('day-office', 'Day Office', 2),
  placeholder('mackinaw', 'Mackinaw', 3),
  placeholder('shears', 'Shears', 4),
  placeholder('board-room', 'Board Room', 5),
  placeholder('radiator-annex', 'Radiator Annex', 6),
  {
    ...placeholder('sonic-studio', 'Sonic Studio', 7),
    // Reference document of the rooms, step 2: "(2 hour minimum)"; the slug is named there too.
    minHours: 2,
    extras: SONIC_EXTRAS,
    unconfirmed: NOT_KNOWN,
  },
]

/** `undefined` for an unknown slug; slugs are case-sensitive. */
export function roomOf(slug: string): Room | undefined {
  return ROOMS.find((room) => room.slug === slug)
}

/** The unconfirmed settings of each room: `{ room: 'slinky', settings: ['slug', …] }`. */
export function unconfirmedOfRooms(): { room: string; settings: readonly RoomSetting[] }[] {
  return ROOMS.filter(({ unconfirmed }) => unconfirmed.length > 0).map((room) => ({
    room: room.slug,
    settings: room.unconfirmed,
  }))
}
