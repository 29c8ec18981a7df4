/** MailerSend keeps e-mails for a day, has a clock of its own, or suppresses an address. */
import { expect, test } from 'vitest'
import { ADA } from '../simulation/customers/pass.ts'
import { createSim } from '../simulation/simulation.ts'
import { firstTimes, refusing } from './proxies.ts'
import { alerts, buyPassIn, captureLog, emails, sweepFor } from './purchases.ts'

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

test('a vendor that refuses every window is not asked to send blindly; a key that may not look is', async () => {
  const refused = (status: number) =>
    refusing(LOOK, () => Response.json({ message: 'no' }, { status }))
  const blind = createSim({ proxy: refused(422) })
  await buyPassIn(blind)
  expect(emails(blind)).toEqual([])
  for (const status of [401, 403, 404]) {
    const sim = createSim({ proxy: refused(status) })
    await buyPassIn(sim)
    expect(emails(sim)).toHaveLength(2)
  }
})

test('an address on the suppression list: the sale stays, the e-mail is unsent, the team is told what to do', async () => {
  const sim = createSim()
  const answer = await sim.sandbox.fetch(
    new Request('http://city.test/mailersend/v1/suppressions/blocklist', {
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
