/** What the checkout Worker itself decides: whose events it believes, its crons, its caches, its settings. */
import { createScheduledController } from 'cloudflare:test'
import { beforeAll, expect, test } from 'vitest'
import { createCheckoutContext } from '../../../src/workers/checkout/create-context.ts'
import main from '../../../src/workers/checkout/worker.ts'
import { advance } from '../support/clock.ts'
import { eventsOf, postEvent } from '../support/requests.ts'
import { emailsOf, paymentOf, vendors } from '../support/vendors.ts'
import { beginPass, pay, run, type Sale } from './sales.ts'
import { env, worker } from './worker.ts'

const SECRET = env.STRIPE_WEBHOOK_SECRET
const DAY_MS = 24 * 3600_000
const cron = (cron: string) => main.scheduled(createScheduledController({ cron }), env)

let sale: Sale
let paid: object
beforeAll(async () => {
  sale = await beginPass()
  await pay(sale)
  const events = await eventsOf(sale.id)
  paid = events.find(({ type }) => type === 'payment_intent.succeeded') ?? {}
})

const started = async () => createCheckoutContext(env).workflows.state(sale.id)

test('an event without a signature, or with that of another endpoint, is refused', async () => {
  const body = JSON.stringify(paid)
  const unsigned = await worker.fetch('https://worker.test/webhook', { method: 'POST', body })
  expect(unsigned.status).toBe(400)
  expect(await postEvent(worker, 'whsec_of_another_endpoint', paid)).toBe(400)
  expect(await started()).toBe('none')
})

test('an event of live mode, or of a connected account, is refused under a test key', async () => {
  expect(await postEvent(worker, SECRET, { ...paid, livemode: true })).toBe(400)
  expect(await postEvent(worker, SECRET, { ...paid, account: 'acct_1' })).toBe(400)
  expect(await started()).toBe('none')
})

test('the event itself starts the workflow of the pass, which is granted', async () => {
  await run(sale)
  expect((await paymentOf(sale.id)).metadata.outcome).toBe('granted')
})

test('the nightly cron sends the report of last month, once; the five-minute cron does not', async () => {
  const reports = async () =>
    (await vendors.state()).mailersend.messages.filter(({ subject }) =>
      subject?.startsWith('Reconciliation of')
    )
  // To noon UTC of the next 3rd of a month, which is the same day in Seattle.
  const now = new Date()
  const third = Date.UTC(
    now.getUTCFullYear(),
    now.getUTCMonth() + (now.getUTCDate() < 3 ? 0 : 1),
    3,
    12
  )
  await advance(third - Date.now())
  await cron('*/5 * * * *')
  expect(await reports()).toEqual([])
  await cron('0 11 * * *')
  await advance(DAY_MS)
  await cron('0 11 * * *')
  expect((await reports()).map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^Reconciliation of \d{4}-\d\d \(checkout\): /),
  ])
})

test('a promotion code is looked up once a minute', async () => {
  const lookUps = async () =>
    (await vendors.state()).requests.filter(({ query }) => query.includes('TenForever')).length
  const lookUp = () => createCheckoutContext(env).promotionCode('TenForever')
  await lookUp()
  await lookUp()
  expect(await lookUps()).toBe(1)
  await advance(60_000)
  await lookUp()
  expect(await lookUps()).toBe(2)
})

test('every spelling of an e-mail address has one writer, so one member', async () => {
  const ctx = createCheckoutContext(env)
  const create = async (email: string) =>
    (await ctx.memberWriter(email)).findOrCreate({ name: 'Ada Byron', email, phone: '+1 206' })
  const [one, other] = await Promise.all([
    create('spelled@example.com'),
    create(' Spelled@Example.com'),
  ])
  expect(one).toBe(other)
})

test('the settings are those of the TOML file, times in milliseconds', () => {
  expect(createCheckoutContext(env).config).toMatchObject({
    alertAfterMs: 15 * 60_000,
    staleAfterMs: 30 * 60_000,
    closesAt: '17:00',
    openWeekdays: [1, 2, 3, 4, 5],
    isLiveMode: false,
  })
})

test('the alert of an unserved pass comes a quarter of an hour after the payment, once', async () => {
  const waiting = await beginPass()
  await vendors.fault({
    vendor: 'officernd',
    match: { method: 'POST', path: '/passes' },
    ...{ kind: '500-before', times: -1 },
  })
  await pay(waiting)
  await run(waiting, 'errored')
  const alerts = async () =>
    (await emailsOf(waiting.email)).filter(({ subject }) => subject?.startsWith('ALERT'))
  await cron('*/5 * * * *')
  expect(await alerts()).toEqual([])
  await advance(15 * 60_000)
  await cron('*/5 * * * *')
  await cron('*/5 * * * *')
  expect((await alerts()).map(({ to }) => to)).toEqual([env.TEAM_EMAILS.split(' ')])
  await vendors.clearFaults()
})
