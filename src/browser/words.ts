/** The sentences of the purchase page. */
import { formatCents } from '../rules/money.ts'
import { dayInWords, HOUSE_ZONE, houseDay } from '../rules/time.ts'
import type { LastPass } from './memory.ts'

export const dayConsent = (day: string) => `Yes, I want a pass for ${dayInWords(day)}`

export function bankNote(day: string, now: number): string {
  const when = day === houseDay(now) ? 'today' : `on ${dayInWords(day)}`
  return (
    'Paying from a bank account takes up to 4 business days; ' +
    `to visit ${when}, pay by card. A pass paid from a bank account is for the first open day ` +
    'after the money has arrived.'
  )
}

/** `'at 10:02 AM'`, or `'on November 21 at 10:02 AM'` if that was not today. */
function moment(at: number, now: number): string {
  const today = houseDay(at) === houseDay(now)
  const words = new Intl.DateTimeFormat('en-US', {
    timeZone: HOUSE_ZONE,
    hour: 'numeric',
    minute: '2-digit',
    ...(today ? {} : { month: 'long', day: 'numeric' }),
  }).format(at)
  return `${today ? 'at' : 'on'} ${words}`
}

export function secondPass(last: LastPass, now: number): string {
  const when = moment(last.boughtAt, now)
  return last.outcome === 'pending'
    ? `You already paid for a pass from your bank account ${when}: buy another?`
    : `You already have a pass for ${dayInWords(last.passDate).replace(/, \d+$/, '')}, ` +
        `bought ${when}: buy another?`
}

export const nowCosts = (cents: number) => `The total is now ${formatCents(cents)}.`

export const nowFor = (day: string) => `Your pass would now be for ${dayInWords(day)}.`

export const pressAgain = 'Nothing has been charged. Please check, then press the button again.'

const LOST = 'We lost the connection. Please press the button again: you will not be charged twice.'

const FAILED =
  'The payment could not be made. Please try again, or with another card: ' +
  'you will not be charged twice.'

/** Errors of Stripe.js whose text is written for the customer; the rest speak to developers. */
export function paymentWords(error: unknown): string {
  const { type, code, message } = error as { type?: string; code?: string; message?: string }
  const forCustomers =
    type === 'card_error' ||
    type === 'validation_error' ||
    code === 'payment_intent_authentication_failure'
  if (forCustomers && message) return message
  console.error(error)
  return type === 'api_connection_error' ? LOST : FAILED
}

export const lostConnection = LOST
