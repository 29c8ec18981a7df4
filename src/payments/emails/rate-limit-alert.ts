/** What the team reads when all addresses together have reached a limit. */
import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import { formatDateTime } from '../../core/time.ts'
import type { CommonConfig } from '../context.ts'
import type { LimitedAction, Limits } from '../rules/rate-limits.ts'

const WHAT: Record<LimitedAction, { many: string; sign: string; look: string }> = {
  intents: {
    many: 'purchases begun',
    sign: 'Most likely somebody is trying out stolen card numbers; a busy hour would not come near it.',
    look: 'In Stripe look at Payments, filtered by "incomplete" and "failed": many small tries with odd names or addresses are card testing. Tighten Radar if Stripe let any of them pay, and refund those payments as fraudulent.',
  },
  codes: {
    many: 'different promotion codes tried',
    sign: 'Most likely somebody is guessing codes.',
    look: 'In Stripe look at Promotion codes: switch off those that are easy to guess and were used unexpectedly.',
  },
}

/** One letter a window: its tag is the moment it was stopped. */
export function rateLimitAlertEmail(
  what: LimitedAction,
  { limits, config, atMs }: { limits: Limits; config: CommonConfig; atMs: number }
): Email {
  const { many, sign, look } = WHAT[what]
  const minutes = Math.ceil(limits.windowMs / 60_000)
  const most = limits.global[what]
  return {
    tag: emailTag('limit', `${what}-${new Date(atMs).toISOString()}`),
    to: config.teamEmails.map((email) => ({ email })),
    subject: `ALERT: ${most} ${many} within ${minutes} minutes; more are being refused`,
    text: [
      `Since ${formatDateTime(atMs)} nobody can go on: there were ${most} ${many} within ${minutes} minutes, from all addresses together. ${sign}`,
      '',
      'Who: not known; we keep no addresses. `npx wrangler tail --format json` shows where the requests that still come are from (cf-connecting-ip).',
      `What was done: whoever comes is asked to wait, nothing is charged to anyone, and nothing is made at Stripe or OfficeRnD. It opens again by itself, one by one, within ${minutes} minutes.`,
      '',
      'What to do by hand:',
      `1. ${look}`,
      '2. If it goes on for longer than an hour, tell whoever looks after the Workers: docs/security.md says what can be switched on.',
      `3. If these were real customers, raise LIMIT_${what.toUpperCase()}_OVER_ALL in the TOML and deploy. Customers who ask meanwhile can buy at the front desk.`,
    ].join('\n'),
  }
}
