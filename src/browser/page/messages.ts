/** The sentences of the selling pages. */
import { formatCents } from '../../core/money.ts'
import { formatDay, seattleDay, TIME_ZONE } from '../../core/time.ts'
import type { QuoteResponse } from '../../memberships/contract.ts'
import type { LastPass } from '../purchase/last-pass.ts'

export const dayConsent = (day: string) => `Yes, I want a pass for ${formatDay(day)}`

/** When a pass that has to be paid by card is for. */
export const visitDay = (day: string, now: number) =>
  day === seattleDay(now) ? 'today' : `on ${formatDay(day)}`

/** `'at 10:02 AM'`, or `'on November 21, 2026 at 10:02 AM'` if that was not today. */
function moment(at: number, now: number): string {
  const today = seattleDay(at) === seattleDay(now)
  const words = new Intl.DateTimeFormat('en-US', {
    timeZone: TIME_ZONE,
    timeStyle: 'short',
    dateStyle: today ? undefined : 'long',
  }).format(at)
  return `${today ? 'at' : 'on'} ${words}`
}

export function secondPass(last: LastPass, now: number): string {
  const when = moment(last.boughtAt, now)
  return last.outcome === 'pending'
    ? `You already paid for a pass from your bank account ${when}: buy another?`
    : `You already have a pass for ${formatDay(last.passDate)}, bought ${when}: buy another?`
}

export const nowCosts = (cents: number) => `The total is now ${formatCents(cents)}.`

export const thenCosts = ({ monthlyCents, renewsOn }: QuoteResponse) =>
  `Then ${formatCents(monthlyCents)} on ${formatDay(renewsOn)}.`

export const nowFor = (day: string) => `Your pass would now be for ${formatDay(day)}.`

export const pressAgain = 'Nothing has been charged. Please check, then press the button again.'

export const askUs = 'Please ask at the front desk.'

export const lostConnection =
  'We lost the connection. Please press the button again: you will not be charged twice.'

const paymentFailed =
  'The payment could not be made. Please try again, or with another card: ' +
  'you will not be charged twice.'

/** Errors of Stripe.js whose text is written for the customer; the rest speak to developers. */
export function paymentWords(error: unknown): string {
  const { type = '', code = '', message } = error as Record<string, string | undefined>
  const forCustomers =
    /^(card|validation)_error$/.test(type) || /_intent_authentication_failure$/.test(code)
  if (forCustomers && message) return message
  console.error(error)
  return type === 'api_connection_error' ? lostConnection : paymentFailed
}
