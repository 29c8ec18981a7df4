/** An error of ours while a request is put together is not taken for a vendor that does not answer. */
import { describe, expect, test } from 'vitest'
import { requestGoogle } from '../../src/clients/google/request.ts'
import { requestJson } from '../../src/clients/http.ts'
import { createStripe } from '../../src/clients/stripe/client.ts'
import { reasonFor } from '../../src/core/log.ts'
import { VendorError } from '../../src/core/vendor-error.ts'
import { countTries } from '../support/tries.ts'

const HALF = 'Ada \ud83d'
let asked = 0
const fetcher = async () => {
  asked += 1
  return new Response('{"error":{"message":"x"}}', { status: 500 })
}
const config = { url: 'https://stripe.example', secretKey: 'sk_test_x', webhookSecret: 'whsec_x' }
const stripe = createStripe(config, fetcher, countTries())

const order = {
  attemptId: 'a',
  version: 1,
  customerId: 'cus_1',
  amountCents: 5000,
  methods: ['card'] as const,
  description: 'Day Pass',
  metadata: { notes: HALF },
}

const CALLS: Record<string, () => Promise<unknown>> = {
  'a customer': () => stripe.createCustomer({ name: HALF, email: 'a@example.com', phone: '1' }),
  'a search for a customer': () => stripe.findCustomer(`${HALF}@example.com`),
  'a payment': () => stripe.createPayment(order),
  'a set-up': () => stripe.createSetup({ ...order, methods: ['card'] }),
  'a code': () => stripe.promotionCode(HALF),
  metadata: () => stripe.updateMetadata('pi_1', { notes: HALF }),
  'metadata of a set-up': () => stripe.updateSetupMetadata('seti_1', { notes: HALF }),
  'a vendor without a package': () =>
    requestJson(fetcher, {
      ...{ vendor: 'mailersend', method: 'GET', url: 'https://mail.example/v1' },
      headers: { authorization: 'Bearer key\nx' },
    }),
  Google: () => {
    const token = async () => 'token\nx'
    const tokens = { token, refresh: token }
    return requestGoogle(fetcher, tokens, { method: 'GET', url: 'https://google.example/x' })
  },
}

describe.each(Object.entries(CALLS))('%s that cannot be put into a request', (_, call) => {
  test('is an error of its own, and no vendor was asked', async () => {
    asked = 0
    const error = await call().catch((one: unknown) => one)
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(VendorError)
    expect(reasonFor(error)).not.toContain('no answer')
    expect(asked).toBe(0)
  })
})

test('a connection that breaks is still an answer that did not come', async () => {
  const broken = createStripe(
    config,
    async () => {
      throw new TypeError('network')
    },
    countTries()
  )
  const error = await broken.getPayment('pi_1').catch((one: unknown) => one)
  expect(error).toBeInstanceOf(VendorError)
  expect(reasonFor(error)).toContain('no answer')
})
