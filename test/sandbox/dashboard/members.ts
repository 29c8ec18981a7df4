/** What OfficeRnD holds: members with their passes, and what the plan says of them. */
import type { Membership, OfficerndState, Pass } from '../officernd/records.ts'
import { card, section } from './layout.ts'

export function people({ members, memberships, passes, plans }: OfficerndState) {
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
          ...memberships
            .filter((membership) => membership.member === member._id)
            .map((membership): [string, unknown] => ['Membership', membershipWords(membership)]),
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

function membershipWords({ name, startDate, endDate, price, calculatedStatus }: Membership) {
  const from = startDate.slice(0, 10)
  const days = endDate ? `${from} to ${endDate.slice(0, 10)}` : `since ${from}`
  return `${name} · ${days} · ${calculatedStatus} · price ${price}`
}

function passWords(pass: Pass): string {
  const from = pass.validFrom.slice(0, 10)
  const to = pass.validTo?.slice(0, 10) ?? 'no last day'
  const days = from === to ? from : `${from} to ${to}`
  const grants = pass.grantActiveStatus ? 'grants active status' : 'grants no active status'
  return `${days} · ${pass.type} · ${grants}`
}
