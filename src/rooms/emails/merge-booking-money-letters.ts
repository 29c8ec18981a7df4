/** What the team is told about the money of a booking that went back, or was asked back. */
import type { Letter } from '../../clients/mailersend.ts'
import { letterTag } from '../../core/ids.ts'
import type { MoneyNews } from '../../core/merge-runs.ts'
import { moneyWords } from '../../payments/emails/refund-wording.ts'
import { ROOM_REFUND_POLICY } from '../rules/cancellation.ts'
import { type Slot, slotInWords } from '../rules/slots.ts'
import type { AboutBooking } from './customer.ts'
import { toTeam, whoAndWhat } from './team.ts'

export function refundedTeam(about: AboutBooking, news: MoneyNews, freed: readonly Slot[]): Letter {
  const { subject, lines } = moneyWords(news, soldOf(about))
  const past = about.sale.slots.length - freed.length
  return toTeam(about, 'team-refunded', subject, [
    ...lines,
    ...freed.map((slot) => `The room is free again: ${slotInWords(slot)}.`),
    ...(past > 0
      ? [`${past} of the booked days had begun or are over; they were left as they are.`]
      : []),
    '',
    ...factsOf(about),
  ])
}

/** Which days a part of the money is for only people know. */
export function partlyRefunded(about: AboutBooking, news: MoneyNews): Letter {
  const { subject, lines } = moneyWords(news, soldOf(about))
  return toTeam(about, `partly-refunded-${news.cents}`, `In part: ${subject}`, [
    ...lines,
    'It is a part of the price: every day was left in the calendar, and she was not written to. If a day is cancelled, delete its event; the room can be booked again then.',
    '',
    ...factsOf(about),
  ])
}

/** Evidence for a dispute, a refund that came back, a dispute that is over. */
export function moneyMoved(about: AboutBooking, news: MoneyNews): Letter {
  const { subject, lines } = moneyWords(news, soldOf(about))
  return toTeam(about, `${news.what}-${news.objectId}`, subject, [
    ...lines,
    'The booking was left as it is.',
    '',
    ...factsOf(about),
  ])
}

function soldOf({ sale }: AboutBooking) {
  return { who: sale.customerName, what: sale.roomName }
}

function factsOf(about: AboutBooking): string[] {
  const { id, metadata } = about.payment
  const { outcome, outcome_at: at, event_ids: ids, letter } = metadata
  return [
    ...whoAndWhat(about),
    `Outcome: ${outcome ?? 'none yet'}${at ? ` at ${at}` : ''}`,
    ...(ids ? [`Calendar events: ${ids.replaceAll(',', ', ')}`] : []),
    `Confirmation letter: ${letter === 'unsent' ? 'could not be sent' : `sent to ${about.sale.email}, tag ${letterTag(id, 'customer')}`}`,
    `Policy shown on the page: ${ROOM_REFUND_POLICY}`,
  ]
}
