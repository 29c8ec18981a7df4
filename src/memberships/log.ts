/**
 * The log sentences of memberships, beside those that every sale shares.
 */
import type { Subscription } from '../clients/stripe/subscriptions.ts'
import {
  EMAIL_FAILED,
  plainText,
  reasonFor,
  log as sharedLog,
  trackLog,
  UNCERTAIN_RECORD,
} from '../core/log.ts'

const write = trackLog('1')

/** What a line of a sign-up is found by: the set-up, the subscription and its newest invoice. */
const idsOf = ({ id, metadata, invoice }: Subscription) => ({
  intent: metadata.setup_id,
  subscription: id,
  invoice: invoice?.id,
})

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
  signupFinished: (intent: string, subscription: Subscription | undefined, outcome: string) =>
    write('info', 'sign-up finished', {
      ...(subscription && idsOf(subscription)),
      ...{ intent, outcome },
    }),
  membershipGranted: (subscription: Subscription, membership: string) =>
    write('info', 'membership given', { ...idsOf(subscription), membership }),
  membershipFailed: (subscription: Subscription, error: unknown) =>
    write('error', 'membership creation failed', {
      ...idsOf(subscription),
      reason: reasonFor(error),
    }),
  membershipUncertain: (subscription: Subscription, record: string, certainty: string) =>
    write('error', UNCERTAIN_RECORD, { ...idsOf(subscription), record, certainty }),
  welcomeFailed: (subscription: Subscription, email: string) =>
    write('error', EMAIL_FAILED, { ...idsOf(subscription), email }),
  duplicateRefunded: (subscription: Subscription, cents: number) =>
    write('warn', 'a second subscription to one plan: refunded and ended', {
      ...idsOf(subscription),
      cents,
    }),
  eventOverdue: (subscription: Subscription, what: string, waitedMs: number) =>
    write('error', 'ALERT: an event of a membership is overdue', {
      ...idsOf(subscription),
      ...{ what, waitedMs },
    }),
  subscriptionEventReceived: (subscription: Subscription, what: string) =>
    write('warn', 'subscription event', { ...idsOf(subscription), what }),
  priceNotZero: (subscription: Subscription, membership: string) =>
    write('error', 'ALERT: OfficeRnD has a price for a membership that Stripe bills', {
      ...idsOf(subscription),
      membership,
    }),
  chargeDiffers: (subscription: Subscription, shownCents: number, chargedCents: number) =>
    write('error', 'ALERT: charged otherwise than shown', {
      ...idsOf(subscription),
      ...{ shownCents, chargedCents },
    }),
}
