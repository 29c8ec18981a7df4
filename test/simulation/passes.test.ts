/** What becomes of a day pass when time passes, vendors stay away, or staff act by hand. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { formatDayOfYear } from '../../src/core/time.ts'
import { toInstant } from '../../src/core/zoned-time.ts'
import { validatePromo } from '../../src/passes/api/validate-promo.ts'
import { sweepCheckout } from '../../src/workers/checkout/operations.ts'
import { admits } from '../sandbox/kiosk.ts'
import { DAY_PASS_PLAN } from '../sandbox/officernd/seed-data.ts'
import { ADA, complete, pay, press } from './customers/pass.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

const PASSES = '/passes'
const MINUTES = 60_000

let log: string[]
beforeEach(() => {
  log = []
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void log.push(String(line)))
  }
})
afterEach(() => vi.restoreAllMocks())

async function bought(sim: Sim, order = ADA) {
  const intent = await press(sim, order)
  await pay(sim, intent)
  return intent
}

const emails = (sim: Sim) => sim.state().mailersend.messages
const subjects = (sim: Sim) => emails(sim).map((email) => email.subject ?? '')
const intentIn = (sim: Sim) => sim.state().stripe.payment_intents[0]
const fault = (sim: Sim, body: object) => sim.control('/__faults', body)

test('OfficeRnD away for an hour: one alert after 15 minutes, then the pass, then one e-mail that it is resolved', async () => {
  const sim = createSim()
  const intent = await press(sim, ADA)
  await fault(sim, {
    vendor: 'officernd',
    match: { method: 'POST', path: PASSES },
    kind: '500-before',
    times: -1,
  })
  await pay(sim, intent)
  expect(await complete(sim, ADA, intent)).toMatchObject({ outcome: 'working' })
  for (let nth = 0; nth < 6; nth++) await sweepOnce(sim)
  const alerts = emails(sim).filter(({ subject }) => subject?.startsWith('ALERT'))
  expect(alerts).toHaveLength(1)
  for (const said of ['Ada Lovelace', '$50.00', intent.paymentIntentId, 'grantActiveStatus true'])
    expect(`${alerts[0]?.subject} ${alerts[0]?.text}`).toContain(said)
  expect(log.filter((line) => line.includes('ALERT'))).toHaveLength(1)

  await sim.sandbox.fetch(new Request('http://sandbox.test/__faults', { method: 'DELETE' }))
  for (let nth = 0; nth < 14; nth++) await sweepOnce(sim)
  expect(sim.state().officernd.passes).toHaveLength(1)
  expect(intentIn(sim)?.metadata?.outcome).toBe('granted')
  expect(subjects(sim).filter((subject) => subject.startsWith('Resolved'))).toHaveLength(1)
  expect(subjects(sim).filter((subject) => subject.startsWith('ALERT'))).toHaveLength(1)
})

test('the alert waits for MailerSend to come back, and stands in the log meanwhile', async () => {
  const sim = createSim()
  const intent = await press(sim, ADA)
  await fault(sim, { vendor: 'officernd', match: { path: PASSES }, kind: 'refused', times: -1 })
  await fault(sim, { vendor: 'mailersend', kind: 'refused', times: -1 })
  await pay(sim, intent)
  for (let nth = 0; nth < 6; nth++) await sweepOnce(sim)
  expect(emails(sim)).toHaveLength(0)
  expect(log.some((line) => line.includes('ALERT') && line.includes(intent.paymentIntentId))).toBe(
    true
  )
  await sim.sandbox.fetch(new Request('http://sandbox.test/__faults', { method: 'DELETE' }))
  await fault(sim, { vendor: 'officernd', match: { path: PASSES }, kind: 'refused', times: -1 })
  await sweepOnce(sim)
  expect(subjects(sim).filter((subject) => subject.startsWith('ALERT'))).toHaveLength(1)
})

test('a pass that staff made by hand meanwhile is adopted, not doubled', async () => {
  const sim = createSim()
  const intent = await press(sim, ADA)
  await fault(sim, {
    vendor: 'officernd',
    match: { method: 'POST', path: PASSES },
    kind: 'refused',
    times: -1,
  })
  await pay(sim, intent)
  await sim.drain()
  await sim.sandbox.fetch(new Request('http://sandbox.test/__faults', { method: 'DELETE' }))
  const token = await sim.sandbox.fetch(
    new Request('http://sandbox.test/officernd/oauth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'client_id=sandbox-client-id&client_secret=sandbox-client-secret&grant_type=client_credentials&scope=flex.space.passes.create',
    })
  )
  const { access_token } = (await token.json()) as { access_token: string }
  const byHand = await sim.sandbox.fetch(
    new Request('http://sandbox.test/officernd/api/v1/organizations/labour-temple/passes', {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        member: intentIn(sim)?.metadata?.member_id,
        count: 1,
        type: 'hotdesk',
        validFrom: '2026-05-04T00:00:00.000Z',
        validTo: '2026-05-04T00:00:00.000Z',
        intervalLength: 'once',
        grantActiveStatus: true,
      }),
    })
  )
  expect(byHand.ok).toBe(true)
  for (let nth = 0; nth < 14; nth++) await sweepOnce(sim)
  expect(sim.state().officernd.passes).toHaveLength(1)
  expect(intentIn(sim)?.metadata).toMatchObject({
    outcome: 'granted',
    pass_id: sim.state().officernd.passes[0]?._id,
  })
})

test('a telephone number that is too long for Stripe stops nobody', async () => {
  const sim = createSim()
  const order = { ...ADA, phone: '+1 (206) 555-0100 extension 1234' }
  await complete(sim, order, await bought(sim, order))
  expect(intentIn(sim)?.metadata).toMatchObject({ outcome: 'granted', phone: order.phone })
})

test('two paid passes for one day are two passes', async () => {
  const sim = createSim()
  const second = { ...ADA, attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a02' }
  for (const order of [ADA, second]) await complete(sim, order, await bought(sim, order))
  // Late enough that each run looks for passes before it makes one.
  const third = { ...ADA, attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a03' }
  await bought(sim, third)
  sim.advance(5 * MINUTES)
  await sim.drain()
  expect(sim.state().officernd.passes).toHaveLength(3)
  expect(sim.state().officernd.members).toHaveLength(1)
})

test('an expired pass is never issued: the team and the customer are told', async () => {
  const sim = createSim()
  const intent = await press(sim, ADA)
  await sim.control('/__webhooks', { mode: 'drop' })
  await pay(sim, intent)
  sim.advance(24 * 60 * MINUTES)
  await sweepOnce(sim)
  expect(sim.state().officernd.passes).toHaveLength(0)
  expect(intentIn(sim)?.metadata?.outcome).toBe('alerted')
  const team = emails(sim).find(({ subject }) => subject?.includes('the pass day is over'))
  expect(team?.text).toContain(intent.paymentIntentId)
  expect(emails(sim).some(({ to }) => to.includes(ADA.email))).toBe(true)
})

test('a payment that succeeds after its day’s close buys the payment’s own house day', async () => {
  const sim = createSim()
  const intent = await press(sim, ADA)
  sim.advance(toInstant('2026-05-04', '17:30') - sim.now())
  await pay(sim, intent)
  await sim.drain()
  expect(sim.state().officernd.passes.map((pass) => pass.validFrom)).toEqual([
    '2026-05-05T00:00:00.000Z',
  ])
  const email = emails(sim).find(({ template_id }) => template_id)
  expect(email?.variables?.product_name).toBe('Day Pass for Tuesday, May 5')
})

test.each([
  ['15:59 in winter', '2026-01-14', '15:59', '2026-01-14'],
  ['16:30 in winter', '2026-01-14', '16:30', '2026-01-14'],
  ['17:00 in winter', '2026-01-14', '17:00', '2026-01-15'],
  ['15:59 in summer', '2026-07-15', '15:59', '2026-07-15'],
  ['16:30 in summer', '2026-07-15', '16:30', '2026-07-15'],
  ['17:00 in summer', '2026-07-15', '17:00', '2026-07-16'],
  ['Friday evening', '2026-05-08', '18:00', '2026-05-11'],
  ['the Sunday the clocks go forward', '2026-03-08', '12:00', '2026-03-09'],
  ['the Sunday the clocks go back', '2026-11-01', '12:00', '2026-11-02'],
])(
  'bought at %s, the kiosk lets the customer in on the day they were told',
  async (_, day, clock, passDay) => {
    const sim = createSim({ startMs: toInstant(day, clock) })
    const intent = await bought(sim)
    await complete(sim, ADA, intent)
    expect(intent.passDate).toBe(passDay)
    expect(admits(sim.state().officernd, ADA.email, passDay).admitted).toBe(true)
    const email = emails(sim).find(({ template_id }) => template_id)
    expect(email?.variables?.product_name).toBe(`Day Pass for ${formatDayOfYear(passDay)}`)
  }
)

test('a bank debit becomes a pass for the next open day, and the e-mail says how to move it', async () => {
  const sim = createSim()
  const intent = await press(sim, ADA)
  expect(await pay(sim, intent, 'pm_usBankAccount_success')).toBe('processing')
  expect(await complete(sim, ADA, intent)).toEqual({ outcome: 'pending' })
  await sim.drain()
  expect(sim.runState(intent.paymentIntentId)).toBe('none')
  sim.advance(3 * 24 * 60 * MINUTES)
  await sim.control('/__act', { intent: intent.paymentIntentId, do: 'settle' })
  await sweepOnce(sim)
  // Settled on a Thursday.
  expect(sim.state().officernd.passes[0]?.validFrom).toBe('2026-05-08T00:00:00.000Z')
  const toAda = emails(sim).filter(({ to }) => to.includes(ADA.email))
  expect(toAda.map(({ subject }) => subject)).toEqual([
    'Your Day Pass: your bank payment has begun',
    'Your Day Pass for Friday, May 8, 2026',
    'Your Day Pass is for Friday, May 8, 2026',
  ])
  expect(toAda[0]?.text).toContain('Monday, May 11, 2026 at the latest')
  expect(toAda[1]?.variables?.product_name).toBe('Day Pass for Friday, May 8')
  expect(toAda[2]?.text).toContain('To visit on another day, write to')
})

test('a bank debit that fails: one e-mail to the customer, no pass', async () => {
  const sim = createSim()
  const intent = await press(sim, ADA)
  await pay(sim, intent, 'pm_usBankAccount_insufficientFunds')
  await sim.drain()
  await sim.control('/__act', { intent: intent.paymentIntentId, do: 'settle' })
  for (let nth = 0; nth < 3; nth++) await sweepOnce(sim)
  expect(subjects(sim)).toEqual([
    'Your Day Pass: your bank payment has begun',
    'Your bank payment for the Day Pass did not go through',
  ])
  expect(sim.state().officernd.passes).toHaveLength(0)
})

test('zero validity: the customer gets their pass, and the team is told that the kiosk refuses it', async () => {
  const sim = createSim()
  const url = `http://sandbox.test/officernd/api/v1/organizations/labour-temple/plans/${DAY_PASS_PLAN}`
  const body = JSON.stringify({ intervalCount: 0 })
  const headers = { 'content-type': 'application/json' }
  await sim.sandbox.fetch(new Request(url, { method: 'PATCH', headers, body }))
  await complete(sim, ADA, await bought(sim))
  expect(subjects(sim)).toContain('ALERT: the kiosk refuses every day pass')
})

test('a limited code is counted by us: the last use goes to one of two', async () => {
  const sim = createSim()
  const bob = { ...ADA, email: 'bob@example.com', promo: 'ONEONLY' }
  const ada = { ...ADA, promo: 'ONEONLY', attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a04' }
  const intent = await press(sim, ada)
  await expect(press(sim, bob)).rejects.toMatchObject({ cause: { code: 'promo-in-use' } })
  await pay(sim, intent)
  await complete(sim, ada, intent)
  sim.advance(20 * MINUTES)
  await expect(press(sim, bob)).rejects.toMatchObject({ cause: { code: 'promo-used-up' } })
  const judged = await validatePromo(sim.checkout, { slug: 'day-pass', code: 'oneonly' })
  expect(judged).toMatchObject({ valid: false, code: 'promo-used-up' })
})

test('a debit that settles before midnight is one pass though its answer is lost and the workflow restarts the next day', async () => {
  let state: 'up' | 'asked' | 'healed' = 'up'
  const sim = createSim({
    isBroken(method, path) {
      const isBroken = state === 'asked' && path.startsWith('/officernd')
      if (state === 'up' && method === 'POST' && path.endsWith(PASSES)) state = 'asked'
      return isBroken
    },
  })
  const intent = await press(sim, ADA)
  await pay(sim, intent, 'pm_usBankAccount_success')
  sim.advance(toInstant('2026-05-06', '23:36') - sim.now())
  const lost = { vendor: 'officernd', match: { method: 'POST', path: PASSES } }
  await fault(sim, { ...lost, kind: 'reset-after-effect' })
  await sim.control('/__act', { intent: intent.paymentIntentId, do: 'settle' })
  await sim.drain()
  expect(sim.runState(intent.paymentIntentId)).toBe('errored')
  expect(sim.state().officernd.passes).toHaveLength(1)
  sim.advance(30 * MINUTES)
  state = 'healed'
  for (let nth = 0; nth < 14; nth++) await sweepOnce(sim)
  expect(sim.state().officernd.passes.map((pass) => pass.validFrom)).toEqual([
    '2026-05-07T00:00:00.000Z',
  ])
  expect(intentIn(sim)?.metadata).toMatchObject({ outcome: 'granted', pass_date: '2026-05-07' })
})

test('a settled debit is restarted hourly for as long as a card payment is', async () => {
  const sim = createSim()
  const intent = await press(sim, ADA)
  await pay(sim, intent, 'pm_usBankAccount_success')
  sim.advance(4 * 24 * 60 * MINUTES)
  await fault(sim, {
    vendor: 'officernd',
    match: { method: 'POST', path: PASSES },
    kind: 'refused',
    times: -1,
  })
  await sim.control('/__act', { intent: intent.paymentIntentId, do: 'settle' })
  await sim.drain()
  for (let nth = 0; nth < 4 * 12; nth++) await sweepOnce(sim)
  await sim.sandbox.fetch(new Request('http://sandbox.test/__faults', { method: 'DELETE' }))
  for (let nth = 0; nth < 14; nth++) await sweepOnce(sim)
  expect(sim.state().officernd.passes).toHaveLength(1)
})

test('a failed debit gives its code back at once, however often its events come again', async () => {
  const sim = createSim()
  const order = { ...ADA, promo: 'ONEONLY' }
  const intent = await press(sim, order)
  await pay(sim, intent, 'pm_usBankAccount_insufficientFunds')
  await sim.drain()
  sim.advance(3 * 24 * 60 * MINUTES)
  const other = { ...order, email: 'bob@example.com', attemptId: `${ADA.attemptId.slice(0, -1)}9` }
  await expect(press(sim, other)).rejects.toMatchObject({ cause: { code: 'promo-in-use' } })
  await sim.control('/__act', { intent: intent.paymentIntentId, do: 'settle' })
  await sim.drain()
  for (let night = 0; night < 5; night++) {
    sim.advance(24 * 60 * MINUTES)
    await sweepCheckout(sim.checkout, { nightly: true })
    await sim.drain()
  }
  expect(await pay(sim, intent)).not.toBe('succeeded')
  expect((await press(sim, other)).amountCents).toBe(4000)
})

test('an address that MailerSend refuses: the team is told within the alert clock, once a day, with what to do', async () => {
  const sim = createSim({
    isBroken: (method, path, body) =>
      method === 'POST' &&
      path.includes('/mailersend/') &&
      body.includes(`"to":[{"email":"${ADA.email}"`),
  })
  await complete(sim, ADA, await bought(sim))
  await sim.drain()
  expect(intentIn(sim)?.metadata).toMatchObject({ outcome: 'granted', emails: 'unsent' })
  for (let nth = 0; nth < 5; nth++) await sweepOnce(sim)
  const alerts = sim
    .state()
    .mailersend.messages.filter(({ subject }) => subject?.startsWith('ALERT'))
  expect(alerts).toHaveLength(1)
  expect(alerts[0]?.subject).toContain('Ada Lovelace')
  expect(alerts[0]?.text).toContain('What to do by hand')
  expect(alerts[0]?.text).toContain(intentIn(sim)?.id)
})
