/** What is pasted into the site's pages: each thing that is wrong there is named, and nothing on pages that are well. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Fetch } from '../../src/clients/http.ts'
import { type Finding, readSettings } from '../../tools/doctor/settings.ts'
import { pagesOf, webflowPages } from '../../tools/doctor/webflow-pages.ts'
import { pin, withPinned } from '../../tools/pinned-scripts.ts'
import { carriedBy, checksumOf, EMBEDS, SITE_SCRIPTS } from '../../tools/webflow/pasted-code.ts'
import { createPages } from '../sandbox/pages/pages.ts'

const CHECKOUT = 'http://localhost:8787'
const BOOKINGS = 'http://localhost:8788'
const SITE = 'https://site.example'
const ENVIRONMENT: Record<string, string | undefined> = {
  CHECKOUT_URL: CHECKOUT,
  BOOKINGS_URL: BOOKINGS,
  SITE_URL: SITE,
  STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox',
}

const pages = createPages({ checkoutUrl: CHECKOUT, bookingsUrl: BOOKINGS })
const CURRENT_SCRIPT = 'the script that the Worker serves'
const fetcher: Fetch = async (input) =>
  input.startsWith(CHECKOUT) ? new Response(CURRENT_SCRIPT) : pages.request(new URL(input).pathname)

/** Changes what stands on the pages, or in the scripts, whose address ends so. */
const changed =
  (end: string, change: (text: string) => string): Fetch =>
  async (input, init) => {
    const answer = await fetcher(input, init)
    return input.endsWith(end) ? new Response(change(await answer.text()), answer) : answer
  }

async function findings(by: Fetch = fetcher, changes: Record<string, string | undefined> = {}) {
  const environment = { ...ENVIRONMENT, ...changes }
  const settings = {
    checkout: readSettings('checkout', environment),
    bookings: readSettings('bookings', environment),
  }
  return webflowPages({ environment, ...settings, fetcher: by })
}
const words = (all: Finding[], is: Finding['is']) =>
  all.filter((one) => one.is === is).map((one) => one.words)

const folder = new URL('../../src/browser/webflow/', import.meta.url)
const files = readdirSync(folder).filter((name) => /\.(html|js)$/.test(name))

test.each(files)('%s carries its own checksum (npm run build puts it right)', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const name = file.replace(/\.\w+$/, '')
  expect(carriedBy(text, name)).toBe(checksumOf(text))
  expect([...EMBEDS.map((one) => one.name), ...SITE_SCRIPTS]).toContain(name)
})

test('a checksum is of every character, and not of how lines end', () => {
  const text = readFileSync(new URL('purchase-embed.html', folder), 'utf8')
  expect(checksumOf(text.replaceAll('\n', '\r\n'))).toBe(checksumOf(text))
  expect(checksumOf(text.replace('264px', '265px'))).not.toBe(checksumOf(text))
})

test('on the sandbox’s pages nothing is wrong', async () => {
  expect(await findings()).toEqual([
    { is: 'ok', words: 'what is pasted into 17 of 17 pages is as in the code' },
  ])
})

test('pinned embeds, with Windows line ends, are as in the code', async () => {
  const current = pin('purchase', new TextEncoder().encode(CURRENT_SCRIPT))
  const scripts = { purchase: current, turnstile: pin('turnstile', new Uint8Array()) }
  const by = changed('/day-pass', (html) => withPinned(html, scripts).replaceAll('\n', '\r\n'))
  expect(words(await findings(by), 'wrong')).toEqual([])
})

const inEmbed = (name: string, change: (text: string) => string) => (html: string) => {
  const start = html.indexOf(`<!-- ${name} `)
  const end = `<!-- end of ${name} -->`
  const until = html.indexOf(end) + end.length
  return html.slice(0, start) + change(html.slice(start, until)) + html.slice(until)
}
const halved = (text: string) => text.replace(/( [0-9a-f]{15})([0-9a-f])/, (_, most) => `${most}x`)
const older = (text: string) => text.replace(/ [0-9a-f]{16} /, ' 0123456789abcdef ')
const OTHER = 'pk_test_51OtherAccount00abcdefgh'
const PASS = '/memberships/day-pass'

describe('what is wrong is named, and nothing else', () => {
  test.each<[string, string, (html: string) => string]>([
    [
      `the pasted purchase embed is older than the code (${PASS})`,
      PASS,
      inEmbed('purchase-embed', older),
    ],
    [
      'the pasted booking confirmation embed is older than the code (/meeting-booking-confirmation)',
      '/meeting-booking-confirmation',
      inEmbed('booking-confirmation-embed', older),
    ],
    [
      `the pasted purchase embed carries no checksum: paste the one of \`npm run webflow\` (${PASS})`,
      PASS,
      inEmbed('purchase-embed', (text) => text.replace(/^<!-- purchase-embed .*? -->/, '')),
    ],
    [
      `the pasted purchase embed carries no checksum: paste the one of \`npm run webflow\` (${PASS})`,
      PASS,
      inEmbed('purchase-embed', halved),
    ],
    [
      `the pasted purchase embed is cut off: its last line is missing (${PASS})`,
      PASS,
      inEmbed('purchase-embed', (text) => text.slice(0, -400)),
    ],
    [
      'the pasted booking embed was changed after it was taken from the code (/meeting-rooms/slinky)',
      '/meeting-rooms/slinky',
      (html) =>
        html.replace('Full refund if you cancel 48 hours', 'Full refund if you cancel 12 hours'),
    ],
    [
      `the pasted purchase embed loads purchase.js from https://staging.example, not from ${CHECKOUT} (${PASS})`,
      PASS,
      (html) => html.replace(`${CHECKOUT}/purchase.js`, 'https://staging.example/purchase.js'),
    ],
    [
      `the pasted booking embed sends bookings to https://staging.example, not to ${BOOKINGS} (/meeting-rooms/shears)`,
      '/meeting-rooms/shears',
      (html) => html.replace(`data-worker="${BOOKINGS}"`, 'data-worker="https://staging.example"'),
    ],
    [
      `the pasted purchase embed pins another purchase.js than the Worker serves (${PASS})`,
      PASS,
      (html) => withPinned(html, { purchase: pin('purchase', new Uint8Array([1])) }),
    ],
    [
      `the pasted purchase embed was changed after it was taken from the code (${PASS})`,
      PASS,
      inEmbed('purchase-embed', (text) =>
        text.replace('"/stripe.js"', '"https://js.stripe.com/v3/"')
      ),
    ],
    [
      'the checkout embed is not on the page (/memberships/startup)',
      '/memberships/startup',
      inEmbed('checkout-embed', () => ''),
    ],
    [
      'data-plan is not bound: bind it to the CMS field plan-slug (/memberships/startup)',
      '/memberships/startup',
      (html) => html.replace('data-plan="startup"', 'data-plan=""'),
    ],
    [
      'data-plan is not bound: bind it to the CMS field plan-slug (/memberships/startup)',
      '/memberships/startup',
      (html) => html.replace(' data-plan="startup"', ''),
    ],
    [
      'data-plan is "passport-monthly", which is no plan of the code (/memberships/passport)',
      '/memberships/passport',
      (html) => html.replace('data-plan="passport"', 'data-plan="passport-monthly"'),
    ],
    [
      'data-plan is "startup" on the page of founder: bind it to the CMS field plan-slug (/memberships/founder)',
      '/memberships/founder',
      (html) => html.replace('data-plan="founder"', 'data-plan="startup"'),
    ],
    [
      'two site scripts are missing: stripe_checkout_v20, stripe_purchase_v1 (/memberships/startup)',
      '/memberships/startup',
      (html) => html.replace(/<script src="\/site-scripts\/.*?<\/script>/g, ''),
    ],
    [
      'one site script is missing: stripe_booking_v1 (/meeting-rooms/slinky)',
      '/meeting-rooms/slinky',
      (html) => html.replace(/<script src="\/site-scripts\/.*?<\/script>/g, ''),
    ],
    [
      `the site script stripe_purchase_v1 is on the page 2 times (${PASS})`,
      PASS,
      (html) =>
        html.replace(/<script src="\/site-scripts\/stripe_purchase_v1.js"><\/script>/, '$&$&'),
    ],
  ])('%s', async (expected, page, change) => {
    const all = (await findings(changed(page, change))).filter(({ is }) => is !== 'ok')
    expect(all).toEqual([{ is: 'wrong', words: expected }])
  })

  const everywhere =
    '(/memberships/passport, /memberships/startup, /memberships/all-access and 4 more)'
  test.each<[string, (text: string) => string]>([
    [`the site script stripe_purchase_v1 is older than the code ${everywhere}`, older],
    [
      `the site script stripe_purchase_v1 carries no checksum ${everywhere}`,
      (text) => text.slice(text.indexOf('\n')),
    ],
    [
      `the site script stripe_purchase_v1 was changed or cut off after it was taken from the code ${everywhere}`,
      (text) => text.slice(0, -20),
    ],
  ])('%s', async (expected, change) => {
    const by = changed('/stripe_purchase_v1.js', change)
    expect(await findings(by)).toEqual([{ is: 'wrong', words: expected }])
  })

  test('the same on many pages is one finding', async () => {
    const by: Fetch = async (input, init) => {
      const answer = await fetcher(input, init)
      return new Response(inEmbed('purchase-embed', older)(await answer.text()), answer)
    }
    const selling: Fetch = (input, init) =>
      (/\/memberships\//.test(input) ? by : fetcher)(input, init)
    expect(words(await findings(selling), 'wrong')).toEqual([
      `the pasted purchase embed is older than the code ${everywhere}`,
    ])
  })
})

describe('the publishable key', () => {
  const keyed = (key: string) =>
    changed('', (text) =>
      text.replaceAll('data-stripe-key="pk_test_sandbox"', `data-stripe-key="${key}"`)
    )
  const wrongKeys = async (key: string, changes: Record<string, string | undefined> = {}) => [
    ...new Set(
      words(await findings(keyed(key), changes), 'wrong').map((one) =>
        one.replace(/ \(\/.*$/, '').replace(/^\w+ embed: /, '')
      )
    ),
  ]

  test.each<[string, string, Record<string, string | undefined>]>([
    ['the publishable key is another account’s', OTHER, {}],
    ['the publishable key is not filled in', 'pk_live_UNCONFIRMED', {}],
    ['data-stripe-key is not a publishable key', '', {}],
    ['data-stripe-key is not a publishable key', 'sk_test_sandbox', {}],
    ['the publishable key is one of live mode, the account’s of test mode', 'pk_live_sandbox', {}],
    [
      'the publishable key is another one than STRIPE_PUBLISHABLE_KEY',
      OTHER,
      { STRIPE_PUBLISHABLE_KEY: `${OTHER}new` },
    ],
    [
      'the publishable key is another account’s',
      OTHER,
      { STRIPE_PUBLISHABLE_KEY: undefined, STRIPE_SECRET_KEY: 'sk_test_51ThisAccount000secret' },
    ],
  ])('%s: %s', async (expected, key, changes) => {
    expect(await wrongKeys(key, changes)).toEqual([expected])
  })

  test.each<[string, Record<string, string | undefined>]>([
    ['a new key of the same account', { STRIPE_SECRET_KEY: 'rk_test_51OtherAccount00secret' }],
    ['the very key', { STRIPE_PUBLISHABLE_KEY: OTHER }],
  ])('%s is right', async (_, changes) => {
    expect(await wrongKeys(OTHER, { STRIPE_PUBLISHABLE_KEY: undefined, ...changes })).toEqual([])
  })

  test.each([undefined, 'sk_test_oldkeywithoutaccount'])(
    'without a key that tells the account, whose it is counts as not asked (%s)',
    async (secret) => {
      const changes = { STRIPE_PUBLISHABLE_KEY: undefined, STRIPE_SECRET_KEY: secret }
      const all = await findings(keyed(OTHER), changes)
      expect([words(all, 'wrong'), words(all, 'not-asked')]).toEqual([
        [],
        ['whose publishable key is on the pages: STRIPE_PUBLISHABLE_KEY is not set'],
      ])
    }
  )

  test('pages with different keys', async () => {
    const by = changed('/slinky', (text) =>
      text.replace('"pk_test_sandbox"', '"pk_test_51OtherAccount00b"')
    )
    const changes = { STRIPE_PUBLISHABLE_KEY: undefined }
    expect(words(await findings(by, changes), 'wrong')).toEqual([
      'the embeds do not all have the same publishable key',
    ])
  })

  test('pages of which only some have Turnstile’s key', async () => {
    const by = changed('/slinky', (text) =>
      text.replace('data-turnstile-key=""', 'data-turnstile-key="0x4"')
    )
    expect(words(await findings(by), 'wrong')).toEqual([
      'the embeds do not all have the same data-turnstile-key',
    ])
  })
})

describe('a page that the site does not have is a difference, and not an unreadable source', () => {
  test.each([
    ['/memberships/founder', 'Founder Membership', 404],
    ['/memberships/day-pass', 'Day Pass', 404],
    ['/meeting-rooms/slinky', 'Slinky', 410],
    ['/join-confirmation', 'join-confirmation', 404],
  ])('%s: %s has no page (%d)', async (path, name, status) => {
    const by: Fetch = async (input, init) =>
      input.endsWith(path) ? new Response('<h1>Not Found</h1>', { status }) : fetcher(input, init)
    expect(await findings(by)).toEqual([
      {
        is: 'wrong',
        words: `${name} has no page: ${SITE}${path} is not there. Publish it, or leave it out of SITE_PAGES`,
      },
      { is: 'ok', words: 'what is pasted into 16 of 17 pages is as in the code' },
    ])
  })
})

describe('pages that cannot be read are named, and the others are looked at', () => {
  const answering =
    (answer: () => Response): Fetch =>
    async (input, init) =>
      input.endsWith(PASS) ? answer() : fetcher(input, init)
  test.each<[string, () => Response]>([
    [`${SITE}${PASS} could not be fetched (500)`, () => new Response('', { status: 500 })],
    [`${SITE}${PASS} could not be fetched (403)`, () => new Response('', { status: 403 })],
    [
      `${SITE}${PASS} could not be fetched (429)`,
      () => new Response('', { status: 429, headers: { 'retry-after': '0.01' } }),
    ],
    [
      `${SITE}${PASS} could not be fetched (no answer)`,
      () => {
        throw new TypeError('fetch failed')
      },
    ],
    [`${SITE}${PASS} ends in the middle of its HTML`, () => new Response('<html><body><div')],
    [`${SITE}${PASS} ends in the middle of its HTML`, () => new Response('')],
  ])('%s', async (expected, answer) => {
    const all = await findings(answering(answer))
    expect(words(all, 'unreadable')).toEqual([expected])
    expect(words(all, 'ok')).toEqual(['what is pasted into 16 of 17 pages is as in the code'])
  })

  test('a site script that cannot be fetched', async () => {
    const by: Fetch = async (input, init) =>
      input.endsWith('/stripe_booking_v1.js')
        ? new Response('', { status: 503 })
        : fetcher(input, init)
    const all = words(await findings(by), 'unreadable')
    expect(new Set(all)).toEqual(
      new Set([`${SITE}/site-scripts/stripe_booking_v1.js could not be fetched (503)`])
    )
  })

  test('a 429 is waited out once, as long as the site says', async () => {
    let isFirst = true
    const by: Fetch = async (input, init) => {
      if (!input.endsWith(PASS) || !isFirst) return fetcher(input, init)
      isFirst = false
      return new Response('', { status: 429, headers: { 'retry-after': '0.01' } })
    }
    expect(words(await findings(by), 'ok')).toHaveLength(1)
  })

  test('an address that is none', async () => {
    const all = await findings(fetcher, { SITE_PAGES: `memberships/startup ${SITE}${PASS}` })
    expect(words(all, 'unreadable')).toEqual(['memberships/startup in SITE_PAGES is no address'])
  })

  test('a page that sells nothing is only looked at for what is pasted there', async () => {
    const all = await findings(fetcher, { SITE_PAGES: `${SITE}/legal/sonic-terms` })
    expect(all).toEqual([{ is: 'ok', words: 'what is pasted into 1 of 1 pages is as in the code' }])
  })
})

test('the pages are those of the site, or those of SITE_PAGES', () => {
  expect(pagesOf({}, 'https://labourtemple.com')).toContain(
    'https://labourtemple.com/memberships/day-pass'
  )
  expect(pagesOf({ SITE_PAGES: 'https://a.example/b https://a.example/c' }, SITE)).toHaveLength(2)
})
