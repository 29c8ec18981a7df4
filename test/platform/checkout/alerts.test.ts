/** Who is told of a sale that waits, and who is not, when the alert's time has come. */
import { createScheduledController, introspectWorkflowInstance } from 'cloudflare:test'
import { afterEach, expect, test, vi } from 'vitest'
import main from '../../../src/workers/checkout/worker.ts'
import { advance } from '../support/clock.ts'
import { deliver } from '../support/requests.ts'
import { emailsOf, paymentOf, vendors } from '../support/vendors.ts'
import { beginMembership, beginPass, pay, run } from './sales.ts'
import { env, worker } from './worker.ts'

const HOUR_MS = 3600_000
const ALERT_MS = Number(env.ALERT_SECONDS) * 1000
const TEAM = env.TEAM_EMAILS.split(' ')
const sweep = () => main.scheduled(createScheduledController({ cron: '*/5 * * * *' }), env)
const alertsOf = async (text: string) =>
  (await emailsOf(text)).filter(({ subject }) => subject?.startsWith('ALERT'))

afterEach(async () => {
  vi.restoreAllMocks()
  await vendors.clearFaults()
})

test('nobody is alarmed about a sale that is served, or one that was never paid', async () => {
  const [pass, membership] = [await beginPass(), await beginMembership()]
  for (const sale of [pass, membership]) {
    await pay(sale)
    await run(sale)
  }
  const unpaid = [await beginPass(), await beginMembership()]
  await advance(ALERT_MS)
  await sweep()
  for (const { email, id } of [pass, membership, ...unpaid])
    expect([await alertsOf(email), await alertsOf(id)]).toEqual([[], []])
})

test('Stripe makes no subscription: one alert with who, and that nothing is charged', async () => {
  await vendors.fault({
    vendor: 'stripe',
    match: { method: 'POST', path: '/subscriptions' },
    ...{ kind: '401', times: -1 },
  })
  const sale = await beginMembership()
  await pay(sale)
  await run(sale, 'errored')
  await sweep()
  expect(await alertsOf(sale.email)).toEqual([])
  await advance(ALERT_MS)
  await sweep()
  await sweep()
  const [alert, ...more] = await alertsOf(sale.email)
  expect(more).toEqual([])
  expect(alert).toMatchObject({
    to: TEAM,
    subject: 'ALERT: Grace Hopper wants to join Labour Temple All Access and has no subscription',
  })
  for (const words of ['Nothing has been charged', sale.id, '+1 206 555 0101'])
    expect(alert?.text).toContain(words)
})

test('MailerSend is down: the customer has their pass, and Stripe shows that no e-mail went until the sweep sends it, once', async () => {
  const lines: string[] = []
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line)))
  const sale = await beginPass()
  await pay(sale)
  await vendors.fault({ vendor: 'mailersend', kind: '500-before', times: -1 })
  await run(sale)
  const { metadata } = await paymentOf(sale.id)
  const { officernd } = await vendors.state()
  const passes = officernd.passes.filter(({ member }) => member === metadata?.member_id)
  expect(metadata).toMatchObject({ outcome: 'granted', emails: 'unsent', pass_id: passes[0]?._id })
  expect([passes.length, await emailsOf(sale.email)]).toEqual([1, []])
  for (const whose of ['customer', 'team'])
    expect(
      lines.some((line) =>
        ['e-mail could not be sent', whose, sale.id].every((words) => line.includes(words))
      )
    ).toBe(true)

  await vendors.clearFaults()
  await sweep()
  await expect
    .poll(async () => (await paymentOf(sale.id)).metadata.emails, { timeout: 60_000 })
    .toBe('sent late')
  await advance(HOUR_MS)
  await sweep()
  expect(await emailsOf(sale.email)).toHaveLength(2)
})

test('a workflow that has errored is restarted by the sweep at once, and after that once an hour', async () => {
  const broken = { vendor: 'officernd', match: { method: 'POST', path: '/passes' } } as const
  await vendors.fault({ ...broken, kind: '500-before', times: -1 })
  const sale = await beginPass()
  await pay(sale)
  const restartedAt = async () => (await paymentOf(sale.id)).metadata.restarted_at
  await using workflow = await introspectWorkflowInstance(env.PASS_WORKFLOW as Workflow, sale.id)
  await workflow.modify((modifier) => modifier.disableRetryDelays())
  await deliver(worker, env.STRIPE_WEBHOOK_SECRET, sale.id)
  await workflow.waitForStatus('errored')
  await sweep()
  const first = await restartedAt()
  expect(first).toBeDefined()
  await workflow.waitForStatus('errored')
  await advance(HOUR_MS - 60_000)
  await sweep()
  expect(await restartedAt()).toBe(first)
  await vendors.clearFaults()
  await advance(60_000)
  await sweep()
  expect(await restartedAt()).not.toBe(first)
  await expect
    .poll(async () => (await paymentOf(sale.id)).metadata.outcome, { timeout: 60_000 })
    .toBe('granted')
})
