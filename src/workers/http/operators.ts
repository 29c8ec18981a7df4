/** Operator routes. Without a valid token they answer 404. */
import type { Context, MiddlewareHandler } from 'hono'
import * as z from 'zod/mini'
import { log } from '../../core/log.ts'
import { Refusal } from '../../core/refusals.ts'
import { isSameSecret } from '../../core/secrets.ts'
import { VendorError } from '../../core/vendor-error.ts'
import { type Report, reportCsv } from '../../operations/reconciliation-report.ts'
import type { RateLimiter } from '../platform/rate-limiter.ts'
import type { RequestLimitEnv } from './request-limit.ts'

export const Repair = z.object({
  id: z.string().check(z.trim(), z.minLength(1), z.maxLength(255)),
  /** By default the repair only reports what it would do. */
  dryRun: z._default(z.boolean(), true),
})

type Setting = {
  Bindings: {
    OPERATOR_TOKEN?: string
    RATE_LIMITER: DurableObjectNamespace<RateLimiter>
    ALLOWED_ORIGINS: string
  } & RequestLimitEnv
}

/** Wrong tokens a minute, from all addresses together, after which the log says that somebody guesses. */
const MAX_WRONG = 60
const WINDOW_MS = 60_000

/**
 * Without the right token the answer is the 404 of an unknown path, however often it was asked. The right
 * one is always admitted: nobody can lock the operator out by guessing.
 */
export function requireOperatorToken<E extends Setting>(): MiddlewareHandler<E> {
  return async (c, next) => {
    const { OPERATOR_TOKEN: token, RATE_LIMITER: limiters } = c.env as Setting['Bindings']
    const [, sentToken = ''] = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '') ?? []
    if (token && (await isSameSecret(sentToken, token))) return next()
    // Counted after the answer, whose time would otherwise tell that the path exists.
    if (sentToken) c.executionCtx.waitUntil(countWrongToken(limiters))
    throw new Refusal('not-found')
  }
}

async function countWrongToken(limiters: Setting['Bindings']['RATE_LIMITER']): Promise<void> {
  const limiter = limiters.getByName('operator:all')
  const quotas = [{ key: 'all', max: MAX_WRONG }]
  const { isFirstInWindow } = await limiter.consume(crypto.randomUUID(), quotas, WINDOW_MS)
  if (isFirstInWindow) log.operatorTokenGuessed(MAX_WRONG)
}

/**
 * The report as JSON, or with `?format=csv` as a file for a spreadsheet. If a vendor cannot be read,
 * the response is a 502 that names it, because a partial report would look complete.
 */
export async function reportResponse(
  c: Context,
  worker: string,
  pendingReport: Promise<Report>
): Promise<Response> {
  try {
    const report = await pendingReport
    if (c.req.query('format') !== 'csv') return c.json(report)
    const name = `reconciliation-${worker}-${report.month}.csv`
    return c.body(reportCsv(report), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    })
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    log.vendorFailed(c.req.path, error)
    const message = `The report could not be made: ${error.message}. Please try again.`
    return c.json({ error: message, code: 'vendor-unavailable' }, 502)
  }
}
