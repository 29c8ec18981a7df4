/** What an enemy would send, one request at a time: refused politely, nothing begun, nothing said. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SandboxState } from '../sandbox/state.ts'
import { startMembershipClient } from '../support/membership-client.ts'
import { newOrder, read } from '../support/pass-client.ts'
import { faults, GOOD, posted, type Row, workerOf } from './cases.ts'
import { bought, codes, emails, persons } from './cases-fields.ts'
import { operators } from './cases-operators.ts'
import { completions, type Pass, type Payments, statuses } from './cases-payments.ts'
import { bookings, questions } from './cases-rooms.ts'
import { bodies, methods, origins, paths, types } from './cases-transport.ts'
import { idle, webhooks } from './cases-webhooks.ts'
import { bookableDays } from './days.ts'
import { raw } from './raw-request.ts'

const membershipClient = startMembershipClient()
const counts = { tried: 0, held: 0 }
let payments: Payments

afterAll(() => console.log(`hostile: ${counts.held} of ${counts.tried}`))

/** Asking changes nothing: a token, a preview, a look at who is busy. */
const ASKS = /oauth\/token|^\/token|create_preview|freeBusy/

const effects = ({ requests }: SandboxState) =>
  requests
    .filter(({ method, path, browser }) => method !== 'GET' && !browser && !ASKS.test(path))
    .map(({ vendor, method, path }) => `${vendor} ${method} ${path}`)

/** workerd closes as soon as it has answered, and whoever still speaks may not hear it: it asks again. */
const TRIES = 3
const isLong = ({ sent }: Row) => (sent.body?.length ?? 0) > 60_000

async function judged(row: Row, url: string, tries = TRIES): Promise<string[]> {
  const heard = await raw(url, row.sent).catch((error: Error) => error)
  const lost = heard instanceof Error || heard.text.includes('Network connection lost')
  if (lost && isLong(row) && tries > 1) return judged(row, url, tries - 1)
  return heard instanceof Error ? [`no answer: ${heard}`] : faults(row, heard)
}

async function attack(rows: Row[]): Promise<string[]> {
  const wrong: string[] = []
  for (const row of rows) {
    const before = await membershipClient.stack().state()
    const { url } = membershipClient.stack()[row.on]
    const found = await judged(row, url)
    const after = await membershipClient.stack().state()
    const begun = effects(after).slice(effects(before).length)
    if (row.unheard && after.requests.length > before.requests.length) found.push('was looked up')
    if (begun.length > 0) found.push(`began ${begun.join(', ')}`)
    counts.tried += 1
    if (found.length === 0) counts.held += 1
    else wrong.push(`${row.n} ${row.sent.method} ${row.sent.path} ${row.what}: ${found.join('; ')}`)
  }
  return wrong
}

beforeAll(async () => {
  await membershipClient.stack().webhooks('drop')
  payments = await makePayments()
  await membershipClient.quiet()
})

async function makePayments(): Promise<Payments> {
  const pass = (): Promise<Pass> => membershipClient.beginPass(newOrder())
  const [unpaid, other, declined, debit, cancelled] = [
    await pass(),
    await pass(),
    await pass(),
    await pass(),
    await pass(),
  ]
  await membershipClient.payWith(declined as never, 'pm_card_chargeDeclined')
  await membershipClient.payWith(debit as never, 'pm_usBankAccount_success')
  await membershipClient.stripe(`/payment_intents/${cancelled.paymentIntentId}/cancel`, {})
  const { begun: paid } = await membershipClient.buy()
  await membershipClient.outcome(paid.paymentIntentId)
  const setUp = await membershipClient.begin()
  const { paymentIntentId, clientSecret } = await book()
  const { metadata } = await membershipClient.intent(unpaid.paymentIntentId)
  const forged = Object.entries({ ...metadata, member_id: paid.memberId }).map(
    ([key, value]) => [`metadata[${key}]`, String(value)] as const
  )
  return {
    ...{ unpaid, paid, other, declined, debit, cancelled, setUp },
    booking: { paymentIntentId, clientSecret },
    foreign: await intentOf({}),
    forged: await intentOf(Object.fromEntries(forged)),
  }
}

async function intentOf(fields: Record<string, string>): Promise<string> {
  const made = await membershipClient.stripe('/payment_intents', {
    amount: '5000',
    currency: 'usd',
    ...fields,
  })
  expect(made.status, made.text).toBe(200)
  return String(made.said.id)
}

async function book(): Promise<{ paymentIntentId: string; clientSecret: string }> {
  const { path, method, headers, body } = posted('/create-booking', GOOD['/create-booking']())
  const init = { method, headers, body: String(body) }
  const answer = await read(await fetch(membershipClient.stack().bookings.url + path, init))
  expect(answer.status, answer.text).toBe(200)
  return answer.said as { paymentIntentId: string; clientSecret: string }
}

test.each([
  ['bodies that are none (1–11)', bodies],
  ['content types (12–15)', types],
  ['methods (16, 17)', methods],
  ['paths (18, 19)', paths],
  ['origins (21–28)', origins],
  ['e-mail addresses (31–33, 41)', emails],
  ['persons (35, 36, 39)', persons],
  ['plans, products and rooms (29, 43, 45)', bought],
  ['promotion codes (48, 49)', codes],
  ['bookings (66–76)', bookings],
  ['questions about rooms (65, 66)', questions],
  ["the operators' paths (121)", operators],
])('%s: each is refused, and nothing is begun', { timeout: 300_000 }, async (_, rows) => {
  expect(await attack(rows())).toEqual([])
})

const LONG = `${'n'.repeat(499)}🎟`

test.each(['/create-payment', '/create-purchase', '/create-booking'] as const)(
  '%s takes text of any characters, and what Stripe and OfficeRnD get of it is well-formed',
  async (path) => {
    const bodies = [
      { notes: LONG },
      { notes: '\ud83d' },
      { company: 'Engines \udf9f' },
      { phone: '+1 206 \ud83d' },
      path === '/create-booking' ? { name: 'Ada \ud83d' } : { lastName: 'Byron \ud83d' },
    ]
    for (const [nth, changes] of bodies.entries()) {
      const days = [{ date: bookableDays(20)[nth + 8], start: '13:00', hours: 2 }]
      const { method, headers, body } = posted(path, { ...GOOD[path](), days, ...changes })
      const { url } = membershipClient.stack()[workerOf(path)]
      const answer = await read(await fetch(url + path, { method, headers, body: String(body) }))
      expect([changes, answer.status, answer.text]).toEqual([changes, 200, expect.anything()])
    }
    const { stripe, officernd } = await membershipClient.stack().state()
    const stored = JSON.stringify([stripe, officernd])
    // As JSON shows half a pair.
    expect(stored).not.toMatch(/\\ud[89a-f]/i)
    expect(stored).toContain(`"notes":"${'n'.repeat(499)}"`)
  }
)

test("others' payments, and payments of another kind (51–62), are not found", async () => {
  expect(await attack(completions(payments))).toEqual([])
  expect(await attack(statuses(payments))).toEqual([])
})

test.each(['checkout', 'bookings'] as const)(
  'what Stripe did not sign for the %s Worker (82–95) is refused, what is of no use left alone',
  async (worker) => {
    const { stripe } = await membershipClient.stack().state()
    const event = stripe.events.find(({ type }) => type === 'payment_intent.succeeded')
    if (!event) throw new Error('no event')
    expect(await attack(await webhooks(worker, event))).toEqual([])
    expect(await attack(await idle(worker, event))).toEqual([])
    const before = effects(await membershipClient.stack().state())
    await membershipClient.quiet()
    expect(effects(await membershipClient.stack().state())).toEqual(before)
  }
)
