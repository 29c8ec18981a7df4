/** The sandbox's control surface, in process and over a real socket, without any Worker. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FAULT_KINDS, type FaultKind } from '../sandbox/faults.ts'
import { SANDBOX_DOMAIN } from '../sandbox/mailersend/emails.ts'
import { createSandbox } from '../sandbox/sandbox.ts'
import { nextOpenMorning } from '../sandbox/seattle.ts'
import { type Served, serve } from '../sandbox/serve.ts'
import { type Remote, remote } from '../sandbox/stack-control.ts'

const nowhere = {
  url: 'http://127.0.0.1:1',
  webhookSecret: 'whsec_x',
  cronUrl: 'http://127.0.0.1:1',
}
let restarts = 0
const sandbox = createSandbox({
  workers: () => ({ checkout: nowhere, bookings: nowhere }),
  restartWorkers: async () => {
    restarts += 1
  },
})

const email = (): RequestInit => ({
  method: 'POST',
  headers: { authorization: 'Bearer mlsn.sandbox', 'content-type': 'application/json' },
  body: JSON.stringify({
    from: { email: 'hello@labourtemple.com', name: 'Labour Temple' },
    to: [{ email: 'ada@example.com' }],
    subject: 'Hello',
    text: 'Hello',
  }),
})

let server: Served
let stack: Remote
beforeAll(async () => {
  server = await serve(sandbox)
  stack = remote(server.url)
})
afterAll(() => server.close())
beforeEach(() => stack.reset())

const send = (path: string, init: RequestInit) => fetch(`${server.url}${path}`, init)
const sendInProcess = (path: string, init: RequestInit) =>
  sandbox.fetch(new Request(`http://sandbox${path}`, init))

describe.each([
  ['over a socket', send],
  ['in process', sendInProcess],
])('faults, %s', (_, ask) => {
  const mail = (init: RequestInit = {}) => ask('/mailersend/v1/email', { ...email(), ...init })
  const emails = async () => (await stack.state()).mailersend.messages.length
  const calls = async () => (await stack.state()).requests

  test.each<[FaultKind, number, number]>([
    ['500-before', 500, 0],
    ['500-after', 500, 1],
    ['429', 429, 0],
    ['401', 401, 0],
    ['semantic-refusal', 422, 0],
  ])('%s is answered %i with %i effects, once', async (kind, status, effects) => {
    await stack.fault({ vendor: 'mailersend', kind })
    const answer = await mail()
    expect(answer.status).toBe(status)
    expect(await answer.json()).toHaveProperty('message')
    expect(answer.headers.get('retry-after')).toBe(kind === '429' ? '1' : null)
    expect(await emails()).toBe(effects)
    expect((await calls())[0]).toMatchObject({ n: 1, status, fault: kind, path: '/v1/email' })
    expect((await mail()).status).toBe(202)
  })

  test.each<[FaultKind, number]>([
    ['refused', 0],
    ['reset-after-effect', 1],
  ])('%s drops the socket with %i effects', async (kind, effects) => {
    await stack.fault({ vendor: 'mailersend', kind })
    await expect(mail()).rejects.toThrow(TypeError)
    expect(await emails()).toBe(effects)
    const [call] = await calls()
    expect(call).toMatchObject({ status: 0, fault: kind })
    expect(call?.endedAt).not.toBeNull()
  })

  test.each<[FaultKind, number]>([
    ['hang-before', 0],
    ['hang-after', 1],
  ])('%s never answers, with %i effects', async (kind, effects) => {
    await stack.fault({ vendor: 'mailersend', kind })
    const patience = new AbortController()
    const asked = mail({ signal: patience.signal }).catch((cause: Error) => cause.name)
    await expect.poll(emails).toBe(effects)
    await expect.poll(async () => (await calls())[0]).toMatchObject({ status: 0, endedAt: null })
    patience.abort()
    expect(await asked).toBe('AbortError')
    await expect.poll(async () => (await calls())[0]?.endedAt).not.toBeNull()
  })

  test('garbage has its effect and answers 200 with what no parser takes', async () => {
    await stack.fault({ vendor: 'mailersend', kind: 'garbage' })
    const answer = await mail()
    expect(answer.status).toBe(200)
    await expect(answer.json()).rejects.toThrow(SyntaxError)
    expect(await emails()).toBe(1)
  })
})

describe('rules', () => {
  test.each([
    ['/oauth/token', 'POST', true],
    ['oauth', 'post', true],
    ['/officernd/oauth/token', undefined, true],
    ['/oauth/token', 'GET', false],
    ['/passes', undefined, false],
  ])('path %s with method %s fits a token request: %s', async (path, method, fits) => {
    await stack.fault({
      vendor: 'officernd',
      kind: '500-before',
      match: { path, ...(method && { method }) },
    })
    const answer = await send('/officernd/oauth/token', { method: 'POST' })
    expect(answer.status === 500).toBe(fits)
  })

  test('a path may begin after the API base', async () => {
    await stack.fault({ vendor: 'officernd', kind: '429', match: { path: '/passes' } })
    const path = '/officernd/api/v1/organizations/labour-temple/passes?member=x'
    expect((await send(path, {})).status).toBe(429)
    expect((await stack.state()).requests[0]).toMatchObject({ query: 'member=x', method: 'GET' })
  })

  test('the first that fits and has times left is used; -1 lasts until cleared', async () => {
    await stack.fault({ vendor: 'google', kind: '429', times: 2 })
    await stack.fault({ vendor: 'google', kind: '401', times: -1 })
    const statuses: number[] = []
    for (let i = 0; i < 4; i += 1) statuses.push((await send('/google/x', {})).status)
    expect(statuses).toEqual([429, 429, 401, 401])
    await stack.clearFaults()
    expect((await send('/google/x', {})).status).toBe(404)
  })

  test('those of one vendor can be cleared, the others stay', async () => {
    await stack.fault({ vendor: 'google', kind: '429', times: -1 })
    await stack.fault({ vendor: 'mailersend', kind: '401', times: -1 })
    await stack.clearFaults('google')
    expect((await send('/google/x', {})).status).toBe(404)
    expect((await send('/mailersend/v1/email', email())).status).toBe(401)
    await expect(stack.clearFaults('paypal' as never)).rejects.toThrow('vendor must be one of')
  })

  test('a page call is hit only by a rule that names its whole path', async () => {
    const confirm = '/stripe/v1/payment_intents/pi_1/confirm'
    const page = { method: 'POST', body: new URLSearchParams({ client_secret: 'pi_1_secret_x' }) }
    await stack.fault({ vendor: 'stripe', kind: 'refused', times: -1 })
    expect((await send(confirm, page)).status).toBeLessThan(500)
    expect((await stack.state()).requests[0]?.browser).toBe(true)
    await stack.fault({
      vendor: 'stripe',
      kind: 'refused',
      match: { path: '/v1/payment_intents/pi_1/confirm' },
    })
    await expect(send(confirm, page)).rejects.toThrow(TypeError)
  })

  test('Stripe keeps a 500 under its key, and a 429 not', async () => {
    const ask = () =>
      send('/stripe/v1/customers', {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_sandbox', 'idempotency-key': 'k' },
        body: new URLSearchParams({ email: 'ada@example.com' }),
      })
    await stack.fault({ vendor: 'stripe', kind: '429' })
    await stack.fault({ vendor: 'stripe', kind: '500-after' })
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([
      429, 500, 500,
    ])
    expect((await stack.state()).stripe.customers).toHaveLength(1)
  })

  test.each([
    ['/__faults', { vendor: 'paypal', kind: 'refused' }],
    ['/__faults', { vendor: 'stripe', kind: 'sulk' }],
    ['/__faults', { vendor: 'stripe', kind: 'refused', times: 0 }],
    ['/__latency', { ms: 'long' }],
    ['/__latency', { ms: 1, vendor: 'paypal' }],
    ['/__act', { intent: 'pi_none', do: 'settle' }],
    ['/__act', {}],
    ['/__webhooks', { mode: 'sometimes' }],
    ['/__clock', { advanceSeconds: 'a day' }],
  ])('%s refuses %o in words', async (path, body) => {
    const answer = await send(path, { method: 'POST', body: JSON.stringify(body) })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: expect.any(String) })
  })

  test('every kind is known to the control surface', async () => {
    for (const kind of FAULT_KINDS) await stack.fault({ vendor: 'stripe', kind, times: -1 })
  })
})

test('latency comes before the answer, and only for its vendor', async () => {
  await stack.latency(1000, 'google')
  await send('/google/x', {})
  await send('/mailersend/x', {})
  const [slow, quick] = (await stack.state()).requests
  expect(Number(slow?.endedAt) - Number(slow?.startedAt)).toBeGreaterThanOrEqual(990)
  expect(Number(quick?.endedAt) - Number(quick?.startedAt)).toBeLessThan(990)
})

test("the clock is the vendors' alone", async () => {
  await stack.advance(23 * 3600)
  await send('/mailersend/v1/email', email())
  const state = await stack.state()
  expect(state.now).toBeGreaterThan(Date.now() + 22 * 3600_000)
  expect(state.mailersend.messages[0]?.at).toBeGreaterThan(Date.now() + 22 * 3600_000)
  expect(state.requests[0]?.startedAt).toBeLessThan(Date.now() + 1000)
})

test('a reset empties everything and restarts the Workers', async () => {
  await stack.advance(60)
  await stack.latency(5)
  await stack.fault({ vendor: 'mailersend', kind: 'hang-after', times: -1 })
  const hanging = send('/mailersend/v1/email', email()).catch((cause: Error) => cause)
  await expect.poll(async () => (await stack.state()).mailersend.messages.length).toBe(1)
  const before = restarts
  await stack.reset()
  expect(restarts).toBe(before + 1)
  expect(await hanging).toBeInstanceOf(TypeError)
  const state = await stack.state()
  expect(Math.abs(state.now - Date.now())).toBeLessThan(1000)
  expect(state.requests).toEqual([])
  expect(state.mailersend.messages).toEqual([])
  expect(state.officernd.plans[0]).toMatchObject({ passesValidityPeriod: { intervalCount: 12 } })
  expect((await send('/mailersend/v1/email', email())).status).toBe(202)
})

test('the state has the agreed shape', async () => {
  const state = await stack.state()
  expect(Object.keys(state)).toEqual([
    'now',
    'stripe',
    'officernd',
    'mailersend',
    'google',
    'requests',
    'alerts',
    'heartbeats',
  ])
  expect(Object.keys(state.stripe)).toEqual(
    expect.arrayContaining(['customers', 'payment_intents', 'setup_intents', 'refunds', 'events'])
  )
  expect(Object.keys(state.officernd)).toEqual([
    'members',
    'memberships',
    'passes',
    'plans',
    'checkins',
  ])
  expect(state.google).toEqual({ calendars: {} })
})

test('the crons are fired, and a Worker that is down is said to be', async () => {
  expect(await stack.cron()).toEqual({
    checkout: expect.stringContaining('no answer'),
    bookings: expect.stringContaining('no answer'),
  })
})

test('the front page shows an e-mail as it looks, without its markup running', async () => {
  const init = email()
  const mail = { ...JSON.parse(String(init.body)), text: undefined, html: '<script>1</script>"' }
  await send('/mailersend/v1/email', { ...init, body: JSON.stringify(mail) })
  const page = await (await send('/', {})).text()
  expect(page).toContain('srcdoc="&lt;script&gt;1&lt;/script&gt;&quot;"')
  expect(page).toContain('/memberships/day-pass')
})

test('the front page makes it the next open morning with one press', async () => {
  const front = await (await send('/', {})).text()
  const [, body = ''] = /data-post="\/__clock" data-body="([^"]+)"/.exec(front) ?? []
  const moved = await send('/__clock', { method: 'POST', body: body.replaceAll('&quot;', '"') })
  const { now } = (await moved.json()) as { now: number }
  const words = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    weekday: 'long',
    hour: 'numeric',
    minute: '2-digit',
  }).format(now)
  expect(words).toMatch(/^(Mon|Tues|Wednes|Thurs|Fri)day 9:00 AM$/)
  expect(front).toContain('Make it the next open morning: ')
})

test.each([
  ['before the morning of an open day', '2026-05-04T00:30:00-07:00', '2026-05-04T09:00:00-07:00'],
  ['in that morning', '2026-05-04T09:00:00-07:00', '2026-05-05T09:00:00-07:00'],
  ['in the evening', '2026-05-04T17:30:00-07:00', '2026-05-05T09:00:00-07:00'],
  ['on a Friday evening', '2026-05-08T18:00:00-07:00', '2026-05-11T09:00:00-07:00'],
  ['on a Saturday before summer time', '2026-03-07T12:00:00-08:00', '2026-03-09T09:00:00-07:00'],
  ['on a Saturday before winter time', '2026-10-31T12:00:00-07:00', '2026-11-02T09:00:00-08:00'],
])('the next open morning, %s', (_, at, morning) => {
  expect(nextOpenMorning(Date.parse(at))).toBe(Date.parse(morning))
})

test('a page stands beside its text, an attachment can be read and saved', async () => {
  const init = email()
  const content = btoa('BEGIN:VCALENDAR\r\nX:</pre>')
  const attachments = [{ content, filename: 'room.ics' }]
  const mail = { ...JSON.parse(String(init.body)), html: '<b>As a page</b>', attachments }
  await send('/mailersend/v1/email', { ...init, body: JSON.stringify(mail) })
  const page = await (await send('/', {})).text()
  expect(page).toContain('srcdoc="&lt;b&gt;As a page&lt;/b&gt;"')
  expect(page).toContain('<pre class="email">Hello</pre>')
  expect(page).toContain(`base64,${content}" download="room.ics"`)
  expect(page).toContain('X:&lt;/pre&gt;</pre>')
})

describe('MailerSend', () => {
  const mail = (change: object, headers: object = {}) => {
    const init = email()
    const body = JSON.stringify({ ...JSON.parse(String(init.body)), ...change })
    const asked = { ...(init.headers as object), ...headers } as Record<string, string>
    return send('/mailersend/v1/email', { ...init, headers: asked, body })
  }
  const to = (count: number) => Array.from({ length: count }, (_, i) => ({ email: `a${i}@b.co` }))
  const calendar = { filename: 'pass.ics', content: btoa('BEGIN:VCALENDAR') }

  test.each<[object, string]>([
    [{ from: { email: 'hello@labourtemple.com' } }, 'from.name'],
    [{ to: [] }, 'to'],
    [{ to: to(51) }, 'to'],
    [{ to: [...to(1), ...to(1)] }, '#MS42201'],
    [{ to: [{ email: 'a@b.co', name: 'Byron, Ada' }] }, 'to.0.name'],
    [{ text: undefined }, '#MS42211'],
    [{ subject: undefined }, 'subject'],
    [{ subject: 'x'.repeat(999) }, 'subject'],
    [{ template_id: 'unknown' }, 'template_id'],
    [{ personalization: [{ email: 'eve@example.com', data: {} }] }, '#MS42217'],
    [{ attachments: [{ ...calendar, filename: 'pass.exe' }] }, '#MS42202'],
    [{ attachments: [{ ...calendar, content: 'not base64!' }] }, 'attachments.0.content'],
    [{ attachments: [{ ...calendar, content: btoa('Hello') }] }, '#MS42202'],
    [{ attachments: [{ ...calendar, disposition: 'beside' }] }, 'attachments.0.disposition'],
    [{ attachments: calendar }, 'attachments'],
    [{ html: '' }, 'html'],
    [{ tags: ['1', '2', '3', '4', '5', '6'] }, 'tags'],
    [{ subjet: 'x' }, 'subjet'],
  ])('refuses %o, naming %s', async (change, named) => {
    const answer = await mail(change)
    expect(answer.status).toBe(422)
    expect(JSON.stringify(await answer.json())).toContain(named)
    expect((await stack.state()).mailersend.messages).toEqual([])
  })

  test('takes a good e-mail with 202, no body and an id', async () => {
    const personalization = [{ email: 'ada@example.com', data: { first_name: 'Ada' } }]
    const templated = { text: undefined, subject: undefined, template_id: 'pr9084zxnvjlw63d' }
    const answer = await mail({ ...templated, personalization, attachments: [calendar] })
    expect([answer.status, await answer.text()]).toEqual([202, ''])
    const [message] = (await stack.state()).mailersend.messages
    expect(message).toMatchObject({ to: ['ada@example.com'], variables: { first_name: 'Ada' } })
    expect(answer.headers.get('x-message-id')).toBe(message?.id)
    expect((await mail({}, { authorization: 'Bearer guess' })).status).toBe(401)
  })

  test('keeps both bodies of an e-mail and its attachments', async () => {
    const attachments = [{ ...calendar, disposition: 'attachment' }]
    expect((await mail({ html: '<p>Hello</p>', attachments })).status).toBe(202)
    const [message] = (await stack.state()).mailersend.messages
    expect(message).toMatchObject({ text: 'Hello', html: '<p>Hello</p>', attachments })
  })

  test('finds an e-mail again by its tag, in a domain and a stretch of time', async () => {
    await mail({ tags: ['pi_1:customer'] })
    const list = async (query: Record<string, string>) => {
      const path = `/mailersend/v1/emails?${new URLSearchParams(query)}`
      const answer = await send(path, { headers: { authorization: 'Bearer mlsn.sandbox' } })
      const { data } = (await answer.json()) as { data?: { tags: string[] }[] }
      return { status: answer.status, data }
    }
    const now = Math.floor(Date.now() / 1000)
    const when = { domain_id: SANDBOX_DOMAIN, date_from: `${now - 60}`, date_to: `${now}` }
    expect(await list({ ...when, tag: 'pi_1:customer' })).toMatchObject({
      status: 200,
      data: [{ to: 'ada@example.com', tags: ['pi_1:customer'] }],
    })
    expect((await list({ ...when, tag: 'pi_2:customer' })).data).toEqual([])
    expect((await list({ tag: 'pi_1:customer' })).status).toBe(422)
    expect((await list({ ...when, date_to: `${now + 60}` })).status).toBe(422)
    expect((await list({ ...when, domain_id: 'another' })).status).toBe(404)
  })
})
