/** Messages of the sales pages. */
import { formatCents } from '../../core/money.ts'
import { formatDay, seattleDay, TIME_ZONE } from '../../core/time.ts'
import type { QuoteResponse } from '../../memberships/contract.ts'
import type { LastPass } from '../purchase/last-pass.ts'

export const debitDay =
  'Your pass will be for the first open day after the money has arrived, which takes up to 4 business days.'

export const dayConsent = (day: string) => `Yes, I want a pass for ${formatDay(day)}`

/** The visit day in the note about slow bank payments. */
export const visitDay = (day: string, now: number) =>
  day === seattleDay(now) ? 'today' : `on ${formatDay(day)}`

/** `'at 10:02 AM'`, or `'on November 21, 2026 at 10:02 AM'` if that was not today. */
function moment(at: number, now: number): string {
  const today = seattleDay(at) === seattleDay(now)
  const message = new Intl.DateTimeFormat('en-US', {
    timeZone: TIME_ZONE,
    timeStyle: 'short',
    dateStyle: today ? undefined : 'long',
  }).format(at)
  return `${today ? 'at' : 'on'} ${message}`
}

export function secondPass(last: LastPass, now: number): string {
  const when = moment(last.boughtAt, now)
  return last.outcome === 'pending'
    ? `You already paid for a pass from your bank account ${when}: buy another?`
    : `You already have a pass for ${formatDay(last.passDate)}, bought ${when}: buy another?`
}

export const totalNow = (cents: number) => `The total is now ${formatCents(cents)}.`

export function renewalNotice({ monthlyCents, reduced, renewsOn }: QuoteResponse): string {
  const first = `Then ${formatCents(reduced?.monthlyCents ?? monthlyCents)}`
  if (!reduced) return `${first} on ${formatDay(renewsOn)}.`
  return `${first} a month from ${formatDay(renewsOn)}, and ${formatCents(monthlyCents)} a month from ${formatDay(reduced.until)}.`
}

export const passNowFor = (day: string) => `Your pass would now be for ${formatDay(day)}.`

export const pressAgain = 'Nothing has been charged. Please check, then press the button again.'

export const askFrontDesk = 'Please ask at the front desk.'

const chargedOnce = 'you will not be charged twice.'

export const lostConnection = `We lost the connection. Please press the button again: ${chargedOnce}`

const paymentFailed = `The payment could not be made. Please try again, or with another card: ${chargedOnce}`

/** Some Stripe.js errors have a text for the customer. The others are for developers: log them. */
export function paymentErrorMessage(error: unknown): string {
  const { type = '', code = '', message } = error as Record<string, string | undefined>
  const forCustomers =
    /^(card|validation)_error$/.test(type) || /_intent_authentication_failure$/.test(code)
  if (forCustomers && message) return message
  console.error(error)
  return type === 'api_connection_error' ? lostConnection : paymentFailed
}
