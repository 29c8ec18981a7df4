/** MailerSend keeps e-mails for a day, has a clock of its own, or suppresses an address. */
import { expect, test } from 'vitest'
import { ADA } from '../simulation/customers/pass.ts'
import { createSim, type Sim, type SimOptions } from '../simulation/simulation.ts'
import { both, firstTimes, matches, refusing } from './proxies.ts'
import { alerts, buyPassIn, calls, captureLog, emails, sweepFor } from './purchases.ts'

captureLog()

const SEND = { method: 'POST', path: /\/v1\/email$/ }
const LOOK = { method: 'GET', path: /\/v1\/emails$/ }

/** The first two e-mails of a sale are sent, and the answers are lost. */
const losing = firstTimes.bind(null, 2, SEND)

test.each([1, 7, 30])(
  'a plan that keeps e-mails for %i days: none is sent twice after a lost answer',
  async (retentionDays) => {
    const sim = createSim({
      retentionDays,
      proxy: losing(async (request, send) => {
        await send(request)
        throw new TypeError('fetch failed')
      }),
    })
    await buyPassIn(sim)
    await sweepFor(sim, 1)
    const tags = emails(sim).flatMap((email) => email.tags)
    expect(new Set(tags).size).toBe(tags.length)
    expect(tags).toHaveLength(2)
  }
)

test('after a lost answer a vendor that refuses every window gets no second e-mail; one that forbids looking does', async () => {
  const refused = (status: number) =>
    both(
      losing(async (request, send) => {
        await send(request)
        throw new TypeError('fetch failed')
      }),
      refusing(LOOK, () => Response.json({ message: 'no' }, { status }))
    )
  const blind = createSim({ proxy: refused(422) })
  await buyPassIn(blind)
  expect(emails(blind)).toHaveLength(2)
  for (const status of [401, 403, 404]) {
    const sim = createSim({ proxy: refused(status) })
    await buyPassIn(sim)
    expect(emails(sim)).toHaveLength(4)
  }
})

test('a vendor whose clock is half a minute behind: an e-mail that was sent a second ago is not sent again', async () => {
  const sim: Sim = createSim({
    proxy: both(
      losing(async (request, send) => {
        await send(request)
        throw new TypeError('fetch failed')
      }),
      async (request, send) => {
        const until = Number(new URL(request.url).searchParams.get('date_to')) * 1000
        const isAhead = matches(LOOK, request) && until > sim.now() - 30_000
        return isAhead ? Response.json({ message: 'future' }, { status: 422 }) : send(request)
      }
    ),
  })
  await buyPassIn(sim)
  await sweepFor(sim, 1)
  expect(emails(sim)).toHaveLength(2)
})

test('an address on the suppression list: the sale stays, the e-mail is unsent, the team is told what to do', async () => {
  const sim = createSim()
  const answer = await sim.sandbox.fetch(
    new Request('http://sandbox.test/mailersend/v1/suppressions/blocklist', {
      method: 'POST',
      headers: { authorization: 'Bearer mlsn.sandbox', 'content-type': 'application/json' },
      body: JSON.stringify({ domain_id: 'sandboxdomain0001', recipients: [ADA.email] }),
    })
  )
  expect(answer.status).toBe(201)
  await buyPassIn(sim)
  const { metadata } = sim.state().stripe.payment_intents[0] ?? {}
  expect(metadata).toMatchObject({ outcome: 'granted', emails: 'unsent' })
  await sweepFor(sim, 2)
  expect(alerts(sim)).toHaveLength(1)
  expect(alerts(sim)[0]?.text).toContain('Suppressions')
  expect(alerts(sim)[0]?.text).toContain('Ada Lovelace')
})

const SALES = 12

/** Twelve visitors, each with an address of their own, at one and the same moment. */
async function sellAtOnce(options: SimOptions) {
  const sim = createSim(options)
  for (let nth = 0; nth < SALES; nth++)
    await buyPassIn(sim, {
      ...{ ...ADA, email: `visitor-${nth}@example.com` },
      attemptId: crypto.randomUUID(),
    })
  return sim
}

test('twelve passes at one moment: nothing is looked for, and every e-mail is sent at once', async () => {
  const sim = await sellAtOnce({})
  expect(calls(sim, 'GET', LOOK.path)).toBe(0)
  expect(emails(sim)).toHaveLength(2 * SALES)
})

test('twelve passes whose e-mails have lost answers: no more than ten looks a minute, none is sent twice', async () => {
  const answered: number[] = []
  const sim = await sellAtOnce({
    proxy: firstTimes(2 * SALES, SEND, async (request, send) => {
      const answer = await send(request)
      answered.push(answer.status)
      throw new TypeError('fetch failed')
    }),
  })
  await sweepFor(sim, 1)
  const tags = emails(sim).flatMap((email) => email.tags)
  expect(new Set(tags).size).toBe(tags.length)
  expect(tags).toHaveLength(2 * SALES)
  expect(answered).toHaveLength(2 * SALES)
})

test('too many requests: MailerSend is not asked again before the time it names, then all is sent', async () => {
  const waitMs = 60_000
  let untilMs = 0
  const early: number[] = []
  const sim: Sim = createSim({
    proxy: async (request, send) => {
      if (!matches(SEND, request)) return send(request)
      untilMs ||= sim.now() + waitMs
      if (sim.now() >= untilMs) return send(request)
      early.push(sim.now())
      return Response.json(
        { message: 'Too Many Attempts.' },
        { status: 429, headers: { 'retry-after': '60' } }
      )
    },
  })
  await buyPassIn(sim)
  // One request for each e-mail of the sale.
  expect(early).toHaveLength(2)
  await sweepFor(sim, 1)
  expect(calls(sim, 'GET', LOOK.path)).toBe(0)
  expect(emails(sim)).toHaveLength(2)
})
