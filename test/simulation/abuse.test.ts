/** What a hostile customer may try with purchases that cost nothing to start. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createPayment } from '../../src/memberships/api/create-payment.ts'
import { createPurchase } from '../../src/passes/api/create-purchase.ts'
import { GRACE, pressJoin } from './customers/membership.ts'
import { ADA, pay, press } from './customers/pass.ts'
import { createSim, type Sim } from './simulation.ts'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

const requests = (sim: Sim) => sim.state().requests.length
const used = { status: 409, code: 'attempt-used' }

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
