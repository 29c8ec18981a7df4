/** What a hostile customer may try with purchases that cost nothing to start. */
import type Stripe from 'stripe'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { parseEmail } from '../../src/core/email-address.ts'
import type { Month } from '../../src/core/month.ts'
import { createPayment } from '../../src/memberships/api/create-payment.ts'
import { handleMembershipEvent } from '../../src/memberships/stripe-events.ts'
import { createPurchase } from '../../src/passes/api/create-purchase.ts'
import { sweepBookings } from '../../src/rooms/operations/sweep.ts'
import { reconcileCheckout, sweepCheckout } from '../../src/workers/checkout/operations.ts'
import { completeJoin, GRACE, giveCard, joinAndSettle, pressJoin } from './customers/membership.ts'
import { ADA, buyAndSettle, confirm, pay, press } from './customers/pass.ts'
import { payRoom, pressBook } from './customers/room.ts'
import { sweepOnce, type Worker } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

const requests = (sim: Sim) => sim.state().requests.length
const used = { status: 409, code: 'attempt-used' }

describe('declined cards on one intent', () => {
  const DECLINED = 'pm_card_chargeDeclined'
  const order = {
    ...{ room: 'slinky', days: [{ date: '2026-05-12', start: '09:00', hours: 2 }] },
    ...{ name: 'Ada Lovelace', email: 'ada@example.com', phone: '206 555 0100' },
    attemptId: '8f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a02',
  }
  const alerts = (sim: Sim) =>
    sim.state().mailersend.messages.filter(({ subject }) => subject?.startsWith('ALERT'))

  const TRACKS = {
    pass: async (sim: Sim) => {
      const intent = await press(sim, ADA)
      return { id: intent.paymentIntentId, pay: (card: string) => pay(sim, intent, card) }
    },
    membership: async (sim: Sim) => {
      const setUp = await pressJoin(sim, GRACE)
      return { id: setUp.setupIntentId, pay: (card: string) => giveCard(sim, setUp, card) }
    },
    'first invoice': async (sim: Sim) => {
      const setUp = await pressJoin(sim, GRACE)
      await giveCard(sim, setUp, 'pm_card_authenticationRequired')
      await sim.control('/__act', { intent: setUp.setupIntentId, do: 'authenticate' })
      const { clientSecret } = (await completeJoin(sim, GRACE, setUp)) as { clientSecret: string }
      const id = clientSecret.slice(0, clientSecret.indexOf('_secret_'))
      return {
        id,
        named: sim.state().stripe.subscriptions[0]?.id,
        pay: (card: string) => confirm(sim, `payment_intents/${id}`, clientSecret, card),
      }
    },
    room: async (sim: Sim) => {
      const intent = await pressBook(sim, order)
      return { id: intent.paymentIntentId, pay: (card: string) => payRoom(sim, intent, card) }
    },
  }
  const statusOf = (sim: Sim, intentId: string) => {
    const { payment_intents: payments, setup_intents: setUps } = sim.state().stripe
    return [...payments, ...setUps].find(({ id }) => id === intentId)?.status
  }

  test.each(Object.entries(TRACKS))(
    'of a %s: the tenth cancels it, and the team is told once',
    async (_, begin) => {
      const sim = createSim()
      const begun = await begin(sim)
      const { id, pay: payWith } = begun
      for (let nth = 0; nth < 60; nth++) {
        await payWith(DECLINED)
        if (nth % 5 === 4) await sim.drain()
        if (nth === 8) expect(statusOf(sim, id)).toBe('requires_payment_method')
      }
      expect(statusOf(sim, id)).toBe('canceled')
      expect(await payWith('pm_card_visa')).not.toBe('succeeded')
      for (let nth = 0; nth < 3; nth++) await sweepOnce(sim)
      expect(alerts(sim)).toHaveLength(1)
      const [alert] = alerts(sim)
      expect(alert?.subject).toBe('ALERT: 10 cards declined on one payment, which is cancelled')
      expect(alert?.text).toContain('named' in begun ? begun.named : id)
    }
  )

  test.each(Object.entries(TRACKS))(
    'of a %s: whoever mistypes five times then pays',
    async (_, begin) => {
      const sim = createSim()
      const { id, pay: payWith } = await begin(sim)
      for (let nth = 0; nth < 5; nth++) await payWith(DECLINED)
      await sim.drain()
      expect(await payWith('pm_card_visa')).toBe('succeeded')
      await sim.drain()
      expect(statusOf(sim, id)).toBe('succeeded')
      expect(alerts(sim)).toEqual([])
    }
  )

  test('an event that comes again is counted once', async () => {
    const sim = createSim()
    await sim.control('/__webhooks', { mode: 'twice' })
    const intent = await press(sim, ADA)
    for (let nth = 0; nth < 8; nth++) await pay(sim, intent, DECLINED)
    await sim.drain()
    for (let nth = 0; nth < 3; nth++) await sweepOnce(sim)
    expect(statusOf(sim, intent.paymentIntentId)).toBe('requires_payment_method')
    expect(await pay(sim, intent)).toBe('succeeded')
  })

  test('whoever pays while the tenth decline is handled keeps the purchase', async () => {
    const sim = createSim()
    await sim.control('/__webhooks', { mode: 'hold' })
    const intent = await press(sim, ADA)
    for (let nth = 0; nth < 12; nth++) await pay(sim, intent, DECLINED)
    expect(await pay(sim, intent)).toBe('succeeded')
    await sim.control('/__webhooks/deliver', {})
    await sim.drain()
    expect(statusOf(sim, intent.paymentIntentId)).toBe('succeeded')
    expect(sim.state().officernd.passes).toHaveLength(1)
    expect(alerts(sim)).toEqual([])
  })

  test('whoever pays the first invoice while its tenth decline is handled is a member', async () => {
    const sim = createSim()
    const { id, pay: payWith } = await TRACKS['first invoice'](sim)
    await sim.control('/__webhooks', { mode: 'hold' })
    for (let nth = 0; nth < 12; nth++) await payWith(DECLINED)
    expect(await payWith('pm_card_visa')).toBe('succeeded')
    await sim.control('/__webhooks/deliver', {})
    await sim.drain()
    expect(statusOf(sim, id)).toBe('succeeded')
    expect(sim.state().stripe.subscriptions.map(({ status }) => status)).toEqual(['active'])
    expect(sim.state().officernd.memberships).toHaveLength(1)
    expect(alerts(sim)).toEqual([])
  })

  test('a renewal is never counted: it is declined as often as Stripe tries', async () => {
    const sim = createSim()
    await joinAndSettle(sim, GRACE)
    const [subscription] = sim.state().stripe.subscriptions
    const object = {
      ...{ id: 'in_renewal', object: 'invoice', billing_reason: 'subscription_cycle' },
      customer: subscription?.customer,
      parent: {
        subscription_details: {
          subscription: subscription?.id,
          metadata: subscription?.metadata,
        },
      },
    }
    const started: string[] = []
    const start = async (id: string) => started.push(id) > 0
    const ctx = { ...sim.checkout, workflows: { ...sim.checkout.workflows, start } }
    for (let nth = 0; nth < 12; nth++) {
      const event = { id: `evt_${nth}`, type: 'invoice.payment_failed', data: { object } }
      await handleMembershipEvent(ctx, event as unknown as Stripe.Event, 'webhook')
    }
    expect(new Set(started)).toEqual(new Set(['in_renewal-payment-failed']))
  })
})

describe('one attempt in both tracks', () => {
  test('a pass that was started stays: joining with its attempt is refused', async () => {
    const sim = createSim()
    const pass = await press(sim, ADA)
    const before = requests(sim)
    const join = createPayment(sim.checkout, { ...GRACE, attemptId: ADA.attemptId })
    await expect(join).rejects.toMatchObject(used)
    expect(requests(sim)).toBe(before)
    expect((await press(sim, ADA)).paymentIntentId).toBe(pass.paymentIntentId)
    expect(await pay(sim, pass)).toBe('succeeded')
  })

  test('a sign-up that was started stays: a pass with its attempt is refused', async () => {
    const sim = createSim()
    const setUp = await pressJoin(sim, GRACE)
    const before = requests(sim)
    const pass = createPurchase(sim.checkout, { ...ADA, attemptId: GRACE.attemptId })
    await expect(pass).rejects.toMatchObject(used)
    expect(requests(sim)).toBe(before)
    expect((await pressJoin(sim, GRACE)).setupIntentId).toBe(setUp.setupIntentId)
  })

  test('both at the same moment: one is started, the other refused', async () => {
    const sim = createSim()
    const both = await Promise.allSettled([
      createPurchase(sim.checkout, ADA),
      createPayment(sim.checkout, { ...GRACE, attemptId: ADA.attemptId }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const one of both) if (one.status === 'rejected') expect(one.reason).toMatchObject(used)
    const { payment_intents: payments, setup_intents: setUps } = sim.state().stripe
    expect(payments.length + setUps.length).toBe(1)
  })
})

describe('who is a member', () => {
  /** A limit of one intent; counts the requests that had come to vendors before each count. */
  function counting(sim: Sim) {
    const counted: number[] = []
    const rateLimit = {
      check: async () => {},
      consume: async () => void counted.push(requests(sim)),
    }
    return { counted, ctx: { ...sim.checkout, rateLimit } }
  }
  const again = { ...GRACE, attemptId: '7a1d5c2f-9b66-4f1f-8e48-4b3f7f2f9b09' }

  test('is not told before a card is set up: member and stranger get the same answer', async () => {
    const sim = createSim()
    await joinAndSettle(sim, GRACE)
    for (const promo of ['', 'FIRSTTIME']) {
      const stranger = { ...again, email: 'ann@example.com', attemptId: crypto.randomUUID(), promo }
      const answers = [
        await createPayment(sim.checkout, { ...again, attemptId: crypto.randomUUID(), promo }),
        await createPayment(sim.checkout, stranger),
      ]
      const shapes = answers.map((answer) => Object.keys(answer).sort())
      expect(shapes[0]).toEqual(shapes[1])
      expect(shapes[0]).toContain('clientSecret')
      expect(JSON.stringify(answers)).not.toContain(sim.state().officernd.members[0]?._id)
    }
  })

  test('a probe is counted before any vendor is asked, also with a wrong code', async () => {
    const sim = createSim()
    for (const [promo, create] of [
      ['', createPayment],
      ['NOSUCH', createPayment],
      ['', createPurchase],
      ['NOSUCH', createPurchase],
    ] as const) {
      const { counted, ctx } = counting(sim)
      const before = requests(sim)
      const order = { ...GRACE, slug: 'day-pass', attemptId: crypto.randomUUID(), promo }
      await create(ctx, order).catch(() => {})
      expect(counted[0]).toBe(before)
    }
  })
})

/** Ways to write one mailbox. */
const MAILBOXES = {
  'any house': ['Mallory@example.com', 'mallory+x@example.com', 'mailto:ｍallory＋y@EXAMPLE.com'],
  Gmail: ['mal.lory@gmail.com', 'm.a.l.l.o.r.y+x@googlemail.com', 'Mallory@Gmail．com'],
}

test.each(Object.entries(MAILBOXES))(
  'a code with one use: an e-mail address that does not pay keeps it twice a day at most, however written at %s',
  async (_, spellings) => {
    const sim = createSim()
    const answers: string[] = []
    const asks = async (nth: number) => {
      const email = parseEmail(spellings[nth % 3] ?? '') ?? ''
      const form = { email, promo: 'ONEONLY', attemptId: crypto.randomUUID() }
      const asked =
        nth % 4 === 1
          ? createPayment(sim.checkout, { ...GRACE, ...form })
          : createPurchase(sim.checkout, { ...ADA, ...form })
      answers.push(
        await asked.then(
          () => 'reserved',
          (error) => error.code
        )
      )
      // The unpaid intent is cancelled, and its use is free.
      sim.advance(16 * 60_000)
      await sim.drain()
    }
    for (let nth = 0; nth < 8; nth++) await asks(nth)
    expect(answers).toEqual(['reserved', 'reserved', ...Array(6).fill('promo-reserved')])
    const order = { ...ADA, promo: 'ONEONLY', attemptId: crypto.randomUUID() }
    await expect(createPurchase(sim.checkout, order)).resolves.toMatchObject({ amountCents: 4000 })
    sim.advance(24 * 3600_000)
    await sim.drain()
    await asks(8)
    expect(answers.at(-1)).toBe('reserved')
  }
)

describe('members without any payment', () => {
  const unpaid = (nth: number) => ({
    email: `unpaid-${nth}@example.com`,
    attemptId: crypto.randomUUID(),
  })
  const counts = async (sim: Sim) =>
    (await reconcileCheckout(sim.checkout, '2026-05' as Month)).counts

  test('are counted in the reconciliation, and whoever paid, has a pass or a membership is not', async () => {
    const sim = createSim()
    expect(await counts(sim)).toEqual([])
    await buyAndSettle(sim, ADA)
    await joinAndSettle(sim, GRACE)
    // Both begin another purchase and leave it.
    await press(sim, { ...ADA, email: 'ADA@example.com', attemptId: crypto.randomUUID() })
    await pressJoin(sim, { ...GRACE, plan: 'startup', attemptId: crypto.randomUUID() })
    expect(await counts(sim)).toEqual([])
    await press(sim, { ...ADA, ...unpaid(1) })
    expect(await counts(sim)).toEqual([
      '1 member without any payment: only unpaid purchases of this month made them in OfficeRnD.',
    ])
    const declined = await press(sim, { ...ADA, ...unpaid(2) })
    await pay(sim, declined, 'pm_card_chargeDeclined')
    await pressJoin(sim, { ...GRACE, ...unpaid(3) })
    await press(sim, { ...ADA, ...unpaid(3), attemptId: crypto.randomUUID() })
    expect(await counts(sim)).toEqual([
      '3 members without any payment: only unpaid purchases of this month made them in OfficeRnD.',
    ])
  })
})

describe('a sweep', () => {
  const UNPAID = 250

  /** Creates unpaid intents and set-ups, as `create-*` would. */
  async function beginUnpaid(sim: Sim) {
    for (let nth = 0; nth < UNPAID; nth++) {
      const metadata = {
        'metadata[track]': `${(nth % 3) + 1}`,
        'metadata[email]': `${nth}@example.com`,
      }
      const { status } = await post(sim, 'payment_intents', {
        amount: '5000',
        currency: 'usd',
        ...metadata,
      })
      const setUp = await post(sim, 'setup_intents', metadata)
      expect([status, setUp.status]).toEqual([200, 200])
    }
  }

  function post(sim: Sim, path: string, fields: Record<string, string>) {
    const request = new Request(`http://sandbox.test/stripe/v1/${path}`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(fields).toString(),
    })
    return sim.sandbox.fetch(request)
  }

  async function cost(sim: Sim, worker: Worker, nightly: boolean) {
    const before = requests(sim)
    if (worker === 'checkout') await sweepCheckout(sim.checkout, { nightly })
    else await sweepBookings(sim.bookings, { nightly })
    const after = sim.state().requests.slice(before)
    return after.map(({ method, path }) => `${method} ${path.split('?')[0]}`)
  }

  test.each([
    ['checkout', false],
    ['checkout', true],
    ['bookings', false],
    ['bookings', true],
  ] as const)(
    'of %s (nightly: %s) asks as much with 500 unpaid intents as with none',
    async (worker, nightly) => {
      const sim = createSim()
      await buyAndSettle(sim, ADA)
      await joinAndSettle(sim, GRACE)
      await cost(sim, worker, nightly)
      // The first one has also read the calendars.
      const quiet = await cost(sim, worker, nightly)
      await beginUnpaid(sim)
      expect(await cost(sim, worker, nightly)).toEqual(quiet)
      expect(quiet).not.toContain('GET /v1/payment_intents')
      expect(quiet).not.toContain('GET /v1/setup_intents')
    }
  )

  /** What each sweep of the hour asks in which so many unpaid passes end, and the nightly one after it. */
  async function hourAfter(unpaid: number, worker: Worker) {
    const sim = createSim()
    await buyAndSettle(sim, ADA)
    sim.advance(5 * 3600_000)
    await cost(sim, worker, false)
    for (let nth = 0; nth < unpaid; nth++) {
      const form = { email: `${nth}@example.com`, attemptId: crypto.randomUUID() }
      await press(sim, { ...ADA, ...form, promo: 'WELCOME10' })
    }
    sim.advance(16 * 60_000)
    await sim.drain()
    const ended = sim.state().stripe.payment_intents.filter(({ status }) => status === 'canceled')
    expect(ended).toHaveLength(unpaid)
    const asked: string[][] = []
    for (let nth = 0; nth < 13; nth++) {
      sim.advance(5 * 60_000)
      asked.push(await cost(sim, worker, nth === 12))
    }
    return asked
  }

  test.each(['checkout', 'bookings'] as const)(
    'of %s asks as much when 120 unpaid purchases have made customers and members, and ended',
    async (worker) => {
      expect(await hourAfter(120, worker)).toEqual(await hourAfter(0, worker))
    }
  )

  test('finds a card that was set up among 500 unpaid ones, whose webhook and events are lost', async () => {
    let areEventsDown = false
    const sim = createSim({ isBroken: (_, path) => areEventsDown && path.endsWith('/v1/events') })
    await sim.control('/__webhooks', { mode: 'drop' })
    await beginUnpaid(sim)
    const setUp = await pressJoin(sim, GRACE)
    await giveCard(sim, setUp)
    const intent = await press(sim, ADA)
    await pay(sim, intent)
    await beginUnpaid(sim)
    areEventsDown = true
    for (let nth = 0; nth < 3; nth++) await sweepOnce(sim)
    const { subscriptions, payment_intents: payments } = sim.state().stripe
    expect(subscriptions).toMatchObject([{ metadata: { outcome: 'active' } }])
    expect(payments.find(({ id }) => id === intent.paymentIntentId)?.metadata?.outcome).toBe(
      'granted'
    )
  })
})
