/** What the documents say that stands nowhere in the code: plan copy, matrix and prices as printed. */

export interface PlanCopy {
  name: string
  /** Whether billing is anchored to the 1st. */
  prorated: boolean
  terms: string
  price: string
  initiation: string
  autoCode: string
  shortDescription: string | null
  idealFor: string | null
}

/** Membership document, "Membership plans at a glance" and "Plan copy". */
export const PLAN_COPY: Readonly<Record<string, PlanCopy>> = {
  'all-access': {
    name: 'Labour Temple All Access',
    prorated: true,
    terms: '/legal/membership-terms',
    price: '$300',
    initiation: '$200',
    autoCode: 'AUTO-ALL-ACCESS',
    shortDescription:
      'Unlimited workspace access with all amenities included. For professionals who make Labour Temple their home base.',
    idealFor:
      'Freelancers, remote workers, and entrepreneurs who want a consistent daily workspace and full community access.',
  },
  passport: {
    name: 'Passport – Monthly',
    prorated: true,
    terms: '/legal/membership-terms',
    price: '$100',
    initiation: '$100',
    autoCode: 'AUTO-PASSPORT',
    shortDescription:
      "Flexible day access for remote workers who need occasional workspace. Drop in, connect, and work from Seattle's most inspiring building.",
    idealFor:
      'Hybrid workers and visitors who occasionally want a professional workspace for a low monthly cost.',
  },
  startup: {
    name: 'Labour Temple Startup',
    prorated: true,
    terms: '/legal/membership-terms',
    price: '$30',
    initiation: '$100',
    autoCode: 'AUTO-STARTUP',
    shortDescription:
      'Your business starts here with a premier mailing address at 2800 1st Avenue. Virtual mail service with letter scanning and package holds.',
    idealFor:
      'Early-stage founders and solo operators who need a professional business address without a physical desk.',
  },
  'innovator-pass': {
    name: 'Meeting Spaces: Innovator Pass',
    prorated: false,
    terms: '/legal/membership-terms',
    price: '$500',
    initiation: '$200',
    autoCode: 'AUTO-INNOVATOR-PASS',
    shortDescription:
      'Meeting room credits for professionals who need flexible workspace solutions. Access professional meeting spaces as needed.',
    idealFor: null,
  },
  'creator-pass': {
    name: 'Sonic Studio: Creator Pass',
    prorated: false,
    terms: '/legal/sonic-terms',
    price: '$500',
    initiation: '$200',
    autoCode: 'AUTO-CREATOR-PASS',
    shortDescription:
      'Monthly podcast studio access for content creators. Eight hours of Sonic studio time plus all Labour Temple coworking benefits.',
    idealFor:
      'Podcasters and video creators who want consistent studio access with the benefits of a coworking community.',
  },
  founder: {
    name: 'Founder Membership',
    prorated: true,
    terms: '/legal/membership-terms',
    price: '$500',
    initiation: '$200',
    autoCode: 'AUTO-FOUNDER',
    shortDescription: null,
    idealFor: null,
  },
}

/** Operations document of the rooms, "Room config". */
export const ROOM_NAMES: readonly string[] = [
  'Slinky',
  'Day Office',
  'Mackinaw',
  'Shears',
  'Board Room',
  'Radiator Annex',
  'Sonic Studio',
]

/**
 * The features of the document's matrix, and the words that stand in a row beside its ticks. Which plan has
 * which feature is said by ticks that the text of the document does not carry: the house has to say them.
 */
export const MATRIX_ROWS: readonly [feature: string, said?: string][] = [
  ['Unlimited Daily Cowork Access'],
  ['5 Cowork Day Passes/Month'],
  ['Monthly Meeting Room Credits'],
  ['8 Hours Monthly Sonic Studio'],
  ['Business Mail Address'],
  ['Letter Scanning & Package Holds'],
  ['20% Off Meeting Room Bookings'],
  ['20% Off Sonic Studio Bookings'],
  ['20% Off Event Spaces'],
  ['20% Off Private Team Offices'],
  ['Shared Cowork Environment', '5 days'],
  ['Private Phone Booths', 'w/ passes'],
  ['Courtyard · Fitness · Bike Lockers', 'w/ passes'],
  ['Coffee + Tea Service', 'w/ passes'],
  ['High Speed Wi-Fi', 'w/ passes'],
  ['Virtual Mail Service', 'core'],
]
