/** Judges a world by what the vendors hold and the letters that were sent; knows nothing of the code. */
import type { CityState } from '../sandbox/state.ts'

/** Every breach of the law, in words; none is the law kept. */
export function breaches(state: CityState, passDay: string): string[] {
  return [...passBreaches(state, passDay), ...membershipBreaches(state), ...countBreaches(state)]
}

function passBreaches(state: CityState, passDay: string): string[] {
  const found: string[] = []
  // Payments of invoices carry no metadata of ours.
  const paid = state.stripe.payment_intents.filter(
    ({ status, metadata }) => status === 'succeeded' && metadata?.track === '3'
  )
  const claim = (fine: boolean, words: string) => {
    if (!fine) found.push(words)
  }
  for (const intent of paid) {
    const { id, metadata = {} } = intent
    const refunded = state.stripe.refunds.some((refund) => refund.payment_intent === id)
    const alerted = lettersAbout(state, id).some((letter) => letter.subject.startsWith('ALERT'))
    const served = metadata.outcome === 'granted'
    claim(Number(served) + Number(refunded) >= 1 || alerted, `${id}: paid and nothing came of it`)
    claim(Boolean(metadata.outcome), `${id}: Stripe does not show what became of it`)
    const confirmations = customerLetters(state, id)
    claim(confirmations.length <= 1, `${id}: ${confirmations.length} confirmations`)
    if (served) claim(confirmations.length === 1, `${id}: no confirmation`)
    claim(served || confirmations.length === 0, `${id}: confirmed but not served`)
  }
  const served = paid.filter((intent) => intent.metadata?.outcome === 'granted')
  const passes = state.officernd.passes
  claim(passes.length === served.length, `${passes.length} passes for ${served.length} served`)
  for (const pass of passes) {
    const label = `${passDay}T00:00:00.000Z`
    const { type, count, validFrom, validTo, intervalLength, grantActiveStatus } = pass
    const said = JSON.stringify({
      type,
      count,
      validFrom,
      validTo,
      intervalLength,
      grantActiveStatus,
    })
    const wanted = JSON.stringify({
      type: 'hotdesk',
      count: 1,
      validFrom: label,
      validTo: label,
      intervalLength: 'once',
      grantActiveStatus: true,
    })
    claim(said === wanted, `pass ${pass._id} is ${said}`)
  }
  return found
}

/** A subscription that bills is one membership at price 0, charged no more than was shown, told once. */
function membershipBreaches(state: CityState): string[] {
  const found: string[] = []
  const live = state.stripe.subscriptions.filter(({ status }) => status === 'active')
  const memberships = state.officernd.memberships
  if (memberships.length !== live.length)
    found.push(`${memberships.length} memberships for ${live.length} live subscriptions`)
  for (const { price, _id } of memberships) {
    if (price !== 0) found.push(`membership ${_id} has price ${price}`)
  }
  const attempts = live.map(({ metadata }) => metadata?.attempt_id)
  if (new Set(attempts).size !== attempts.length) found.push('one attempt has two subscriptions')
  for (const { id, metadata = {} } of live) {
    const first = state.stripe.invoices.find((invoice) => subscriptionOf(invoice) === id)
    if (Number(first?.total) > Number(metadata.quoted_cents))
      found.push(`${id}: charged ${first?.total}, shown ${metadata.quoted_cents}`)
    if (metadata.outcome !== 'active') found.push(`${id}: Stripe does not show what became of it`)
    const welcomes = lettersAbout(state, id).filter(({ template_id }) => template_id)
    if (welcomes.length !== 1) found.push(`${id}: ${welcomes.length} welcomes`)
  }
  return found
}

function subscriptionOf(invoice: CityState['stripe']['invoices'][number]): unknown {
  const parent = invoice.parent as { subscription_details?: { subscription?: unknown } } | null
  return parent?.subscription_details?.subscription
}

function countBreaches(state: CityState): string[] {
  const found: string[] = []
  const charged = new Map<string, number>()
  for (const intent of state.stripe.payment_intents) {
    if (intent.status !== 'succeeded') continue
    const attempt = intent.metadata?.attempt_id ?? intent.id
    charged.set(attempt, (charged.get(attempt) ?? 0) + 1)
  }
  for (const [attempt, times] of charged) {
    if (times > 1) found.push(`attempt ${attempt} was charged ${times} times`)
  }
  const open = new Map<string, number>()
  for (const { status, metadata = {} } of state.stripe.payment_intents) {
    if (status === 'canceled' || !metadata.attempt_id) continue
    open.set(metadata.attempt_id, (open.get(metadata.attempt_id) ?? 0) + 1)
  }
  for (const [attempt, times] of open) {
    if (times > 1) found.push(`attempt ${attempt} has ${times} payments that could be made`)
  }
  const customers = state.stripe.customers.map((customer) => String(customer.email))
  if (new Set(customers).size !== customers.length) found.push('one person is two customers')
  const emails = state.officernd.members.map((member) => member.email.toLowerCase())
  if (new Set(emails).size !== emails.length) found.push('one person is two members')
  return found
}

type Letter = CityState['mailersend']['messages'][number]

function lettersAbout(state: CityState, id: string): (Letter & { subject: string })[] {
  return state.mailersend.messages
    .filter((letter) => (letter.tags ?? []).some((tag) => tag.startsWith(`${id}:`)))
    .map((letter) => ({ ...letter, subject: letter.subject ?? '' }))
}

function customerLetters(state: CityState, id: string): Letter[] {
  return lettersAbout(state, id).filter((letter) => letter.template_id === 'pr9084zxnvjlw63d')
}
