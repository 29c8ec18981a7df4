/** What people pay for while a vendor is down, or all of them, and what became of it when all was over. */
import { mismatchesOf } from '../../../src/operations/reconciliation-report.ts'
import { reconcileBookings } from '../../../src/rooms/operations/reconcile.ts'
import { sweepBookings } from '../../../src/rooms/operations/sweep.ts'
import { reconcileCheckout, sweepCheckout } from '../../../src/workers/checkout/operations.ts'
import { VENDORS, type VendorName } from '../../sandbox/vendors.ts'
import { isAlert } from '../oracle/emails.ts'
import { violations } from '../oracle/index.ts'
import { SANDBOX_URL } from '../process.ts'
import { settle, sweepOnce } from '../settle.ts'
import { createSim, MONDAY_MS, type Sim } from '../simulation.ts'
import { SCENARIOS, type Scenario, type ScenarioName } from './outage-scenarios.ts'

export interface Outage {
  scenario: ScenarioName
  down: readonly VendorName[]
  ms: number
  /** No answer at all, or one that says 500. */
  kind: 'refused' | '500-before'
  /** Stripe's webhook comes, or the sweep has to find out by itself. */
  isHeard: boolean
  /** It begins so many calls after the payment. */
  afterCalls: number
}

export const HOUR_MS = 3600_000
export const MINUTE_MS = 60_000

/** Everything that is not as it must be when the outage is long over. */
export async function violationsAfter(outage: Outage): Promise<string[]> {
  const scenario: Scenario = SCENARIOS[outage.scenario]
  const trouble = createTrouble(outage)
  const sim = createSim({ isBroken: trouble.isBroken })
  trouble.watch(sim)
  try {
    await sim.control('/__webhooks', { mode: outage.isHeard ? 'hold' : 'drop' })
    const goesOn = await scenario.pays(sim)
    await trouble.begin()
    await sim.control('/__webhooks/deliver', {})
    await sim.control('/__webhooks', { mode: outage.isHeard ? 'normal' : 'drop' })
    await goesOn()
    await sim.drain()
    const isLateServed = await tries(sim, scenario)
    await nightly(sim, scenario)
    while (sim.now() < trouble.untilMs()) await sweepOnce(sim, scenario.worker)
    const endedMs = await trouble.end()
    if (!isLateServed) await (await scenario.paysLate(sim))()
    await sim.drain()
    await settle(sim, scenario.worker)
    await nightly(sim, scenario)
    return [...judged(sim, scenario, endedMs), ...(await unlike(sim)), ...unsaid(sim, outage)]
  } catch (error) {
    return [`the scenario goes on: ${error}`]
  }
}

/** The customer may be told to come back later, and has then paid nothing. */
async function tries(sim: Sim, scenario: Scenario): Promise<boolean> {
  try {
    await (await scenario.paysLate(sim))()
    await sim.drain()
    return true
  } catch {
    return false
  }
}

async function nightly(sim: Sim, { worker }: Scenario): Promise<void> {
  try {
    if (worker === 'checkout') await sweepCheckout(sim.checkout, { nightly: true })
    else await sweepBookings(sim.bookings, { nightly: true })
  } catch {
    // The next one comes in five minutes.
  }
  await sim.drain()
}

function createTrouble({ down, ms, kind, afterCalls }: Outage) {
  let sim: Sim
  let firstCall = Number.POSITIVE_INFINITY
  let beganMs = Number.POSITIVE_INFINITY
  const isOf = (path: string) => down.some((vendor) => path.startsWith(`/${vendor}/`))
  return {
    watch(watched: Sim) {
      sim = watched
    },
    async begin() {
      firstCall = sim.calls().length + afterCalls
      if (kind === 'refused') return
      beganMs = sim.now()
      for (const vendor of down) await sim.control('/__faults', { vendor, kind, times: -1 })
    },
    isBroken(_method: string, path: string): boolean {
      if (kind !== 'refused' || sim.calls().length <= firstCall) return false
      beganMs = Math.min(beganMs, sim.now())
      return isOf(path) && sim.now() < beganMs + ms
    },
    /** When it is to be over; long ago, if it has not begun. */
    untilMs: () => (beganMs === Number.POSITIVE_INFINITY ? 0 : beganMs + ms),
    /** A run that retries meanwhile takes the clock further: it was down until then. */
    async end(): Promise<number> {
      await sim.sandbox.fetch(new Request(`${SANDBOX_URL}/__faults`, { method: 'DELETE' }))
      return kind === 'refused' ? this.untilMs() : sim.now()
    },
  }
}

const judged = (sim: Sim, { expected }: Scenario, lastFaultMs: number) =>
  violations({ state: sim.state(), expected, mostAlike: 1, lastFaultMs })

/** The month's sheet has nothing to say of it either. */
async function unlike(sim: Sim): Promise<string[]> {
  const reports = [
    await reconcileCheckout(sim.checkout, '2026-05'),
    await reconcileBookings(sim.bookings, '2026-05'),
  ]
  return reports.flatMap(mismatchesOf).map(({ kind, id }) => `the sheet: ${kind}, ${id}`)
}

/** Nobody waits for the end of it: unless Stripe is down, the customer is served, refunded or told of while it lasts. */
function unsaid(sim: Sim, { down, ms, scenario }: Outage): string[] {
  if (ms < HOUR_MS || down.includes('stripe')) return []
  const { officernd, google, stripe, mailersend } = sim.state()
  const [first] = SCENARIOS[scenario].expected
  const events = Object.values(google.calendars).flat()
  const doneMs = [
    ...[...officernd.passes, ...officernd.memberships].map((one) => Date.parse(one.createdAt)),
    ...events.map(({ created }) => Date.parse(created)),
    ...stripe.refunds.map(({ created }) => Number(created) * 1000),
    ...mailersend.messages
      .filter((one) => isAlert(one) && one.text?.includes(first?.email ?? ''))
      .map(({ at }) => at),
  ]
  const inTime = doneMs.some((atMs) => atMs < MONDAY_MS + ms)
  return inTime ? [] : ['while it lasted nobody was served, refunded or told of']
}

/** Each vendor for an hour, all of them for a minute; each time from the first call on. */
export function outages(kinds: readonly Outage['kind'][], isHeard: boolean): Outage[] {
  return scenarioNames().flatMap((scenario) => {
    const hours = SCENARIOS[scenario].needs.flatMap((vendor) =>
      kinds.map((kind) => ({ down: [vendor], ms: HOUR_MS, kind }))
    )
    const all = { down: VENDORS, ms: MINUTE_MS, kind: 'refused' as const }
    return [...hours, all].map((one) => ({ ...one, scenario, isHeard, afterCalls: 0 }))
  })
}

/** The same, begun in the middle of it. */
export const later = (all: readonly Outage[], mostCalls: number): Outage[] =>
  all.flatMap((one) =>
    Array.from({ length: mostCalls }, (_, nth) => ({ ...one, afterCalls: nth + 1 }))
  )

const scenarioNames = () => Object.keys(SCENARIOS) as ScenarioName[]

export const inWords = ({ scenario, down, kind, isHeard, afterCalls }: Outage) =>
  `${scenario}, ${down.join(' and ')} ${kind} after ${afterCalls} calls, ${isHeard ? 'heard' : 'unheard'}`
