/** The oracle's eye on day passes: one for each payment, on the payer's own member, for their day. */

import { alertClaims, alertsAbout, customerEmails, promiseClaim, timeClaim } from './emails.ts'
import {
  type Claim,
  dollars,
  type Evidence,
  type ExpectedPass,
  type Intent,
  paidMs,
  paidOf,
  refundsOf,
  TOLD_WITHIN_MS,
  wantOf,
} from './index.ts'

export function passBreaches(evidence: Evidence, claim: Claim): void {
  const { state } = evidence
  const served: { intent: Intent; want: ExpectedPass }[] = []
  for (const intent of paidOf(state, '3')) {
    const want = wantOf(evidence, 'pass', intent.metadata?.attempt_id)
    if (!want) {
      claim(false, 'nothing unasked', intent.id)
      continue
    }
    claim(intent.amount === want.cents, 'right amount', `${intent.id} is ${intent.amount}`)
    if (intent.metadata?.outcome === 'granted') served.push({ intent, want })
    judge(evidence, claim, intent, want)
  }
  const paid = paidOf(state, '3').map(({ metadata }) => metadata?.attempt_id)
  for (const { what, attemptId } of evidence.expected)
    if (what === 'pass') claim(paid.includes(attemptId), 'served or told', `${attemptId}: not paid`)
  const { passes, members } = state.officernd
  claim(passes.length === served.length, 'one pass', `${passes.length} for ${served.length} served`)
  for (const { want } of served) {
    const alike = served.filter((one) => one.want.email === want.email && one.want.day === want.day)
    const own = members.filter(({ email }) => email === want.email).map(({ _id }) => _id)
    const found = passes.filter(({ member }) => own.includes(member)).filter(isFor(want.day))
    const words = `${want.email} has ${found.length} for ${alike.length} paid`
    claim(found.length === alike.length, 'their own pass', words)
  }
}

function isFor(day: string) {
  const label = `${day}T00:00:00.000Z`
  return (pass: Evidence['state']['officernd']['passes'][number]) =>
    pass.validFrom === label &&
    pass.validTo === label &&
    pass.type === 'hotdesk' &&
    pass.count === 1 &&
    pass.intervalLength === 'once' &&
    pass.grantActiveStatus
}

function judge(evidence: Evidence, claim: Claim, intent: Intent, want: ExpectedPass): void {
  const { state, mostAlike } = evidence
  const { id, metadata = {} } = intent
  const refunds = refundsOf(state, id)
  const alerts = alertsAbout(state, id)
  const isServed = metadata.outcome === 'granted'
  const ends = Number(isServed) + Number(refunds.length > 0)
  claim(ends === 1 || (ends === 0 && alerts.length > 0), 'served or told', `${id}: ${ends} ends`)
  claim(Boolean(metadata.outcome), 'outcome shown', id)
  alertClaims(claim, alerts, want, id)
  const made = state.officernd.passes.find(({ _id }) => _id === metadata.pass_id)
  const doneMs = made
    ? [Date.parse(made.createdAt)]
    : refunds.map(({ created }) => Number(created) * 1000)
  const sinceMs = paidMs(state, intent)
  timeClaim(claim, evidence, { id, sinceMs, withinMs: TOLD_WITHIN_MS.pass, doneMs })

  const emails = customerEmails(state, id)
  claim(isServed || emails.length === 0, 'true e-mails', `${id} is confirmed and not served`)
  if (isServed) {
    const fits = emails.length >= 1 && emails.length <= mostAlike
    claim(fits, 'true e-mails', `${id} has ${emails.length} confirmations`)
    promiseClaim(claim, evidence, { id, sinceMs: Math.max(sinceMs, ...doneMs), emails })
  }
  for (const { variables, text, to } of emails) {
    const said = `${JSON.stringify(variables)} ${text}`
    for (const needed of [inWords(want.day), dollars(want.cents)])
      claim(said.includes(needed), 'true e-mails', `${id}: their e-mail does not say ${needed}`)
    claim(to.join() === want.email, 'true e-mails', `${id}: their e-mail went to ${to.join()}`)
  }
}

function inWords(day: string): string {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString('en-US', {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    timeZone: 'UTC',
  })
}
