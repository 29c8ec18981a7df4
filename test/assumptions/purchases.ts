/** Buys and waits in the simulation, and reads from the stand-ins what came of it. */
import { afterEach, beforeEach, vi } from 'vitest'
import { ADA, complete, pay, press } from '../simulation/customers/pass.ts'
import { sweepOnce } from '../simulation/settle.ts'
import { createSim, type Sim, type SimOptions } from '../simulation/simulation.ts'

/** Collects the log lines of each test. */
export function captureLog(): () => string[] {
  let lines: string[] = []
  beforeEach(() => {
    lines = []
    for (const level of ['info', 'warn', 'error'] as const)
      vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line)))
  })
  afterEach(() => vi.restoreAllMocks())
  return () => lines
}

/** A pass bought in a simulation with these options, and everything that it starts done. */
export async function buyPass(options: SimOptions, order = ADA) {
  const sim = createSim(options)
  return { sim, intent: await buyPassIn(sim, order) }
}

export async function buyPassIn(sim: Sim, order = ADA) {
  const intent = await press(sim, order)
  await pay(sim, intent)
  await complete(sim, order, intent)
  await sim.drain()
  return intent
}

/** Sweeps every five minutes for `hours`. */
export async function sweepFor(sim: Sim, hours: number): Promise<void> {
  for (let nth = 0; nth < hours * 12; nth++) await sweepOnce(sim)
}

export const emails = (sim: Sim) => sim.state().mailersend.messages
export const alerts = (sim: Sim) =>
  emails(sim).filter(({ subject }) => subject?.startsWith('ALERT'))

/** How often the Workers sent this, e.g. `POST …/passes`. */
export const calls = (sim: Sim, method: string, path: RegExp) =>
  sim.calls().filter((call) => call.startsWith(`${method} `) && path.test(call)).length

const ORGANIZATION = 'http://sandbox.test/officernd/api/v1/organizations/labour-temple'

/** Records that staff make by hand in OfficeRnD. */
export async function staffOf(sim: Sim) {
  const token = await sim.sandbox.fetch(
    new Request('http://sandbox.test/officernd/oauth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        client_id: 'sandbox-client-id',
        client_secret: 'sandbox-client-secret',
        grant_type: 'client_credentials',
        scope:
          'flex.space.passes.create flex.community.members.create flex.community.memberships.create flex.community.checkins.create',
      }),
    })
  )
  const { access_token } = (await token.json()) as { access_token: string }
  const write = async (path: string, fields: object): Promise<string> => {
    const answer = await sim.sandbox.fetch(
      new Request(ORGANIZATION + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify(fields),
      })
    )
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    const [made] = (await answer.json()) as { _id: string }[]
    return made?._id ?? ''
  }
  return {
    member: (name: string, email: string, office: string) =>
      write('/members', { name, email, office, startDate: '2026-01-05T00:00:00.000Z' }),
    pass: (member: string, day: string, other: object = {}) =>
      write('/passes', {
        ...{ member, count: 1, type: 'hotdesk', intervalLength: 'once', grantActiveStatus: true },
        ...{ validFrom: `${day}T00:00:00.000Z`, validTo: `${day}T00:00:00.000Z`, ...other },
      }),
    checkIn: (member: string, day: string) =>
      write(`/checkins/${member}`, { start: `${day}T20:00:00.000Z` }),
    membership: (member: string, office: string, plan: string, day: string) =>
      write('/memberships', {
        ...{ name: 'All Access', startDate: `${day}T00:00:00.000Z`, type: 'month_to_month' },
        ...{ intervalLength: 'month', isPersonal: true, price: 0, member, office, plan },
      }),
  }
}
