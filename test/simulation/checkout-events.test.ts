/** A signed event is news, not truth: what is granted comes from what Stripe answers, and from our own ledgers. */
import type Stripe from 'stripe'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { API_VERSION } from '../../src/clients/stripe/version.ts'
import { createPurchase } from '../../src/passes/api/create-purchase.ts'
import { handleStripeEvent } from '../../src/workers/checkout/operations.ts'
import { completeJoin, GRACE, giveCard, pressJoin } from './customers/membership.ts'
import { ADA, payUnseen, press } from './customers/pass.ts'
import { createSim, type Sim } from './simulation.ts'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const EVE = { email: 'eve@example.com', customer_name: 'Eve Elsewhere' }

/** A signed event in the version of the code: its object is not read again for its version. */
async function receive(sim: Sim, type: string, object: object): Promise<void> {
  const created = Math.floor(sim.now() / 1000)
  const event = { id: 'evt_1', type, api_version: API_VERSION, created, data: { object } }
  await handleStripeEvent(sim.checkout, event as unknown as Stripe.Event, 'webhook')
}

/** And its workflow comes to its end. */
async function hear(sim: Sim, type: string, object: object): Promise<void> {
  await receive(sim, type, object)
  await sim.drain()
}

/** Everything that was made for a customer, and every e-mail. */
const made = ({ state }: Sim) => {
  const { officernd, mailersend } = state()
  return JSON.stringify([officernd.members, officernd.passes, mailersend.messages])
}

test('an event with another address: the pass and its e-mails are for whoever paid', async () => {
  const sim = createSim()
  await payUnseen(sim)
  const [intent] = sim.state().stripe.payment_intents
  const metadata = { ...intent?.metadata, ...EVE, pass_date: '2026-06-01' }
  await hear(sim, 'payment_intent.succeeded', { ...intent, metadata })
  expect(sim.state().officernd.passes).toHaveLength(1)
  expect(made(sim)).toContain(ADA.email)
  expect(made(sim)).not.toMatch(/eve@|Eve Elsewhere|2026-06-01/)
})

test('an event of an intent that Stripe does not have, or that is not paid, grants no pass', async () => {
  const sim = createSim()
  await press(sim, ADA)
  const [intent] = sim.state().stripe.payment_intents
  await hear(sim, 'payment_intent.succeeded', { ...intent, id: 'pi_3MadeUp', status: 'succeeded' })
  await hear(sim, 'payment_intent.succeeded', { ...intent, status: 'succeeded' })
  expect(sim.state().officernd.passes).toEqual([])
})

const ONE = { promo: 'ONEONLY' }
const BOB = { ...ADA, email: 'bob@example.com', attemptId: GRACE.attemptId, ...ONE }

test('an event that a debit has failed which is not the attempt’s releases no code', async () => {
  const sim = createSim()
  await press(sim, { ...ADA, ...ONE })
  const [intent] = sim.state().stripe.payment_intents
  const bank = { payment_method: { type: 'us_bank_account' } }
  const failed = { ...intent, id: 'pi_3MadeUp', last_payment_error: bank }
  await receive(sim, 'payment_intent.payment_failed', failed)
  await expect(createPurchase(sim.checkout, BOB)).rejects.toMatchObject({ code: 'promo-in-use' })
})

test('an event that a debit has begun which is nobody’s reserves no code', async () => {
  const sim = createSim()
  await press(sim, { ...ADA, ...ONE })
  const [intent] = sim.state().stripe.payment_intents
  sim.advance(16 * 60_000)
  await sim.drain()
  const metadata = { ...intent?.metadata, attempt_id: 'made-up' }
  await hear(sim, 'payment_intent.processing', { ...intent, id: 'pi_3MadeUp', metadata })
  await press(sim, BOB)
})

test('an event with another address: the membership and its e-mails are for whoever gave the card', async () => {
  const sim = createSim()
  await sim.control('/__webhooks', { mode: 'drop' })
  await giveCard(sim, await pressJoin(sim, GRACE))
  const [setup] = sim.state().stripe.setup_intents
  await hear(sim, 'setup_intent.succeeded', { ...setup, metadata: { ...setup?.metadata, ...EVE } })
  expect(sim.state().officernd.memberships).toHaveLength(1)
  expect(made(sim)).toContain(GRACE.email)
  expect(made(sim)).not.toMatch(/eve@|Eve Elsewhere/)
})

test('an event that says that an open first invoice is paid makes no membership', async () => {
  const sim = createSim()
  const setUp = await pressJoin(sim, GRACE)
  await giveCard(sim, setUp, 'pm_card_chargeCustomerFail')
  expect(await completeJoin(sim, GRACE, setUp)).toMatchObject({ outcome: 'declined' })
  const [invoice] = sim.state().stripe.invoices
  await hear(sim, 'invoice.paid', { ...invoice, status: 'paid' })
  expect(sim.state().officernd.memberships).toEqual([])
  expect(sim.state().mailersend.messages.filter(({ template_id: id }) => id)).toEqual([])
})
