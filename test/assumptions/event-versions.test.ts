/** Stripe's list shows events in the account's version: they are read for ids, and the object is read again. */
import { expect, test } from 'vitest'
import { completeJoin, GRACE, giveCard, pressJoin } from '../simulation/customers/membership.ts'
import { sweepOnce } from '../simulation/settle.ts'
import { createSim } from '../simulation/simulation.ts'
import { alerts, captureLog } from './purchases.ts'

captureLog()

const OLDER = '2024-06-20'

async function failedRenewal(stripeVersion: string) {
  const sim = createSim({ stripeVersion })
  const setUp = await pressJoin(sim, GRACE)
  await giveCard(sim, setUp, 'pm_card_authenticationRequired')
  await sim.control('/__act', { intent: setUp.setupIntentId, do: 'authenticate' })
  await completeJoin(sim, GRACE, setUp)
  const intent = sim.state().stripe.payment_intents[0]?.id
  await sim.control('/__act', { intent, do: 'authenticate' })
  await sim.drain()
  await sim.control('/__webhooks', { mode: 'drop' })
  await sim.control('/__clock', { advanceSeconds: 40 * 24 * 3600 })
  await sweepOnce(sim)
  return sim
}

test.each([OLDER, '2026-10-28.endive'])(
  'a failed renewal whose webhook was lost is told once, from an event of version %s',
  async (version) => {
    const sim = await failedRenewal(version)
    expect(sim.state().stripe.events.some(({ type }) => type === 'invoice.payment_failed')).toBe(
      true
    )
    expect(alerts(sim).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('ALERT: payment failed'),
    ])
    await sweepOnce(sim)
    expect(alerts(sim)).toHaveLength(1)
  }
)
