/** Subject and first lines of the team's e-mails about refunds and disputes, the same for every track. */
import { formatCents } from '../../core/money.ts'
import { formatDateTime } from '../../core/time.ts'
import type { RefundOrDispute } from '../refund-events.ts'

/** Stripe's figure for refunds to cards (docs.stripe.com/refunds). */
export const REFUND_DELAY_TEXT = 'It takes 5 to 10 business days to reach your account.'

export function refundWording(
  { type, cents, objectId, answerByMs }: RefundOrDispute,
  sold: { who: string; what: string }
): { subject: string; lines: string[] } {
  const amount = formatCents(cents)
  switch (type) {
    case 'refunded':
      return {
        subject: `Refunded: ${sold.who}, ${amount}`,
        lines: [`${amount} of the payment for ${sold.what} went back to ${sold.who}.`],
      }
    case 'refund-failed':
      return {
        subject: `ALERT: a refund of ${amount} did not reach ${sold.who}`,
        lines: [
          `The bank of ${sold.who} did not accept the refund of ${amount} for ${sold.what} (${objectId}). The money is with us again.`,
          'What to do: ask the customer for another way to pay it back, send it, and note that on the payment in Stripe.',
        ],
      }
    case 'disputed':
      return {
        subject: `ALERT: ${sold.who} disputes ${amount}`,
        lines: [
          `${sold.who} disputes a payment of ${amount} for ${sold.what} (${objectId}).`,
          answerByMs === null
            ? 'The bank has already decided: the dispute cannot be answered.'
            : `What to do: answer in Stripe before ${formatDateTime(answerByMs)}. The evidence that we have is below; add your messages with the customer.`,
        ],
      }
    case 'dispute-won':
    case 'dispute-lost':
      return {
        subject: `Dispute closed: ${sold.who}, ${amount}, ${type === 'dispute-won' ? 'the money stays with us' : 'lost'}`,
        lines: [
          type === 'dispute-won'
            ? `The dispute of ${sold.who} about ${amount} for ${sold.what} (${objectId}) is closed; the money stays with us.`
            : `The dispute of ${sold.who} about ${amount} for ${sold.what} (${objectId}) is lost; the money and the fee are gone.`,
        ],
      }
  }
}
