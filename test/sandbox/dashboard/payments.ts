/** What Stripe holds of each payment, the newest first, with what became of it. */
import { html } from 'hono/html'
import type { SandboxState, Wire } from '../state.ts'
import { bookingWords } from './labels.ts'
import { card, section } from './layout.ts'

export const money = (cents: unknown) =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(Number(cents) / 100)

export function payments(stripe: SandboxState['stripe']) {
  const cards = [...stripe.payment_intents].reverse().map((intent) => paymentCard(intent, stripe))
  return section('payments', 'Payments', cards, 'Nobody has paid yet.')
}

function paymentCard(intent: Wire, stripe: SandboxState['stripe']) {
  const { status = '', metadata = {} } = intent
  const refunded = stripe.refunds
    .filter((refund) => refund.payment_intent === intent.id)
    .reduce((sum, refund) => sum + Number(refund.amount), 0)
  const charge = stripe.charges.find((each) => each.id === intent.latest_charge)
  const receipt = typeof charge?.receipt_url === 'string' ? charge.receipt_url : null
  return card(
    `${money(intent.amount)} · ${String(intent.description ?? 'no description')}`,
    { words: status, good: status === 'succeeded', bad: status === 'canceled' },
    [
      ['Intent', html`<code>${intent.id}</code>`],
      ['Customer', metadata.customer_name],
      ['For', metadata.pass_date ?? bookingWords(metadata)],
      ['Outcome', metadata.outcome],
      ['Refunded', refunded > 0 ? money(refunded) : null],
      ['Receipt', receipt],
      ['Bank', acts(intent.id, status)],
    ]
  )
}

/** What the customer's bank may do next, as buttons. */
export function acts(intent: string, status: string) {
  const deeds: Record<string, string[]> = {
    requires_action: ['authenticate', 'fail-authentication'],
    processing: ['settle', 'return'],
    succeeded: ['dispute'],
  }
  const fitting = deeds[status]
  return fitting?.map(
    (deed) =>
      html`<button class="plain" data-post="/__act" data-body="${JSON.stringify({ intent, do: deed })}">
        ${deed}
      </button> `
  )
}
