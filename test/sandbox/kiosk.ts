/** The check-in kiosk: decides from the OfficeRnD records alone. */

import type { OfficerndState, Pass } from './officernd/records.ts'
import { DAY_PASS_PLAN } from './officernd/seed-data.ts'

export interface Verdict {
  admitted: boolean
  /** The reason in plain words, for the person at the kiosk. */
  why: string
}

const no = (why: string): Verdict => ({ admitted: false, why })

/** `day` is the date in Seattle, `YYYY-MM-DD`. */
export function admits(state: OfficerndState, email: string, day: string): Verdict {
  const expected = email.trim().toLowerCase()
  if (expected === '') return no('No e-mail address was typed.')
  const ids = state.members
    .filter((member) => member.email.toLowerCase() === expected)
    .map((member) => member._id)
  if (ids.length === 0) return no(`No member has the e-mail address ${expected}.`)
  const passes = state.passes.filter((pass) => ids.includes(pass.member))
  if (passes.length === 0) return no('The member holds no day pass.')
  const refusals = passes.map((pass) => fault(pass, day))
  if (!refusals.includes(null)) return no(refusals.join(' '))
  const plan = state.plans.find((each) => each._id === DAY_PASS_PLAN)
  // "must be set to a non-zero value … or passes will have zero validity", the documents.
  if (!plan?.passesValidityPeriod.intervalCount) {
    return no("The Day Pass plan's validity period is 0, so its passes are never valid.")
  }
  return { admitted: true, why: `A day pass is valid today, ${day}.` }
}

/** Why the kiosk refuses a pass on that day; null if it accepts it. */
function fault(pass: Pass, day: string): string | null {
  const from = pass.validFrom.slice(0, 10)
  const to = pass.validTo?.slice(0, 10)
  if (pass.type !== 'hotdesk') return `A pass is of type "${pass.type}", not "hotdesk".`
  if (!pass.grantActiveStatus) return 'A pass does not grant active status.'
  if (day < from) return `A pass is valid from ${from}; today is ${day}.`
  // Guess: the documents say that a pass needs both dates, so one without an end is not trusted.
  if (!to) return 'A pass says no last day.'
  if (day > to) return `A pass was valid until ${to}; today is ${day}.`
  return null
}
