/** The naive Workers are a fair comparison: without faults they sell all three tracks, end to end. */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSandbox } from '../sandbox/sandbox.ts'
import { type Served, serve } from '../sandbox/serve.ts'
import { varsOf } from '../sandbox/stack.ts'
import { type Begun, joinOrder, type Order, passOrder, roomOrder } from './client.ts'
import { openDays } from './free-slots.ts'
import bookings from './naive/bookings.ts'
import checkout from './naive/checkout.ts'

const worker = (name: 'checkout' | 'bookings') => ({
  url: `https://${name}.example`,
  webhookSecret: `whsec_sandbox_${name}`,
  cronUrl: null,
})
const sandbox = createSandbox({
  workers: () => ({ checkout: worker('checkout'), bookings: worker('bookings') }),
  tokenLimit: false,
  // Stripe's posts, to a Worker in the same process.
  webhookFetch: (input, init) => ask(new Request(input, init)),
})
let served: Served
let env: Record<string, string> = {}

beforeAll(async () => {
  served = await serve(sandbox)
  const port = Number(new URL(served.url).port)
  const secrets = ['checkout', 'bookings'].map((name) =>
    parseEnv(readFileSync(new URL(`../sandbox/${name}.env`, import.meta.url), 'utf8'))
  )
  env = {
    ...varsOf({ sandbox: port, checkout: 0, bookings: 0 }),
    MAIL_FROM: 'admin@labourtemple.com',
    SUPPORT_EMAIL: 'admin@labourtemple.com',
    TEAM_EMAILS: 'admin@labourtemple.com',
    SITE_URL: 'https://www.labourtemple.com',
    OFFICERND_SCOPES: 'officernd.api.read officernd.api.write',
    ...Object.assign({}, ...secrets),
  }
})
afterAll(() => served.close())

/** Each Worker has its own webhook secret; the other variables are the same. */
function ask(request: Request): Promise<Response> {
  const isRooms = /bookings\.example|booking|availability/.test(request.url)
  const name = isRooms ? 'bookings' : 'checkout'
  const all = { ...env, STRIPE_WEBHOOK_SECRET: `whsec_sandbox_${name}` }
  type Handler = { fetch(request: Request, env: unknown): Promise<Response> }
  return ((isRooms ? bookings : checkout) as Handler).fetch(request, all)
}

async function post(path: string, body: object) {
  const request = { method: 'POST', body: JSON.stringify(body) }
  const response = await ask(new Request(`https://worker.example${path}`, request))
  return { status: response.status, said: (await response.json()) as Record<string, string> }
}

async function payFor(order: Order): Promise<Begun> {
  const { said } = await post(order.path, order.body)
  const { clientSecret = '', memberId = '', paymentIntentId, setupIntentId } = said
  const intentId = paymentIntentId ?? setupIntentId ?? ''
  const kind = setupIntentId ? 'setup_intents' : 'payment_intents'
  const fields = { client_secret: clientSecret, payment_method: 'pm_card_visa' }
  const paid = await fetch(`${served.url}/stripe/v1/${kind}/${intentId}/confirm`, {
    method: 'POST',
    headers: { authorization: 'Bearer pk_test_sandbox' },
    body: new URLSearchParams(fields),
  })
  expect(((await paid.json()) as { status: string }).status).toBe('succeeded')
  await sandbox.idle()
  return { order, intentId, clientSecret, memberId }
}

test('it sells a day pass: one charge, one pass of today, two emails', async () => {
  const { order, intentId, memberId } = await payFor(passOrder())
  const body = { slug: 'day-pass', memberId, paymentIntentId: intentId, customerName: 'Ada' }
  const { said } = await post('/complete-purchase', body)
  expect(said.outcome).toBe('granted')
  const { stripe, officernd, mailersend } = sandbox.state()
  const charge = stripe.charges.find(({ payment_intent: of }) => of === intentId)
  expect(charge).toMatchObject({ status: 'succeeded', amount: 5000 })
  const passes = officernd.passes.filter(({ member }) => member === memberId)
  expect(passes.map(({ type, grantActiveStatus }) => [type, grantActiveStatus])).toEqual([
    ['hotdesk', true],
  ])
  const about = JSON.stringify(mailersend.messages.map(({ to, text }) => [to, text]))
  expect(about.split(order.body.email).length - 1).toBe(2)
})

test('it sells a membership: one subscription with its initiation fee, one membership', async () => {
  const { intentId, memberId } = await payFor(joinOrder({ plan: 'creator-pass' }))
  const body = { plan: 'creator-pass', memberId, setupIntentId: intentId }
  const { said } = await post('/complete-checkout', body)
  expect(said.outcome).toBe('active')
  const { stripe, officernd } = sandbox.state()
  expect(stripe.invoices.map(({ amount_paid: cents }) => cents)).toEqual([70_000])
  const memberships = officernd.memberships.filter(({ member }) => member === memberId)
  expect(memberships.map(({ price }) => price)).toEqual([0])
})

test('it takes an automatic code off the initiation fee', async () => {
  const { intentId, memberId } = await payFor(joinOrder({ plan: 'all-access' }))
  const before = sandbox.state().stripe.invoices.length
  await post('/complete-checkout', { plan: 'all-access', memberId, setupIntentId: intentId })
  const [invoice] = sandbox.state().stripe.invoices.slice(before)
  expect(JSON.stringify(invoice?.lines)).toContain('"amount":10000')
})

test('it books a room on two days and no longer offers those hours', async () => {
  const days = openDays()
    .slice(0, 2)
    .map((date) => ({ date, start: '09:00', hours: 2 }))
  const { intentId } = await payFor(roomOrder('slinky', days))
  const { google, stripe } = sandbox.state()
  const events = Object.values(google.calendars).flat()
  expect(events).toHaveLength(2)
  expect(JSON.stringify(events[0]?.extendedProperties)).toContain(intentId)
  expect(stripe.refunds).toEqual([])

  const taken = await post('/create-booking', roomOrder('slinky', days.slice(0, 1)).body)
  expect(taken.status).toBe(409)
  const query = `room=slinky&date=${days[0]?.date}`
  const response = await ask(new Request(`https://worker.example/availability?${query}`))
  const { slots } = (await response.json()) as { slots: { start: string }[] }
  const starts = slots.map(({ start }) => start)
  // A quarter of an hour must lie between two bookings.
  expect(starts.slice(0, 2)).toEqual(['11:30', '12:00'])
})

test('it gives the money back when the hour was taken meanwhile', async () => {
  const days = [{ date: openDays()[4] ?? '', start: '09:00', hours: 1 }]
  const first = await post('/create-booking', roomOrder('shears', days).body)
  await payFor(roomOrder('shears', days))
  const { paymentIntentId = '', clientSecret = '' } = first.said
  await fetch(`${served.url}/stripe/v1/payment_intents/${paymentIntentId}/confirm`, {
    method: 'POST',
    headers: { authorization: 'Bearer pk_test_sandbox' },
    body: new URLSearchParams({ client_secret: clientSecret, payment_method: 'pm_card_visa' }),
  })
  await sandbox.idle()
  const { refunds } = sandbox.state().stripe
  expect(refunds.map(({ payment_intent: of }) => of)).toEqual([paymentIntentId])
})

test('it refuses a post that Stripe has not signed', async () => {
  const unsigned = await ask(
    new Request('https://bookings.example/webhook', { method: 'POST', body: '{}' })
  )
  expect(unsigned.status).toBe(400)
})
