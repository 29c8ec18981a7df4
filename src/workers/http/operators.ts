/** The operator's own paths: with her token they are there, without it nothing is. */
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
  /** Unless it is said otherwise, it only says what it would do. */
  dryRun: z._default(z.boolean(), true),
})

type Setting = {
  Bindings: {
    OPERATOR_TOKEN?: string
    RATE_LIMITER: DurableObjectNamespace<RateLimiter>
    ALLOWED_ORIGINS: string
  }
}

/** A person with a terminal asks some times a minute; whoever guesses tokens may do no more. */
const MOST = 10
const WINDOW_MS = 60_000

/** Without the right token the answer is that of an unknown path; a wrong one counts as well. */
export function requireOperatorToken<E extends Setting>(): MiddlewareHandler<E> {
  return async (c, next) => {
    const { OPERATOR_TOKEN: token, RATE_LIMITER: limiters } = c.env as Setting['Bindings']
    if (!token) throw new Refusal('not-found')
    const limiter = limiters.getByName(
      `operator:${await sha256Hex(clientNetwork(clientAddress(c)))}`
    )
    const { waitMs } = await limiter.consume(crypto.randomUUID(), MOST, WINDOW_MS)
    if (waitMs > 0) throw new RateLimited(Math.ceil(waitMs / 1000))
    const [, said = ''] = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '') ?? []
    // Compared by their hashes, so that the time it takes says nothing of the token.
    if ((await sha256Hex(said)) !== (await sha256Hex(token))) throw new Refusal('not-found')
    await next()
  }
}

/**
 * As JSON, or with `?format=csv` as a file for a spreadsheet. A vendor that cannot be read is named:
 * half a report would look like a whole one.
 */
export async function reportResponse(
  c: Context,
  worker: string,
  making: Promise<Report>
): Promise<Response> {
  try {
    const report = await making
    if (c.req.query('format') !== 'csv') return c.json(report)
    const name = `reconciliation-${worker}-${report.month}.csv`
    return c.body(reportCsv(report), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    })
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    log.vendorFailed(c.req.path, error)
    const words = `Nothing could be said: ${error.message}. Please ask again.`
    return c.json({ error: words, code: 'vendor-unavailable' }, 502)
  }
}
