/** Runs the parts of a sweep, each on its own, and tells the team which of them cannot run. */
import type { Email, Mailersend } from '../clients/mailersend.ts'
import { emailTag } from '../core/ids.ts'
import { log, reasonFor } from '../core/log.ts'
import { formatDateTime } from '../core/time.ts'
import { VendorError } from '../core/vendor-error.ts'
import type { CommonConfig } from '../payments/context.ts'
import type { SweepContext } from './sweep-context.ts'
import { alertTeam } from './team-alert.ts'

export interface PartsContext extends SweepContext {
  mail: Mailersend
  config: CommonConfig
  now(): number
}

export type SweepParts = ReturnType<typeof createParts>

/** Refused for good, such as a restricted key without a permission: nobody needs to wait and see. */
const REFUSED = [401, 403]

/** A part that failed otherwise is told of when it fails again in the next sweep. */
const FAILURES_BEFORE_ALERT = 2

export function createParts(ctx: PartsContext, worker: string) {
  const worked: string[] = []
  const failures: { part: string; error: unknown }[] = []
  return {
    /** `undefined` if the part failed. */
    async run<T>(part: string, work: () => Promise<T>): Promise<T | undefined> {
      try {
        const result = await work()
        worked.push(part)
        return result
      } catch (error) {
        log.sweepPartFailed(part, error)
        failures.push({ part, error })
        return undefined
      }
    },

    /** Keeps what failed, alerts the team, and reports a whole sweep. Returns whether it was whole. */
    async finish(): Promise<boolean> {
      await ctx.sweepRecord.partsWorked(worked)
      for (const { part, error } of failures) await alertPart(ctx, worker, part, error)
      if (failures.length > 0) return false
      await ctx.sweepRecord.finish()
      await ctx.heartbeat().catch((error) => log.heartbeatFailed(error))
      return true
    },
  }
}

async function alertPart(
  ctx: PartsContext,
  worker: string,
  part: string,
  error: unknown
): Promise<void> {
  const { sweepRecord } = ctx
  const { sinceMs, count } = await sweepRecord.partFailed(part)
  const isRefused = error instanceof VendorError && REFUSED.includes(error.status ?? 0)
  if (!isRefused && count < FAILURES_BEFORE_ALERT) return
  const toldAt = {
    email: (await sweepRecord.toldAtMs(`${part}:email`)) ?? 0,
    webhook: (await sweepRecord.toldAtMs(`${part}:webhook`)) ?? 0,
  }
  try {
    const channel = await alertTeam(ctx, partAlert(ctx, { worker, part, error, sinceMs }), toldAt)
    if (channel) await sweepRecord.told(`${part}:${channel}`)
  } catch (failure) {
    log.sweepItemFailed(`alert about ${part}`, failure)
  }
}

function partAlert(
  { config, now }: PartsContext,
  failure: { worker: string; part: string; error: unknown; sinceMs: number }
): Email {
  const { worker, part, error, sinceMs } = failure
  const day = new Date(now()).toISOString().slice(0, 10)
  return {
    tag: emailTag(`sweep-${worker}`, `${part.replaceAll(' ', '-')}-${day}`),
    to: config.teamEmails.map((email) => ({ email })),
    subject: `ALERT: the sweep of labour-temple-${worker} cannot do a part of its work: ${part}`,
    text: [
      `Since ${formatDateTime(sinceMs)} the sweep of labour-temple-${worker} fails at: ${part}. The request was: ${reasonFor(error)}.`,
      '',
      'What that means: the sweep finds customers who paid and were not served, and lost webhooks. What depends on this part is not found while it fails; everything else goes on. Sales go on too.',
      'What was tried: the sweep tries again every 5 minutes.',
      '',
      'What to do by hand:',
      '1. 401 or 403 means that the key is wrong or lacks a permission: docs/configuration.md lists the permissions of a restricted key, `npm run doctor` asks for each.',
      '2. Otherwise look at the vendor’s status page and wait. Until it works, look at Stripe → Payments for payments without an `outcome` in their metadata.',
      '3. If it lasts longer than an hour, tell the person who maintains the Workers.',
    ].join('\n'),
  }
}
