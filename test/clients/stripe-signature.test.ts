/** Whose signature on a webhook counts, and for how long. */
import { Hono } from 'hono'
import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createStripe } from '../../src/clients/stripe/client.ts'
import { webhookRoute } from '../../src/workers/http/webhook.ts'
import { countTries } from '../support/tries.ts'

const stripe = new Stripe('sk_test_none')
const payload = JSON.stringify({
  id: 'evt_1',
  object: 'event',
  type: 'nobody.knows',
  livemode: false,
})

const read = (signature: string, webhookSecret = 'whsec_old', body = payload) =>
  createStripe(
    { url: 'http://none.test', secretKey: 'sk_test_none', webhookSecret },
    () => {
      throw new Error('nobody is asked')
    },
    countTries()
  ).signedEvent(body, signature)

const sign = (secret: string, secondsAhead = 0, body = payload) =>
  stripe.webhooks.generateTestHeaderStringAsync({
    ...{ payload: body, secret },
    timestamp: Math.floor(Date.now() / 1000) + secondsAhead,
  })
const v1 = (header: string) => header.slice(header.indexOf('v1='))

test.each(['whsec_old', 'whsec_new'])(
  'with two secrets, one signed with %s is read',
  async (secret) => {
    expect(await read(await sign(secret), 'whsec_old whsec_new')).toMatchObject({ id: 'evt_1' })
  }
)

test('one that Stripe signed with both, while it exchanges them, is read with either', async () => {
  const header = `${await sign('whsec_old')},${v1(await sign('whsec_new'))}`
  expect(await read(header, 'whsec_old')).toMatchObject({ id: 'evt_1' })
  expect(await read(header, 'whsec_new')).toMatchObject({ id: 'evt_1' })
  expect(await read(header, 'whsec_other')).toBeNull()
})

test.each([-295, 0, 295])('%d seconds away it counts', async (seconds) => {
  expect(await read(await sign('whsec_old', seconds))).toMatchObject({ id: 'evt_1' })
})

test.each([-3600, -305, 305, 3600])('%d seconds away it does not', async (seconds) => {
  expect(await read(await sign('whsec_old', seconds))).toBeNull()
})

test('v0 counts for nothing, beside a v1 or alone', async () => {
  const header = await sign('whsec_old')
  expect(await read(header.replace('v1=', 'v0='))).toBeNull()
  expect(await read(`${header},v0=${'0'.repeat(64)}`)).toMatchObject({ id: 'evt_1' })
})

test('a secret that is empty, or none, reads nothing', async () => {
  expect(await read(await sign('whsec_old'), '')).toBeNull()
  expect(await read(await sign('whsec_old'), '  ')).toBeNull()
})

/** What Stripe signs with, and what the Worker has, in the order of the runbook's steps. */
const EXCHANGE: [signedWith: string[], workerHas: string][] = [
  [['whsec_old'], 'whsec_old'],
  // Rolled in Stripe, with the old one left to expire later.
  [['whsec_old', 'whsec_new'], 'whsec_old'],
  [['whsec_new', 'whsec_old'], 'whsec_old'],
  [['whsec_old', 'whsec_new'], 'whsec_old whsec_new'],
  // The old one has expired.
  [['whsec_new'], 'whsec_old whsec_new'],
  [['whsec_new'], 'whsec_new'],
]

test('a secret is exchanged as the runbook says, and no event is lost', async () => {
  const received: string[] = []
  for (const [nth, [secrets, workerHas]] of EXCHANGE.entries()) {
    const body = payload.replace('evt_1', `evt_${nth}`)
    const headers = await Promise.all(secrets.map((secret) => sign(secret, 0, body)))
    const signature = [headers[0], ...headers.slice(1).map(v1)].join(',')
    const response = await deliver(body, signature, workerHas, received)
    expect(response.status, `step ${nth}: ${workerHas}`).toBe(200)
  }
  expect(received).toEqual(EXCHANGE.map((_, nth) => `evt_${nth}`))
})

test('why the old one is left to expire later: without that, an event is refused until the new one is set', async () => {
  const received: string[] = []
  const signature = await sign('whsec_new')
  expect((await deliver(payload, signature, 'whsec_old', received)).status).toBe(400)
  expect(received).toEqual([])
  // Stripe sends it again, for three days.
  expect((await deliver(payload, signature, 'whsec_old whsec_new', received)).status).toBe(200)
  expect(received).toEqual(['evt_1'])
})

/** A webhook at the Worker's own route. */
function deliver(body: string, signature: string, secret: string, received: string[]) {
  const app = new Hono()
  app.post('/webhook', (c) =>
    webhookRoute(c, {
      ...{ stripe: { signedEvent: (raw, header) => read(header, secret, raw) }, live: false },
      handleEvent: async ({ id }) => void received.push(id),
    })
  )
  const headers = { 'stripe-signature': signature }
  return app.request('/webhook', { method: 'POST', headers, body })
}
