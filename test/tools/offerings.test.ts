/** The comparison of offerings: the documents' flags and no others, and each planted difference by name. */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Fetch } from '../../src/clients/http.ts'
import { offeringsReport } from '../../tools/offerings/report.ts'
import { createSandbox } from '../sandbox/sandbox.ts'
import { varsOf } from '../sandbox/stack.ts'
import { createWebflow, SITE_TOKEN } from '../sandbox/webflow/index.ts'
import type { Item, Store } from '../sandbox/webflow/records.ts'

const HOME = 'http://127.0.0.1:1'
const address = { url: `${HOME}/worker`, webhookSecret: 'whsec', cronUrl: null }
const sandbox = createSandbox({
  workers: () => ({ checkout: address, bookings: address }),
  ...{ tokenLimit: false, googleLimit: false, mailLimit: false },
})
const webflow = createWebflow({ clock: { now: Date.now }, callsPerMinute: 100_000 })

const ENVIRONMENT: Record<string, string | undefined> = {
  ...parseEnv(readFileSync(new URL('../sandbox/checkout.env', import.meta.url), 'utf8')),
  ...varsOf({ sandbox: 1, checkout: 2, bookings: 3 }),
  WEBFLOW_URL: `${HOME}/webflow`,
  WEBFLOW_TOKEN: SITE_TOKEN,
}

const fetcher: Fetch = async (input, init) => {
  const below = /^.*\/webflow(\/.*)$/.exec(input)?.[1]
  return below ? webflow.app.request(below, init) : sandbox.fetch(new Request(input, init))
}

/** Changes what a vendor answers to requests that contain this part. */
const answering =
  (part: string, change: (text: string) => string): Fetch =>
  async (input, init) => {
    const answer = await fetcher(input, init)
    return input.includes(part) ? new Response(change(await answer.text()), answer) : answer
  }

async function report(
  changes: Record<string, string | undefined> = {},
  by: Fetch = fetcher,
  before: string | null = null
) {
  const environment = { ...ENVIRONMENT, ...changes }
  return offeringsReport({ environment, fetcher: by, before, writtenAt: '2026-11-29T12:00:00Z' })
}

const named = async (...args: Parameters<typeof report>) =>
  (await report(...args)).differences.map(({ about, field }) =>
    field ? `${about}: ${field}` : about
  )

/** The sandbox's own: a code in euros that is never applied, so that the page's silence can be seen. */
const SANDBOX_ONLY = 'founder: AUTO-FOUNDER'

/** Membership document, "Data flags". */
const FLAGS = [
  'passport: plan-slug',
  SANDBOX_ONLY,
  'innovator-pass: price a month',
  'innovator-pass: price-in-cents',
  'innovator-pass: short description',
  'innovator-pass: primary descriptor',
  'innovator-pass: feature image',
  'founder',
  '4 Hour Session',
  'HOURLY SESSIONS',
  'Features',
  'Testimonials',
]

beforeEach(() => webflow.reset())

test('the seeded CMS shows exactly the flags of the documents', async () => {
  const { exitCode, lines } = await report()
  expect((await named()).sort()).toEqual([...FLAGS].sort())
  expect([exitCode, lines.at(-1)]).toEqual([1, `${FLAGS.length} differences`])
})

const item =
  (slug: string, change: (data: Item['fieldData'], item: Item) => void) => (store: Store) => {
    const found = store.collections[0]?.items.find(({ fieldData }) => fieldData.slug === slug)
    if (!found) throw new Error(`no item ${slug}`)
    change(found.fieldData, found)
  }
const set = (slug: string, field: string, value: unknown) =>
  item(slug, (data) => {
    data[field] = value
  })

describe('a difference in the CMS is named', () => {
  test.each<[string, (store: Store) => void]>([
    ['all-access: price a month', set('all-access', 'price', '$310/mo')],
    ['startup: price a month', set('startup', 'price', '')],
    ['all-access: price-in-cents', set('all-access', 'price-in-cents', 3000)],
    ['creator-pass: price-in-cents', set('creator-pass', 'price-in-cents', null)],
    ['all-access: plan-slug', set('all-access', 'plan-slug', 'All-Access')],
    ['startup: plan-slug', set('startup', 'plan-slug', null)],
    ['all-access: Purchase Type', set('all-access', 'purchase-type', 'opt-one-time')],
    ['day-pass: Purchase Type', set('day-pass', 'purchase-type', 'opt-subscription')],
    ['day-pass: plan-slug', set('day-pass', 'plan-slug', 'daypass')],
    ['day-pass: price', set('day-pass', 'price', '$45')],
    ['day-pass: price-in-cents', set('day-pass', 'price-in-cents', 4500)],
    ['creator-pass: terms', set('creator-pass', 'terms-url', '/legal/membership-terms')],
    ['day-pass: terms', set('day-pass', 'terms-url', null)],
    ['startup: short description', set('startup', 'short-description', 'Another one.')],
    ['passport: short description', set('passport', 'short-description', ' ')],
    ['creator-pass: ideal for', set('creator-pass', 'ideal-for', 'Nobody.')],
    ['all-access: primary descriptor', set('all-access', 'primary-descriptor', null)],
    ['all-access: feature image', set('all-access', 'feature-image', null)],
    ['startup: state', item('startup', (_, one) => Object.assign(one, { isDraft: true }))],
    ['all-access', item('all-access', (_, one) => Object.assign(one, { isArchived: true }))],
    ['A new one', item('4-hour-session', (data) => Object.assign(data, { name: 'A new one' }))],
  ])('%s', async (name, change) => {
    webflow.edit(change)
    expect(await named()).toContain(name)
    expect(FLAGS).not.toContain(name)
  })
})

describe('a difference at a vendor is named', () => {
  const priced = (change: (text: string) => string) =>
    answering('/v1/prices/price_1TDukWB8', change)
  test.each<[string, Fetch]>([
    [
      'founder: price a month',
      priced((text) => text.replace(/"unit_amount": ?50000/, '"unit_amount":60000')),
    ],
    ['founder: billed', priced((text) => text.replace(/"active": ?true/, '"active":false'))],
    ['founder: billed', priced((text) => text.replace(/"currency": ?"usd"/, '"currency":"cad"'))],
    [
      'founder: billed',
      priced((text) => text.replace(/"interval": ?"month"/, '"interval":"year"')),
    ],
    [
      'founder: billed',
      priced((text) => text.replace(/"interval_count": ?1/, '"interval_count":3')),
    ],
    [
      'day-pass: validity of its passes',
      answering('/plans/66b399', (text) =>
        text.replace(/("passesValidityPeriod":\{[^}]*"intervalCount":)\d+/, '$10')
      ),
    ],
    [
      'startup: price a month',
      answering('/plans/5f2a9c7e1b4d3a0012c0f002', (text) =>
        text.replace(/"price":30/, '"price":35')
      ),
    ],
  ])('%s', async (name, by) => {
    expect(await named({}, by)).toContain(name)
  })

  test('a plan without a price at Stripe, and one without a plan in OfficeRnD', async () => {
    const found = await named({ STRIPE_PRICES: 'startup:', OFFICERND_PLANS: '' })
    expect(found).toEqual(
      expect.arrayContaining(['passport: billed', 'passport: plan in OfficeRnD'])
    )
  })
})

describe('sources that say nothing', () => {
  test('without credentials they are "not asked", never agreeing', async () => {
    const { page, exitCode, lines } = await report({
      STRIPE_SECRET_KEY: undefined,
      OFFICERND_CLIENT_ID: undefined,
      WEBFLOW_TOKEN: undefined,
    })
    expect(lines.slice(0, 3)).toEqual([
      'stripe: not asked',
      'officernd: not asked',
      'webflow: not asked',
    ])
    expect([exitCode, page.includes('Webflow CMS: not asked')]).toEqual([0, true])
  })

  test.each([
    ['webflow', '/collections', () => new Response('{}', { status: 500 })],
    ['webflow', '/items', () => new Response('{"items":[')],
    [
      'stripe',
      '/v1/prices',
      () => Response.json({ error: { type: 'api_error' } }, { status: 401 }),
    ],
    ['officernd', '/plans', () => new Response('{}', { status: 403 })],
  ])('%s that fails at %s is unreadable, and the exit code is 2', async (name, part, answer) => {
    const failing: Fetch = async (input, init) =>
      input.includes(part) ? answer() : fetcher(input, init)
    const { exitCode, lines } = await report({}, failing)
    expect(lines).toContain(`${name}: unreadable`)
    expect(exitCode).toBe(2)
  })

  test('a 429 is waited out once, as long as Webflow says', async () => {
    const refused: string[] = []
    const limited: Fetch = async (input, init) => {
      if (!input.includes('/webflow/') || refused.includes(input)) return fetcher(input, init)
      refused.push(input)
      return new Response('{}', { status: 429, headers: { 'retry-after': '0.01' } })
    }
    expect((await report({}, limited)).lines).toContain('webflow: asked')
    expect(refused.length).toBeGreaterThan(3)
  })
})

test('the next run says what is new and what is gone', async () => {
  const { snapshot } = await report()
  webflow.edit(set('passport', 'plan-slug', 'passport'))
  webflow.edit(set('startup', 'price', '$35'))
  const { page } = await report({}, fetcher, snapshot)
  const since = page.slice(page.indexOf('Since the last run'), page.indexOf('Side by side'))
  const [added = '', gone = ''] = since.split('Gone')
  expect(added).toContain('startup, price a month')
  expect(gone).toContain('passport, plan-slug')
})

test('the page escapes what the CMS says', async () => {
  webflow.edit(set('startup', 'short-description', '<script>alert(1)</script>'))
  const { page } = await report()
  expect(page).not.toContain('<script>alert')
  expect(page).toContain('&lt;script&gt;alert(1)')
})
