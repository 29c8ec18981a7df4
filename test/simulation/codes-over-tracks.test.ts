/** The uses of one code, counted over day passes and memberships together. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPayment } from '../../src/memberships/api/create-payment.ts'
import { validatePlanPromo } from '../../src/memberships/pricing.ts'
import { createPurchase } from '../../src/passes/api/create-purchase.ts'
import { validatePromo } from '../../src/passes/api/validate-promo.ts'
import { completeJoin, GRACE, giveCard, joinAndSettle, pressJoin } from './customers/membership.ts'
import { ADA, buyAndSettle, complete, pay, press } from './customers/pass.ts'
import { startPassClient } from './operations/many-customers.ts'
import type { VendorProxy } from './process.ts'
import { settle } from './settle.ts'
import { createSim, type Sim, type SimOptions } from './simulation.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const ONE = { promo: 'ONEONLY' }
const FIRST = { promo: 'FIRSTTIME' }
/** The same person in both tracks, as one mailbox: what stands after a plus sign is no other person. */
const ADA_JOINS = { ...GRACE, email: 'Ada+gym@example.com' }

const refusal = (code: string) => ({ code, field: 'promo' })
const passWith = (sim: Sim, promo: object) => createPurchase(sim.checkout, { ...ADA, ...promo })
const joinWith = (sim: Sim, promo: object) => createPayment(sim.checkout, { ...GRACE, ...promo })

/** What was sold with a code: paid intents of passes, and subscriptions that are not over. */
function soldWith(sim: Sim) {
  const { payment_intents: intents, subscriptions } = sim.state().stripe
  const passes = intents.filter(
    ({ status, metadata }) => status === 'succeeded' && metadata?.track === '3' && metadata.promo_id
  )
  const joined = subscriptions.filter(
    ({ status, metadata }) => status === 'active' && metadata?.promo_id
  )
  return { passes: passes.length, memberships: joined.length }
}

async function passes(sim: Sim, ms: number) {
  sim.advance(ms)
  await sim.drain()
}

/** Codes on the items of a subscription do not raise Stripe's own count. */
const UNCOUNTED: VendorProxy = async (request, send) => {
  const answer = await send(request)
  if (!/\/promotion_codes/.test(request.url)) return answer
  const found = (await answer.json()) as { data: Counted[] }
  for (const code of found.data) {
    const standing = code.code === 'ONEONLY' ? { active: true } : {}
    Object.assign(code, { times_redeemed: 0, ...standing })
    Object.assign(code.promotion.coupon, { times_redeemed: 0 })
  }
  return Response.json(found, answer)
}
interface Counted {
  code: string
  promotion: { coupon: object }
}

describe('a code with one use', () => {
  test('that was paid with a pass is used up for a membership', async () => {
    const sim = createSim()
    await buyAndSettle(sim, { ...ADA, ...ONE })
    const shown = await validatePlanPromo(sim.checkout, { plan: GRACE.plan, code: ONE.promo })
    expect(shown).toMatchObject({ valid: false, code: 'promo-used-up' })
    await expect(joinWith(sim, ONE)).rejects.toMatchObject(refusal('promo-used-up'))
    expect(sim.state().stripe.setup_intents).toEqual([])
  })

  test.each([
    ['', {}],
    [', also when Stripe does not count it', { proxy: UNCOUNTED }],
  ] as [string, SimOptions][])(
    'that was paid with a membership is used up for a pass%s',
    async (_, options) => {
      const sim = createSim(options)
      await joinAndSettle(sim, { ...GRACE, ...ONE })
      const shown = await validatePromo(sim.checkout, { slug: 'day-pass', code: ONE.promo })
      expect(shown).toMatchObject({ valid: false, code: 'promo-used-up' })
      await expect(passWith(sim, ONE)).rejects.toMatchObject(refusal('promo-used-up'))
      expect(soldWith(sim)).toEqual({ passes: 0, memberships: 1 })
    }
  )

  test('that a pass under way has reserved is in use for a membership, and free once the pass is not paid', async () => {
    const sim = createSim()
    await press(sim, { ...ADA, ...ONE })
    await expect(joinWith(sim, ONE)).rejects.toMatchObject(refusal('promo-in-use'))
    await passes(sim, 16 * MINUTE_MS)
    await joinAndSettle(sim, { ...GRACE, ...ONE })
    expect(soldWith(sim)).toEqual({ passes: 0, memberships: 1 })
  })

  test('that a sign-up under way has reserved is in use for a pass, and free once nobody gave a card', async () => {
    const sim = createSim()
    await pressJoin(sim, { ...GRACE, ...ONE })
    await expect(passWith(sim, ONE)).rejects.toMatchObject(refusal('promo-in-use'))
    await passes(sim, 16 * MINUTE_MS)
    await buyAndSettle(sim, { ...ADA, ...ONE })
    expect(soldWith(sim)).toEqual({ passes: 1, memberships: 0 })
  })

  test('that both tracks ask for at once goes to one of them', async () => {
    const sim = createSim({ turn: async () => {} })
    const asked = await Promise.allSettled([joinWith(sim, ONE), passWith(sim, ONE)])
    const refused = asked.filter(({ status }) => status === 'rejected')
    expect(refused).toMatchObject([{ reason: refusal('promo-in-use') }])
  })

  test('is reserved from the press on Join until the subscription has it', async () => {
    const sim = createSim()
    const order = { ...GRACE, ...ONE }
    const setUp = await pressJoin(sim, order)
    await giveCard(sim, setUp)
    await expect(passWith(sim, ONE)).rejects.toMatchObject(refusal('promo-in-use'))
    expect(await completeJoin(sim, order, setUp)).toMatchObject({ outcome: 'active' })
    await settle(sim, 'checkout')
    await expect(passWith(sim, ONE)).rejects.toMatchObject(refusal('promo-used-up'))
  })

  test('that is paid stays used while OfficeRnD is away', async () => {
    const sim = createSim()
    const staff = startPassClient(sim)
    const intent = await press(sim, { ...ADA, ...ONE })
    await staff.fails('officernd', '500-before')
    expect(await pay(sim, intent)).toBe('succeeded')
    await complete(sim, ADA, intent)
    await passes(sim, 2 * HOUR_MS)
    await staff.heal()
    await expect(joinWith(sim, ONE)).rejects.toMatchObject(refusal('promo-used-up'))
  })

  test('whose reservation lapsed before the subscription is made, and went to a pass: nothing is charged', async () => {
    const sim = createSim()
    const order = { ...GRACE, ...ONE }
    await sim.control('/__webhooks', { mode: 'drop' })
    const setUp = await pressJoin(sim, order)
    await giveCard(sim, setUp)
    await passes(sim, 2 * HOUR_MS)
    await buyAndSettle(sim, { ...ADA, ...ONE })
    expect(await completeJoin(sim, order, setUp)).toMatchObject({ code: 'quote-changed' })
    await settle(sim, 'checkout')
    expect(soldWith(sim)).toEqual({ passes: 1, memberships: 0 })
    expect(sim.state().stripe.subscriptions).toEqual([])
  })

  test('whose reservation lapsed, and which nobody took: the membership has it', async () => {
    const sim = createSim()
    const order = { ...GRACE, ...ONE }
    await sim.control('/__webhooks', { mode: 'drop' })
    const setUp = await pressJoin(sim, order)
    await giveCard(sim, setUp)
    await passes(sim, 2 * HOUR_MS)
    expect(await completeJoin(sim, order, setUp)).toMatchObject({ outcome: 'active' })
    expect(soldWith(sim)).toEqual({ passes: 0, memberships: 1 })
  })

  test('is given back by a sign-up of somebody who has the plan', async () => {
    const sim = createSim()
    await joinAndSettle(sim, GRACE)
    const again = { ...GRACE, ...ONE, attemptId: ADA.attemptId.replace(/1$/, '8') }
    const setUp = await pressJoin(sim, again)
    await giveCard(sim, setUp)
    expect(await completeJoin(sim, again, setUp)).toMatchObject({ outcome: 'already-member' })
    await buyAndSettle(sim, { ...ADA, ...ONE })
    expect(soldWith(sim).passes).toBe(1)
  })

  test('is given back when the customer goes on without it, or with another one', async () => {
    for (const promo of [undefined, 'TENFOREVER']) {
      const sim = createSim()
      await pressJoin(sim, { ...GRACE, ...ONE })
      await pressJoin(sim, { ...GRACE, ...(promo && { promo }) })
      await press(sim, { ...ADA, ...ONE })
    }
  })

  test('is not reserved by a plan that the code does not fit', async () => {
    const sim = createSim()
    const staff = startPassClient(sim)
    await staff.stripe('POST', '/coupons', {
      ...{ id: 'fee', percent_off: '10', 'applies_to[products][0]': 'prod_sandbox_initiation' },
    })
    await staff.stripe('POST', '/promotion_codes', {
      ...{ code: 'FEEONLY', max_redemptions: '1' },
      ...{ 'promotion[type]': 'coupon', 'promotion[coupon]': 'fee' },
    })
    const promo = { promo: 'FEEONLY' }
    await expect(joinWith(sim, promo)).rejects.toMatchObject(refusal('promo-not-for-this'))
    const other = { ...GRACE, ...promo, attemptId: ADA.attemptId }
    await expect(createPayment(sim.checkout, other)).rejects.toMatchObject(
      refusal('promo-not-for-this')
    )
  })

  test.each([
    ['', {}],
    [', also when Stripe does not count it', { proxy: UNCOUNTED }],
  ] as [string, SimOptions][])(
    'stays with a first payment that is open, and is paid by the second card%s',
    async (_, options) => {
      const sim = createSim(options)
      const order = { ...GRACE, ...ONE }
      const first = await pressJoin(sim, order)
      await giveCard(sim, first, 'pm_card_chargeCustomerFail')
      expect(await completeJoin(sim, order, first)).toMatchObject({ outcome: 'declined' })
      await expect(passWith(sim, ONE)).rejects.toMatchObject({ field: 'promo' })
      const second = await pressJoin(sim, order)
      expect(second.quote.dueTodayCents).toBe(first.quote.dueTodayCents)
      await giveCard(sim, second)
      expect(await completeJoin(sim, order, second)).toMatchObject({ outcome: 'active' })
      await settle(sim, 'checkout')
      await expect(passWith(sim, ONE)).rejects.toMatchObject(refusal('promo-used-up'))
    }
  )

  test('is given back when the first payment is never made', async () => {
    const sim = createSim({ proxy: UNCOUNTED })
    const order = { ...GRACE, ...ONE }
    const setUp = await pressJoin(sim, order)
    await giveCard(sim, setUp, 'pm_card_chargeCustomerFail')
    await completeJoin(sim, order, setUp)
    await sim.control('/__clock', { advanceSeconds: 24 * 3600 })
    await sim.drain()
    await settle(sim, 'checkout')
    expect(sim.state().stripe.subscriptions[0]?.status).toBe('incomplete_expired')
    await press(sim, { ...ADA, ...ONE })
  })
})

describe('a code for first purchases', () => {
  test('that was paid with a pass buys no membership of this person', async () => {
    const sim = createSim()
    await buyAndSettle(sim, { ...ADA, ...FIRST })
    const order = { ...ADA_JOINS, ...FIRST }
    const setUp = await pressJoin(sim, order)
    await giveCard(sim, setUp)
    expect(await completeJoin(sim, order, setUp)).toMatchObject({ code: 'quote-changed' })
    await settle(sim, 'checkout')
    expect(sim.state().stripe.subscriptions).toEqual([])
  })

  test('that was paid with a membership buys no pass of this person', async () => {
    const sim = createSim()
    await joinAndSettle(sim, { ...ADA_JOINS, ...FIRST })
    await expect(passWith(sim, FIRST)).rejects.toMatchObject(refusal('promo-first-time'))
  })

  test('that a sign-up has reserved waits for its end, and others have it meanwhile', async () => {
    const sim = createSim()
    await pressJoin(sim, { ...ADA_JOINS, ...FIRST })
    await expect(passWith(sim, FIRST)).rejects.toMatchObject(refusal('promo-pending'))
    await press(sim, {
      ...{ ...ADA, ...FIRST, email: 'bob@example.com' },
      attemptId: ADA.attemptId.replace(/1$/, '2'),
    })
    await passes(sim, 16 * MINUTE_MS)
    await press(sim, { ...ADA, ...FIRST })
  })

  test('that a pass under way has reserved: a sign-up is not told so, and is not charged', async () => {
    const sim = createSim()
    const intent = await press(sim, { ...ADA, ...FIRST })
    const order = { ...ADA_JOINS, ...FIRST }
    const setUp = await pressJoin(sim, order)
    await giveCard(sim, setUp)
    expect(await completeJoin(sim, order, setUp)).toMatchObject({ code: 'quote-changed' })
    expect(await pay(sim, intent)).toBe('succeeded')
    await complete(sim, ADA, intent)
    await settle(sim, 'checkout')
    expect(soldWith(sim)).toEqual({ passes: 1, memberships: 0 })
  })

  test('of a bank debit under way buys no second purchase of this person', async () => {
    const sim = createSim()
    const intent = await press(sim, { ...ADA, ...FIRST })
    expect(await pay(sim, intent, 'pm_usBankAccount_success')).toBe('processing')
    await passes(sim, 2 * HOUR_MS)
    const again = { ...ADA, ...FIRST, email: 'ada+two@example.com', attemptId: GRACE.attemptId }
    await expect(createPurchase(sim.checkout, again)).rejects.toMatchObject(
      refusal('promo-pending')
    )
  })

  test('that Stripe accepts, for another customer of the same person: the team is told by name', async () => {
    const sim = createSim()
    const staff = startPassClient(sim)
    const intent = await buyAndSettle(sim, ADA)
    const second = (await staff.stripe('POST', '/customers', { email: ADA.email })) as {
      id: string
    }
    await staff.stripe('POST', '/promotion_codes', {
      ...{ code: 'HELLOADA', customer: second.id, 'restrictions[first_time_transaction]': 'true' },
      ...{ 'promotion[type]': 'coupon', 'promotion[coupon]': 'firsttime' },
    })
    await joinAndSettle(sim, { ...GRACE, email: ADA.email, promo: 'HELLOADA' })
    const alerts = sim
      .state()
      .mailersend.messages.filter(({ subject }) => subject?.startsWith('ALERT'))
    expect(alerts.map(({ subject }) => subject)).toEqual([
      'ALERT: Grace Hopper joined with a code for first purchases, and it was not the first',
    ])
    expect(alerts[0]?.text).toContain(intent.paymentIntentId)
    expect(sim.state().officernd.memberships).toHaveLength(1)
  })

  test('that a new customer joins with: nobody is told', async () => {
    const sim = createSim()
    await joinAndSettle(sim, { ...GRACE, ...FIRST })
    const subjects = sim.state().mailersend.messages.map(({ subject }) => `${subject}`)
    expect(subjects.filter((subject) => subject.startsWith('ALERT'))).toEqual([])
  })
})
