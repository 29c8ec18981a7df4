/** Operator routes. Without a valid token they answer 404. */
import type { Context, MiddlewareHandler } from 'hono'
import * as z from 'zod/mini'
import { sha256Hex } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import { RateLimited, Refusal } from '../../core/refusals.ts'
import { VendorError } from '../../core/vendor-error.ts'
import { type Report, reportCsv } from '../../operations/reconciliation-report.ts'
import { clientNetwork } from '../../payments/rules/rate-limits.ts'
import type { RateLimiter } from '../platform/rate-limiter.ts'
import { clientAddress } from './app.ts'

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
  }
}

/** Requests per minute and network: enough for a person, too few to guess tokens. */
const MAX_REQUESTS = 10
const WINDOW_MS = 60_000

/** Without the right token the answer is the 404 of an unknown path. Wrong tokens count for the limit too. */
export function requireOperatorToken<E extends Setting>(): MiddlewareHandler<E> {
  return async (c, next) => {
    const { OPERATOR_TOKEN: token, RATE_LIMITER: limiters } = c.env as Setting['Bindings']
    if (!token) throw new Refusal('not-found')
    const limiter = limiters.getByName(
      `operator:${await sha256Hex(clientNetwork(clientAddress(c)))}`
    )
    const { waitMs } = await limiter.consume(crypto.randomUUID(), MAX_REQUESTS, WINDOW_MS)
    if (waitMs > 0) throw new RateLimited(Math.ceil(waitMs / 1000))
    const [, sentToken = ''] = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '') ?? []
    // Compares hashes, so that the response time reveals nothing about the token.
    if ((await sha256Hex(sentToken)) !== (await sha256Hex(token))) throw new Refusal('not-found')
    await next()
  }
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
