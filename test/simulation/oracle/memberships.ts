/** The oracle's eye on memberships: a subscription that bills is one membership at price 0, told once. */
import type { SandboxState } from '../../sandbox/state.ts'
import { alertsAbout, customerEmails, promiseClaim, timeClaim } from './emails.ts'
import {
  type Claim,
  type Evidence,
  type ExpectedMembership,
  type Intent,
  TOLD_WITHIN_MS,
  wantOf,
} from './index.ts'

type Subscription = SandboxState['stripe']['subscriptions'][number]

export function membershipBreaches(evidence: Evidence, claim: Claim): void {
  const { state } = evidence
  const live = state.stripe.subscriptions.filter(({ status }) => status === 'active')
  const { memberships } = state.officernd
  const words = `${memberships.length} memberships for ${live.length} live subscriptions`
  claim(memberships.length === live.length, 'one membership', words)
  for (const { price, _id } of memberships)
    claim(price === 0, 'billed once', `membership ${_id} has price ${price}`)
  const attempts = live.map(({ metadata }) => metadata?.attempt_id)
  const distinct = new Set(attempts).size
  claim(distinct === attempts.length, 'one subscription', `${attempts.length} of ${distinct}`)
  for (const subscription of live) {
    const want = wantOf(evidence, 'membership', subscription.metadata?.attempt_id)
    if (want) judge(evidence, claim, subscription, want)
    else claim(false, 'nothing unasked', subscription.id)
  }
  for (const want of evidence.expected) {
    if (want.what !== 'membership') continue
    const { attemptId, rival = attemptId } = want
    const served = [...new Set([attemptId, rival])].filter((one) => attempts.includes(one))
    claim(served.length > 0, 'served or told', attemptId)
    claim(served.length <= 1, 'one person, one plan', served.join(' and '))
  }
}

function judge(
  evidence: Evidence,
  claim: Claim,
  subscription: Subscription,
  want: ExpectedMembership
): void {
  const { state, mostAlike } = evidence
  const { id, metadata = {} } = subscription
  const { data: items } = subscription.items as { data: { price: { id: string } }[] }
  claim(items.map(({ price }) => price.id).join() === want.price, 'right amount', `${id}: price`)
  claim(metadata.outcome === 'active', 'outcome shown', id)
  moneyClaims(claim, state, subscription, want)

  const member = state.officernd.members.find(({ email }) => email === want.email)
  const own = state.officernd.memberships.filter((one) => one.member === member?._id)
  const right = own.filter(({ plan }) => plan === want.plan)
  claim(right.length === 1, 'their own membership', `${want.email} has ${right.length}`)
  const startDay = seattleDay(Number(subscription.start_date) * 1000)
  for (const { startDate } of right)
    claim(startDate.startsWith(startDay), 'right day', `from ${startDate}, billed from ${startDay}`)

  const welcomes = customerEmails(state, id).filter(({ template_id }) => template_id)
  const fits = welcomes.length >= 1 && welcomes.length <= mostAlike
  claim(fits, 'true e-mails', `${id}: ${welcomes.length} welcomes`)
  for (const { to } of welcomes)
    claim(to.join() === want.email, 'true e-mails', `${id}: their e-mail went to ${to.join()}`)
  const doneMs = right.map(({ createdAt }) => Date.parse(createdAt))
  const sinceMs = Number(subscription.created) * 1000
  timeClaim(claim, evidence, { id, sinceMs, withinMs: TOLD_WITHIN_MS.membership, doneMs })
  promiseClaim(claim, evidence, { id, sinceMs: Math.max(sinceMs, ...doneMs), emails: welcomes })
  for (const { text } of alertsAbout(state, id))
    claim(`${text}`.includes(want.name), 'alert by name', `${id} is told without a name`)
}

/** One first invoice, no dearer than what was shown; the fee in it once, the code for it taken off. */
function moneyClaims(
  claim: Claim,
  { stripe }: SandboxState,
  { id, customer, metadata }: Subscription,
  want: ExpectedMembership
): void {
  const first = stripe.invoices.filter((invoice) => subscriptionOf(invoice) === id)
  const total = Number(first[0]?.total)
  // While Stripe does not tell the automatic code the customer is shown the whole fee, and may go away.
  const most = metadata?.auto_promo_id ? want.cents : want.cents + want.autoCents
  // The days until the first of the month grow fewer while the customer hesitates: 50 cents an hour.
  const fits = first.length === 1 && total <= most && total > most - 200
  claim(fits, 'right amount', `${id}: charged ${total} of ${most} in ${first.length} bills`)
  const lines = first.flatMap((invoice) => linesOf(invoice))
  const fees = lines.filter(({ metadata }) => metadata.kind === 'initiation')
  const offs = fees.flatMap(({ discount_amounts: offs }) => offs ?? [])
  const off = offs.reduce((sum, { amount }) => sum + amount, 0)
  const fee = fees.reduce((sum, { amount }) => sum + amount, -off)
  const due = want.initiationCents - (metadata?.auto_promo_id ? want.autoCents : 0)
  claim(fees.length === 1 && fee === due, 'fee once', `${id}: ${fee} cents`)
  const paid = stripe.payment_intents.filter(
    (intent: Intent) => intent.customer === customer && intent.status === 'succeeded'
  )
  const ofBills = paid.filter(({ metadata }) => !metadata?.track)
  claim(ofBills.length === 1, 'charged once', `${id}: ${ofBills.length} charges`)
}

interface Line {
  amount: number
  metadata: Record<string, string>
  discount_amounts: { amount: number }[] | null
}

const linesOf = (invoice: SandboxState['stripe']['invoices'][number]) =>
  (invoice.lines as { data: Line[] }).data

function subscriptionOf(invoice: SandboxState['stripe']['invoices'][number]): unknown {
  const parent = invoice.parent as { subscription_details?: { subscription?: unknown } } | null
  return parent?.subscription_details?.subscription
}

function seattleDay(ms: number): string {
  return new Date(ms).toLocaleDateString('en-CA', { timeZone: 'America/Los_Angeles' })
}
