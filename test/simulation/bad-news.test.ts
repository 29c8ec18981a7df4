/** What became of a sign-up is told by e-mail when the page did not say it, and an alert is true when it leaves. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { toInstant } from '../../src/core/zoned-time.ts'
import { completeJoin, GRACE, giveCard, joinAndSettle, pressJoin } from './customers/membership.ts'
import { ADA, pay, press } from './customers/pass.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

const DECLINED_LATER = 'pm_card_chargeCustomerFail'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const messages = (sim: Sim) => sim.state().mailersend.messages
const subjects = (sim: Sim) => messages(sim).map(({ subject }) => subject ?? '')
const toGrace = (sim: Sim) => messages(sim).filter(({ to }) => to.includes(GRACE.email))
const sweeps = async (sim: Sim, times: number) => {
  for (let nth = 0; nth < times; nth++) await sweepOnce(sim)
}

test('declined after the page had gone: told by e-mail, with the link to pay', async () => {
  const sim = createSim()
  await giveCard(sim, await pressJoin(sim, GRACE), DECLINED_LATER)
  await sim.drain()
  await sweeps(sim, 6)
  expect(toGrace(sim).map(({ subject }) => subject)).toEqual([
    'Joining Labour Temple: your payment was not completed',
  ])
  expect(toGrace(sim)[0]?.text).toContain('https://invoice.stripe.com/')
})

test('declined on the page: no e-mail repeats it', async () => {
  const sim = createSim()
  const setUp = await pressJoin(sim, GRACE)
  await giveCard(sim, setUp, DECLINED_LATER)
  expect(await completeJoin(sim, GRACE, setUp)).toMatchObject({ outcome: 'declined' })
  await sweeps(sim, 6)
  expect(toGrace(sim)).toEqual([])
})

test('declined and told by a later question of the page: no e-mail repeats it', async () => {
  const sim = createSim()
  const setUp = await pressJoin(sim, GRACE)
  await giveCard(sim, setUp, DECLINED_LATER)
  await sim.drain()
  expect(await completeJoin(sim, GRACE, setUp)).toMatchObject({ outcome: 'declined' })
  await sweeps(sim, 6)
  expect(toGrace(sim)).toEqual([])
})

test.each([
  ['the page had gone', false],
  ['the page asked, and was then closed', true],
])('3-D Secure on the first invoice, %s: told by e-mail, with the link to pay', async (_, asks) => {
  const sim = createSim()
  const setUp = await pressJoin(sim, GRACE)
  await giveCard(sim, setUp, 'pm_card_authenticationRequired')
  await sim.control('/__act', { intent: setUp.setupIntentId, do: 'authenticate' })
  if (asks) await completeJoin(sim, GRACE, setUp)
  else await sim.drain()
  await sweeps(sim, 6)
  expect(toGrace(sim)).toHaveLength(1)
  expect(toGrace(sim)[0]?.text).toContain('https://invoice.stripe.com/')
  expect(toGrace(sim)[0]?.text).not.toContain(GRACE.firstName)
})

test('3-D Secure that is done within minutes: a welcome and nothing else', async () => {
  const sim = createSim()
  const setUp = await pressJoin(sim, GRACE)
  await giveCard(sim, setUp, 'pm_card_authenticationRequired')
  await sim.control('/__act', { intent: setUp.setupIntentId, do: 'authenticate' })
  await completeJoin(sim, GRACE, setUp)
  await sweeps(sim, 1)
  const waiting = sim
    .state()
    .stripe.payment_intents.find(({ status }) => status === 'requires_action')
  await sim.control('/__act', { intent: String(waiting?.id), do: 'authenticate' })
  await sim.drain()
  await sweeps(sim, 6)
  expect(toGrace(sim)).toHaveLength(1)
  expect(toGrace(sim)[0]?.template_id).toBeTruthy()
})

test('the price changed after a redirect: told by e-mail that nothing was charged', async () => {
  const sim = createSim({ startMs: toInstant('2026-05-31', '23:50') })
  const setUp = await pressJoin(sim, GRACE)
  sim.advance(80 * 60_000)
  await giveCard(sim, setUp)
  await sim.drain()
  await sweeps(sim, 6)
  expect(toGrace(sim).map(({ subject }) => subject)).toEqual([
    'Joining Labour Temple: the price has changed',
  ])
  expect(toGrace(sim)[0]?.text).toContain('Nothing has been charged')
  expect(toGrace(sim)[0]?.text).toContain('/memberships/all-access')
})

test('MailerSend away for an hour: the bad news still comes', async () => {
  const sim = createSim()
  await giveCard(sim, await pressJoin(sim, GRACE), DECLINED_LATER)
  await sim.drain()
  await sim.control('/__faults', { vendor: 'mailersend', kind: '500-before', times: -1 })
  await sweeps(sim, 12)
  await sim.sandbox.fetch(new Request('http://sandbox.test/__faults', { method: 'DELETE' }))
  await sweeps(sim, 14)
  expect(toGrace(sim)).toHaveLength(1)
})

test('declined on one device, member on another: not told that the sign-up has ended', async () => {
  const sim = createSim()
  const setUp = await pressJoin(sim, GRACE)
  await giveCard(sim, setUp, DECLINED_LATER)
  await completeJoin(sim, GRACE, setUp)
  await joinAndSettle(sim, { ...GRACE, attemptId: '7a1d5c2f-9b66-4f1f-8e48-4b3f7f2f9b07' })
  await sim.control('/__clock', { advanceSeconds: 24 * 3600 })
  await sim.drain()
  expect(
    sim
      .state()
      .stripe.subscriptions.map(({ status }) => status)
      .sort()
  ).toEqual(['active', 'incomplete_expired'])
  expect(subjects(sim).filter((one) => one.includes('sign-up has ended'))).toEqual([])
})

test('no alert about a payment whose workflow the same sweep has only just begun', async () => {
  const sim = createSim()
  const intent = await press(sim, ADA)
  await sim.control('/__webhooks', { mode: 'drop' })
  await pay(sim, intent)
  sim.advance(40 * 60_000)
  await sweeps(sim, 3)
  expect(sim.state().officernd.passes).toHaveLength(1)
  expect(subjects(sim).filter((one) => /^(ALERT|Resolved)/.test(one))).toEqual([])
})
