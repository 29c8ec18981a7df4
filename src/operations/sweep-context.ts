/** What a sweep needs beside the dependencies of every sale. */
import type { AlertWebhook } from '../clients/alert-webhook.ts'
import type { Rpc } from '../core/rpc.ts'
import type { SweepRecord } from './sweep-record.ts'

export interface SweepContext {
  sweepRecord: Rpc<SweepRecord>
  /** Used for alerts that MailerSend does not take. */
  alertWebhook: AlertWebhook
  /** Requested at the end of each whole sweep, so that silence alerts. */
  heartbeat(): Promise<void>
}
