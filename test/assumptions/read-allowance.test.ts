/** Stripe allows only some thousand reads a month: an idle house spends one a sweep. */
import { expect, test } from 'vitest'
import { sweepBookings } from '../../src/rooms/operations/sweep.ts'
import { sweepCheckout } from '../../src/workers/checkout/operations.ts'
import { ADA, pay, press } from '../simulation/customers/pass.ts'
import { createSim, type Sim } from '../simulation/simulation.ts'
import { buyPassIn, captureLog } from './purchases.ts'

captureLog()

const SWEEP_MS = 5 * 60_000
const HOUR = 12

const LISTS = /^GET \/stripe\/v1\/(events|charges|payment_intents|setup_intents|subscriptions)$/
const readsOf = (sim: Sim) => sim.calls().filter((call) => LISTS.test(call)).length

/** Lists read at Stripe in each of so many sweeps, five minutes apart. */
async function readsPerSweep(sim: Sim, sweeps: number, sweep: (sim: Sim) => Promise<void>) {
  const reads: number[] = []
  for (let nth = 0; nth < sweeps; nth++) {
    sim.advance(SWEEP_MS)
    const before = readsOf(sim)
    await sweep(sim)
    reads.push(readsOf(sim) - before)
    await sim.drain()
  }
  return reads
}

const checkout = (sim: Sim) => sweepCheckout(sim.checkout, { nightly: false })
const bookings = (sim: Sim) => sweepBookings(sim.bookings, { nightly: false })

test.each([
  ['checkout', checkout],
  ['bookings', bookings],
] as const)('%s: with nothing open a sweep reads Stripe once', async (_, sweep) => {
  const sim = createSim()
  const [, ...later] = await readsPerSweep(sim, HOUR, sweep)
  expect(new Set(later)).toEqual(new Set([1]))
})

test('after a sale the lists are read until it is an hour old, then no more', async () => {
  const sim = createSim()
  await readsPerSweep(sim, 2, checkout)
  await buyPassIn(sim)
  const reads = await readsPerSweep(sim, 2 * HOUR, checkout)
  expect(reads[0]).toBeGreaterThan(1)
  expect(new Set(reads.slice(HOUR))).toEqual(new Set([1]))
})

test('a sale that nobody serves is looked at in every sweep', async () => {
  const sim = createSim()
  await readsPerSweep(sim, 2, checkout)
  await sim.control('/__webhooks', { mode: 'drop' })
  const intent = await press(sim, ADA)
  await sim.control('/__faults', { vendor: 'officernd', kind: '500-before', times: -1 })
  await pay(sim, intent)
  const reads = await readsPerSweep(sim, 2 * HOUR, checkout)
  expect(Math.min(...reads)).toBeGreaterThan(1)
})

test('a sale of an hour in which no sweep ran is found by the next one', async () => {
  const sim = createSim()
  await readsPerSweep(sim, 2, checkout)
  await sim.control('/__webhooks', { mode: 'drop' })
  await pay(sim, await press(sim, ADA))
  sim.advance(3 * 3600_000)
  await readsPerSweep(sim, 2, checkout)
  const outcomes = sim.state().stripe.payment_intents.map(({ metadata }) => metadata?.outcome)
  expect(outcomes).toEqual(['granted'])
})

test('a bank debit that settles after days is found, though nobody reports it', async () => {
  const sim = createSim()
  await readsPerSweep(sim, 2, checkout)
  const intent = await press(sim, ADA)
  await pay(sim, intent, 'pm_usBankAccount_success')
  await sim.drain()
  for (let day = 0; day < 4; day++) {
    sim.advance(24 * 3600_000)
    await readsPerSweep(sim, 2, checkout)
  }
  await sim.control('/__webhooks', { mode: 'drop' })
  await sim.control('/__act', { intent: intent.paymentIntentId, do: 'settle' })
  await readsPerSweep(sim, 3, checkout)
  const outcomes = sim.state().stripe.payment_intents.map(({ metadata }) => metadata?.outcome)
  expect(outcomes).toEqual(['granted'])
})
