/** When the object of a room's ledger is woken, and what it does then. */
import { expiredHoldWorkflowId } from '../core/ids.ts'
import type { Alarm } from '../core/storage.ts'
import type { Workflows } from '../core/workflow.ts'
import type { BookingWorkflowParams } from './context.ts'
import type { RoomLedger } from './room-ledger.ts'

/** The alarm fires this long after a hold expires, and again after `RETRY_MS` if it failed. */
const GRACE_MS = 500
const RETRY_MS = 30_000

interface HoldAlarmParts {
  /** The room's slug. */
  room: string
  ledger: Pick<RoomLedger, 'expiredHolds' | 'nextExpiryMs'>
  alarm: Alarm
  workflows: Pick<Workflows<BookingWorkflowParams>, 'start'>
  now: () => number
}

export function createHoldAlarm({ room, ledger, alarm, workflows, now }: HoldAlarmParts) {
  /** Call after each hold. An earlier alarm stays: it may be there for a hold that has expired. */
  async function schedule(): Promise<void> {
    const nextMs = ledger.nextExpiryMs()
    if (nextMs === null) return
    const plannedMs = await alarm.get()
    if (plannedMs === null || plannedMs > nextMs + GRACE_MS) await alarm.set(nextMs + GRACE_MS)
  }

  return {
    schedule,

    /** Starts a workflow for each expired hold. Calls no vendor itself. */
    async fire(): Promise<void> {
      const started = ledger.expiredHolds().map(({ holder, untilMs }) =>
        workflows.start(expiredHoldWorkflowId(holder, untilMs), {
          kind: 'hold-expired',
          room,
          attemptId: holder,
        })
      )
      const failed = (await Promise.allSettled(started)).some(({ status }) => status === 'rejected')
      await (failed ? alarm.set(now() + RETRY_MS) : schedule())
    },
  }
}
