/** Staff find every line of a sale by its payment's id, and those of a membership by set-up, subscription and invoice. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { completeJoin, GRACE, giveCard, joinAndSettle, pressJoin } from './customers/membership.ts'
import { ADA, buyAndSettle } from './customers/pass.ts'
import { askStatus, payRoom, pressBook } from './customers/room.ts'
import { ADA_BOOKS } from './customers/room-bookings.ts'
import { createSim } from './simulation.ts'

type Line = Record<string, unknown> & { event: string; track?: string }
let lines: Line[] = []

beforeEach(() => {
  lines = []
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(JSON.parse(line)))
})
afterEach(() => vi.restoreAllMocks())

const broken = (path: RegExp) => (_: string, at: string) => path.test(at)
const withoutIntent = (track: string) =>
  lines.filter((line) => line.track === track && !/^(pi|seti)_/.test(String(line.intent)))

test.each([
  ['nothing is wrong', /^$/],
  ['MailerSend takes no e-mail', /\/mailersend\/v1\/email$/],
  ['OfficeRnD creates no pass', /\/officernd\/.*passes$/],
])('a pass, %s: each line names the payment', async (_, path) => {
  await buyAndSettle(createSim({ isBroken: broken(path) }), ADA)
  expect(lines.filter(({ track }) => track === '3').length).toBeGreaterThan(1)
  expect(withoutIntent('3')).toEqual([])
})

test('a room: each line names the payment', async () => {
  const sim = createSim()
  const intent = await pressBook(sim, ADA_BOOKS)
  await payRoom(sim, intent)
  await askStatus(sim, intent)
  await sim.drain()
  expect(lines.filter(({ track }) => track === '2').length).toBeGreaterThan(2)
  expect(withoutIntent('2')).toEqual([])
})

test.each([
  ['nothing is wrong', /^$/],
  ['MailerSend takes no e-mail', /\/mailersend\/v1\/email$/],
  ['OfficeRnD creates no membership', /\/officernd\/.*memberships$/],
])(
  'a membership, %s: once it is made each line names set-up, subscription and invoice',
  async (_, path) => {
    await joinAndSettle(createSim({ isBroken: broken(path) }), GRACE)
    const own = lines.filter(({ track, event }) => track === '1' && event !== 'sign-up started')
    expect(own.length).toBeGreaterThan(0)
    for (const line of own)
      expect(line).toMatchObject({
        intent: expect.stringMatching(/^seti_/),
        subscription: expect.stringMatching(/^sub_/),
        invoice: expect.stringMatching(/^in_/),
      })
  }
)

test('a page that asks again and again: the workflow is said to have been started once', async () => {
  const sim = createSim()
  const setUp = await pressJoin(sim, GRACE)
  await giveCard(sim, setUp)
  for (let nth = 0; nth < 5; nth++) await completeJoin(sim, GRACE, setUp)
  await sim.drain()
  expect(lines.filter(({ event }) => event === 'workflow started')).toHaveLength(1)
})
