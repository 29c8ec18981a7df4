/** What the team is told when a membership needs a person: who, what, how much, what to do by hand. */
import type { Letter } from '../clients/mailersend.ts'
import { letterTag } from '../rules/keys.ts'
import { formatCents } from '../rules/money.ts'
import { type Day, houseDay } from '../rules/time.ts'
import { type AboutMembership, toTeam, whoAndWhat } from './membership-letters.ts'
import type { MembershipSale } from './membership-sale.ts'
import type { House } from './world.ts'

/** Documents: charged and no member or membership within 15 minutes is escalated. */
export function unservedMembershipAlert(about: AboutMembership, waitedMs: number, day: Day) {
  const { sale, subscription } = about
  const start = houseDay(subscription.startMs)
  const subject = `ALERT: ${sale.customerName} pays for ${sale.planName} and has no membership`
  return toTeam(about, `alert-${day}`, subject, [
    `${sale.customerName} joined ${Math.round(waitedMs / 60_000)} minutes ago, Stripe bills the subscription, and OfficeRnD has no membership for it.`,
    '',
    ...whoAndWhat(about),
    '',
    'What was tried: member and membership are being asked for at OfficeRnD again and again, looking first so that none is made twice; it goes on being tried.',
    '',
    'What to do by hand: find the member by e-mail in OfficeRnD, or create it with name and e-mail from above;',
    `assign the plan with start date ${start} (the subscription's) and PRICE 0, because Stripe bills. The run that is still trying adopts it.`,
  ])
}

/** Her card is set up, nothing is charged, and no subscription has come of it. */
export function joiningStuckAlert(
  sale: MembershipSale,
  setup: { id: string; customerId: string | null },
  house: House,
  waitedMs: number,
  day: Day
): Letter {
  return {
    tag: letterTag(setup.id, `alert-${day}`),
    to: house.teamEmails.map((email) => ({ email })),
    subject: `ALERT: ${sale.customerName} wants to join ${sale.planName} and has no subscription`,
    text: [
      `${sale.customerName} gave her card ${Math.round(waitedMs / 60_000)} minutes ago. Nothing has been charged, and Stripe has no subscription yet.`,
      '',
      `Who: ${sale.customerName}, ${sale.email}, ${sale.phone}`,
      `What: ${sale.planName}; shown as due: ${formatCents(sale.quotedCents)}`,
      `Stripe set-up: ${setup.id}`,
      `Stripe customer: ${setup.customerId ?? 'unknown'}`,
      '',
      'What was tried: the subscription is being asked for again and again, under one key, so that none is made twice; it goes on being tried.',
      'What to do by hand: if Stripe is well, create the subscription in its dashboard for this customer, and the membership in OfficeRnD with the same start and PRICE 0; then cancel this set-up.',
    ].join('\n'),
  }
}

export function priceNotZeroAlert(about: AboutMembership, membershipId: string): Letter {
  const subject = `ALERT: OfficeRnD would bill ${about.sale.customerName} a second time`
  return toTeam(about, 'price', subject, [
    `The membership ${membershipId} was created with price 0, but OfficeRnD shows another price: its next bill run would charge her on top of Stripe.`,
    '',
    ...whoAndWhat(about),
    '',
    'What to do: set the price of this membership to 0 in OfficeRnD before the next bill run.',
  ])
}

/** The till and the page must agree: less by the seconds that passed, never more. */
export function chargeDiffersAlert(about: AboutMembership): Letter {
  const { sale, subscription } = about
  const charged = formatCents(subscription.invoice?.totalCents ?? 0)
  const shown = formatCents(sale.quotedCents)
  return toTeam(
    about,
    'charge-differs',
    `ALERT: ${sale.customerName} was charged ${charged}, shown ${shown}`,
    [
      `The first invoice is ${charged}; the page had shown ${shown}. Seconds that passed do not explain it.`,
      '',
      ...whoAndWhat(about),
      '',
      'What to do: if she was charged more, refund the difference in Stripe and write to her. Then find out why.',
    ]
  )
}
