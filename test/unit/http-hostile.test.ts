/** Hostile text in every field of every body: refused with words, or taken clean; never an error, never in a log. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { CompleteCheckout, CreatePayment } from '../../src/memberships/contract.ts'
import { CompletePurchase, CreatePurchase } from '../../src/passes/contract.ts'
import { ValidatePromo } from '../../src/payments/contract.ts'
import { CreateBooking } from '../../src/rooms/contract.ts'
import { body, createApp } from '../../src/workers/http/app.ts'

const PAGE = 'https://www.labourtemple.com'
const counts = { tried: 0, held: 0 }
afterAll(() => process.stdout.write(`hostile: ${counts.held} of ${counts.tried}\n`))

let logged: string[]
beforeEach(() => {
  logged = []
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((line) => void logged.push(String(line)))
})

const app = createApp((_, next) => next())
app
  .post('/create-payment', body(CreatePayment), (c) => c.json({ read: c.req.valid('json') }))
  .post('/create-purchase', body(CreatePurchase), (c) => c.json({ read: c.req.valid('json') }))
  .post('/create-booking', body(CreateBooking), (c) => c.json({ read: c.req.valid('json') }))
  .post('/complete-checkout', body(CompleteCheckout), (c) => c.json({ read: c.req.valid('json') }))
  .post('/complete-purchase', body(CompletePurchase), (c) => c.json({ read: c.req.valid('json') }))
  .post('/validate-promo', body(ValidatePromo), (c) => c.json({ read: c.req.valid('json') }))

const env = {
  ALLOWED_ORIGINS: PAGE,
  TRUSTED_ADDRESSES: '',
  REQUEST_LIMIT: { limit: async () => ({ success: true }) },
}

const person = () => ({
  ...{ firstName: 'Ada', lastName: 'Byron', email: 'ada@example.com', phone: '206 555 0100' },
  ...{ company: 'Engines', referralSource: 'A friend', notes: 'By the window', promo: 'X' },
  attemptId: randomUUID(),
})
const GOOD: Record<string, () => Record<string, unknown>> = {
  '/create-payment': () => ({ plan: 'startup', ...person() }),
  '/create-purchase': () => ({ slug: 'day-pass', ...person() }),
  '/create-booking': () => ({
    ...{ room: 'slinky', days: [{ date: '2026-05-04', start: '09:00', hours: 2 }] },
    ...{ name: 'Ada Byron', email: 'ada@example.com', phone: '206 555 0100' },
    ...{ company: 'Engines', notes: 'By the window', attemptId: randomUUID() },
  }),
  '/complete-checkout': () => ({ plan: 'startup', memberId: 'a', setupIntentId: 'seti_1x' }),
  '/complete-purchase': () => ({
    ...{ slug: 'day-pass', memberId: 'a', paymentIntentId: 'pi_3x', customerName: 'Ada' },
  }),
  '/validate-promo': () => ({ slug: 'day-pass', code: 'X' }),
}

/** A word that stands nowhere else, inside each text. */
const CANARY = 'zqcanary'
const TEXTS: unknown[] = [
  ...[
    '<script>',
    '{{',
    '${',
    '%0d%0a',
    '\u0000',
    '\r\nBcc: all@example.com\r\n',
    '\u2028',
    '\u202e',
  ],
  ...['\u2066', '\u200f', '\ufeff', '\ud83d', '\udf9f', '\ud83d\ud83d', '\u{e0041}', '\u0301'],
  ...[
    '=1+',
    '＝',
    ';=',
    '@SUM(',
    '+cmd|',
    '-2+3',
    '−',
    '\t=',
    "'=",
    '﬩',
    '゠',
    '“=',
    'https://',
    'HTTP://',
    '://',
  ],
  ...[
    'www.',
    'ｗｗｗ．',
    'https：／／',
    'ht\u200btps://',
    'javascript://',
    'http:<>//',
    'www{}.',
    'http։//',
    'ԝԝԝ.',
    "' OR 1=1 --",
    '../../',
  ],
  ...[
    '[object Object]',
    'null',
    'undefined',
    '__proto__',
    '\\',
    '"',
    '`',
    '\u0085',
    '\ufffd',
    '\uffff',
  ],
].map((text) => `${text}${CANARY}`)
const LONG: unknown[] = [
  'x'.repeat(30_000),
  '🎟'.repeat(5000),
  '\u200b'.repeat(3000),
  `${'n'.repeat(499)}🎟${CANARY}`,
]
const NO_TEXTS: unknown[] = [17, true, null, [], {}, [CANARY], { $ne: CANARY }, -1]

const IDS = /^(memberId|setupIntentId|paymentIntentId|code|promo|date|start)$/
const ONE_LINE = /^(firstName|lastName|name|phone|company|referralSource|customerName)$/
const NAMES = /^(firstName|lastName|name|company|referralSource|customerName)$/

/** All that is wrong with what was read of a field. */
function wrongIn(field: string, read: unknown): string[] {
  if (read === undefined) return []
  if (typeof read !== 'string') return [`${field} is no text`]
  return [
    !read.isWellFormed() && 'not well-formed',
    read.length > 500 && 'too long for Stripe',
    !IDS.test(field) &&
      /[\p{Bidi_Control}\p{Cc}]/u.test(read.replaceAll('\n', '')) &&
      'hidden characters',
    ONE_LINE.test(field) && /[\r\n\u2028\u2029<>{}]/.test(read) && 'markup or lines',
    NAMES.test(field) && /^[“]*[=+\-@＝−﬩゠]/.test(read) && 'starts a formula',
    /^(firstName|lastName|name|customerName)$/.test(field) &&
      /[:։]\/\/|(www|ԝԝԝ)\./i.test(read) &&
      'an address',
  ].filter((one) => typeof one === 'string')
}

async function judged(path: string, field: string, value: unknown): Promise<string[]> {
  const response = await app.request(
    path,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: PAGE },
      body: JSON.stringify({ ...GOOD[path]?.(), [field]: value }),
    },
    env
  )
  const text = await response.text()
  const said = JSON.parse(text) as { read?: Record<string, unknown>; field?: string; code?: string }
  if (logged.some((line) => line.includes(CANARY))) return ['typed text in the log']
  if (response.status === 200) return wrongIn(field, said.read?.[field])
  return [
    ![400, 413].includes(response.status) && `status ${response.status}`,
    response.status === 400 && said.field !== field && `names ${said.field}`,
    text.includes(CANARY) && 'repeats what was typed',
  ].filter((one) => typeof one === 'string')
}

const FIELDS = Object.entries(GOOD).flatMap(([path, good]) =>
  Object.keys(good())
    .filter((field) => !/^(plan|slug|room|days)$/.test(field))
    .map((field) => [path, field] as const)
)

test.each(FIELDS)('POST %s, its %s: no hostile text gets through', async (path, field) => {
  const wrong: string[] = []
  for (const value of [...TEXTS, ...LONG, ...NO_TEXTS]) {
    logged = []
    const found = await judged(path, field, value)
    counts.tried += 1
    if (found.length === 0) counts.held += 1
    else wrong.push(`${JSON.stringify(value)?.slice(0, 60)}: ${found.join('; ')}`)
  }
  expect(wrong).toEqual([])
})

test.each(Object.keys(GOOD))('POST %s drops the fields that nobody asked for', async (path) => {
  const good = GOOD[path]?.() ?? {}
  const more = { amount: 1, customer: 'cus_1', metadata: {}, outcome: 'granted', constructor: 1 }
  const text = JSON.stringify({ ...good, ...more }).replace('{', '{"__proto__":{"amount":1},')
  const headers = { 'content-type': 'application/json', origin: PAGE }
  const response = await app.request(path, { method: 'POST', headers, body: text }, env)
  const { read } = (await response.json()) as { read: Record<string, unknown> }
  expect(response.status).toBe(200)
  expect(Object.keys(read).filter((field) => !Object.hasOwn(good, field))).toEqual([])
})

test('an error of ours is 500 in plain words, and neither the answer nor the log says what it was about', async () => {
  const failing = createApp((_, next) => next()).get('/plans', () => {
    throw new TypeError(`${CANARY}\n    at ${CANARY}\n${CANARY}`)
  })
  const response = await failing.request('/plans', { headers: { origin: PAGE } }, env)
  expect([response.status, await response.json()]).toEqual([
    500,
    {
      error: 'Something went wrong on our side. Please try again in a minute.',
      code: 'broken',
    },
  ])
  expect(logged.join()).toContain('unexpected failure')
  expect(logged.join()).not.toContain(CANARY)
})

test('there are at least 1,000 cases', () => {
  expect(counts.tried).toBeGreaterThanOrEqual(1000)
  expect(counts.held).toBe(counts.tried)
})
