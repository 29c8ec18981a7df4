/** Two people with one e-mail address: the second pass is on the first one's member, and both sides are told. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ADA, buyAndSettle, press } from './customers/pass.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

const BOB = {
  ...{ firstName: 'Bob', lastName: 'Noyce', phone: '+1 206 555 0111' },
  attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a12',
}
const TEAM = 'admin@labourtemple.com'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const messages = (sim: Sim) => sim.state().mailersend.messages
const notes = (sim: Sim) => messages(sim).filter(({ subject }) => subject?.includes('two names'))
const paymentOf = (sim: Sim, attemptId: string) =>
  sim.state().stripe.payment_intents.find(({ metadata }) => metadata?.attempt_id === attemptId)
const toTeam = (sim: Sim, id = '') =>
  messages(sim).filter(({ to, tags }) => to.includes(TEAM) && tags.includes(`${id}:team`))

test('customer and team are told, once, who is on whose member', async () => {
  const sim = createSim()
  await buyAndSettle(sim, ADA)
  expect(notes(sim)).toEqual([])
  await buyAndSettle(sim, { ...ADA, ...BOB })
  expect(sim.state().officernd.members).toHaveLength(1)
  const [note, ...more] = notes(sim)
  expect(more).toEqual([])
  expect(note?.to).toEqual([ADA.email])
  const first = `${ADA.firstName} ${ADA.lastName}`
  for (const said of [note?.text, note?.html])
    for (const words of [first, 'Bob Noyce', ADA.email, 'kiosk', 'write to admin@labourtemple.com'])
      expect(said).toContain(words)
  const [own, second] = [ADA.attemptId, BOB.attemptId].map((id) =>
    toTeam(sim, paymentOf(sim, id)?.id)
  )
  expect(own?.[0]?.text).not.toContain('same e-mail address')
  expect(second).toHaveLength(1)
  expect(second?.[0]?.text).toContain(`It is on the member of ${first}`)
  expect(second?.[0]?.text).toContain('What to do by hand')
})

describe('nobody is told of two people', () => {
  test.each([
    ['the same name', {}],
    [
      'another spelling',
      { firstName: ADA.firstName.toUpperCase(), lastName: ` ${ADA.lastName}  ` },
    ],
    ['another address', { firstName: 'Bob', lastName: 'Noyce', email: 'bob@example.com' }],
  ])('%s', async (_, change) => {
    const sim = createSim()
    await buyAndSettle(sim, ADA)
    await buyAndSettle(sim, { ...ADA, ...change, attemptId: BOB.attemptId })
    expect(notes(sim)).toEqual([])
  })
})

test('an address whose first owner never paid: the pass is on their member all the same', async () => {
  const sim = createSim()
  await press(sim, ADA)
  await buyAndSettle(sim, { ...ADA, ...BOB })
  expect(notes(sim)).toHaveLength(1)
})

test('MailerSend away: told when it is back', async () => {
  const sim = createSim()
  await buyAndSettle(sim, ADA)
  await sim.control('/__faults', { vendor: 'mailersend', kind: '500-before', times: -1 })
  await buyAndSettle(sim, { ...ADA, ...BOB })
  expect(notes(sim)).toEqual([])
  await sim.sandbox.fetch(new Request('http://sandbox.test/__faults', { method: 'DELETE' }))
  for (let nth = 0; nth < 14; nth++) await sweepOnce(sim)
  expect(notes(sim)).toHaveLength(1)
  expect(toTeam(sim, paymentOf(sim, BOB.attemptId)?.id)[0]?.text).toContain(
    'It is on the member of'
  )
})
