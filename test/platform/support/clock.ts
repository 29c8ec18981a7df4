/** The clock of the Worker under test: real time, plus what the tests have added. */
import { inject } from 'vitest'
import { moveDate } from '../../sandbox/time.ts'
import { VENDORS_URL, vendors } from './vendors.ts'

/** Files share an isolate, and each loads this module anew. */
const KEY = Symbol.for('labour-temple platform clock')
const shared = globalThis as { [KEY]?: { aheadMs: number } }

/** Before anything reads the time: whoever keeps `Date.now` keeps the one that moves. */
export function installClock(): void {
  if (shared[KEY]) return
  const clock = { aheadMs: inject('aheadMs') }
  shared[KEY] = clock
  moveDate(() => clock.aheadMs)
}

/** Moves the Worker, its objects and the vendors. The runtime keeps real time: the test fires alarms. */
export async function advance(ms: number): Promise<void> {
  const clock = shared[KEY]
  if (!clock) throw new Error('The clock is not installed')
  clock.aheadMs += ms
  const body = JSON.stringify({ advanceMs: ms })
  await fetch(`${VENDORS_URL}/__time`, { method: 'POST', body })
  // What is due at the vendors by now happens.
  await vendors.advance(0)
}
