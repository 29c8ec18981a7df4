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
  {
    limits,
    config,
    atMs,
    hasTurnstile,
  }: { limits: Limits; config: CommonConfig; atMs: number; hasTurnstile: boolean }
): Email {
  const { what, cause, advice } = TEXTS[action]
  const minutes = Math.ceil(limits.windowMs / 60_000)
  const max = limits.global[action]
  return {
    tag: emailTag('limit', `${action}-${new Date(atMs).toISOString()}`),
    to: config.teamEmails.map((email) => ({ email })),
    subject: `ALERT: ${max} ${what} within ${minutes} minutes; ${hasTurnstile ? 'only Turnstile holds back more' : 'more are refused'}`,
    text: [
      `At ${formatDateTime(atMs)} there had been ${max} ${what} within ${minutes} minutes, from all addresses together. ${cause}`,
      '',
      'Who: unknown; we store no addresses. `npx wrangler tail --format json` shows the addresses of requests that still arrive (cf-connecting-ip).',
      hasTurnstile
        ? 'What was done: nothing more. Customers can buy: Turnstile checks each of them, and each network has its own limit.'
        : `What was done: customers are asked to wait, except in the house's own network (TRUSTED_ADDRESSES). For those who wait nothing is charged, and nothing is created at Stripe or OfficeRnD. Requests are accepted again, one by one, within ${minutes} minutes.`,
      '',
      'What to do by hand:',
      `1. ${advice}`,
      hasTurnstile
        ? '2. If it lasts longer than an hour, tell the person who maintains the Workers: docs/security.md lists further protection.'
        : '2. If it lasts longer than an hour, tell the person who maintains the Workers: with Turnstile switched on (docs/security.md) customers can buy meanwhile.',
      `3. If these were real customers, raise LIMIT_${action.toUpperCase()}_OVER_ALL in the TOML and deploy. Until then customers can buy at the front desk.`,
    ].join('\n'),
  }
}
