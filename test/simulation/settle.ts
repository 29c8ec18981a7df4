/** What happens after the customer has left: the cron fires every five minutes until all is quiet. */
import { sweepBookings } from '../../src/rooms/operations/sweep.ts'
import { sweepCheckout } from '../../src/workers/checkout/operations.ts'
import type { Sim } from './simulation.ts'

export type Worker = 'checkout' | 'bookings'

const SWEEP_MS = 5 * 60_000

/** Until a run that was killed is stale and has been started anew; twice. */
const MOST_SWEEPS = 18

/** Five minutes pass, the cron fires, whatever it started runs. */
export async function sweepOnce(
  sim: Sim,
  worker: Worker = 'checkout',
  nightly = false
): Promise<void> {
  sim.advance(SWEEP_MS)
  try {
    if (worker === 'checkout') await sweepCheckout(sim.checkout, { nightly })
    else await sweepBookings(sim.bookings, { nightly })
  } catch {
    // The next one comes in five minutes.
  }
  await sim.drain()
}

/** Sweeps until a whole one writes nothing and no run is open; then once more, when every clock has run out. */
export async function settle(sim: Sim, worker: Worker): Promise<void> {
  for (let nth = 0; nth < MOST_SWEEPS; nth++) {
    const before = sim.calls().length
    const lastMs = await lastWholeSweepMs(sim, worker)
    await sweepOnce(sim, worker)
    const isWhole = (await lastWholeSweepMs(sim, worker)) !== lastMs
    const wrote = sim
      .calls()
      .slice(before)
      .some((call) => !call.startsWith('GET '))
    if (!wrote && isWhole && sim.areRunsComplete()) break
  }
  sim.advance(60 * 60_000)
  await sweepOnce(sim, worker)
}

/** When the last sweep ended whose every part could be done. */
const lastWholeSweepMs = (sim: Sim, worker: Worker) => sim[worker].sweepRecord.lastSweepAtMs()

/** Then two nights: in each, every calendar is compared with its ledger. */
export async function settleNights(sim: Sim): Promise<void> {
  await settle(sim, 'bookings')
  for (let night = 0; night < 2; night++) {
    sim.advance(16 * 60 * 60_000)
    await sweepOnce(sim, 'bookings', true)
    await sweepOnce(sim, 'bookings')
  }
}

const MOST_PASSES = 12

/** A trouble that struck in the last minutes may have left something undone. */
const RECENT_MS = 10 * 60_000

/** Goes on until a trouble has healed, or is not met any more; then once more. */
export async function outlast(sim: Sim, pass: () => Promise<void>): Promise<void> {
  const { trouble } = sim
  if (!trouble) return
  if (trouble.isOver() && sim.now() - trouble.lastMs() > RECENT_MS) return
  for (let nth = 0; nth < MOST_PASSES && !trouble.isOver(); nth++) {
    const before = trouble.lastMs()
    await pass()
    if (trouble.lastMs() === before) return
  }
  await pass()
}
