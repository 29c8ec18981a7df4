/** `npm run webflow`: what is printed, and what is written to Webflow: nothing unasked, and nothing of others lost. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Fetch } from '../../src/clients/http.ts'
import { readSiteScript } from '../../tools/webflow/pasted-code.ts'
import { runWebflow } from '../../tools/webflow/run.ts'
import { createWebflow, OAUTH_TOKEN, SITE_TOKEN } from '../sandbox/webflow/index.ts'
import type { AppliedScript } from '../sandbox/webflow/records.ts'
import { ROOM_PAGE_ID } from '../sandbox/webflow/seed-data.ts'

const HOME = 'http://127.0.0.1:1/webflow'
const TEMPLATE = '68d71235d108eda6fe6cf617'
const webflow = createWebflow({ clock: { now: Date.now }, callsPerMinute: 100_000 })

let sent: string[] = []
const fetcher: Fetch = async (input, init) => {
  sent.push(`${init.method ?? 'GET'} ${new URL(input).pathname.replace('/webflow', '')}`)
  return webflow.app.fetch(new Request(input.replace('/webflow/', '/'), init))
}
const written = () => sent.filter((one) => !one.startsWith('GET'))

interface Options {
  args?: string[]
  by?: Fetch
  environment?: Record<string, string | undefined>
  ask?: ((question: string) => Promise<boolean>) | null
}

async function run({
  args = ['--write'],
  by = fetcher,
  environment = {},
  ask = null,
}: Options = {}) {
  const lines: string[] = []
  const exitCode = await runWebflow({
    environment: {
      STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox',
      ...{ WEBFLOW_URL: HOME, WEBFLOW_TOKEN: OAUTH_TOKEN, WEBFLOW_ROOM_PAGES: ROOM_PAGE_ID },
      ...environment,
    },
    ...{ fetcher: by, arguments: args, ask },
    say: (line) => lines.push(line),
  })
  return { exitCode, lines, text: lines.join('\n') }
}

const OTHERS: AppliedScript[] = [
  { id: 'analytics', version: '2.0.0', location: 'header', attributes: { 'data-id': 'G-1' } },
  { id: 'chat', version: '0.1.0', location: 'footer' },
]
const appliedTo = (page: string) => webflow.state().applied[page]

beforeEach(() => {
  sent = []
  webflow.reset()
  webflow.edit((store) => {
    for (const { id, version } of OTHERS)
      store.scripts.push({
        ...{ id, displayName: id, version, sourceCode: '/* theirs */' },
        hostedLocation: `http://127.0.0.1:1/hosted/${id}-${version}.js`,
      })
    store.applied.set(TEMPLATE, [...OTHERS])
  })
})

describe('what is printed', () => {
  test('each embed with the key, its length, and where it goes', async () => {
    const { text, exitCode } = await run({ environment: { WEBFLOW_TOKEN: undefined }, args: [] })
    expect(text.match(/data-stripe-key="pk_test_sandbox"/g)).toHaveLength(3)
    expect(text).not.toContain('data-stripe-key="pk_live_UNCONFIRMED"')
    expect(
      text.match(/^===== [a-z-]+: [\d,]+ of 10,000 characters \([\d,]+ left\)$/gm)
    ).toHaveLength(6)
    expect(text.match(/^===== goes to: .*Code Embed/gm)).toHaveLength(6)
    expect(text.match(/^site script stripe_\w+: [\d,]+ of 2,000 characters/gm)).toHaveLength(3)
    expect(text).toContain('Webflow has no API for Code Embeds')
    expect(text.match(/^[123]\. /gm)).toHaveLength(3)
    expect(text).toContain('no page that sells for real money may have it')
    expect([exitCode, sent]).toEqual([0, []])
  })

  test('the length is that with the key in it', async () => {
    const lengthOf = async (key: string) => {
      const { text } = await run({
        environment: { WEBFLOW_TOKEN: undefined, STRIPE_PUBLISHABLE_KEY: key },
      })
      return Number(/^===== purchase-embed: ([\d,]+)/m.exec(text)?.[1]?.replace(',', ''))
    }
    const long = `pk_test_${'x'.repeat(100)}`
    expect((await lengthOf(long)) - (await lengthOf('pk_test_sandbox'))).toBe(
      long.length - 'pk_test_sandbox'.length
    )
  })

  test('without a key that is said', async () => {
    const { text, exitCode } = await run({
      environment: { STRIPE_PUBLISHABLE_KEY: undefined, WEBFLOW_TOKEN: undefined },
      args: [],
    })
    expect(text).toContain('The publishable key is not filled in: set STRIPE_PUBLISHABLE_KEY')
    expect(exitCode).toBe(0)
  })

  test.each(['sk_live_secret', 'rk_test_secret', 'pk_live_', '', '"><script>'])(
    'what is no publishable key is filled in nowhere: %j',
    async (key) => {
      const { text, exitCode } = await run({
        environment: { STRIPE_PUBLISHABLE_KEY: key, WEBFLOW_TOKEN: undefined },
        args: [],
      })
      expect(text).not.toContain(`data-stripe-key="${key}"`)
      expect(text).toContain('STRIPE_PUBLISHABLE_KEY is no publishable key')
      expect(exitCode).toBe(1)
    }
  )

  test('an option that is not known writes nothing', async () => {
    const { exitCode, lines } = await run({ args: ['--wirte'] })
    expect([exitCode, lines, sent]).toEqual([
      1,
      ['Unknown: --wirte. The only option is --write.'],
      [],
    ])
  })

  test('--write without a token is not taken for done', async () => {
    const { exitCode, text } = await run({ environment: { WEBFLOW_TOKEN: undefined } })
    expect([exitCode, sent]).toEqual([1, []])
    expect(text).toContain(
      'WEBFLOW_TOKEN is not set, so Webflow was not asked and nothing was written'
    )
  })
})

test('without --write Webflow is only read, and what would be done is said', async () => {
  const { exitCode, text } = await run({ args: [] })
  expect([exitCode, written()]).toEqual([0, []])
  expect(text).toContain('stripe_checkout_v20: would register version 1.0.0')
  expect(text).toContain(
    'Memberships template: would apply stripecheckoutv20 1.0.0, stripepurchasev1 1.0.0; kept: analytics, chat'
  )
  expect(text).toContain('Nothing was written: add --write.')
})

describe('with --write', () => {
  test('the scripts are registered and applied, and what others applied stays as it was', async () => {
    const { exitCode } = await run()
    expect(exitCode).toBe(0)
    const own = (id: string) => ({ id, version: '1.0.0', location: 'footer' })
    expect(appliedTo(TEMPLATE)).toEqual([
      ...OTHERS,
      own('stripecheckoutv20'),
      own('stripepurchasev1'),
    ])
    expect(appliedTo(ROOM_PAGE_ID)).toEqual([own('stripebookingv1')])
    const sources = webflow
      .state()
      .scripts.slice(OTHERS.length)
      .map((one) => one.sourceCode)
    expect(sources).toEqual(
      ['stripe_checkout_v20', 'stripe_purchase_v1', 'stripe_booking_v1'].map(readSiteScript)
    )
    // Every list is read before the first write.
    const first = sent.findIndex((one) => !one.startsWith('GET'))
    expect(sent.slice(0, first).filter((one) => one.endsWith('/custom_code'))).toHaveLength(2)
  })

  test('run again it changes nothing', async () => {
    await run()
    sent = []
    const { exitCode, text } = await run()
    expect([exitCode, written()]).toEqual([0, []])
    expect(text).toContain('stripe_purchase_v1: version 1.0.0 is registered already')
    expect(text).toContain('Memberships template: all is applied already')
  })

  test('changed code is a new version, which takes the place of the old one', async () => {
    await run()
    webflow.edit((store) => {
      for (const one of store.scripts)
        if (one.id === 'stripepurchasev1') one.sourceCode = '/* old */'
    })
    await run()
    expect(appliedTo(TEMPLATE)?.slice(OTHERS.length)).toEqual([
      { id: 'stripecheckoutv20', version: '1.0.0', location: 'footer' },
      { id: 'stripepurchasev1', version: '1.0.1', location: 'footer' },
    ])
  })

  test('of many versions the highest counts, and an id that is written in another way is ours, too', async () => {
    webflow.edit((store) => {
      for (const version of ['1.9.0', '1.10.2', '1.2.30'])
        store.scripts.push({
          ...{ id: 'stripe_checkout_v20', displayName: 'Stripe Checkout v20', version },
          ...{ sourceCode: '/* old */', hostedLocation: 'http://127.0.0.1:1/hosted/none.js' },
        })
      store.applied.set(TEMPLATE, [
        { id: 'stripe_checkout_v20', version: '1.9.0', location: 'footer' },
        ...OTHERS,
      ])
    })
    await run()
    expect(appliedTo(TEMPLATE)).toEqual([
      ...OTHERS,
      { id: 'stripecheckoutv20', version: '1.10.3', location: 'footer' },
      { id: 'stripepurchasev1', version: '1.0.0', location: 'footer' },
    ])
  })

  test('a run that broke off after registering goes on with that version', async () => {
    const broken: Fetch = async (input, init) =>
      init.method === 'PUT' ? new Response('{}', { status: 503 }) : fetcher(input, init)
    const { exitCode, text } = await run({ by: broken })
    expect(exitCode).toBe(2)
    expect(text).toContain('the rest has not. Run it again')
    expect(appliedTo(TEMPLATE)).toEqual(OTHERS)
    sent = []
    await run()
    expect(written().every((one) => one.startsWith('PUT '))).toBe(true)
    expect(appliedTo(TEMPLATE)).toHaveLength(4)
  })

  test('without ids of the rooms’ pages that is said, and the template is done', async () => {
    const { exitCode, text } = await run({ environment: { WEBFLOW_ROOM_PAGES: undefined } })
    expect(text).toContain('stripe_booking_v1: WEBFLOW_ROOM_PAGES has no page ids')
    expect([exitCode, appliedTo(TEMPLATE)?.length]).toEqual([0, 4])
  })
})

describe('a list that cannot be read ends the run before anything is written', () => {
  const failing =
    (part: string, answer: () => Response): Fetch =>
    async (input, init) =>
      input.includes(part) && init.method === 'GET' ? answer() : fetcher(input, init)
  const status = (code: number) => () => new Response('{}', { status: code })

  test.each<[string, string, () => Response, string]>([
    ['the page’s list, 500', `/pages/${TEMPLATE}/custom_code`, status(500), '(500)'],
    ['a later page’s list, 502', `/pages/${ROOM_PAGE_ID}/custom_code`, status(502), '(502)'],
    ['the registered scripts, 401', '/registered_scripts', status(401), 'refuses WEBFLOW_TOKEN'],
    [
      'an answer that breaks off',
      `/pages/${TEMPLATE}/custom_code`,
      () => new Response('{"scripts":['),
      'cannot be read',
    ],
    [
      'an answer of another shape',
      '/custom_code',
      () => Response.json({ items: [] }),
      'cannot be read',
    ],
    [
      'a script without a version',
      '/custom_code',
      () => Response.json({ scripts: [{ id: 'chat' }] }),
      'cannot be read',
    ],
    [
      'a limit of more than a minute',
      '/custom_code',
      () => new Response('{}', { status: 429, headers: { 'retry-after': '90' } }),
      'no more requests for 90 seconds (429)',
    ],
    [
      'no answer',
      '/custom_code',
      () => {
        throw new TypeError('fetch failed')
      },
      '(no answer)',
    ],
  ])('%s', async (_, part, answer, words) => {
    const { exitCode, text } = await run({ by: failing(part, answer) })
    expect([exitCode, written()]).toEqual([2, []])
    expect(text).toContain(words)
    expect(text).toContain('Nothing was written.')
    expect(appliedTo(TEMPLATE)).toEqual(OTHERS)
  })

  test('a page that is not there', async () => {
    const { exitCode, text } = await run({ environment: { WEBFLOW_ROOM_PAGES: '0'.repeat(24) } })
    expect([exitCode, written()]).toEqual([2, []])
    expect(text).toContain(`/v2/pages/${'0'.repeat(24)} (404)`)
  })

  test('a site token is refused in words', async () => {
    const { exitCode, text } = await run({ environment: { WEBFLOW_TOKEN: SITE_TOKEN } })
    expect([exitCode, written()]).toEqual([2, []])
    expect(text).toContain(
      'a site token may not touch custom code. It takes the OAuth token of an app'
    )
  })
})

test.each(['GET', 'POST', 'PUT'])(
  'a 429 to a %s is waited out, as long as Webflow says',
  async (method) => {
    let refused = 0
    const limited: Fetch = async (input, init) => {
      if (init.method !== method || refused > 0) return fetcher(input, init)
      refused++
      return new Response('{}', { status: 429, headers: { 'retry-after': '0.01' } })
    }
    const { exitCode } = await run({ by: limited })
    expect([exitCode, refused]).toEqual([0, 1])
    expect(appliedTo(TEMPLATE)).toHaveLength(4)
  }
)

test('an answer that does not show what was applied is told', async () => {
  const forgetful: Fetch = async (input, init) =>
    init.method === 'PUT' ? Response.json({ scripts: [] }) : fetcher(input, init)
  const { exitCode, text } = await run({ by: forgetful })
  expect(exitCode).toBe(2)
  expect(text).toContain('Webflow does not show analytics, chat, stripecheckoutv20')
})

describe('publishing', () => {
  const published = () => sent.filter((one) => one.endsWith('/publish')).length
  test.each<[string, Options['ask'], number, string]>([
    ['nobody can be asked', null, 0, 'Not published: there is nobody to ask'],
    ['the answer is no', async () => false, 0, 'Not published. The scripts take effect'],
    ['the answer is yes', async () => true, 1, 'Published.'],
  ])('%s', async (_, ask = null, times, words) => {
    const { text } = await run({ ask })
    expect(published()).toBe(times)
    expect(text).toContain(words)
  })

  test('says before that it publishes what others have changed; nothing new, nothing asked', async () => {
    const asked: string[] = []
    const ask = async (question: string) => asked.push(question) > 99
    await run({ ask })
    await run({ ask })
    expect(asked).toEqual([
      expect.stringContaining('whatever else has been changed in the Designer'),
    ])
  })
})
