/** The comparison of offerings: the documents' flags and no others, and each planted difference by name. */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Fetch } from '../../src/clients/http.ts'
import type { Comparison } from '../../src/payments/rules/offerings.ts'
import { offeringsReport } from '../../tools/offerings/report.ts'
import { createSandbox } from '../sandbox/sandbox.ts'
import { varsOf } from '../sandbox/stack.ts'
import { createWebflow, SITE_TOKEN } from '../sandbox/webflow/index.ts'
import type { Collection, Item, Store } from '../sandbox/webflow/records.ts'

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

/** Membership document, "Data flags". */
const FLAGS = [
  'passport: plan-slug',
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

const collection = (name: string, change: (found: Collection) => void) => (store: Store) => {
  const found = store.collections.find(({ displayName }) => displayName === name)
  if (!found) throw new Error(`no collection ${name}`)
  change(found)
}
const without = (name: string) => (store: Store) => {
  store.collections = store.collections.filter(({ displayName }) => displayName !== name)
}
/** A second item, which is changed; its id is one that no other has. */
const added = (slug: string, fieldData: Partial<Item['fieldData']>) =>
  collection('Memberships', ({ items }) => {
    const like = items.find((one) => one.fieldData.slug === slug)
    if (!like) throw new Error(`no item ${slug}`)
    items.push({
      ...{ ...like, id: '639b202ca505e87c00010099' },
      fieldData: { ...like.fieldData, ...fieldData },
    })
  })

/** Each is another kind of difference; none of them is among the flags. */
describe('one planted difference of each kind in the CMS is found, and no other', () => {
  test.each<[string, string | string[], (store: Store) => void]>([
    ['another price', 'all-access: price a month', set('all-access', 'price', '$310/mo')],
    ['no price', 'startup: price a month', set('startup', 'price', '')],
    ['another price of a product', 'day-pass: price', set('day-pass', 'price', '$45')],
    [
      'another price in cents',
      'all-access: price-in-cents',
      set('all-access', 'price-in-cents', 1),
    ],
    [
      'no price in cents',
      'creator-pass: price-in-cents',
      set('creator-pass', 'price-in-cents', null),
    ],
    [
      'a price in cents that is text',
      'startup: price-in-cents',
      set('startup', 'price-in-cents', '3000'),
    ],
    [
      'a plan-slug in capitals',
      'all-access: plan-slug',
      set('all-access', 'plan-slug', 'All-Access'),
    ],
    ['no plan-slug', 'startup: plan-slug', set('startup', 'plan-slug', null)],
    [
      'the plan-slug of another plan',
      ['startup: plan-slug', 'all-access'],
      set('startup', 'plan-slug', 'all-access'),
    ],
    ['a page’s slug in capitals', 'startup: slug of its page', set('startup', 'slug', 'Startup')],
    [
      'the other Purchase Type',
      'startup: Purchase Type',
      set('startup', 'purchase-type', 'opt-one-time'),
    ],
    ['no Purchase Type', 'day-pass: Purchase Type', set('day-pass', 'purchase-type', null)],
    [
      'other terms',
      'creator-pass: terms',
      set('creator-pass', 'terms-url', '/legal/membership-terms'),
    ],
    ['no terms', 'day-pass: terms', set('day-pass', 'terms-url', null)],
    ['another text', 'startup: short description', set('startup', 'short-description', 'Another.')],
    ['an empty text', 'passport: short description', set('passport', 'short-description', ' ')],
    ['another “ideal for”', 'creator-pass: ideal for', set('creator-pass', 'ideal-for', 'Nobody.')],
    ['no “ideal for”', 'startup: ideal for', set('startup', 'ideal-for', null)],
    [
      'no descriptor',
      'all-access: primary descriptor',
      set('all-access', 'primary-descriptor', null),
    ],
    ['no image', 'all-access: feature image', set('all-access', 'feature-image', null)],
    [
      'a draft',
      'startup: state',
      item('startup', (_, one) => Object.assign(one, { isDraft: true })),
    ],
    [
      'an archived item',
      'all-access',
      item('all-access', (_, one) => Object.assign(one, { isArchived: true })),
    ],
    ['a stray item', 'Sauna', added('4-hour-session', { name: 'Sauna', slug: 'sauna' })],
    ['two items for a plan', 'startup', added('startup', {})],
    [
      'an item without fields',
      'item 639b202ca505e87c00010099',
      collection('Memberships', ({ items }) => {
        const [like] = items
        if (like) items.push({ ...like, id: '639b202ca505e87c00010099', fieldData: {} as never })
      }),
    ],
  ])('%s', async (_, names, change) => {
    webflow.edit(change)
    expect((await named()).sort()).toEqual([...FLAGS, ...[names].flat()].sort())
  })

  test('a field with another name is blank everywhere', async () => {
    webflow.edit(
      collection('Memberships', ({ fields }) => {
        for (const one of fields) if (one.slug === 'price') one.displayName = 'Cost'
      })
    )
    const blank = ['passport', 'startup', 'all-access', 'creator-pass'].map(
      (slug) => `${slug}: price a month`
    )
    expect((await named()).sort()).toEqual([...FLAGS, ...blank, 'day-pass: price'].sort())
  })

  test.each([
    ['Amenities', 'features', 'Features'],
    ['Testimonials', 'testimonials', 'Testimonials'],
  ])('without a collection %s nothing is known of it', async (name, about, flag) => {
    webflow.edit(without(name))
    const flags = FLAGS.filter((one) => one !== flag)
    expect((await named()).sort()).toEqual([...flags, about].sort())
  })

  test('a feature more without an icon is counted', async () => {
    webflow.edit(
      collection('Amenities', ({ items }) => {
        const [like] = items
        if (like) items.push(like)
      })
    )
    expect((await report()).lines).toContain(
      'Features: 15 of the features of type Benefit have no icon'
    )
  })
})

describe('one planted difference of each kind at a vendor is found, and no other', () => {
  const STARTUP = '/v1/prices/price_sandbox_startup'
  const STARTUP_PLAN = '/plans/5f2a9c7e1b4d3a0012c0f002'
  const DAY_PASS_PLAN = '/plans/66b399'
  const gone =
    (part: string): Fetch =>
    async (input, init) =>
      input.includes(part)
        ? Response.json({ error: { type: 'invalid_request_error' } }, { status: 404 })
        : fetcher(input, init)
  const replaced = (part: string, old: RegExp, by: string) =>
    answering(part, (text) => {
      expect(text).toMatch(old)
      return text.replace(old, by)
    })
  test.each<[string, string | string[], Fetch]>([
    [
      'another amount',
      'startup: price a month',
      replaced(STARTUP, /"unit_amount": ?3000/, '"unit_amount":3500'),
    ],
    [
      'an archived price',
      'startup: billed',
      replaced(STARTUP, /"active": ?true/, '"active":false'),
    ],
    [
      'another currency',
      'startup: billed',
      replaced(STARTUP, /"currency": ?"usd"/, '"currency":"cad"'),
    ],
    ['a year', 'startup: billed', replaced(STARTUP, /"interval": ?"month"/, '"interval":"year"')],
    [
      'every third month',
      'startup: billed',
      replaced(STARTUP, /"interval_count": ?1/, '"interval_count":3'),
    ],
    [
      'a price paid once',
      'startup: billed',
      replaced(STARTUP, /"recurring": ?\{[^}]*\}/, '"recurring":null'),
    ],
    ['no such price', ['startup: price a month', 'startup: billed'], gone(STARTUP)],
    [
      'a code in euros',
      'all-access: AUTO-ALL-ACCESS',
      replaced('AUTO-ALL-ACCESS', /"currency": ?null/, '"currency":"eur"'),
    ],
    ['another price', 'startup: price a month', replaced(STARTUP_PLAN, /"price":30/, '"price":35')],
    ['no price', 'startup: price a month', replaced(STARTUP_PLAN, /"price":30/, '"cost":30')],
    [
      'another name',
      'startup: name',
      replaced(STARTUP_PLAN, /"name":"[^"]*"/, '"name":"Startup 2019"'),
    ],
    ['no such plan', 'startup: plan in OfficeRnD', gone(STARTUP_PLAN)],
    [
      'no validity',
      'day-pass: validity of its passes',
      replaced(DAY_PASS_PLAN, /("passesValidityPeriod":\{[^}]*"intervalCount":)\d+/, '$10'),
    ],
    [
      'a validity that is not said',
      'day-pass: validity of its passes',
      replaced(DAY_PASS_PLAN, /"passesValidityPeriod"/, '"renamed"'),
    ],
  ])('%s', async (_, names, by) => {
    expect((await named({}, by)).sort()).toEqual([...FLAGS, ...[names].flat()].sort())
  })

  test('plans without ids in the settings', async () => {
    const found = await named({ STRIPE_PRICES: 'startup:', OFFICERND_PLANS: '' })
    expect(found).toEqual(
      expect.arrayContaining(['passport: billed', 'passport: plan in OfficeRnD'])
    )
  })
})

test('what only the code and the documents say is compared, too', async () => {
  const { snapshot } = await report()
  const { offerings } = JSON.parse(snapshot) as Comparison
  const saidOf = (slug: string, field: string) =>
    offerings.find((one) => one.slug === slug)?.facts.find((one) => one.field === field)?.says
  expect(saidOf('creator-pass', 'billing')).toEqual({
    code: 'not pro-rated',
    documents: 'not pro-rated',
  })
  expect(saidOf('startup', 'automatic code')).toEqual({
    code: 'AUTO-STARTUP',
    documents: 'AUTO-STARTUP',
  })
  expect(saidOf('shears', 'booked on the site')).toEqual({ code: 'yes', documents: 'yes' })
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
