/** A later event whose workflow cannot end: the team is told by name, whatever was sold. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type PassClient, startPassClient } from './operations/many-customers.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const overdue = (sim: Sim) =>
  sim
    .state()
    .mailersend.messages.filter(({ subject }) => subject?.includes('what follows is not done'))

async function sweeps(sim: Sim, times: number) {
  for (let nth = 0; nth < times; nth++) {
    await sweepOnce(sim, 'checkout')
    await sweepOnce(sim, 'bookings')
  }
}

const CASES: [string, string, (staff: PassClient) => Promise<unknown>][] = [
  [
    'a pass is refunded and Stripe takes no note of it',
    'Ada Lovelace',
    async (staff) => {
      const { id } = await staff.pass()
      await staff.fails('stripe', '500-before', { method: 'POST', path: `/payment_intents/${id}` })
      await staff.refund(id)
    },
  ],
  [
    'a room is refunded and Stripe takes no note of it',
    'Ada Lovelace',
    async (staff) => {
      const { id } = await staff.room('slinky')
      await staff.fails('stripe', '500-before', { method: 'POST', path: `/payment_intents/${id}` })
      await staff.refund(id)
    },
  ],
]

test.each(CASES)('%s: told by name', async (_, name, spoil) => {
  const sim = createSim()
  await spoil(startPassClient(sim))
  await sim.drain()
  await sweeps(sim, 5)
  const [alert, ...more] = overdue(sim)
  expect(more).toEqual([])
  expect(alert?.subject).toBe(
    `ALERT: the payment was refunded, and what follows is not done: ${name}`
  )
  for (const words of ['pi_', '@example.com', 'What to do by hand'])
    expect(alert?.text).toContain(words)
})

test('a refund whose workflow ends in time: nobody is told', async () => {
  const sim = createSim()
  const staff = startPassClient(sim)
  const { id } = await staff.pass()
  await staff.refund(id)
  await sim.drain()
  await sweeps(sim, 5)
  expect(overdue(sim)).toEqual([])
})
