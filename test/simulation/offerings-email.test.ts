/** The monthly e-mail about what is sold: each difference at a vendor is in it, and a vendor that is silent is said. */
import { beforeEach, describe, expect, test } from 'vitest'
import { clients, tokenFor } from '../../src/clients/checkout-clients.ts'
import type { Fetch } from '../../src/clients/http.ts'
import { sendMonthlyReport } from '../../src/operations/reconciliation-email.ts'
import { buildReport } from '../../src/operations/reconciliation-report.ts'
import { readCheckoutConfig } from '../../src/workers/checkout/config.ts'
import type { CheckoutContext } from '../../src/workers/checkout/context.ts'
import { compareOfferings } from '../../src/workers/checkout/offerings.ts'
import { SANDBOX_MEMBERSHIP_PLANS } from '../sandbox/officernd/seed-data.ts'
import { createSandbox } from '../sandbox/sandbox.ts'
import { SANDBOX_PRICES } from '../sandbox/stripe/seed-prices.ts'
import { countTries } from '../support/tries.ts'
import { CHECKOUT_ENV } from './checkout.ts'

const address = { url: 'http://worker', webhookSecret: 'whsec', cronUrl: null }
const createVendors = () =>
  createSandbox({
    workers: () => ({ checkout: address, bookings: address }),
    ...{ tokenLimit: false, mailLimit: false },
  })
let sandbox = createVendors()
beforeEach(() => {
  sandbox = createVendors()
})

const fetcher: Fetch = (input, init) => sandbox.fetch(new Request(input, init))
/** Changes what a vendor answers to requests that contain this part. */
const answering =
  (part: string, change: (text: string) => string, by: Fetch = fetcher): Fetch =>
  async (input, init) => {
    const answer = await by(input, init)
    return input.includes(part) ? new Response(change(await answer.text()), answer) : answer
  }

async function monthly(by: Fetch, env: Partial<typeof CHECKOUT_ENV> = {}) {
  const all = { ...CHECKOUT_ENV, ...env }
  const nowMs = Date.parse('2026-06-03T11:00:00Z')
  const now = () => nowMs
  const token = async () => (await tokenFor(all, nowMs, by)).token
  const tokens = { token, refresh: token }
  const { stripe, officernd, mail } = clients(all, tokens, { ...countTries() }, by, now)
  const context = { stripe, officernd, mail, config: readCheckoutConfig(all), now }
  await sendMonthlyReport(
    context as unknown as CheckoutContext,
    'checkout',
    async (_, month) => buildReport(month, [], { notes: [] }),
    compareOfferings
  )
  const [email] = sandbox.state().mailersend.messages
  const [, part = ''] = /Offerings, compared [^\n]*\n([\s\S]*?)\n\n/.exec(email?.text ?? '') ?? []
  return { subject: email?.subject, lines: part.split('\n') }
}

const REST = 'Reconciliation of 2026-05 (checkout): '

test('all that the vendors say agrees: that is said, and nothing is to be done', async () => {
  expect(await monthly(fetcher)).toEqual({
    subject: `${REST}everything agrees`,
    lines: ['- all 7 agree with what Stripe and OfficeRnD say'],
  })
})

const price = (slug: keyof typeof SANDBOX_PRICES) => `/v1/prices/${SANDBOX_PRICES[slug]}`
const plan = (slug: keyof typeof SANDBOX_MEMBERSHIP_PLANS) =>
  `/plans/${SANDBOX_MEMBERSHIP_PLANS[slug]}`

describe('a difference is in the e-mail, with where to put it right', () => {
  test.each<[string, string, (text: string) => string]>([
    [
      'startup, price a month: Code: $30 · Stripe: $35 · OfficeRnD: $30',
      price('startup'),
      (text) => text.replace(/"unit_amount": ?3000/, '"unit_amount":3500'),
    ],
    [
      'startup, billed: Code: usd, month, active · Stripe: usd, month, archived',
      price('startup'),
      (text) => text.replace(/"active": ?true/, '"active":false'),
    ],
    [
      'startup, billed: Code: usd, month, active · Stripe: cad, month, active',
      price('startup'),
      (text) => text.replace(/"currency": ?"usd"/, '"currency":"cad"'),
    ],
    [
      'startup, billed: Code: usd, month, active · Stripe: usd, 3 month, active',
      price('startup'),
      (text) => text.replace(/"interval_count": ?1/, '"interval_count":3'),
    ],
    [
      'startup, billed: Code: usd, month, active · Stripe: usd, year, active',
      price('startup'),
      (text) => text.replace(/"interval": ?"month"/, '"interval":"year"'),
    ],
    [
      'startup, price a month: Code: $30 · Stripe: $30 · OfficeRnD: $45',
      plan('startup'),
      (text) => text.replace(/"price": ?30/, '"price":45'),
    ],
    [
      'day-pass, validity of its passes: Code: at least 1 · OfficeRnD: 0',
      '/plans/66b399ef',
      (text) => text.replace(/("passesValidityPeriod":\{[^}]*"intervalCount":)\d+/, '$10'),
    ],
    [
      'day-pass, validity of its passes: Code: at least 1 · OfficeRnD: blank',
      '/plans/66b399ef',
      (text) => text.replace('"passesValidityPeriod"', '"renamed"'),
    ],
  ])('%s', async (expected, part, change) => {
    const { subject, lines } = await monthly(answering(part, change))
    expect(subject).toBe(`${REST}1 offering disagrees`)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^- .*\. Where: \w.+/)
    expect(lines[0]?.startsWith(`- ${expected}. Where: `)).toBe(true)
  })

  test('an automatic code in euros', async () => {
    const by = answering('AUTO-ALL-ACCESS', (text) =>
      text.replace(/"currency": ?null/, '"currency":"eur"')
    )
    const { subject, lines } = await monthly(by)
    expect(subject).toBe(`${REST}1 offering disagrees`)
    expect(lines[0]).toMatch(
      /^- all-access, AUTO-ALL-ACCESS: Code: in usd or none · Stripe: in eur\. /
    )
  })

  test('a price that Stripe has not got, and a plan that OfficeRnD has not got, are two offerings', async () => {
    const by: Fetch = async (input, init) =>
      input.includes(price('passport'))
        ? Response.json({ error: { type: 'invalid_request_error' } }, { status: 404 })
        : input.includes(plan('startup'))
          ? new Response('{}', { status: 404 })
          : fetcher(input, init)
    const { subject, lines } = await monthly(by)
    expect(subject).toBe(`${REST}2 offerings disagree`)
    expect(lines.map((line) => line.replace(/\. Where.*/, ''))).toEqual([
      '- passport, price a month: Code: $100 · Stripe: blank · OfficeRnD: $100',
      '- passport, billed: Code: usd, month, active · Stripe: blank',
      '- startup, plan in OfficeRnD: Code: there · OfficeRnD: blank',
    ])
  })

  test('a plan without ids in the settings', async () => {
    const { subject } = await monthly(fetcher, { OFFICERND_PLANS: '' })
    expect(subject).toBe(`${REST}6 offerings disagree`)
  })
})

describe('a source that cannot be read is said, and never taken for agreeing', () => {
  const failing =
    (part: string, answer: () => Response): Fetch =>
    async (input, init) =>
      input.includes(part) ? answer() : fetcher(input, init)
  const unread = (title: string) =>
    `- ${title} could not be read, so it is not known whether what it sells agrees: run \`npm run offerings\``

  test.each<[string, string, () => Response]>([
    ['Stripe', '/v1/prices/', () => new Response('{"error":{}}', { status: 403 })],
    ['Stripe', '/v1/promotion_codes', () => new Response('{"error":{}}', { status: 500 })],
    ['OfficeRnD', '/plans/', () => new Response('{}', { status: 403 })],
    ['OfficeRnD', '/plans/', () => new Response('{"name":')],
    ['OfficeRnD', '/oauth/token', () => new Response('{}', { status: 400 })],
  ])('%s: %s', async (title, part, answer) => {
    const { subject, lines } = await monthly(failing(part, answer))
    const other = title === 'Stripe' ? 'OfficeRnD' : 'Stripe'
    expect(subject).toBe(`${REST}${title}’s offerings not read`)
    expect(lines).toEqual([unread(title), `- all 7 agree with what ${other} says`])
  })

  test('a difference at one vendor is there although the other is silent', async () => {
    const silent = failing('/plans/', () => {
      throw new TypeError('fetch failed')
    })
    const by = answering(
      price('startup'),
      (text) => text.replace(/"unit_amount": ?3000/, '"unit_amount":3500'),
      silent
    )
    const { subject, lines } = await monthly(by)
    expect(subject).toBe(`${REST}1 offering disagrees, OfficeRnD’s offerings not read`)
    expect(lines).toEqual([
      expect.stringContaining('startup, price a month: Code: $30 · Stripe: $35'),
      unread('OfficeRnD'),
    ])
  })

  test('neither answers: nothing is said to agree', async () => {
    const by = failing('/plans/', () => new Response('{}', { status: 500 }))
    const { subject, lines } = await monthly(async (input, init) =>
      input.includes('/v1/prices') ? new Response('{"error":{}}', { status: 500 }) : by(input, init)
    )
    expect(subject).toBe(`${REST}Stripe’s offerings not read, OfficeRnD’s offerings not read`)
    expect(lines).toEqual([unread('Stripe'), unread('OfficeRnD')])
  })
})
