/**
 * The law: whoever paid gets exactly what was bought, once, or the money back, or a person is told.
 * Every vendor call of a purchase or a sign-up goes wrong in every way, one at a time, and the process is killed
 * before and after each.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { FAULT_KINDS } from '../sandbox/faults.ts'
import { GRACE, type JoinOrder, joinAndSettle } from './joiner.ts'
import { breaches } from './oracle.ts'
import { createSim, type Mishap, type Sim } from './simulate.ts'
import { ADA, buyAndSettle, type Order } from './visitor.ts'

const KINDS: Mishap['kind'][] = [...FAULT_KINDS, 'crash-before', 'crash-after']

/** Worlds looked at side by side: they wait for the Stripe package's own half-second retries. */
const AT_ONCE = 64

type Story = (sim: Sim, sweeps?: number) => Promise<unknown>

const buys =
  (order: Order): Story =>
  (sim, sweeps) =>
    buyAndSettle(sim, order, sweeps)
const joins =
  (order: JoinOrder): Story =>
  (sim, sweeps) =>
    joinAndSettle(sim, order, sweeps)

const stories: Record<string, { story: Story; before?: Story }> = {
  'a new visitor': { story: buys(ADA) },
  'a returning visitor': {
    before: buys(ADA),
    story: buys({ ...ADA, attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a02' }),
  },
  'a visitor with the last use of a code': { story: buys({ ...ADA, promo: 'ONEONLY' }) },
  'a new member': { story: joins(GRACE) },
  'a visitor who becomes a member, with both codes': {
    before: buys({ ...ADA, email: GRACE.email }),
    story: joins({ ...GRACE, promo: 'TENFOREVER' }),
  },
}

let judged = 0
let lawful = 0

beforeAll(() => {
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation(() => {})
  }
})
afterAll(() => {
  process.stdout.write(`faults: ${lawful} of ${judged} worlds lawful\n`)
})

async function callsOf(story: Story, before?: Story) {
  const sim = createSim()
  await before?.(sim)
  const from = sim.calls().length
  // The first sweep's calls are broken too; those after it are the same again.
  await story(sim, 1)
  expect(breaches(sim.state(), '2026-05-04')).toEqual([])
  return { from, to: sim.calls().length, names: sim.calls() }
}

async function judge(story: Story, before: Story | undefined, mishap: Mishap): Promise<string[]> {
  const sim = createSim({ mishap })
  try {
    await before?.(sim)
    await story(sim)
    return breaches(sim.state(), '2026-05-04')
  } catch (error) {
    return [`${error} ${error instanceof Error ? (error.cause ?? '') : ''}`]
  }
}

describe.each(Object.entries(stories))('%s', (_, { story, before }) => {
  test('is served once, whichever call goes wrong', async () => {
    const { from, to, names } = await callsOf(story, before)
    const worlds: Mishap[] = []
    for (let nth = from + 1; nth <= to; nth++) for (const kind of KINDS) worlds.push({ nth, kind })
    const failures: string[] = []
    for (let at = 0; at < worlds.length; at += AT_ONCE) {
      await Promise.all(
        worlds.slice(at, at + AT_ONCE).map(async (mishap) => {
          const found = await judge(story, before, mishap)
          judged++
          if (found.length === 0) lawful++
          else failures.push(`${mishap.kind} at ${names[mishap.nth - 1]}: ${found.join('; ')}`)
        })
      )
    }
    expect(failures).toEqual([])
  }, 240_000)
})
