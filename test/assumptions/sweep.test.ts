/** A list is refused, an event is of an older version, MailerSend stays away: the team hears of it all the same. */
import { expect, test } from 'vitest'
import { sweepBookings } from '../../src/rooms/index.ts'
import { sweepCheckout } from '../../src/workers/checkout/operations.ts'
import { payUnseen } from '../simulation/customers/pass.ts'
import { sweepOnce } from '../simulation/settle.ts'
import { createSim, type Sim } from '../simulation/simulation.ts'
import { both, refusing } from './proxies.ts'
import { alerts, buyPassIn, captureLog, sweepFor } from './purchases.ts'

const log = captureLog()

const refused = (status: number) => () =>
  Response.json({ error: { type: 'invalid_request_error', message: 'no' } }, { status })
const list = (name: string, status = 403) =>
  refusing({ method: 'GET', path: new RegExp(`/v1/${name}$`) }, refused(status))
const noPasses = refusing(
  { method: 'POST', path: /\/passes$/ },
  () => new Response(null, { status: 503 })
)

const lastSweep = (sim: Sim) => sim.checkout.sweepRecord.lastSweepAtMs()
const about = (sim: Sim, words: string) =>
  alerts(sim).filter(({ subject }) => subject?.includes(words))

test.each([
  ['events', 1],
  // Every part that reads them.
  ['subscriptions', 3],
] as const)(
  'GET /v1/%s refused for three hours: who paid and was not served is alerted, and so is each part',
  async (name, parts) => {
    const sim = createSim({ proxy: both(list(name), noPasses) })
    await payUnseen(sim)
    await sweepFor(sim, 3)
    expect(about(sim, 'has no day pass')).toHaveLength(1)
    const told = about(sim, 'the sweep of labour-temple-checkout')
    expect(new Set(told.map(({ subject }) => subject)).size).toBe(parts)
    expect(told).toHaveLength(parts)
    for (const { text } of told) {
      expect(text).toContain('403')
      expect(text).toContain('docs/configuration.md')
    }
    expect(await lastSweep(sim)).toBeNull()
    expect(sim.state().heartbeats).toBe(0)
  }
)

test('GET /v1/charges refused: the part is alerted, memberships are still looked after', async () => {
  const sim = createSim({ proxy: list('charges') })
  await sweepOnce(sim)
  expect(about(sim, 'paid day passes')).toHaveLength(1)
  expect(sim.calls()).toContain('GET /stripe/v1/subscriptions')
})

test('the bookings Worker: a refused list is alerted, and expired holds are still released', async () => {
  const sim = createSim({ proxy: list('charges') })
  await sweepOnce(sim, 'bookings')
  expect(about(sim, 'the sweep of labour-temple-bookings')).toHaveLength(1)
  expect(await sim.bookings.sweepRecord.lastSweepAtMs()).toBeNull()
})

test('a list that fails once alerts nobody, and the next whole sweep is recorded', async () => {
  let failing = true
  const once = list('events', 500)
  const sim = createSim({
    proxy: (request, send) => (failing ? once(request, send) : send(request)),
  })
  await sweepOnce(sim)
  failing = false
  await sweepOnce(sim)
  expect(alerts(sim)).toEqual([])
  expect(await lastSweep(sim)).toBe(sim.now())
  expect(sim.state().heartbeats).toBe(1)
})

test('a list that fails twice in a row is alerted once a day', async () => {
  const sim = createSim({ proxy: list('events', 500) })
  await sweepFor(sim, 2)
  expect(alerts(sim)).toHaveLength(1)
})

test('the nightly sweep without the month’s payments still handles the events of two hours', async () => {
  const sim = createSim({ proxy: list('charges') })
  await payUnseen(sim)
  sim.advance(5 * 60_000)
  await sweepCheckout(sim.checkout, { nightly: true })
  await sweepBookings(sim.bookings, { nightly: true })
  await sim.drain()
  expect(sim.state().officernd.passes).toHaveLength(1)
})

test('MailerSend away for three hours: the webhook hears of the customer once, with ids and no address', async () => {
  const mailDown = refusing({ path: /\/mailersend\// }, () => new Response(null, { status: 500 }))
  let down = true
  const sim = createSim({
    proxy: both((request, send) => (down ? mailDown(request, send) : send(request)), noPasses),
  })
  const intent = await payUnseen(sim)
  await sweepFor(sim, 3)
  expect(sim.state().mailersend.messages).toEqual([])
  const [told, ...more] = sim.state().alerts
  expect(more).toEqual([])
  for (const words of ['Ada Lovelace', '$50.00', intent.paymentIntentId])
    expect(told?.text).toContain(words)
  expect(told?.text).not.toContain('@')
  down = false
  await sweepOnce(sim)
  expect(about(sim, 'has no day pass')).toHaveLength(1)
})

test('e-mails of a served sale that stay unsent reach the webhook; they go out when MailerSend is back', async () => {
  let down = true
  const mailDown = refusing({ path: /\/mailersend\// }, () => new Response(null, { status: 500 }))
  const sim = createSim({
    proxy: (request, send) => (down ? mailDown(request, send) : send(request)),
  })
  const intent = await buyPassIn(sim)
  await sweepFor(sim, 3)
  expect(sim.state().stripe.payment_intents[0]?.metadata?.emails).toBe('unsent')
  expect(sim.state().alerts).toHaveLength(1)
  expect(sim.state().alerts[0]?.text).toContain(intent.paymentIntentId)
  down = false
  await sweepFor(sim, 2)
  expect(sim.state().stripe.payment_intents[0]?.metadata?.emails).toBe('sent late')
  expect(log().some((line) => line.includes('ALERT: e-mails of a sale are not sent'))).toBe(true)
})
