/**
 * The seven rooms, in the order of the house's own test list. That list names them and Sonic Studio's
 * two hours; their prices, capacities, other minimums and who gets the discount are not known. What
 * stands here for those is a placeholder, counted up room by room so that nobody takes it for real.
 */

/** What the house has yet to say about a room. */
export type RoomSetting =
  | 'slug'
  | 'centsPerHour'
  | 'capacity'
  | 'minHours'
  | 'discountEligible'
  | 'calendar'

/** A question that only some rooms ask; the names are those of the booking's `extras`. */
export interface ExtraField {
  name: 'showName' | 'groupSize' | 'setChoice' | 'specialRequests'
  required: boolean
}

export interface Room {
  /** The last part of its page's path. */
  slug: string
  name: string
  centsPerHour: number
  /** People. */
  capacity: number
  /** The fewest whole hours a day. */
  minHours: number
  /** Whether long days are cheaper. */
  discountEligible: boolean
  extras: readonly ExtraField[]
  /** Whether its page shows the form at all. */
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

/** The place in the list makes the placeholders: the third room is $30 an hour, for six people. */
function placeholder(slug: string, name: string, place: number): Room {
  return {
    slug,
    name,
    centsPerHour: place * 1000,
    capacity: place * 2,
    minHours: 1,
    discountEligible: place !== 2,
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

/** `undefined` for a slug that is no room; slugs are told apart letter for letter. */
export function roomOf(slug: string): Room | undefined {
  return ROOMS.find((room) => room.slug === slug)
}

/** What is still to be asked of the house: `{ room: 'slinky', settings: ['slug', …] }`, room by room. */
export function unconfirmedOfRooms(): { room: string; settings: readonly RoomSetting[] }[] {
  return ROOMS.filter(({ unconfirmed }) => unconfirmed.length > 0).map((room) => ({
    room: room.slug,
    settings: room.unconfirmed,
  }))
}
