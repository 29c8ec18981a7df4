/** What the sweep of one Worker has in the simulation: its record, the second channel and the heartbeat. */
import { createAlertWebhook, sendHeartbeat } from '../../src/clients/alert-webhook.ts'
import type { SweepContext } from '../../src/operations/sweep-context.ts'
import { createSweepRecord } from '../../src/operations/sweep-record.ts'
import { type Incarnation, type Process, SANDBOX_URL } from './process.ts'

export function sweepContextOf(process: Process, mine: Incarnation, worker: string): SweepContext {
  const fetcher = process.network(mine)
  const record = createSweepRecord(process.memoryOf(`sweep of ${worker}`, mine), process.clock.now)
  return {
    sweepRecord: process.asRemote(mine, record),
    alertWebhook: createAlertWebhook(`${SANDBOX_URL}/alerts`, fetcher),
    heartbeat: () => sendHeartbeat(`${SANDBOX_URL}/heartbeat`, fetcher),
  }
}
