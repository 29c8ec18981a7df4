/** Alert to the team when a global rate limit was reached. */
import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import { formatDateTime } from '../../core/time.ts'
import type { CommonConfig } from '../context.ts'
import type { LimitedAction, Limits } from '../rules/rate-limits.ts'

const TEXTS: Record<LimitedAction, { what: string; cause: string; advice: string }> = {
  intents: {
    what: 'purchases started',
    cause:
      'Most likely someone is testing stolen card numbers; a busy hour stays far below this limit.',
    advice:
      'In Stripe look at Payments, filtered by "incomplete" and "failed": many small payments with odd names or addresses are card testing. Tighten Radar if Stripe let any of them pay, and refund those payments as fraudulent.',
  },
  codes: {
    what: 'different promotion codes tried',
    cause: 'Most likely someone is guessing codes.',
    advice:
      'In Stripe look at Promotion codes: switch off those that are easy to guess and were used unexpectedly.',
  },
}

/** At most one e-mail per window: its tag contains the time at which the limit was reached. */
export function rateLimitAlertEmail(
  action: LimitedAction,
  { limits, config, atMs }: { limits: Limits; config: CommonConfig; atMs: number }
): Email {
  const { what, cause, advice } = TEXTS[action]
  const minutes = Math.ceil(limits.windowMs / 60_000)
  const max = limits.global[action]
  return {
    tag: emailTag('limit', `${action}-${new Date(atMs).toISOString()}`),
    to: config.teamEmails.map((email) => ({ email })),
    subject: `ALERT: ${max} ${what} within ${minutes} minutes; more are refused`,
    text: [
      `Since ${formatDateTime(atMs)} requests are refused: there were ${max} ${what} within ${minutes} minutes, from all addresses together. ${cause}`,
      '',
      'Who: unknown; we store no addresses. `npx wrangler tail --format json` shows the addresses of requests that still arrive (cf-connecting-ip).',
      `What was done: customers are asked to wait. Nothing is charged, and nothing is created at Stripe or OfficeRnD. Requests are accepted again, one by one, within ${minutes} minutes.`,
      '',
      'What to do by hand:',
      `1. ${advice}`,
      '2. If it lasts longer than an hour, tell the person who maintains the Workers: docs/security.md lists further protection.',
      `3. If these were real customers, raise LIMIT_${action.toUpperCase()}_OVER_ALL in the TOML and deploy. Until then customers can buy at the front desk.`,
    ].join('\n'),
  }
}
