/**
 * The oracle's eye on bookings whose events staff may edit by hand: the calendar is what staff meant, and
 * where it parts from what was sold the team has been told by name. What is offered is what is free.
 */
import type { SandboxState } from '../../sandbox/state.ts'
import { alertClaims, customerEmails, type Email, emailsAbout } from './emails.ts'
import {
  type Claim,
  dollars,
  type Evidence,
  type ExpectedRoom,
  type Intent,
  refundsOf,
} from './index.ts'
import { BUFFER_MS, type Event, isBooking, ms, spanInWords, standing } from './rooms.ts'

const HOUR_MS = 3600_000

export function editedClaims(
  evidence: Evidence,
  claim: Claim,
  intent: Intent,
  want: ExpectedRoom
): void {
  const { state } = evidence
  const { id, amount } = intent
  const refunds = refundsOf(state, id)
  const backCents = refunds.reduce((sum, refund) => sum + Number(refund.amount), 0)
  claim(amount === want.cents, 'right amount', `${id} is ${amount}`)
  claim(backCents === 0 || backCents === want.cents, 'refunded in full', `${id}: ${backCents}`)
  claim(intent.metadata?.outcome === 'confirmed', 'outcome shown', `${id}`)
  const events = standing(state).filter(({ description }) => description?.includes(id))
  claim(events.length <= 1, 'one event', `${id}: ${events.length}`)
  const stuck = toTeam(evidence, id).filter(({ subject }) =>
    /^ALERT: .*refunded/.test(subject ?? '')
  )
  alertClaims(claim, stuck, want, id)
  // The workflow of the refund was killed: a person does the rest.
  if (backCents > 0 && stuck.length > 0) return
  if (backCents > 0) {
    const refundedMs = Math.max(...refunds.map(({ created }) => Number(created) * 1000))
    refundClaims(evidence, claim, { id, events, refundedMs })
  } else toldClaims(evidence, claim, { id, want, event: events[0] })
  customerClaims(evidence, claim, id, want, backCents)
}

/** The team's e-mails about what staff did, oldest first. */
function toTeam({ state }: Evidence, id: string): Email[] {
  const toCustomer = customerEmails(state, id)
  return emailsAbout(state, id)
    .filter((one) => !toCustomer.includes(one))
    .sort((one, other) => one.at - other.at)
}

interface Refunded {
  id: string
  events: readonly Event[]
  refundedMs: number
}

/** It is gone, wherever it stood; what staff put back or moved meanwhile is told. */
function refundClaims(
  evidence: Evidence,
  claim: Claim,
  { id, events, refundedMs }: Refunded
): void {
  const mails = toTeam(evidence, id)
  for (const event of events) {
    const changedMs = Date.parse(event.updated)
    const isNamed = mails.some(({ text, at }) => text?.includes(event.id) && at >= changedMs)
    const seen = `${id}: stands in ${event.calendar}`
    claim(isNamed, 'refunded and gone', seen)
    claim(changedMs >= refundedMs, 'refunded and gone', `${seen}, untouched`)
  }
  const told = mails.filter(({ subject }) => subject?.startsWith('Refunded:'))
  claim(told.length === 1, 'team told', `${id}: ${told.length} e-mails of the refund`)
}

interface Sold {
  id: string
  want: ExpectedRoom
  /** Where it stands. */
  event: Event | undefined
}

function toldClaims(evidence: Evidence, claim: Claim, { id, want, event }: Sold): void {
  const edits = toTeam(evidence, id).filter(({ subject }) =>
    /^(Deleted from the calendar|Moved to )/.test(subject ?? '')
  )
  const last = edits.at(-1)
  if (!event) {
    claim(Boolean(last?.text?.includes('was deleted')), 'deletion told', `${id}: ${last?.subject}`)
    claim(Boolean(last?.text?.includes('not refunded')), 'deletion told', `${id}: ${last?.subject}`)
  } else if (event.calendar !== want.calendar) {
    const isMove = Boolean(last?.subject?.startsWith('Moved to '))
    claim(isMove, 'move told', `${id} stands in ${event.calendar}: ${last?.subject}`)
  }
  const days = want.times.map(([from, to]) => spanInWords(from, to))
  for (const { subject, text } of edits)
    for (const needed of [want.name, want.email, id, dollars(want.cents), ...days])
      claim(`${text}`.includes(needed), 'told by name', `${subject} does not say ${needed}`)
  const isUntouched = event?.calendar === want.calendar && event.updated === event.created
  claim(!isUntouched || edits.length === 0, 'told in vain', `${id}: ${last?.subject}`)
}

function customerClaims(
  { state, mostAlike }: Evidence,
  claim: Claim,
  id: string,
  want: ExpectedRoom,
  backCents: number
): void {
  const all = customerEmails(state, id)
  const refunded = all.filter(({ subject }) => subject?.includes('refunded'))
  const confirmed = all.length - refunded.length
  const due = backCents > 0 ? 1 : 0
  claim(confirmed === 1, 'true e-mails', `${id}: ${confirmed} confirmations`)
  const fits = refunded.length >= due && refunded.length <= due * mostAlike
  claim(fits, 'true e-mails', `${id}: ${refunded.length} e-mails of a refund`)
  for (const { text, to } of refunded) {
    claim(`${text}`.includes(dollars(backCents)), 'true e-mails', `${id}: the amount`)
    claim(to.join() === want.email, 'true e-mails', `${id}: to ${to.join()}`)
  }
}

/** Two uses of a room at one time, at least one of them paid and not refunded: alerted by name. */
export function overlapClaims({ state }: Evidence, claim: Claim): void {
  const events = standing(state).filter(({ transparency }) => transparency !== 'transparent')
  const paid = (event: Event) => {
    const of = state.stripe.payment_intents.find(({ id }) => event.description?.includes(id))
    return of?.status === 'succeeded' && refundsOf(state, of.id).length === 0 ? of : undefined
  }
  for (const [nth, one] of events.entries())
    for (const other of events.slice(nth + 1)) {
      if (one.calendar !== other.calendar || !touch(one, other)) continue
      const payments = [one, other].filter(isBooking).map(paid)
      if (payments.length === 0 || payments.includes(undefined)) continue
      const told = state.mailersend.messages.filter(({ subject }) => subject?.startsWith('ALERT: '))
      const isTold = told.some(({ text }) => text?.includes(one.id) && text.includes(other.id))
      claim(isTold, 'two at one time told', `${one.summary} and ${other.summary}`)
    }
}

const touch = (one: Event, other: Event) =>
  ms(one.start) < ms(other.end) && ms(other.start) < ms(one.end)

/** What the page offers of one day for an hour, and what it would if nothing stood there. */
export interface Offered {
  calendar: string
  day: string
  starts: readonly string[]
  everyStart: readonly string[]
}

/** All that is free is offered, and nothing else. The summer's clock. */
export function offerClaims(state: SandboxState, claim: Claim, offered: Offered): void {
  const { calendar, day, starts, everyStart } = offered
  const events = standing(state).filter((event) => event.calendar === calendar)
  const isFree = (start: string) => {
    const fromMs = Date.parse(`${day}T${start}:00-07:00`)
    return !events.some(
      (event) =>
        fromMs < ms(event.end) + BUFFER_MS && ms(event.start) < fromMs + HOUR_MS + BUFFER_MS
    )
  }
  const free = everyStart.filter(isFree)
  claim(free.join() === starts.join(), 'offered as free', `${day}: ${starts}, free are ${free}`)
}
