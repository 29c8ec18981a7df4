/** Card testing and code guessing, by the thousand, against the limits as they are deployed. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Stack, startStack } from '../sandbox/stack.ts'
import { newJoin } from '../support/membership-client.ts'
import { pause, until } from '../support/observe.ts'
import { newOrder, PAGE, read, TEAM } from '../support/pass-client.ts'
import { GOOD } from './cases.ts'
import { bookableDays } from './days.ts'

const HOUSE = '203.0.113.200'

/**
 * At a time: one more than one address may begin, so that they race for the last place, and few enough
 * that on a small machine no call to a vendor waits the eight seconds after which the product gives up.
 */
const AT_ONCE = 11

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ built: inject('built'), vars: { TRUSTED_ADDRESSES: HOUSE } })
  // What only the first sale takes time for (tokens, tables, code that is compiled) is not part of a flood.
  expect((await post('/create-payment', newJoin(), HOUSE)).status).toBe(200)
})
afterAll(() => stack?.close())

const post = async (path: string, body: object, address: string, url = stack.checkout.url) =>
  read(
    await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: PAGE, 'cf-connecting-ip': address },
      body: JSON.stringify(body),
    })
  )

type Answers = Awaited<ReturnType<typeof post>>[]

async function flood(count: number, ask: (nth: number) => ReturnType<typeof post>) {
  const answers: Answers = []
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, nth) =>
      ask(from + nth)
    )
    answers.push(...(await Promise.all(some)))
  }
  return answers
}

function statuses(answers: Answers): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** What has come to Stripe since it was asked for. */
async function counting() {
  const count = async () => {
    const { stripe } = await stack.state()
    const begun = stripe.payment_intents.length + stripe.setup_intents.length
    return { begun, customers: stripe.customers.length }
  }
  const before = await count()
  return async () => {
    const { begun, customers } = await count()
    return { begun: begun - before.begun, customers: customers - before.customers }
  }
}

const alerts = async () => {
  const { messages } = (await stack.state()).mailersend
  return messages.filter(({ subject }) => subject?.startsWith('ALERT'))
}

describe('1,000 tries within ten minutes', { timeout: 300_000 }, () => {
  test('from one address begin 10 purchases, and afterwards no vendor hears of them', async () => {
    const count = await counting()
    const startedMs = Date.now()
    const first = await flood(50, () => post('/create-purchase', newOrder(), '198.51.100.1'))
    expect(statuses(first)).toEqual({ 200: 10, 429: 40 })
    const heard = (await stack.state()).requests.length
    const next = await flood(950, (nth) =>
      nth % 2
        ? post('/create-purchase', newOrder(), '198.51.100.1')
        : post('/create-payment', newJoin(), '198.51.100.1')
    )
    expect(statuses(next)).toEqual({ 429: 950 })
    expect((await stack.state()).requests.length).toBe(heard)
    expect(await count()).toEqual({ begun: 10, customers: 10 })
    const lastedSeconds = Math.ceil((Date.now() - startedMs) / 1000)
    for (const { said, headers } of next) {
      expect(said.code).toBe('too-many')
      expect(said.error).toMatch(/Nothing has been charged.*try again in \d+ minutes/)
      const seconds = Number(headers.get('retry-after'))
      // Until the first of the ten is ten minutes old.
      expect(seconds).toBeGreaterThanOrEqual(600 - lastedSeconds)
      expect(seconds).toBeLessThanOrEqual(600)
    }
    expect(await alerts()).toEqual([])
  })

  test('from 200 addresses begin 100, and the team is told once', async () => {
    await stack.reset()
    const count = await counting()
    const answers = await flood(1000, (nth) =>
      post('/create-purchase', newOrder(), `198.51.100.${nth % 200}`)
    )
    expect(statuses(answers)).toEqual({ 200: 100, 429: 900 })
    expect((await count()).begun).toBe(100)
    await until(async () => (await alerts()).length > 0)
    await pause(500)
    const emails = await alerts()
    expect(emails).toHaveLength(1)
    expect(emails[0]?.to).toEqual(TEAM)
    expect(emails[0]?.subject).toContain('100 purchases started within 10 minutes')
    expect(emails[0]?.text).toContain('LIMIT_INTENTS_OVER_ALL')
    await stack.reset()
  })

  test('from one network of IPv6 count as one address', async () => {
    const answers = await flood(100, (nth) =>
      post('/create-payment', newJoin(), `2001:db8:0:7::${nth.toString(16)}`)
    )
    expect(statuses(answers)).toEqual({ 200: 10, 429: 90 })
  })

  test('with one attempt whose body changes each time begin 10', async () => {
    const order = newOrder()
    const count = await counting()
    const answers = await flood(100, (nth) => {
      return post('/create-purchase', { ...order, phone: `${nth % 7}` }, '198.51.100.2')
    })
    expect((await count()).begun).toBeLessThanOrEqual(10)
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
    expect(answers.filter(({ status }) => ![200, 409, 429].includes(status))).toEqual([])
  })

  test('of a room begin 10, and hold no more than 3 at a time', async () => {
    const days = bookableDays(20)
    const count = await counting()
    const answers = await flood(60, (nth) => {
      const order = { ...GOOD['/create-booking'](), email: `eve-${nth}@example.com` }
      const slots = [{ date: days[nth % 20], start: '09:00', hours: 2 }]
      return post('/create-booking', { ...order, days: slots }, '198.51.100.3', stack.bookings.url)
    })
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    expect((await count()).begun).toBe(3)
  })
})

describe('a person', { timeout: 300_000 }, () => {
  test('who mistypes their card five times, and presses again and again, is not stopped', async () => {
    const order = newOrder()
    const count = await counting()
    for (let nth = 0; nth < 30; nth += 1)
      expect((await post('/create-purchase', order, '198.51.100.4')).status).toBe(200)
    const together = await flood(50, () => post('/create-purchase', order, '198.51.100.4'))
    expect(statuses(together)).toEqual({ 200: 50 })
    expect((await count()).begun).toBe(1)
    for (let nth = 0; nth < 9; nth += 1)
      expect((await post('/create-purchase', newOrder(), '198.51.100.4')).status).toBe(200)
    expect((await post('/create-purchase', newOrder(), '198.51.100.4')).status).toBe(429)
    expect((await post('/create-purchase', order, '198.51.100.4')).status).toBe(200)
  })

  test('in the house shares its network with ten times as many', async () => {
    await stack.reset()
    const answers = await flood(60, () => post('/create-purchase', newOrder(), HOUSE))
    expect(statuses(answers)).toEqual({ 200: 60 })
    const other = await flood(11, () => post('/create-purchase', newOrder(), '203.0.113.201'))
    expect(statuses(other)).toEqual({ 200: 10, 429: 1 })
  })

  test('whose purchase Stripe failed to begin tries again at no cost', async () => {
    const order = newOrder()
    const path = '/v1/payment_intents'
    await stack.fault({ vendor: 'stripe', match: { method: 'POST', path }, kind: '429', times: -1 })
    for (let nth = 0; nth < 12; nth += 1)
      expect((await post('/create-purchase', order, '198.51.100.5')).status).toBe(502)
    await stack.clearFaults()
    expect((await post('/create-purchase', order, '198.51.100.5')).status).toBe(200)
    for (let nth = 0; nth < 9; nth += 1)
      expect((await post('/create-purchase', newOrder(), '198.51.100.5')).status).toBe(200)
  })
})

describe('codes', { timeout: 300_000 }, () => {
  const ask = (code: string, address: string) =>
    post('/validate-promo', { slug: 'day-pass', code }, address)

  test('that everybody has cost as much as one', async () => {
    const answers = await flood(300, (nth) => ask('WELCOME10', `198.51.100.${nth % 3}`))
    expect(statuses(answers)).toEqual({ 200: 300 })
    expect(answers.every(({ said }) => said.valid === true)).toBe(true)
  })

  test('that are guessed are looked up 20 times, wherever they are typed', async () => {
    const count = await counting()
    const guesses = await flood(200, (nth) => {
      const code = `GUESS${nth}`
      const about = [
        () => ask(code, '198.51.100.6'),
        () => post('/validate-promo', { plan: 'all-access', code }, '198.51.100.6'),
        () => post('/create-purchase', newOrder({ promo: code }), '198.51.100.6'),
        () => post('/create-payment', newJoin({ promo: code }), '198.51.100.6'),
      ]
      return about[nth % 4]?.() ?? ask(code, '198.51.100.6')
    })
    expect(guesses.filter(({ status }) => status !== 429)).toHaveLength(20)
    const looked = (await stack.state()).requests.filter(({ query }) => query.includes('GUESS'))
    expect(looked).toHaveLength(20)
    expect(guesses.at(-1)?.headers.get('retry-after')).toMatch(/^\d+$/)
    expect((await count()).begun).toBe(0)
  })

  test('from 200 addresses are looked up 200 times, and the team is told once', async () => {
    await stack.reset()
    const name = randomUUID().slice(0, 6).toUpperCase()
    const guesses = await flood(400, (nth) => ask(`${name}${nth}`, `198.51.100.${nth % 200}`))
    expect(statuses(guesses)).toEqual({ 200: 200, 429: 200 })
    await until(async () => (await alerts()).length > 0)
    expect((await alerts()).map(({ subject }) => subject)).toEqual([
      'ALERT: 200 different promotion codes tried within 10 minutes; more are refused',
    ])
  })
})
