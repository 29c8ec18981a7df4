/** What OfficeRnD holds: members with their passes, and what the plan says of them. */
import type { OfficerndState, Pass } from '../officernd/records.ts'
import { card, section } from './shell.ts'

export function people({ members, passes, plans }: OfficerndState) {
  const cards = [...members]
    .reverse()
    .map((member) =>
      card(
        member.name,
        { words: member.calculatedStatus, good: member.calculatedStatus === 'active' },
        [
          ['E-mail', member.email],
          ['Phone', member.phone],
          ...passes
            .filter((pass) => pass.member === member._id)
            .map((pass): [string, unknown] => ['Pass', passWords(pass)]),
        ]
      )
    )
  const planCards = plans.map(({ name, _id, passesValidityPeriod: period }) =>
    card(`Plan ${name}`, null, [
      ['Id', _id],
      ['Passes are valid for', `${period.intervalCount} ${period.intervalLength}(s)`],
    ])
  )
  return [
    section('members', 'Members and passes', cards, 'No member has been made yet.'),
    section('plans', 'Plans', planCards, 'No plan.'),
  ]
}

function passWords(pass: Pass): string {
  const from = pass.validFrom.slice(0, 10)
  const to = pass.validTo?.slice(0, 10) ?? 'no last day'
  const days = from === to ? from : `${from} to ${to}`
  const grants = pass.grantActiveStatus ? 'grants active status' : 'grants no active status'
  return `${days} · ${pass.type} · ${grants}`
}
