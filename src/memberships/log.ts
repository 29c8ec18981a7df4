/**
 * The log sentences of memberships, beside those that every sale shares.
 */
import { plainText, reasonFor, log as sharedLog, trackLog } from '../core/log.ts'

const write = trackLog('1')

export const log = {
  ...sharedLog,

  invalidPlan: (slug: string) => write('warn', 'Invalid plan', { slug: plainText(slug) }),
  autoCodeUnread: (code: string, error: unknown) =>
    write('warn', 'automatic code could not be read: none is given', {
      code,
      reason: reasonFor(error),
    }),
  signupStarted: (intent: string, plan: string, quotedCents: number) =>
    write('info', 'sign-up started', { intent, plan, quotedCents }),
  signupFinished: (intent: string, subscription: string, outcome: string) =>
    write('info', 'sign-up finished', { intent, subscription, outcome }),
  membershipGranted: (subscription: string, membership: string) =>
    write('info', 'membership given', { subscription, membership }),
  membershipFailed: (subscription: string, error: unknown) =>
    write('error', 'membership creation failed', {
      subscription,
      reason: reasonFor(error),
    }),
  duplicateRefunded: (subscription: string, cents: number) =>
    write('warn', 'a second subscription to one plan: refunded and ended', { subscription, cents }),
  eventOverdue: (subscription: string, what: string, waitedMs: number) =>
    write('error', 'ALERT: an event of a membership is overdue', { subscription, what, waitedMs }),
  subscriptionEventReceived: (subscription: string, what: string) =>
    write('warn', 'subscription event', { subscription, what }),
  priceNotZero: (subscription: string, membership: string) =>
    write('error', 'ALERT: OfficeRnD has a price for a membership that Stripe bills', {
      subscription,
      membership,
    }),
  chargeDiffers: (subscription: string, shownCents: number, chargedCents: number) =>
    write('error', 'ALERT: charged otherwise than shown', {
      subscription,
      shownCents,
      chargedCents,
    }),
}
