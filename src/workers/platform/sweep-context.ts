/** What a sweep needs, from a Worker's configuration. */
import { createAlertWebhook, sendHeartbeat } from '../../clients/alert-webhook.ts'
import { globalFetch } from '../../clients/shared-clients.ts'
import type { SweepContext } from '../../operations/sweep-context.ts'
import { type SweepRecordEnv, sweepRecordFor } from './sweep-record.ts'

interface SweepEnv extends SweepRecordEnv {
  HEARTBEAT_URL: string
  ALERT_WEBHOOK_URL?: string
}

export function sweepContextFor(env: SweepEnv): SweepContext {
  return {
    sweepRecord: sweepRecordFor(env),
    alertWebhook: createAlertWebhook(env.ALERT_WEBHOOK_URL, globalFetch),
    heartbeat: () => sendHeartbeat(env.HEARTBEAT_URL, globalFetch),
  }
}
