/** What people type and what only we know is in no line of a log and in no answer, whatever goes wrong. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fault } from '../sandbox/stack.ts'
import { ROOT } from '../sandbox/wrangler.ts'
import { newJoin, startMembershipClient } from '../support/membership-client.ts'
import { type Answer, type Begun, newOrder, PAGE, read } from '../support/pass-client.ts'
import { bookableDays } from './days.ts'

const membershipClient = startMembershipClient()
const heard: Answer[] = []
const canaries = new Map<string, string>()

afterAll(() => console.log(`canaries: ${canaries.size} planted`))

/** A word that stands nowhere else. */
function canary(name: string, shape = (word: string) => word): string {
  const word = shape(`zq${randomUUID().replaceAll('-', '').slice(0, 14)}`)
  canaries.set(name, word)
  return word
}

const mail = (word: string) => `${word}@example.com`

const person = (track: string) => ({
  firstName: canary(`${track} first name`),
  lastName: canary(`${track} last name`),
  email: canary(`${track} e-mail`, mail),
  phone: canary(`${track} phone`),
  company: canary(`${track} company`),
  referralSource: canary(`${track} referral`),
  notes: canary(`${track} notes`),
})

const PEOPLE = { join: person('membership'), pass: person('pass') }

const BOOKING = {
  room: 'sonic-studio',
  name: canary('room name'),
  email: canary('room e-mail', mail),
  phone: canary('room phone'),
  company: canary('room company'),
  notes: canary('room notes'),
  extras: {
    showName: canary('room show'),
    groupSize: 2,
    setChoice: canary('room set'),
    specialRequests: canary('room requests'),
  },
}

const STRAY = {
  customerName: canary('name at completion'),
  promo: canary('guessed code', (word) => word.toUpperCase()),
  field: canary('unknown field'),
  memberId: canary('member of nobody'),
  clientSecret: canary('secret of nobody', (word) => `pi_3${word}_secret_${word}`),
  headers: {
    'user-agent': canary('user agent'),
    cookie: canary('cookie', (word) => `session=${word}`),
    authorization: canary('authorization', (word) => `Bearer ${word}`),
    referer: canary('referer', (word) => `${PAGE}/?email=${word}`),
    'x-request-id': canary('request id'),
    'cf-connecting-ip': canary('address', () => '198.51.100.173'),
  },
}

function plantSecrets(): void {
  for (const worker of ['checkout', 'bookings']) {
    const text = readFileSync(join(ROOT, `test/sandbox/${worker}.env`), 'utf8')
    for (const [, name = '', value = ''] of text.matchAll(/^(\w+)=(.+)$/gm)) {
      const word = name === 'GOOGLE_PRIVATE_KEY' ? value.slice(80, 140) : value
      canaries.set(`${worker}'s ${name}`, word)
    }
  }
}

async function post(path: string, body: object): Promise<Answer> {
  const { checkout, bookings } = membershipClient.stack()
  const url = path === '/create-booking' ? bookings.url : checkout.url
  const headers = { ...STRAY.headers, 'content-type': 'application/json', origin: PAGE }
  const sent = { [canaries.get('unknown field') ?? '']: STRAY.field, ...body }
  const answer = await read(
    await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(sent) })
  )
  heard.push(answer)
  return answer
}

const days = bookableDays(30)
let nextDay = 0
const newBooking = () => {
  const date = days[nextDay++ % days.length]
  return { ...BOOKING, days: [{ date, start: '09:00', hours: 2 }], attemptId: randomUUID() }
}

/** One of each, as far as it goes. */
async function round(): Promise<void> {
  const pass = newOrder(PEOPLE.pass)
  const begun = (await post('/create-purchase', pass)).said as unknown as Begun
  if (begun.clientSecret) await membershipClient.payWith(begun)
  const { memberId = STRAY.memberId, paymentIntentId = 'pi_3nobodys' } = begun
  const { customerName } = STRAY
  await post('/complete-purchase', { slug: 'day-pass', memberId, paymentIntentId, customerName })

  const join = newJoin(PEOPLE.join)
  const setUp = (await post('/create-payment', join)).said as Record<string, string>
  const { setupIntentId = 'seti_1nobodys', clientSecret = '' } = setUp
  if (clientSecret) await membershipClient.giveCard({ setupIntentId, clientSecret } as never)
  await post('/complete-checkout', {
    plan: join.plan,
    memberId: setUp.memberId ?? 'x',
    setupIntentId,
  })

  const booked = (await post('/create-booking', newBooking())).said as unknown as Begun
  if (booked.clientSecret) await membershipClient.payWith(booked)
  await status(booked.paymentIntentId ?? 'pi_3nobodys', booked.clientSecret ?? STRAY.clientSecret)
}

async function status(id: string, secret: string): Promise<void> {
  const url = `${membershipClient.stack().bookings.url}/booking-status?payment_intent=${id}`
  heard.push(await read(await fetch(url, { headers: { origin: PAGE, 'x-client-secret': secret } })))
}

async function refusals(): Promise<void> {
  const { promo, memberId, clientSecret } = STRAY
  await post('/validate-promo', { slug: 'day-pass', code: promo })
  await post('/validate-promo', { plan: 'startup', code: promo })
  await post('/create-purchase', newOrder({ ...PEOPLE.pass, promo }))
  await post('/create-payment', newJoin({ ...PEOPLE.join, promo }))
  await post('/create-purchase', { ...newOrder(PEOPLE.pass), phone: '' })
  await post('/create-booking', { ...newBooking(), days: [] })
  await post('/create-booking', { ...newBooking(), email: `${BOOKING.email}\nx` })
  await post('/complete-purchase', { slug: 'day-pass', memberId, paymentIntentId: clientSecret })
  await post('/complete-checkout', { plan: 'startup', memberId, setupIntentId: clientSecret })
  await status(clientSecret, clientSecret)
}

const FAULTS: Fault[] = [
  {
    vendor: 'stripe',
    match: { method: 'POST', path: '/v1/customers' },
    kind: 'semantic-refusal',
    times: 2,
  },
  {
    vendor: 'stripe',
    match: { method: 'POST', path: '/v1/payment_intents' },
    kind: '500-after',
    times: 3,
  },
  { vendor: 'stripe', match: { method: 'GET' }, kind: 'garbage', times: 3 },
  {
    vendor: 'stripe',
    match: { method: 'POST', path: '/v1/setup_intents' },
    kind: 'refused',
    times: 2,
  },
  { vendor: 'stripe', match: { path: '/v1/subscriptions' }, kind: 'semantic-refusal', times: 2 },
  { vendor: 'officernd', match: { method: 'POST' }, kind: 'semantic-refusal', times: 3 },
  { vendor: 'officernd', match: { method: 'POST' }, kind: 'garbage', times: 2 },
  { vendor: 'officernd', kind: '401', times: 2 },
  { vendor: 'mailersend', kind: 'semantic-refusal', times: 4 },
  { vendor: 'mailersend', kind: 'garbage', times: 2 },
  { vendor: 'google', kind: 'semantic-refusal', times: 3 },
  { vendor: 'google', kind: 'garbage', times: 2 },
]

beforeAll(async () => {
  plantSecrets()
  await round()
  await refusals()
  for (const fault of FAULTS) {
    await membershipClient.stack().fault(fault)
    await round()
    await membershipClient.stack().clearFaults()
  }
  await membershipClient.stack().cron()
  await membershipClient.quiet()
  for (const { body, status } of (await membershipClient.stack().state()).requests)
    plantTokens(status, body)
})

/** The tokens that vendors gave us stand in the requests that were made with them. */
function plantTokens(status: number, body: string): void {
  const said = /assertion=([\w.-]{40,})/.exec(body)
  if (status === 200 && said?.[1]) canaries.set('the assertion for Google', said[1])
}

const found = (text: string) =>
  [...canaries].flatMap(([name, word]) => (text.includes(word) ? [name] : []))

test('forty and more were planted, and they did reach the vendors', async () => {
  expect(canaries.size).toBeGreaterThanOrEqual(40)
  const state = JSON.stringify(await membershipClient.stack().state())
  const typed = [...canaries].filter(([name]) => /^(membership|pass|room) /.test(name))
  expect(typed.length).toBeGreaterThanOrEqual(22)
  expect(typed.filter(([, word]) => !state.includes(word)).map(([name]) => name)).toEqual([])
})

test('the run had sales, refusals and failures of every vendor in it', async () => {
  const statuses = new Set(heard.map(({ status }) => status))
  for (const status of [200, 400, 404, 502]) expect(statuses).toContain(status)
  const { requests } = await membershipClient.stack().state()
  const withFault = new Set(requests.filter(({ fault }) => fault).map(({ vendor }) => vendor))
  expect([...withFault].sort()).toEqual(['google', 'mailersend', 'officernd', 'stripe'])
  const logs = membershipClient.stack().logs().join('\n')
  for (const words of ['payment begun', 'pass granted', 'vendor failed'])
    expect(logs).toContain(words)
})

test('no line of either Worker has one of them in it', () => {
  const lines = membershipClient
    .stack()
    .logs()
    .filter((line) => found(line).length > 0)
  expect(lines.map((line) => `${found(line)}: ${line.slice(0, 300)}`)).toEqual([])
})

test('no line has the secret of a payment, or a token, in it', async () => {
  const { stripe } = await membershipClient.stack().state()
  const secrets = [...stripe.payment_intents, ...stripe.setup_intents].map(({ client_secret }) =>
    String(client_secret)
  )
  const logs = membershipClient.stack().logs().join('\n')
  expect(secrets.length).toBeGreaterThan(10)
  expect(secrets.filter((secret) => logs.includes(secret))).toEqual([])
  expect(logs).not.toMatch(/Bearer \w|_secret_|assertion=/)
})

test('no answer has one of them in it', () => {
  const told = heard.filter(
    ({ text, headers }) => found(text + JSON.stringify([...headers])).length > 0
  )
  expect(told.map(({ text }) => `${found(text)}: ${text.slice(0, 300)}`)).toEqual([])
})

test('no refusal says how we are made', () => {
  const refused = heard.filter(({ status }) => status >= 400)
  expect(refused.length).toBeGreaterThan(15)
  const inside =
    /\bat \w[\w.]* \(|node_modules|\.[tj]s:\d+|\w+Error\b|officernd|stripe|google|mailersend/i
  expect(refused.filter(({ text }) => inside.test(text)).map(({ text }) => text)).toEqual([])
})
