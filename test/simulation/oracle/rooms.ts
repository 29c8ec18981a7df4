/** The oracle's eye on rooms: all days or none, the money kept or given back, nobody on top of another. */
import type { SandboxState } from '../../sandbox/state.ts'
import { editedClaims, overlapClaims } from './calendar-edits.ts'
import {
  alertClaims,
  alertsAbout,
  customerEmails,
  type Email,
  emailsAbout,
  promiseClaim,
  timeClaim,
} from './emails.ts'
import {
  type Claim,
  dollars,
  type Evidence,
  type ExpectedRoom,
  type Intent,
  paidMs,
  paidOf,
  refundsOf,
  TOLD_WITHIN_MS,
  wantOf,
} from './index.ts'

export type Event = SandboxState['google']['calendars'][string][number] & { calendar: string }

export const BUFFER_MS = 15 * 60_000

export const ms = ({ dateTime, date }: Event['start']) => Date.parse(dateTime ?? `${date}`)

export function standing({ google }: SandboxState): Event[] {
  return Object.entries(google.calendars).flatMap(([calendar, events]) =>
    events.filter(({ status }) => status !== 'cancelled').map((event) => ({ ...event, calendar }))
  )
}

export function roomBreaches(evidence: Evidence, claim: Claim): void {
  const { state } = evidence
  const events = standing(state)
  const payments = state.stripe.payment_intents.filter(({ metadata }) => metadata?.track === '2')
  overlaps(events, editedIds(evidence), claim)
  overlapClaims(evidence, claim)
  for (const event of events.filter(isBooking)) {
    const of = payments.find(({ id }) => event.description?.includes(id))
    claim(of?.status === 'succeeded', 'nothing unpaid', `${event.summary} stands, ${of?.status}`)
  }
  for (const { id, status } of payments) {
    const over = status === 'succeeded' || status === 'canceled'
    claim(over, 'holds end', `${id} could still be paid: ${status}`)
  }
  for (const intent of paidOf(state, '2')) {
    const want = wantOf(evidence, 'room', intent.metadata?.attempt_id)
    // What was refunded at once, staff never had to do with.
    const isServed = intent.metadata?.outcome !== 'refunded'
    if (want?.isEdited && isServed) editedClaims(evidence, claim, intent, want)
    else if (want) judge(evidence, claim, intent, want, events)
    else claim(false, 'nothing unasked', intent.id)
  }
  for (const want of evidence.expected) if (want.what === 'room') endClaim(evidence, claim, want)
}

export const isBooking = ({ creator }: Event) => creator.email.startsWith('bookings@')

/** Payments whose events staff may put where they like. */
function editedIds({ state, expected }: Evidence): string[] {
  const edited = expected.filter((want) => want.what === 'room' && want.isEdited)
  return state.stripe.payment_intents
    .filter(({ metadata }) => edited.some(({ attemptId }) => attemptId === metadata?.attempt_id))
    .map(({ id }) => id)
}

function overlaps(all: readonly Event[], edited: readonly string[], claim: Claim): void {
  const events = all.filter(({ description }) => !edited.some((id) => description?.includes(id)))
  for (const one of events.filter(isBooking)) {
    const near = events.filter(
      (other) =>
        other.id !== one.id &&
        other.calendar === one.calendar &&
        ms(one.start) < ms(other.end) + BUFFER_MS &&
        ms(other.start) < ms(one.end) + BUFFER_MS
    )
    const names = near.map(({ summary }) => summary).join(', ')
    claim(near.length === 0, 'one at a time', `${one.summary} at ${one.start.dateTime}: ${names}`)
  }
}

/** A scenario knows how it may end. */
function endClaim({ state }: Evidence, claim: Claim, { attemptId, ends }: ExpectedRoom): void {
  const paid = paidOf(state, '2').find(({ metadata }) => metadata?.attempt_id === attemptId)
  const came = paid ? (refundsOf(state, paid.id).length > 0 ? 'refunded' : 'served') : 'unpaid'
  claim(ends.includes(came), 'as it must end', `${attemptId}: ${came}, not ${ends.join(' or ')}`)
}

function judge(
  evidence: Evidence,
  claim: Claim,
  intent: Intent,
  want: ExpectedRoom,
  standingEvents: readonly Event[]
): void {
  const { state } = evidence
  const { id, metadata = {} } = intent
  const own = standingEvents.filter(({ description }) => description?.includes(id))
  const refunds = refundsOf(state, id)
  const backCents = refunds.reduce((sum, { amount }) => sum + Number(amount), 0)
  const alerts = alertsAbout(state, id)
  claim(intent.amount === want.cents, 'right amount', `${id} is ${intent.amount}`)
  claim(refunds.length <= 1, 'refunded once', `${id}: ${refunds.length} refunds`)
  claim(backCents === 0 || backCents === want.cents, 'refunded in full', `${id}: ${backCents}`)
  if (backCents > 0) {
    const named = own.every((event) => alerts.some(({ text }) => text?.includes(event.id)))
    claim(named, 'refunded and gone', `${id}: ${own.length} events stand and nobody was told`)
  } else {
    const whole = own.length === 0 || own.length === want.times.length
    claim(whole, 'all days or none', `${id}: ${own.length} of ${want.times.length}`)
    claim(own.length > 0 || alerts.length > 0, 'served or told', `${id}: paid, and nothing came`)
    eventClaims(claim, own, want)
  }
  const came = backCents > 0 ? 'refunded' : 'confirmed'
  const orphaned = backCents > 0 && own.length > 0
  claim(orphaned || metadata.outcome === came, 'outcome shown', `${id}: ${metadata.outcome}`)
  alertClaims(claim, alerts, want, id)
  const made = [...own.map(({ created }) => Date.parse(created))]
  const back = refunds.map(({ created }) => Number(created) * 1000)
  const sinceMs = paidMs(state, intent)
  const doneMs = backCents > 0 ? back : [Math.max(...made)]
  timeClaim(claim, evidence, { id, sinceMs, withinMs: TOLD_WITHIN_MS.room, doneMs })
  emailClaims(evidence, claim, intent, want, { backCents, sinceMs: Math.max(sinceMs, ...doneMs) })
}

function eventClaims(claim: Claim, own: readonly Event[], want: ExpectedRoom): void {
  const seen = own.map((event) => [ms(event.start), ms(event.end)].join())
  const expected = want.times.map(([from, to]) => [Date.parse(from), Date.parse(to)].join())
  const right = own.length === 0 || seen.sort().join(' ') === expected.sort().join(' ')
  claim(right, 'right time', own.map(({ start }) => start.dateTime).join(', '))
  for (const { summary, calendar } of own) {
    claim(summary === want.title, 'right title', `${summary}, not ${want.title}`)
    claim(calendar === want.calendar, 'right room', calendar)
  }
}

function emailClaims(
  evidence: Evidence,
  claim: Claim,
  { id }: Intent,
  want: ExpectedRoom,
  { backCents, sinceMs }: { backCents: number; sinceMs: number }
): void {
  const { state, mostAlike } = evidence
  const toCustomer = customerEmails(state, id)
  const isRefund = ({ subject }: Email) => Boolean(subject?.includes('refunded'))
  const [confirmed, refunded] = [
    toCustomer.filter((one) => !isRefund(one)),
    toCustomer.filter(isRefund),
  ]
  const due = backCents > 0 ? refunded : confirmed
  const undue = backCents > 0 ? confirmed : refunded
  claim(undue.length === 0, 'true e-mails', `${id}: ${undue.map(({ subject }) => subject).join()}`)
  const enough = due.length >= 1 && due.length <= mostAlike
  claim(enough, 'true e-mails', `${id}: ${due.length} e-mails of what became of it`)
  promiseClaim(claim, evidence, { id, sinceMs, emails: due })
  const days = want.times.map(([from, to]) => spanInWords(from, to))
  for (const { text, to } of toCustomer) {
    for (const needed of [...days, dollars(backCents || want.cents), id])
      claim(`${text}`.includes(needed), 'true e-mails', `${id}: their e-mail lacks ${needed}`)
    claim(to.join() === want.email, 'true e-mails', `${id}: their e-mail went to ${to.join()}`)
  }
  const team = emailsAbout(state, id).filter((one) => !toCustomer.includes(one))
  claim(team.length > 0, 'team told', `${id}: the team has no e-mail`)
}

/** `Monday, May 11, 2026, 9 AM to 11 AM`, as people in Seattle say it. */
export function spanInWords(from: string, to: string): string {
  const said = (stamp: string, options: Intl.DateTimeFormatOptions) =>
    new Date(stamp).toLocaleString('en-US', { timeZone: 'America/Los_Angeles', ...options })
  const hour = (stamp: string) => said(stamp, { hour: 'numeric', minute: '2-digit' })
  const short = (stamp: string) => hour(stamp).replace(':00', '').replace('\u202f', ' ')
  return `${said(from, { dateStyle: 'full' })}, ${short(from)} to ${short(to)}`
}
