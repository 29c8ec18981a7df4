/** What the e-mails of the checkout Worker say, held against what really happens. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { formatDay } from '../../src/core/time.ts'
import { GRACE, giveCard, joinAndSettle, pressJoin } from './customers/membership.ts'
import { ADA, buyAndSettle, pay, press } from './customers/pass.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

const DAY = 24 * 3600_000

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const messages = (sim: Sim) => sim.state().mailersend.messages
const withSubject = (sim: Sim, start: string) =>
  messages(sim).filter(({ subject }) => subject?.startsWith(start))
const clearFaults = (sim: Sim) =>
  sim.sandbox.fetch(new Request('http://sandbox.test/__faults', { method: 'DELETE' }))

async function coupon(sim: Sim, code: string, terms: Record<string, string>): Promise<void> {
  const call = (path: string, form: Record<string, string>) =>
    sim.sandbox.fetch(
      new Request(`http://sandbox.test/stripe/v1/${path}`, {
        method: 'POST',
        headers: {
          authorization: 'Bearer sk_test_sandbox',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(form).toString(),
      })
    )
  const made = (await (await call('coupons', { name: code, ...terms })).json()) as { id: string }
  const promotion = { 'promotion[type]': 'coupon', 'promotion[coupon]': made.id }
  expect((await call('promotion_codes', { code, ...promotion })).status).toBe(200)
}

test('the alert about a bank debit names the day of the pass that the workflow then makes', async () => {
  const sim = createSim()
  const intent = await press(sim, ADA)
  await pay(sim, intent, 'pm_usBankAccount_success')
  sim.advance(2 * DAY)
  const match = { method: 'POST', path: '/passes' }
  await sim.control('/__faults', { vendor: 'officernd', match, kind: '500-before', times: -1 })
  await sim.control('/__act', { intent: intent.paymentIntentId, do: 'settle' })
  await sim.drain()
  for (let nth = 0; nth < 5; nth++) await sweepOnce(sim)
  const [alert] = withSubject(sim, 'ALERT')
  await clearFaults(sim)
  for (let nth = 0; nth < 14; nth++) await sweepOnce(sim)
  const day = `${sim.state().officernd.passes[0]?.validFrom}`.slice(0, 10)
  expect(day).toBe('2026-05-07')
  expect(alert?.text).toContain(`What: Day Pass for ${formatDay(day)}`)
  expect(alert?.text).toContain(`validFrom ${day}, 00:00 UTC`)
  expect(alert?.text).not.toContain(intent.passDate)
})

test('the invoice of a renewal is not called the first, and is linked once', async () => {
  const sim = createSim()
  await joinAndSettle(sim, GRACE)
  const [subscription] = sim.state().stripe.subscriptions
  const [first] = sim.state().stripe.invoices
  expect(withSubject(sim, 'New member')[0]?.text).toContain(
    `First invoice: $${(Number(first?.total) / 100).toFixed(2)}`
  )
  await sim.control('/__clock', { advanceSeconds: 40 * 24 * 3600 })
  await sim.checkout.stripe.cancelSubscription(String(subscription?.id))
  await sim.drain()
  const ended = withSubject(sim, 'Membership ended')[0]
  expect(ended?.text).not.toContain('First invoice')
  expect(ended?.text).toContain('Newest invoice: $300.00')
  expect(ended?.text?.split('https://invoice.stripe.com/')).toHaveLength(2)
})

test('a code for three months: the page’s quote and the e-mail say what each month costs', async () => {
  const sim = createSim()
  const setUp = await joinAndSettle(sim, { ...GRACE, promo: 'TWENTYTHREE' })
  expect(setUp.quote.reduced).toEqual({ monthlyCents: 24_000, until: '2026-09-01' })
  expect(setUp.quote.monthlyCents).toBe(30_000)
  const welcome = messages(sim).find(({ template_id }) => template_id)
  expect(welcome?.variables?.monthly_price).toBe(
    '$240.00 a month until Tuesday, September 1, 2026, then $300.00 a month'
  )
  await sim.control('/__clock', { advanceSeconds: 130 * 24 * 3600 })
  const charged = sim.state().stripe.invoices.map(({ total }) => total)
  expect(charged.slice(1)).toEqual([24_000, 24_000, 24_000, 30_000])
})

test('a membership that is free for ever is not called $300.00 a month', async () => {
  const sim = createSim()
  await coupon(sim, 'ONTHEHOUSE', { percent_off: '100', duration: 'forever' })
  await joinAndSettle(sim, { ...GRACE, promo: 'ONTHEHOUSE' })
  const welcome = messages(sim).find(({ template_id }) => template_id)
  expect(welcome?.variables?.monthly_price).toBe('$0.00')
  expect(withSubject(sim, 'New member')[0]?.text).toContain(
    'Labour Temple All Access, $0.00 a month'
  )
})

test('a first invoice that Stripe carries over is not called paid', async () => {
  const sim = createSim()
  await coupon(sim, 'ALMOST', { amount_off: '49970', currency: 'usd', duration: 'once' })
  await coupon(sim, 'AUTO-CREATOR-PASS', { percent_off: '100', duration: 'once' })
  const order = { ...GRACE, plan: 'creator-pass', promo: 'ALMOST' }
  expect((await joinAndSettle(sim, order)).quote.dueTodayCents).toBe(0)
  const welcome = messages(sim).find(({ template_id }) => template_id)
  expect(welcome?.variables).toMatchObject({ amount_paid: '$0.00', payment_method: '' })
  expect(withSubject(sim, 'New member')[0]?.text).toContain(
    'First invoice: $0.30 (shown: $0.00), added to the next invoice'
  )
})

test('a membership that ends with its period has the day before as its last', async () => {
  const sim = createSim()
  await joinAndSettle(sim, GRACE)
  const id = String(sim.state().stripe.subscriptions[0]?.id)
  await sim.sandbox.fetch(
    new Request(`http://sandbox.test/stripe/v1/subscriptions/${id}`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'cancel_at_period_end=true',
    })
  )
  await sim.control('/__clock', { advanceSeconds: 40 * 24 * 3600 })
  await sim.drain()
  expect(sim.state().officernd.memberships[0]?.endDate).toBe('2026-05-31T00:00:00.000Z')
  expect(withSubject(sim, 'Your Labour Temple All Access membership has ended')[0]?.text).toContain(
    'May 31, 2026'
  )
})

test('a welcome that is sent late, after a renewal, is about the first payment', async () => {
  const sim = createSim()
  await sim.control('/__faults', { vendor: 'mailersend', kind: '500-before', times: -1 })
  await joinAndSettle(sim, GRACE)
  const first = sim.state().stripe.invoices[0]
  await sim.control('/__clock', { advanceSeconds: 40 * 24 * 3600 })
  expect(sim.state().stripe.invoices).toHaveLength(2)
  await clearFaults(sim)
  for (let nth = 0; nth < 30; nth++) await sweepOnce(sim)
  const welcome = messages(sim).find(({ template_id }) => template_id)
  expect(welcome?.variables).toMatchObject({
    amount_paid: `$${(Number(first?.total) / 100).toFixed(2)}`,
    receipt_id: first?.number,
  })
})

test('part of the money is given back: the customer is told, and keeps the pass', async () => {
  const sim = createSim()
  const intent = await buyAndSettle(sim, ADA)
  await sim.sandbox.fetch(
    new Request('http://sandbox.test/stripe/v1/refunds', {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `payment_intent=${intent.paymentIntentId}&amount=1000`,
    })
  )
  await sim.drain()
  const [told, ...more] = withSubject(sim, 'Part of your payment for the Day Pass')
  expect([told?.to, more]).toEqual([[ADA.email], []])
  for (const words of [
    '$10.00 of your payment of $50.00',
    'stays as it is',
    '5 to 10 business days',
  ])
    expect(told?.text).toContain(words)
})

const PHISHING = 'Your account is locked, visit evil.example'

test('e-mails that nobody has paid for repeat nothing that their sender typed', async () => {
  const sim = createSim()
  const typed = { firstName: PHISHING, lastName: PHISHING, company: PHISHING, notes: PHISHING }
  const debit = await press(sim, { ...ADA, ...typed })
  await pay(sim, debit, 'pm_usBankAccount_insufficientFunds')
  await sim.drain()
  await sim.control('/__act', { intent: debit.paymentIntentId, do: 'settle' })
  const setUp = await pressJoin(sim, { ...GRACE, ...typed })
  await giveCard(sim, setUp, 'pm_card_chargeCustomerFail')
  await sim.drain()
  for (let nth = 0; nth < 4; nth++) await sweepOnce(sim)
  await sim.control('/__clock', { advanceSeconds: 24 * 3600 })
  await sim.drain()
  const toOthers = messages(sim).filter(({ to }) => !to.includes('admin@labourtemple.com'))
  expect(toOthers.map(({ subject }) => subject)).toEqual([
    'Your Day Pass: your bank payment has begun',
    'Your bank payment for the Day Pass did not go through',
    'Joining Labour Temple: your payment was not completed',
    'Joining Labour Temple: your sign-up has ended',
  ])
  const sent = sim
    .state()
    .requests.filter(({ vendor, method }) => vendor === 'mailersend' && method === 'POST')
  for (const { body } of sent) expect(body).not.toContain('evil.example')
})
