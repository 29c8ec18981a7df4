/**
 * Judges a run by what the vendors hold and the e-mails that were sent; knows nothing of the code.
 * What was wanted is written down by hand in each scenario. Every breach begins with the name of a rule.
 */
import type { SandboxState } from '../../sandbox/state.ts'
import { type Offered, offerClaims } from './calendar-edits.ts'
import { emailBreaches } from './emails.ts'
import { membershipBreaches } from './memberships.ts'
import { passBreaches } from './passes.ts'
import { roomBreaches } from './rooms.ts'

interface Wanted {
  attemptId: string
  email: string
  name: string
  /** What it costs by the house's own table. */
  cents: number
}

export interface ExpectedPass extends Wanted {
  what: 'pass'
  /** The house's day: `2026-05-04`. */
  day: string
}

export interface ExpectedMembership extends Wanted {
  what: 'membership'
  /** The plan's id at OfficeRnD, and of its price at Stripe. */
  plan: string
  price: string
  /** The fee, and what the automatic code takes off it. */
  initiationCents: number
  autoCents: number
  /** Another attempt of the same person at the same plan: one of the two is served. */
  rival?: string
}

export type RoomEnd = 'served' | 'refunded' | 'unpaid'

export interface ExpectedRoom extends Wanted {
  what: 'room'
  calendar: string
  title: string
  /** First and last instant of each day, as ISO stamps. */
  times: readonly (readonly [from: string, to: string])[]
  /** What may become of it, where not only the customer decides. */
  ends: readonly RoomEnd[]
  /** Served long ago; staff may have moved, deleted or refunded it since. */
  isEdited?: true
}

export type Expectation = ExpectedPass | ExpectedMembership | ExpectedRoom

export interface Evidence {
  state: SandboxState
  expected: readonly Expectation[]
  /** E-mails of one kind: two where nobody can know whether the first was sent. */
  mostAlike: number
  /** When the last thing went wrong; milliseconds. */
  lastFaultMs: number
  /** What the page offers, where a scenario asks for it. */
  offered?: readonly Offered[]
}

/** One thing that must not be: the rule's name, and what was seen. */
export type Claim = (fine: boolean, invariant: string, seen: string) => void

export type Intent = SandboxState['stripe']['payment_intents'][number]

/** Every breach of the rule, in words; none is the rule kept. */
export function violations(evidence: Evidence): string[] {
  const found: string[] = []
  const claim: Claim = (fine, invariant, seen) => {
    if (!fine) found.push(`${invariant}: ${seen}`)
  }
  countBreaches(evidence.state, claim)
  passBreaches(evidence, claim)
  membershipBreaches(evidence, claim)
  roomBreaches(evidence, claim)
  emailBreaches(evidence, claim)
  for (const offered of evidence.offered ?? []) offerClaims(evidence.state, claim, offered)
  return found
}

function countBreaches({ stripe, officernd }: SandboxState, claim: Claim): void {
  const attempts = stripe.payment_intents.filter(({ metadata }) => metadata?.attempt_id)
  for (const [attempt, intents] of Map.groupBy(attempts, (one) => one.metadata?.attempt_id)) {
    const paid = intents.filter(({ status }) => status === 'succeeded')
    const open = intents.filter(({ status }) => status !== 'canceled')
    claim(paid.length <= 1, 'charged once', `${attempt} was charged ${paid.length} times`)
    claim(open.length <= 1, 'one payment', `${attempt} has ${open.length} that could be made`)
  }
  const customers = stripe.customers.map(({ email }) => String(email))
  claim(new Set(customers).size === customers.length, 'one customer', customers.join(', '))
  const members = officernd.members.map(({ email }) => email.toLowerCase())
  claim(new Set(members).size === members.length, 'one member', members.join(', '))
}

/** What an alert must have come by, or the thing itself; milliseconds after it was paid. */
export const TOLD_WITHIN_MS = { pass: 20 * 60_000, membership: 20 * 60_000, room: 15 * 60_000 }

/** What was wanted by the attempt that an intent or a subscription belongs to. */
export function wantOf<W extends Expectation['what']>(
  { expected }: Evidence,
  what: W,
  attemptId: string | undefined
): Extract<Expectation, { what: W }> | undefined {
  return expected.find(
    (want): want is Extract<Expectation, { what: W }> =>
      want.what === what && want.attemptId === attemptId
  )
}

export function paidOf(state: SandboxState, track: string): Intent[] {
  return state.stripe.payment_intents.filter(
    ({ status, metadata }) => status === 'succeeded' && metadata?.track === track
  )
}

/** Money given back of a payment; what the bank sent back again does not count. */
export function refundsOf(state: SandboxState, paymentId: string) {
  return state.stripe.refunds.filter(
    (one) =>
      one.payment_intent === paymentId && one.status !== 'failed' && one.status !== 'canceled'
  )
}

export const dollars = (cents: number) =>
  (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' })

/** When a payment was made; milliseconds. */
export function paidMs(state: SandboxState, intent: Intent): number {
  const charge = state.stripe.charges.find(({ id }) => id === intent.latest_charge)
  return Number(charge?.created ?? intent.created) * 1000
}
