/** What stands in OfficeRnD before anybody buys anything. */
import type { Plan, Store } from './records.ts'

/** The only office; its real id is unknown here. */
export const SANDBOX_OFFICE = '5f2a9c7e1b4d3a0012c0ffee'
export const SANDBOX_ORGANIZATION = '5f2a9c7e1b4d3a0012c0ffed'

/** "Day Pass day-pass $50 66b399ef3de7dbab92b5c985 /legal/membership-terms", the documents. */
export const DAY_PASS_PLAN = '66b399ef3de7dbab92b5c985'

/** The plans of the six memberships; their real ids are not known to anyone here. */
export const SANDBOX_MEMBERSHIP_PLANS = {
  passport: '5f2a9c7e1b4d3a0012c0f001',
  startup: '5f2a9c7e1b4d3a0012c0f002',
  'all-access': '5f2a9c7e1b4d3a0012c0f003',
  founder: '5f2a9c7e1b4d3a0012c0f004',
  'creator-pass': '5f2a9c7e1b4d3a0012c0f005',
  'innovator-pass': '5f2a9c7e1b4d3a0012c0f006',
} as const

const MEMBERSHIPS: Record<keyof typeof SANDBOX_MEMBERSHIP_PLANS, [name: string, price: number]> = {
  passport: ['Passport – Monthly', 100],
  startup: ['Labour Temple Startup', 30],
  'all-access': ['Labour Temple All Access', 300],
  founder: ['Founder Membership', 500],
  'creator-pass': ['Sonic Studio: Creator Pass', 500],
  'innovator-pass': ['Meeting Spaces: Innovator Pass', 500],
}

const membershipPlans = (): Plan[] =>
  Object.entries(MEMBERSHIPS).map(([slug, [name, price]]) => ({
    _id: SANDBOX_MEMBERSHIP_PLANS[slug as keyof typeof MEMBERSHIPS],
    name,
    description: name,
    code: slug,
    // What the vendor calls a plan of this kind is unverified.
    type: 'hotdesk',
    price,
    intervalLength: 'month',
    intervalCount: 1,
    locations: [SANDBOX_OFFICE],
    passesValidityPeriod: { intervalCount: 1, intervalLength: 'month' },
    shouldPassesGrantActiveStatus: true,
    isRate: false,
  }))

export function standingData(): Store {
  return {
    members: [],
    memberships: [],
    passes: [],
    checkins: [],
    offices: [
      {
        _id: SANDBOX_OFFICE,
        name: 'Labour Temple',
        timezone: 'America/Los_Angeles',
        isOpen: true,
        isPublic: true,
      },
    ],
    plans: [
      {
        _id: DAY_PASS_PLAN,
        name: 'Day Pass',
        description: 'One day in the house',
        code: 'day-pass',
        type: 'hotdesk',
        price: 50,
        intervalLength: 'once',
        intervalCount: 1,
        locations: [SANDBOX_OFFICE],
        // "must be set to a non-zero value (currently 12 months) or passes will have zero validity",
        // the documents; the setting is real (it is in the vendor's storefront), its shape is not
        // documented.
        passesValidityPeriod: { intervalCount: 12, intervalLength: 'month' },
        shouldPassesGrantActiveStatus: true,
        isRate: false,
      },
      ...membershipPlans(),
    ],
  }
}

/** 24 hex digits, as every id in OfficeRnD: seconds first, so that order of creation shows. */
export function newId(now: number): string {
  const random = crypto.getRandomValues(new Uint8Array(8))
  return (
    Math.floor(now / 1000)
      .toString(16)
      .padStart(8, '0') + Buffer.from(random).toString('hex')
  )
}
