/** What Stripe holds of memberships: the set-ups of cards, and the subscriptions with their invoices. */
import { html } from 'hono/html'
import type { SandboxState, Wire } from '../state.ts'
import { card, section } from './layout.ts'
import { acts, money } from './payments.ts'

export function subscriptions(stripe: SandboxState['stripe']) {
  return [
    section(
      'subscriptions',
      'Subscriptions',
      [...stripe.subscriptions].reverse().map((one) => subscriptionCard(one, stripe.invoices)),
      'Nobody has joined yet.'
    ),
    section(
      'setups',
      'Cards put by',
      [...stripe.setup_intents].reverse().map(setupCard),
      'Nobody has put a card by yet.'
    ),
  ]
}

function subscriptionCard(subscription: Wire, invoices: Wire[]) {
  const { id, status = '', metadata = {} } = subscription
  const own = invoices.filter((invoice) => subscriptionOf(invoice) === id)
  return card(
    String(subscription.description ?? 'Subscription'),
    {
      words: status,
      good: status === 'active',
      bad: ['canceled', 'incomplete_expired', 'past_due'].includes(status),
    },
    [
      ['Subscription', html`<code>${id}</code>`],
      ['Customer', metadata.customer_name],
      ['Outcome', metadata.outcome],
      ...own.map((invoice): [string, unknown] => ['Invoice', invoiceWords(invoice)]),
    ]
  )
}

const subscriptionOf = (invoice: Wire) =>
  (invoice.parent as { subscription_details?: { subscription: string } } | null)
    ?.subscription_details?.subscription

const invoiceWords = ({ number, total, status, billing_reason }: Wire) =>
  `${String(number)} · ${money(total)} · ${status} · ${String(billing_reason)}`

function setupCard({ id, status = '', metadata = {}, description }: Wire) {
  return card(
    String(description ?? 'Set-up'),
    { words: status, good: status === 'succeeded', bad: status === 'canceled' },
    [
      ['Set-up', html`<code>${id}</code>`],
      ['Customer', metadata.customer_name],
      ['Outcome', metadata.outcome],
      ['Bank', status === 'requires_action' ? acts(id, status) : null],
    ]
  )
}
