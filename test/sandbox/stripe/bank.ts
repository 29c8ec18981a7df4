/** Actions of the customer's bank, triggered by `/__act` or by the clock. */
import type Stripe from 'stripe'
import { billWhatIsDue } from './billing/renew.ts'
import * as disputes from './disputes.ts'
import { authenticate, failAuthentication, finishDebit } from './payment-outcomes.ts'
import { finishRefund } from './refunds.ts'
import { authenticateSetup, failSetupAuthentication } from './setup-intent-outcomes.ts'
import type { Store } from './store.ts'

export type Act = 'authenticate' | 'fail-authentication' | 'settle' | 'return' | 'dispute'

export function act(store: Store, id: string, what: Act) {
  const setup = store.tables.setup_intent.get(id)
  if (setup) return actOnSetup(store, setup, what)
  const intent = store.tables.payment_intent.get(id)
  if (!intent) throw new Error(`No payment intent ${id}`)
  const need = (status: string) => {
    if (intent.status === status) return
    throw new Error(`Cannot ${what} ${id}: it is ${intent.status}, not ${status}`)
  }
  if (what === 'authenticate' || what === 'fail-authentication') {
    need('requires_action')
    if (what === 'authenticate') authenticate(store, intent)
    else failAuthentication(store, intent)
  } else if (what === 'settle') {
    need('processing')
    finishDebit(store, intent)
  } else if (what === 'return' && intent.status === 'processing') {
    finishDebit(store, intent, true)
  } else if (what === 'return' || what === 'dispute') {
    need('succeeded')
    dispute(store, intent, what)
  } else {
    throw new Error(`Unknown act: ${what}`)
  }
}

function actOnSetup(store: Store, setup: Stripe.SetupIntent, what: Act) {
  if (what !== 'authenticate' && what !== 'fail-authentication') {
    throw new Error(`Cannot ${what} ${setup.id}: nothing is charged`)
  }
  if (setup.status !== 'requires_action') {
    throw new Error(`Cannot ${what} ${setup.id}: it is ${setup.status}, not requires_action`)
  }
  if (what === 'authenticate') authenticateSetup(store, setup)
  else failSetupAuthentication(store, setup)
}

function dispute(store: Store, intent: Stripe.PaymentIntent, what: 'return' | 'dispute') {
  const charge = store.get('charge', intent.latest_charge as string)
  const isBank = charge.payment_method_details?.type === 'us_bank_account'
  if (what === 'return' && !isBank)
    throw new Error(`Cannot return ${intent.id}: it is no bank debit`)
  if (charge.disputed) throw new Error(`Cannot ${what} ${intent.id}: it is disputed already`)
  disputes.open(store, charge, isBank ? 'bank' : 'cardholder')
}

/**
 * Debits settle and refunds arrive, or come back, when their time has come, the earliest first; subscriptions are
 * billed at the second each bill fell due.
 */
export function fallDue(store: Store) {
  const now = store.clock.now()
  const due = [...store.hidden.due].filter(([, at]) => at <= now).sort((a, b) => a[1] - b[1])
  for (const [id] of due) {
    const intent = store.tables.payment_intent.get(id)
    const refund = store.tables.refund.get(id)
    if (intent && !store.hidden.invoiceOf.has(id)) finishDebit(store, intent)
    if (refund) finishRefund(store, refund)
  }
  billWhatIsDue(store)
}
