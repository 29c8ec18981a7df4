/** One run judged: a scenario is played, something goes wrong in it, the oracle looks at what is left. */
import type { Offered } from './oracle/calendar-edits.ts'
import { violations } from './oracle/index.ts'
import type { Fault } from './process.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'
import { outlast, settle, settleNights } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'
import { createTrouble, type Trouble } from './troubles.ts'

/**
 * What a payment may still cost in calls when nothing goes wrong any more, the sweeps' hourly look at
 * each calendar included; their looks at Stripe apart.
 */
const MOST_CALLS = 80

/** And while a vendor stays broken: as many each time that its run is started anew, at most thrice while we look. */
const MOST_WHILE_BROKEN = 3 * MOST_CALLS

/** Seven calendars, twice, and the events that are not as sold. */
const MOST_IN_A_NIGHT = 40

const LOOKS =
  /^GET \/stripe\/v1\/(events|charges|payment_intents|setup_intents|subscriptions|customers)$|\/token$|\/heartbeat$/

export function scenarioOf(name: string): Scenario {
  const scenario = SCENARIOS[name]
  if (!scenario) throw new Error(`no scenario is called ${name}`)
  return scenario
}

export interface Call {
  nth: number
  name: string
}

/** The calls of a scenario that may go wrong; each sweep looks at the same lists, the first look stands for all. */
export async function callsOf(name: string): Promise<Call[]> {
  const scenario = scenarioOf(name)
  const sim = createSim(scenario.sim?.())
  await scenario.before?.(sim)
  const from = sim.calls().length
  await scenario.run(sim)
  const calls = sim.calls().map((name, place) => ({ nth: place + 1, name }))
  const own = calls.slice(from)
  return own.filter(
    (call, place) =>
      !LOOKS.test(call.name) || own.findIndex((other) => other.name === call.name) === place
  )
}

/** Every breach of the rule in one run; a scenario that cannot be told is one as well. */
export function judge(name: string, faults: readonly Fault[]): Promise<string[]> {
  const scenario = scenarioOf(name)
  const sim = createSim({ ...scenario.sim?.(), faults })
  return playAndJudge(scenario, sim, faults, sim.lastFaultMs)
}

/** The same under a trouble that lasts, and begins with the scenario itself. */
export async function judgeTroubled(name: string, trouble: Trouble): Promise<string[]> {
  const scenario = scenarioOf(name)
  const { options, watch, lastMs } = createTrouble(trouble)
  const sim = createSim({ ...scenario.sim?.(), ...options })
  const before = async (early: Sim) => {
    await scenario.before?.(early)
    watch(sim)
  }
  const run = async () => {
    await scenario.run(sim)
    await outlast(sim, () => (scenario.nights ? settleNights(sim) : settle(sim, scenario.worker)))
  }
  // A calendar that takes no event for minutes is a reason to give the money back.
  const expected = (scenario.underTroubles ?? scenario.expected).map((want) =>
    want.what === 'room' && !want.isEdited
      ? { ...want, ends: [...want.ends, 'refunded' as const] }
      : want
  )
  return playAndJudge({ ...scenario, before, run, expected }, sim, [], lastMs)
}

async function playAndJudge(
  scenario: Scenario,
  sim: Sim,
  faults: readonly Fault[],
  lastFaultMs: () => number
) {
  try {
    await scenario.before?.(sim)
    await scenario.run(sim)
    const calls = sim.calls()
    const offered = (await scenario.look?.(sim)) ?? []
    return verdict(sim, scenario, { faults, calls, offered, lastFaultMs: lastFaultMs() })
  } catch (error) {
    const cause = error instanceof Error ? error.cause : ''
    return [`the scenario goes on: ${error} ${cause ?? ''}`]
  }
}

interface Played {
  faults: readonly Fault[]
  calls: readonly string[]
  offered: readonly Offered[]
  lastFaultMs: number
}

function verdict(sim: Sim, scenario: Scenario, played: Played): string[] {
  const { faults, calls, offered, lastFaultMs } = played
  const last = Math.max(0, ...faults.map(({ nth }) => nth))
  const after = calls.slice(last).filter((call) => !LOOKS.test(call)).length
  const most = (scenario.staysBroken ? MOST_WHILE_BROKEN : MOST_CALLS) * scenario.expected.length
  const nightly = MOST_IN_A_NIGHT * (scenario.nights ?? 0)
  const unknown = faults.some(({ nth }) => calls[nth - 1]?.includes('/mailersend/'))
  const wrong = faults.length + (scenario.staysBroken ? 1 : 0)
  // Who may not look sends: better twice than never.
  const mayNotLook = faults.some(
    ({ nth, kind }) => kind === '401' && calls[nth - 1]?.startsWith('GET /mailersend/')
  )
  const found = violations({
    state: sim.state(),
    expected: scenario.expected,
    mostAlike: mayNotLook || (unknown && wrong > 1) ? 2 : 1,
    lastFaultMs,
    offered,
  })
  if (faults.length === 0 || after <= most + nightly) return found
  return [...found, `it ends: ${after} calls after the last mishap`]
}
