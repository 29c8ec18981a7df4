/** Messages of the sales pages. */
import { formatCents } from '../../core/money.ts'
import { formatDay, seattleDay, TIME_ZONE, weekday } from '../../core/time.ts'
import type { QuoteResponse } from '../../memberships/contract.ts'
import { closureOn } from '../../payments/rules/closures.ts'
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

export const checking = 'Checking your details…'
export const talkingToBank = 'Talking to your bank…'
export const doNotClose = 'Please do not close this page.'

/** Why a pass bought now is not for today; '' if it is. */
export function whyNotToday(passDate: string, now: number): string {
  const today = seattleDay(now)
  if (passDate === today) return ''
  const isWeekend = (day: string) => weekday(day) % 6 === 0
  const reason =
    closureOn(today)?.reason ??
    // If a pass can be for a weekend, it is not the weekend that closes the house today.
    (isWeekend(today) && !isWeekend(passDate) ? formatDay(today).split(',')[0] : '')
  return reason ? `We are closed today, ${reason}.` : 'A pass for today can no longer be bought.'
}

export const pressAgain = 'Nothing has been charged. Please check, then press the button again.'

/** `write to us` becomes a link with the address in data-support of the embed. */
export const askUs = 'Please write to us or ask at the front desk.'

/** What refuses or fails names the support address, whatever else it says. */
export const withHelp = (message: string) =>
  message.includes('write to us') ? message : `${message} For help, write to us.`

const chargedOnce = 'you will not be charged twice.'

export const lostConnection = `We lost the connection. Please press the button again: ${chargedOnce}`

const notCharged = 'Nothing has been charged.'

const declined = `${notCharged} Please try again, or pay another way.`

const paymentFailed = `The payment could not be made. Please try again, or with another card: ${chargedOnce}`

/** Some Stripe.js errors have a text for the customer. The others are for developers: log them. */
export function paymentErrorMessage(error: unknown): string {
  const { type = '', code = '', message } = error as Record<string, string | undefined>
  const forCustomers =
    /^(card|validation)_error$/.test(type) || /_intent_authentication_failure$/.test(code)
  if (forCustomers && message) {
    if (type === 'validation_error') return message
    return `${message} ${/try again/.test(message) ? notCharged : declined}`
  }
  console.error(error)
  return type === 'api_connection_error' ? lostConnection : paymentFailed
}
