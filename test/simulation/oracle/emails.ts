/** The oracle's eye on e-mails: alerts name whom and what they are about, and nothing is told twice. */
import type { SandboxState } from '../../sandbox/state.ts'
import { type Claim, dollars, type Evidence, type Expectation } from './index.ts'

export type Email = SandboxState['mailersend']['messages'][number]

const TEAM = 'admin@labourtemple.com'

/** E-mails that bear the tag of a payment or a subscription. */
export function emailsAbout(state: SandboxState, id: string): Email[] {
  return state.mailersend.messages.filter(({ tags }) =>
    tags.some((tag) => tag.startsWith(`${id}:`))
  )
}

export function customerEmails(state: SandboxState, id: string): Email[] {
  return emailsAbout(state, id).filter(({ to }) => !to.includes(TEAM))
}

export const isAlert = ({ subject }: Email) => (subject ?? '').startsWith('ALERT')

export function alertsAbout(state: SandboxState, id: string): Email[] {
  return emailsAbout(state, id).filter(isAlert)
}

export function emailBreaches({ state, mostAlike }: Evidence, claim: Claim): void {
  owedClaim(claim, state)
  const tags = state.mailersend.messages.flatMap((email) => email.tags)
  for (const [tag, same] of Map.groupBy(tags, (one) => one))
    claim(same.length <= mostAlike, 'told once', `${tag} was sent ${same.length} times`)
}

/** A page has said that an e-mail will come. `sinceMs`: when what it is about was known. */
export function promiseClaim(
  claim: Claim,
  { lastFaultMs }: Evidence,
  about: { id: string; sinceMs: number; emails: readonly Email[] }
): void {
  const toldMs = Math.min(...about.emails.map(({ at }) => at))
  const minutes = Math.round((toldMs - Math.max(about.sinceMs, lastFaultMs)) / 60_000)
  const seen = `${about.id}: ${about.emails.length} e-mails, the first after ${minutes} minutes`
  claim(minutes * 60_000 <= PROMISED_WITHIN_MS, 'promised e-mails', seen)
}

/** A workflow that has errored is restarted once an hour, by a sweep that may be the next but one. */
const PROMISED_WITHIN_MS = 75 * 60_000

/** A workflow noted an e-mail as owed, and all is quiet: nobody sends it any more. */
export function owedClaim(claim: Claim, { stripe }: SandboxState): void {
  const all = [...stripe.payment_intents, ...stripe.setup_intents, ...stripe.subscriptions]
  for (const { id, metadata } of all)
    claim(metadata?.emails !== 'unsent', 'promised e-mails', `${id} still owes its e-mail`)
}

/** An alert is worth nothing unless a person can act on it at once. */
export function alertClaims(
  claim: Claim,
  emails: readonly Email[],
  want: Expectation,
  id: string
): void {
  for (const { subject, text, to } of emails) {
    const said = `${subject}\n${text}`
    for (const needed of [want.name, want.email, id])
      claim(said.includes(needed), 'alert by name', `${subject} does not say ${needed}`)
    claim(said.includes(dollars(want.cents)), 'alert by name', `${subject} names another amount`)
    claim(to.includes(TEAM), 'alert by name', `${subject} went to ${to.join(', ')}`)
  }
}

/** Told in time: what became of it, or that nothing has yet. */
export function timeClaim(
  claim: Claim,
  { state, lastFaultMs }: Evidence,
  about: { id: string; sinceMs: number; withinMs: number; doneMs: readonly number[] }
): void {
  const alerts = alertsAbout(state, about.id).map(({ at }) => at)
  const toldMs = Math.min(...about.doneMs, ...alerts)
  const fromMs = Math.max(about.sinceMs, lastFaultMs)
  const minutes = Math.round((toldMs - fromMs) / 60_000)
  claim(toldMs - fromMs <= about.withinMs, 'in time', `${about.id} took ${minutes} minutes`)
}
