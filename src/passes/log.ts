/**
 * The log sentences of day passes, beside those that every sale shares.
 */
import { plainText, reasonFor, log as sharedLog, trackLog } from '../core/log.ts'

const write = trackLog('3')

export const log = {
  ...sharedLog,

  intentCreated: (intent: string, amountCents: number, passDate: string) =>
    write('info', 'payment begun', { intent, amountCents, passDate }),
  passGranted: (intent: string, pass: string, passDate: string) =>
    write('info', 'pass granted', { intent, pass, passDate }),
  passCreationFailed: (intent: string, error: unknown) =>
    write('error', 'pass creation failed', { intent, reason: reasonFor(error) }),
  passNotRevoked: (intent: string, error: unknown) =>
    write('error', 'ALERT: a refunded pass could not be taken back', {
      intent,
      reason: reasonFor(error),
    }),
  passExpired: (intent: string, passDate: string) =>
    write('error', 'pass not issued: its day is over', { intent, passDate }),
  zeroValidity: (intent: string, plan: string) =>
    write('error', 'zero validity: the kiosk refuses every pass of this plan', { intent, plan }),
  validityUnknown: (plan: string) =>
    write('warn', 'OfficeRnD does not say how long passes of this plan are valid', { plan }),
  planUnread: (intent: string) =>
    write('warn', 'the plan could not be read: its validity is not known', { intent }),
  receiptUnread: (intent: string) => write('warn', 'receipt details could not be read', { intent }),
  debitFailed: (intent: string) => write('warn', 'bank debit failed', { intent }),
  outcome: (intent: string, outcome: string) =>
    write('info', 'outcome written', { intent, outcome }),
  invalidProduct: (slug: string) => write('warn', 'Invalid product', { slug: plainText(slug) }),
}
