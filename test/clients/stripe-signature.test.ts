/** Whose signature on a webhook counts, and for how long. */
import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createStripe } from '../../src/clients/stripe/client.ts'
import { countTries } from '../support/tries.ts'

const stripe = new Stripe('sk_test_none')
const payload = JSON.stringify({ id: 'evt_1', object: 'event', type: 'nobody.knows' })

const read = (signature: string, webhookSecret = 'whsec_old', body = payload) =>
  createStripe(
    { url: 'http://none.test', secretKey: 'sk_test_none', webhookSecret },
    () => {
      throw new Error('nobody is asked')
    },
    countTries()
  ).signedEvent(body, signature)

const sign = (secret: string, secondsAhead = 0) =>
  stripe.webhooks.generateTestHeaderStringAsync({
    ...{ payload, secret },
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
