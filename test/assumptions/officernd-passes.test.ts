/** What OfficeRnD answers about day passes is not what the documents say: no pass is made twice. */
import { expect, test } from 'vitest'
import { SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'
import { ADA, payUnseen } from '../simulation/customers/pass.ts'
import { createSim } from '../simulation/simulation.ts'
import {
  answering,
  both,
  changingJson,
  changingRecords,
  firstTimes,
  ignoringParameter,
  renaming,
  without,
} from './proxies.ts'
import {
  alerts,
  buyPass,
  buyPassIn,
  calls,
  captureLog,
  emails,
  staffOf,
  sweepFor,
} from './purchases.ts'

const log = captureLog()

const PASSES = { path: /\/passes(\/\w+)?$/ }
const POST = { method: 'POST', path: /\/passes$/ }
const LIST = { method: 'GET', path: /\/passes$/ }
const DAY = '2026-05-04'

test('the names of v2 (resourceType, shouldGrantActiveStatus) are read like those of v1', async () => {
  const names = { type: 'resourceType', grantActiveStatus: 'shouldGrantActiveStatus' }
  const { sim } = await buyPass({ proxy: renaming(PASSES, names) })
  await sweepFor(sim, 1)
  expect(calls(sim, 'POST', /\/passes$/)).toBe(1)
  expect(sim.state().officernd.passes).toHaveLength(1)
  expect(sim.state().stripe.payment_intents[0]?.metadata?.outcome).toBe('granted')
  expect(alerts(sim)).toEqual([])
})

test.each<[string, Parameters<typeof buyPass>[0]]>([
  ['without type and grantActiveStatus', { proxy: without(PASSES, 'type', 'grantActiveStatus') }],
  ['with other names', { proxy: renaming(PASSES, { type: 'kind', validTo: 'until' }) }],
  [
    'with null in every field',
    {
      proxy: changingRecords(PASSES, ({ _id, member }) => ({
        ...{ _id, member, type: null, grantActiveStatus: null, validFrom: null, validTo: null },
      })),
    },
  ],
  [
    'with numbers for dates',
    {
      proxy: changingRecords(PASSES, (pass) => ({
        ...pass,
        validFrom: 20260504,
        validTo: 20260504,
      })),
    },
  ],
])('a pass that comes back %s is made once, and one alert says so', async (_, options) => {
  const { sim, intent } = await buyPass(options)
  await sweepFor(sim, 5)
  expect(calls(sim, 'POST', /\/passes$/)).toBe(1)
  expect(sim.state().officernd.passes).toHaveLength(1)
  const [alert, ...more] = alerts(sim)
  expect(more).toEqual([])
  const passId = sim.state().officernd.passes[0]?._id ?? ''
  for (const words of [
    'Ada Lovelace',
    '$50.00',
    intent.paymentIntentId,
    passId,
    'could not be read',
  ])
    expect(`${alert?.subject}\n${alert?.text}`).toContain(words)
  expect(sim.state().stripe.payment_intents[0]?.metadata).toMatchObject({
    outcome: 'granted',
    pass_id: passId,
  })
})

test.each([
  ['an empty body', () => new Response(null, { status: 201 })],
  ['a page of HTML', () => new Response('<html>ok</html>', { status: 201 })],
  ['an empty list', () => Response.json([], { status: 201 })],
  ['an object without an id', () => Response.json({ ok: true }, { status: 200 })],
  ['a number', () => Response.json(1, { status: 201 })],
])(
  'after a creation answered with %s the pass is found and granted, not made again',
  async (_, answer) => {
    const { sim } = await buyPass({ proxy: answering(POST, answer) })
    await sweepFor(sim, 1)
    expect(calls(sim, 'POST', /\/passes$/)).toBe(1)
    expect(sim.state().officernd.passes).toHaveLength(1)
    expect(sim.state().stripe.payment_intents[0]?.metadata).toMatchObject({
      outcome: 'granted',
      pass_id: sim.state().officernd.passes[0]?._id,
    })
    expect(alerts(sim)).toEqual([])
  }
)

test('a pass that cannot be found after its creation: one alert to look, never a second pass', async () => {
  const proxy = both(
    answering(POST, () => Response.json({ ok: true })),
    changingJson(LIST, () => [])
  )
  const { sim, intent } = await buyPass({ proxy })
  await sweepFor(sim, 5)
  expect(calls(sim, 'POST', /\/passes$/)).toBe(1)
  const [alert, ...more] = alerts(sim)
  expect(more).toEqual([])
  for (const words of ['Ada Lovelace', '$50.00', intent.paymentIntentId, 'by hand'])
    expect(`${alert?.subject}\n${alert?.text}`).toContain(words)
  expect(sim.state().stripe.payment_intents[0]?.metadata?.outcome).toBe('alerted')
  const toCustomer = emails(sim).filter(({ to }) => to.includes(ADA.email))
  expect(toCustomer.map(({ template_id }) => template_id)).toEqual([null])
})

test('a pass of another type than asked for is not confirmed and not made again', async () => {
  const proxy = changingRecords(PASSES, (pass) => ({ ...pass, type: 'membership' }))
  const { sim } = await buyPass({ proxy })
  await sweepFor(sim, 5)
  expect(calls(sim, 'POST', /\/passes$/)).toBe(1)
  expect(alerts(sim)).toHaveLength(1)
  expect(sim.state().stripe.payment_intents[0]?.metadata).toMatchObject({
    outcome: 'alerted',
    pass_id: sim.state().officernd.passes[0]?._id,
  })
})

test.each<[string, Parameters<typeof without>[1][]]>([
  ['type', ['type']],
  ['validTo', ['validTo']],
  ['member', ['member']],
])(
  'lost answer, then a list without %s: the pass found there is not doubled',
  async (_, fields) => {
    const lost = firstTimes(1, POST, async (request, send) => {
      await send(request)
      throw new TypeError('fetch failed')
    })
    const { sim } = await buyPass({ proxy: both(lost, without(PASSES, ...fields)) })
    await sweepFor(sim, 5)
    expect(calls(sim, 'POST', /\/passes$/)).toBe(1)
    expect(sim.state().officernd.passes).toHaveLength(1)
    expect(alerts(sim)).toHaveLength(1)
  }
)

/** A stranger with a pass for the same day, whom an ignored filter would show. */
async function withStranger(sim: ReturnType<typeof createSim>) {
  const staff = await staffOf(sim)
  const member = await staff.member('Sam Stranger', 'sam@example.com', SANDBOX_OFFICE)
  const pass = await staff.pass(member, DAY)
  return { staff, member, pass }
}

/** Staff refund the payment in Stripe. */
async function refund(sim: ReturnType<typeof createSim>, paymentId: string) {
  const answer = await sim.sandbox.fetch(
    new Request('http://sandbox.test/stripe/v1/refunds', {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `payment_intent=${paymentId}`,
    })
  )
  expect(answer.status).toBe(200)
}

test.each([
  ['the answer of the creation is lost', false],
  ['the payment is five minutes old', true],
])(
  '?member= ignored, and %s: the stranger’s pass is neither granted nor deleted',
  async (_, late) => {
    const lost = firstTimes(late ? 0 : 1, POST, async (request, send) => {
      await send(request)
      throw new TypeError('fetch failed')
    })
    const sim = createSim({ proxy: both(lost, ignoringParameter({ path: /./ }, 'member')) })
    const stranger = await withStranger(sim)
    const intent = late ? await payUnseen(sim) : await buyPassIn(sim)
    await sweepFor(sim, 1)
    const { metadata } = sim.state().stripe.payment_intents[0] ?? {}
    const own = sim.state().officernd.passes.filter(({ member }) => member !== stranger.member)
    expect(own).toHaveLength(1)
    expect(metadata).toMatchObject({ outcome: 'granted', pass_id: own[0]?._id })

    await refund(sim, intent.paymentIntentId)
    await sim.control('/__webhooks', { mode: 'normal' })
    await sweepFor(sim, 1)
    expect(sim.state().officernd.passes.map(({ _id }) => _id)).toEqual([stranger.pass])
  }
)

test('?member= ignored: a stranger’s check-in does not mark the refunded pass as used', async () => {
  const sim = createSim({ proxy: ignoringParameter({ path: /\/checkins$/ }, 'member') })
  const { staff, member } = await withStranger(sim)
  await staff.checkIn(member, DAY)
  const intent = await buyPassIn(sim)
  await refund(sim, intent.paymentIntentId)
  await sweepFor(sim, 1)
  expect(sim.state().stripe.payment_intents[0]?.metadata?.pass_after_refund).toBe('gone')
})

test('?member= ignored and 150 passes of others: the own pass is found on the second page', async () => {
  const lost = firstTimes(1, POST, async (request, send) => {
    await send(request)
    throw new TypeError('fetch failed')
  })
  const sim = createSim({ proxy: both(lost, ignoringParameter({ path: /./ }, 'member')) })
  const { staff, member } = await withStranger(sim)
  for (let nth = 0; nth < 150; nth++) await staff.pass(member, DAY)
  await buyPassIn(sim)
  await sweepFor(sim, 1)
  expect(calls(sim, 'POST', /\/passes$/)).toBe(1)
  expect(sim.state().stripe.payment_intents[0]?.metadata?.outcome).toBe('granted')
  expect(alerts(sim)).toEqual([])
})

test('an ignored filter is logged by its name', async () => {
  const sim = createSim({ proxy: ignoringParameter({ path: /./ }, 'email') })
  await withStranger(sim)
  await buyPassIn(sim)
  expect(log().filter((line) => line.includes('OfficeRnD list is not filtered'))).not.toEqual([])
  expect(sim.state().officernd.members).toHaveLength(2)
})

test('a check-in without a start is skipped and logged; the others still count', async () => {
  const sim = createSim({
    proxy: changingJson({ path: /\/checkins$/ }, (rows) => [
      { _id: 'c1', member: 'x', start: null },
      { _id: 'c2' },
      ...(rows as object[]),
    ]),
  })
  const intent = await buyPassIn(sim)
  const [pass] = sim.state().officernd.passes
  await (await staffOf(sim)).checkIn(pass?.member ?? '', DAY)
  await refund(sim, intent.paymentIntentId)
  await sweepFor(sim, 1)
  expect(sim.state().stripe.payment_intents[0]?.metadata?.pass_after_refund).toBe('used')
  expect(log().some((line) => line.includes('check-ins without a readable start'))).toBe(true)
})

test('a plan without passesValidityPeriod alerts nobody', async () => {
  const { sim } = await buyPass({
    proxy: without({ path: /\/plans\/\w+$/ }, 'passesValidityPeriod'),
  })
  await sweepFor(sim, 1)
  expect(alerts(sim)).toEqual([])
})
