/** What stands in OfficeRnD before anybody buys anything. */
import type { Store } from './records.ts'

/** The house's only office; its real id is not known to anyone here. */
export const SANDBOX_OFFICE = '5f2a9c7e1b4d3a0012c0ffee'
export const SANDBOX_ORGANIZATION = '5f2a9c7e1b4d3a0012c0ffed'

/** "Day Pass day-pass $50 66b399ef3de7dbab92b5c985 /legal/membership-terms", the documents. */
export const DAY_PASS_PLAN = '66b399ef3de7dbab92b5c985'

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
