/** The doctor against the stand-ins: all well with a well-furnished house, each ill by its name. */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Fetch } from '../../src/clients/http.ts'
import { credentialsIn } from '../../tools/doctor/credentials.ts'
import { examine } from '../../tools/doctor/examine.ts'
import { printReport } from '../../tools/doctor/print.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { createSandbox } from '../sandbox/sandbox.ts'
import { acceptSeeded } from '../sandbox/seeded-findings.ts'
import { pairs, varsOf } from '../sandbox/stack.ts'
import { SANDBOX_PRICES } from '../sandbox/stripe/seed-prices.ts'
import { SITE_TOKEN } from '../sandbox/webflow/index.ts'

const PORTS = { sandbox: 1, checkout: 2, bookings: 3 }
const address = (name: 'checkout' | 'bookings') => ({
  url: `http://localhost:${PORTS[name]}`,
  ...{ webhookSecret: 'whsec', cronUrl: null },
})
const sandbox = createSandbox({
  workers: () => ({ checkout: address('checkout'), bookings: address('bookings') }),
  ...{ tokenLimit: false, googleLimit: false, mailLimit: false },
})
const home = 'http://127.0.0.1:1'
const secrets = (worker: string) =>
  parseEnv(readFileSync(new URL(`../sandbox/${worker}.env`, import.meta.url), 'utf8'))

const WELL: Record<string, string | undefined> = {
  ...secrets('checkout'),
  ...secrets('bookings'),
  ...varsOf(PORTS),
  OPERATOR_TOKEN: 'x'.repeat(40),
  CHECKOUT_URL: address('checkout').url,
  BOOKINGS_URL: address('bookings').url,
  SITE_URL: home,
  STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox',
}

/** What `npm run doctor:sandbox` asks beside. */
const CMS = { WEBFLOW_URL: `${home}/webflow`, WEBFLOW_TOKEN: SITE_TOKEN }

let requests: string[] = []
const fetcher: Fetch = (input, init) => {
  requests.push(init.method ?? 'GET')
  return sandbox.fetch(new Request(input, init))
}
/** Changes what a vendor answers to requests that end so. */
const answering =
  (part: string, change: (text: string) => string): Fetch =>
  async (input, init) => {
    const answer = await fetcher(input, init)
    if (!input.includes(part)) return answer
    return new Response(change(await answer.text()), answer)
  }

async function said(changes: Record<string, string | undefined> = {}, by: Fetch = fetcher) {
  const chapters = await examine({ ...WELL, ...changes }, by)
  const all = chapters.flatMap(({ findings }) => findings)
  const words = (is: string) => all.filter((one) => one.is === is).map((one) => one.words)
  return {
    wrong: words('wrong'),
    ok: words('ok'),
    ask: words('to-ask'),
    skipped: words('not-asked'),
  }
}

beforeEach(() => {
  requests = []
})

test('all is well in the sandbox, and every vendor was only read', async () => {
  const { wrong, ok, skipped } = await said()
  expect([wrong, skipped]).toEqual([[], ['offerings: Webflow CMS, without credentials']])
  for (const words of [
    'Stripe takes STRIPE_SECRET_KEY of labour-temple-checkout (test mode)',
    'Stripe lets the key of labour-temple-checkout read all 12 lists in use',
    'Stripe lets the key of labour-temple-bookings read all 6 lists in use',
    'price of startup: $30.00 a month',
    'initiation fees: product prod_sandbox_initiation',
    'AUTO-ALL-ACCESS: active, 50 % off the initiation fee',
    'AUTO-STARTUP: over or switched off, the full initiation fee is due',
    'AUTO-PASSPORT: there is none, the full initiation fee is due',
    'plan of Day Pass: passesValidityPeriod.intervalCount is 12',
    'OFFICERND_SCOPES: all 10 are there',
    'OfficeRnD lets us read /checkins',
    'OfficeRnD: passes are found by member',
    'OfficeRnD: members are found by e-mail address',
    'MailerSend shows labour-temple-checkout the e-mails of the last 4 days (200)',
    'template pr9084zxnvjlw63d: the purchase confirmation is there',
    'template z3m5jgr0y5xgdpyo: the membership confirmation is there',
    '14 offerings agree with Stripe, OfficeRnD',
    'what is pasted into 17 of 17 pages is as in the code',
  ])
    expect(ok).toContain(words)
  expect(ok.join('\n')).toMatch(/webhook of labour-temple-checkout: enabled, all \d+ events/)
  expect(ok.join('\n')).toMatch(/webhook of labour-temple-bookings: enabled, all \d+ events/)
  expect(ok.filter((words) => words.startsWith('calendar of'))).toHaveLength(7)
  // The posts are for tokens: two of OfficeRnD and one of Google.
  expect(requests.filter((method) => method !== 'GET')).toEqual(['POST', 'POST', 'POST'])
})

test('a healthy sandbox has nothing wrong but what it is seeded with; anything else still fails', async () => {
  const wrongIn = async (changes: Record<string, string> = {}) => {
    const chapters = acceptSeeded(
      await examine({ ...WELL, ...secrets('checkout'), ...CMS, ...changes }, fetcher)
    )
    const all = chapters.flatMap(({ findings }) => findings)
    return all.filter(({ is }) => is === 'wrong').map(({ words }) => words)
  }
  expect(await wrongIn()).toEqual([])
  const prices = pairs({ ...SANDBOX_PRICES, startup: 'price_gone' })
  expect(await wrongIn({ STRIPE_PRICES: prices })).toEqual([
    'price of startup: Stripe has no price_gone for this key',
    expect.stringMatching(/^startup, price a month: Code: \$30 · Stripe: blank · /),
  ])
})

test('a code that takes off euros is told: it is never applied', async () => {
  const by = answering('AUTO-ALL-ACCESS', (text) =>
    text.replace(/"currency": ?null/, '"currency":"eur"')
  )
  expect((await said({}, by)).wrong).toContain(
    'AUTO-ALL-ACCESS: is active, and takes off eur: it is never applied'
  )
})

test('without any secret nobody is asked, each secret is named, and the house’s questions stand', async () => {
  const none = Object.fromEntries(
    Object.keys({ ...secrets('checkout'), ...secrets('bookings') }).map((name) => [name, undefined])
  )
  const { wrong, skipped, ask } = await said({ ...none, SITE_PAGES: '' })
  expect(requests).toEqual([])
  expect(wrong).toHaveLength(12)
  expect(wrong).toContain(
    'GOOGLE_PRIVATE_KEY is not in the environment; labour-temple-bookings needs it'
  )
  expect(skipped).toHaveLength(9)
  const year = new Date().getFullYear()
  for (const begins of [
    'CLOSURES: ',
    `closed in ${year} (table of 2026-11-21): 01-01 New Year’s Day`,
    `closed in ${year + 1} (`,
    'ROOMS:slinky: slug, centsPerHour, capacity, discountEligible, minHours of slinky',
    'ROOM_CALENDARS:slinky: ',
    'MEMBERSHIP_TEMPLATE_VARIABLES: ',
    'CLOSING_TIME (now "17:00"): ',
  ])
    expect(
      ask.some((words) => words.startsWith(begins)),
      begins
    ).toBe(true)
  expect(ask.filter((words) => words.endsWith('ask the house'))).toEqual([])
})

describe('what is wrong is said in words', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['Stripe’s key', { STRIPE_SECRET_KEY: 'sk_test_!' }, /^Stripe refuses STRIPE_SECRET_KEY.*401/],
    [
      'a price',
      { STRIPE_PRICES: 'startup:price_gone' },
      /^price of startup: Stripe has no price_gone/,
    ],
    [
      'an amount',
      { STRIPE_PRICES: 'startup:price_sandbox_passport' },
      /is 10000 usd a month; the table says 3000/,
    ],
    [
      'a price paid once',
      { STRIPE_PRICES: 'passport:price_sandbox_initiation_100' },
      /not by the month/,
    ],
    [
      'the fee’s product',
      { STRIPE_INITIATION_PRODUCT: 'prod_gone' },
      /^initiation fees: Stripe has no product prod_gone/,
    ],
    [
      'a webhook',
      { BOOKINGS_URL: 'https://elsewhere.example' },
      /^webhook of labour-temple-bookings: Stripe has none to https:\/\/elsewhere.example\/webhook/,
    ],
    [
      'OfficeRnD’s secret',
      { OFFICERND_CLIENT_SECRET: 'no' },
      /^OfficeRnD refuses the client id or its secret/,
    ],
    [
      'a scope that is not owned',
      { OFFICERND_SCOPES: 'flex.space.rockets.launch' },
      /^OfficeRnD refuses OFFICERND_SCOPES/,
    ],
    [
      'a membership plan',
      { OFFICERND_PLANS: 'startup:66b399ef3de7dbab92b5c000' },
      /^plan of startup: OfficeRnD does not show .*404/,
    ],
    [
      'Google’s account',
      { GOOGLE_SERVICE_ACCOUNT_EMAIL: 'nobody@example.com' },
      /^Google refuses the service account/,
    ],
    ['Google’s key', { GOOGLE_PRIVATE_KEY: 'none' }, /^GOOGLE_PRIVATE_KEY: the key cannot be read/],
    [
      'a calendar',
      { ROOM_CALENDARS: 'slinky:c_gone' },
      /^calendar of slinky: .* may not write \(answered 404\)/,
    ],
    ['MailerSend’s key', { MAILERSEND_API_KEY: 'no' }, /^MailerSend refuses MAILERSEND_API_KEY/],
    ['MailerSend’s domain', { MAILERSEND_DOMAIN_ID: 'no' }, /an e-mail may go twice/],
    ['a short token', { OPERATOR_TOKEN: 'short' }, /^OPERATOR_TOKEN is shorter than 32/],
  ])('%s', async (_, changes, words) => {
    expect((await said(changes)).wrong).toContainEqual(expect.stringMatching(words))
  })

  test('the documents’ four scopes: passes, end dates and check-ins are missing', async () => {
    const of = (name: string) => `flex.community.${name}.read flex.community.${name}.create`
    const { wrong } = await said({ OFFICERND_SCOPES: `${of('members')} ${of('memberships')}` })
    const missing = wrong.flatMap((words) => /lacks (\S+),/.exec(words)?.[1] ?? [])
    expect(missing).toEqual([
      'flex.community.memberships.update',
      'flex.space.passes.read',
      'flex.space.passes.create',
      'flex.space.passes.delete',
      'flex.community.checkins.read',
      'flex.billing.plans.read',
    ])
    expect(wrong).toContainEqual(expect.stringContaining('does not let us read /passes (403)'))
  })

  test.each<[string, string, (text: string) => string, RegExp]>([
    [
      'a plan without validity',
      '/plans/66b399ef',
      (text) => text.replace('"intervalCount":12', '"intervalCount":0'),
      /^plan of Day Pass: .* is 0; the kiosk refuses/,
    ],
    [
      'a webhook that is off',
      '/webhook_endpoints',
      (text) => text.replace('"enabled"', '"disabled"'),
      /^webhook of \S+: it is disabled/,
    ],
    [
      'a webhook that lacks events',
      '/webhook_endpoints',
      (text) => text.replaceAll('"*"', '"payment_intent.succeeded"'),
      /^webhook of labour-temple-checkout: it lacks .*setup_intent.succeeded/,
    ],
    [
      'a webhook of another version',
      '/webhook_endpoints',
      (text) => text.replaceAll('2026-10-28.endive', '2025-01-01.acacia'),
      /^webhook of labour-temple-bookings: it speaks 2025-01-01.acacia/,
    ],
    [
      'a filter of passes that is ignored',
      '/passes?member=0000',
      () => '[{"_id":"66aa","member":"66bb"}]',
      /^OfficeRnD ignores the filter of \/passes\?member=0+ \(1 records\)/,
    ],
    [
      'a filter of members that is ignored',
      '/members?email=nobody',
      () => '[{"_id":"66aa"},{"_id":"66ab"}]',
      /^OfficeRnD ignores the filter of \/members\?email=nobody@labourtemple.invalid \(2 records\)/,
    ],
    [
      'a pass whose fields have other names',
      '/passes?$limit=1',
      () => '[{"_id":"66aa","member":"66bb","validFrom":"2026-05-04","validTo":"2026-05-04"}]',
      /^fields of a pass: type or resourceType, grantActiveStatus or shouldGrantActiveStatus not there/,
    ],
    [
      'an archived price',
      '/prices/price_sandbox_startup',
      (text) => text.replace('"active": true', '"active": false'),
      /^price of startup: .* is archived/,
    ],
  ])('%s', async (_, part, change, words) => {
    expect((await said({}, answering(part, change))).wrong).toContainEqual(
      expect.stringMatching(words)
    )
  })

  test('a plan of MailerSend that keeps e-mails for a day is told, and is no fault', async () => {
    const short: Fetch = async (input, init) => {
      const from = Number(new URL(input).searchParams.get('date_from') ?? Infinity)
      const isLong = input.includes('/mailersend/v1/emails') && from < Date.now() / 1000 - 30 * 3600
      return isLong
        ? Response.json({ message: 'retention' }, { status: 422 })
        : fetcher(input, init)
    }
    const { ok, wrong } = await said({}, short)
    expect(ok).toContainEqual(
      expect.stringMatching(/^MailerSend keeps e-mails for less than 4 days/)
    )
    expect(wrong.filter((words) => words.includes('MailerSend'))).toEqual([])
  })

  test('a calendar in another time zone is told', async () => {
    const zoned = answering('/events?maxResults=1', (text) =>
      text.replaceAll('America/Los_Angeles', 'Asia/Tokyo')
    )
    const { ok } = await said({}, zoned)
    expect(ok).toContainEqual(
      expect.stringMatching(/^calendar of slinky: .*time zone is Asia\/Tokyo/)
    )
  })

  test('a calendar that is shared to be read only', async () => {
    const slinky = encodeURIComponent(SANDBOX_CALENDARS.slinky)
    const url = `${home}/google/sandbox/calendars/${slinky}/sharing`
    const share = (role: string) =>
      sandbox.fetch(
        new Request(url, {
          ...{ method: 'PUT', body: JSON.stringify({ role }) },
          headers: { 'content-type': 'application/json' },
        })
      )
    await share('reader')
    try {
      const { wrong, ok } = await said()
      expect(wrong).toContainEqual(
        expect.stringMatching(/^calendar of slinky: .* may not write \(reader\)/)
      )
      expect(ok.filter((words) => words.startsWith('calendar of'))).toHaveLength(6)
    } finally {
      await share('writer')
    }
  })

  test('a restricted key that may not list the events', async () => {
    const restricted: Fetch = async (input, init) =>
      input.includes('/v1/events?')
        ? Response.json(
            { error: { type: 'invalid_request_error', message: 'no' } },
            { status: 403 }
          )
        : fetcher(input, init)
    const { wrong } = await said({}, restricted)
    expect(wrong).toContainEqual(
      'Stripe does not let the key of labour-temple-bookings list events (403): add the permission'
    )
  })

  test('an account of an older version is said, and is not wrong', async () => {
    const older = answering('/v1/events', (text) =>
      text.replaceAll('2026-10-28.endive', '2024-06-20')
    )
    const { ok, wrong } = await said({}, older)
    expect(wrong.filter((words) => words.includes('version'))).toEqual([])
    expect(ok.filter((words) => words.startsWith('the account’s API version'))).toHaveLength(1)
  })

  test('a vendor that does not answer keeps the others from nothing', async () => {
    const silent: Fetch = async (input, init) => {
      if (input.includes('/officernd/')) throw new TypeError('fetch failed')
      return fetcher(input, init)
    }
    const { wrong, ok } = await said({}, silent)
    expect(wrong).toContainEqual('OfficeRnD gives no token (no answer)')
    expect(ok).toContainEqual(expect.stringMatching(/^webhook of labour-temple-bookings: enabled/))
  })
})

describe('offerings', () => {
  test('a flag of the documents in the CMS is wrong, with where to put it right', async () => {
    const { wrong } = await said(CMS)
    expect(wrong).toContainEqual(
      expect.stringMatching(
        /^passport, plan-slug: Code: passport · Webflow CMS: passport-monthly \(Webflow, CMS/
      )
    )
    expect(wrong).toContainEqual(expect.stringMatching(/^Testimonials: .* is empty/))
  })

  test('a CMS that cannot be read is said, and the exit code is 2', async () => {
    const failing: Fetch = async (input, init) =>
      input.includes('/webflow/') ? new Response('{}', { status: 500 }) : fetcher(input, init)
    const chapters = await examine({ ...WELL, ...CMS }, failing)
    expect(chapters.flatMap(({ findings }) => findings)).toContainEqual({
      is: 'unreadable',
      words: 'offerings: Webflow CMS could not be read, so it agrees with nothing',
    })
    const print = vi.spyOn(console, 'log').mockImplementation(() => {})
    expect(printReport(chapters)).toBe(2)
    print.mockRestore()
  })
})

test('rooms without a calendar are asked for, those with one are looked at', async () => {
  const { slinky } = SANDBOX_CALENDARS
  const { ok, ask } = await said({ ROOM_CALENDARS: pairs({ slinky }) })
  expect(ok.filter((words) => words.startsWith('calendar of'))).toHaveLength(1)
  expect(ask.filter((words) => words.endsWith('ROOM_CALENDARS has none'))).toHaveLength(6)
})

describe('the table of accounts', () => {
  const table = (owner: string, system = 'Stripe') =>
    `# Handover\n\n## Credentials\nText.\n\n| system | account owner | two-factor access |\n|---|---|---|\n| ${system} | ${owner} | the house |\n\n## Alerts\n| a | [VERIFY] |\n`
  const found = (markdown: string) => credentialsIn(markdown, ['Stripe'])

  test.each(['[VERIFY]', '[VERIFY — Chris to fill it]', 'Ann? [verify]', '', '–', '?'])(
    'a cell with “%s” is asked for, those of other tables are not',
    (cell) => {
      const words = 'Stripe: account owner (docs/handover.md)'
      expect(found(table(cell))).toEqual([{ is: 'to-ask', words }])
    }
  )

  test('with all cells filled in, all is well', () => {
    const words = 'all 1 accounts have their owners'
    expect(found(table('The house'))).toEqual([{ is: 'ok', words }])
  })

  test.each([
    ['no table', '# Handover\n', /no column “account owner”/],
    ['another heading', table('The house').replace('Credentials', 'Accounts'), /no row “Stripe”/],
    ['a system without its row', table('The house', 'Webflow'), /no row “Stripe”/],
    ['a column less', table('The house').replace('account owner', 'owner'), /no column/],
  ])('%s is wrong, never silent', (_, markdown, words) => {
    const wrong = found(markdown).filter(({ is }) => is === 'wrong')
    expect(wrong.map((one) => one.words).join('\n')).toMatch(words)
  })

  test('the document itself has the eight systems', async () => {
    const { ask } = await said()
    const systems = ask.filter((words) => words.includes('docs/handover.md'))
    expect(new Set(systems.map((words) => words.split(':')[0])).size).toBe(8)
  })
})
