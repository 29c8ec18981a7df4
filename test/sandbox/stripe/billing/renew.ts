/** What falls due by the clock: renewals, further tries, the end of what was never paid. */
import type Stripe from 'stripe'
import { finishDebit } from '../payment-outcomes.ts'
import type { Store } from '../store.ts'
import { nextEnd } from './calendar.ts'
import { changed, end, expire } from './cancel.ts'
import { collectQuietly, issue } from './collect.ts'
import { dropUsed } from './create-subscription.ts'
import { isLive } from './discounts.ts'
import { itemLine } from './first-invoice.ts'
import { invoiceId, newInvoice } from './invoice.ts'
import { makeLines } from './lines.ts'

type Subscription = Stripe.Subscription
type Discount = Stripe.Discount

/** "about 23 hours": docs.stripe.com/billing/subscriptions/overview */
const INCOMPLETE_SECONDS = 23 * 60 * 60

interface Due {
  at: number
  run(): void
}

/** Everything up to now, each at its own second and in its own order, be it months that have passed. */
export function billWhatIsDue(store: Store) {
  const now = store.seconds()
  for (let due = earliest(store); due && due.at <= now; due = earliest(store)) {
    store.pinned = due.at
    try {
      due.run()
    } finally {
      store.pinned = undefined
    }
  }
}

function earliest(store: Store): Due | undefined {
  const all = [...subscriptionsDue(store), ...invoicesDue(store), ...debitsDue(store)]
  return all.sort((a, b) => a.at - b.at)[0]
}

const periodEnd = (subscription: Subscription) =>
  Math.min(...subscription.items.data.map((item) => item.current_period_end))

function subscriptionsDue(store: Store): Due[] {
  return store.all('subscription').flatMap((one) => {
    if (one.status === 'incomplete') {
      return [{ at: one.created + INCOMPLETE_SECONDS, run: () => expire(store, one) }]
    }
    if (one.status !== 'active' && one.status !== 'past_due') return []
    return [{ at: periodEnd(one), run: () => renew(store, one) }]
  })
}

function invoicesDue(store: Store): Due[] {
  return store.all('invoice').flatMap((one) => {
    const at = one.next_payment_attempt
    if (one.status !== 'open' || at === null) return []
    const run = () => {
      one.next_payment_attempt = null
      collectQuietly(store, one)
    }
    return [{ at, run }]
  })
}

/** Only those of invoices: other debits settle when the clock is moved, at the time it then shows. */
function debitsDue(store: Store): Due[] {
  return [...store.hidden.due].flatMap(([id, ms]) => {
    const intent = store.tables.payment_intent.get(id)
    if (!intent || !store.hidden.invoiceOf.has(id)) return []
    return [{ at: Math.ceil(ms / 1000), run: () => finishDebit(store, intent) }]
  })
}

function renew(store: Store, subscription: Subscription) {
  if (subscription.cancel_at_period_end) return end(store, subscription, 'cancellation_requested')
  const at = periodEnd(subscription)
  const live = (ids: (string | Discount)[]) =>
    ids.map((id) => store.get('discount', id as string)).filter((one) => isLive(one, at))
  const last = { start: subscription.items.data[0]?.current_period_start ?? at, end: at }
  const next = { start: at, end: nextEnd(subscription.billing_cycle_anchor, at) }
  const drafts = subscription.items.data.map((item) => {
    const discounts = live(item.discounts)
    const { id, metadata, price, quantity = 1 } = item
    const part = { price, quantity, metadata, discounts, discountable: true }
    Object.assign(item, {
      current_period_start: next.start,
      current_period_end: next.end,
      discounts: discounts.map((one) => one.id),
    })
    const amount = (price.unit_amount ?? 0) * quantity
    return itemLine(store, { id, part }, subscription, { amount, period: next })
  })
  const overall = live(subscription.discounts)
  const invoice = newInvoice(store, {
    id: invoiceId(),
    customer: subscription.customer as string,
    lines: makeLines(store, drafts, overall),
    discounts: overall,
    reason: 'subscription_cycle',
    subscription,
    at,
    period: last,
  })
  changed(store, subscription, {
    latest_invoice: invoice.id,
    discounts: overall.map((one) => one.id),
  })
  issue(store, invoice, subscription)
  dropUsed(store, subscription)
  if (invoice.status === 'open') collectQuietly(store, invoice)
}
