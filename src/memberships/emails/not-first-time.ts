/** E-mail to the team about a membership that was joined with a code for first purchases, and was not the first. */
import type { Email } from '../../clients/mailersend.ts'
import { formatCents } from '../../core/money.ts'
import type { BilledMembership } from '../signup.ts'
import { saleSummary, teamEmail } from './team.ts'

/** `firstId`: the payment that was the customer's first. */
export function notFirstTimeAlert(membership: BilledMembership, firstId: string): Email {
  const { sale, subscription } = membership
  // Stripe need not say on the invoice what a code took off.
  const offCents = subscription.invoice?.amounts.planDiscountCents ?? 0
  const [took, off] =
    offCents > 0
      ? [`, which took ${formatCents(offCents)} off the first invoice`, formatCents(offCents)]
      : ['', 'what it took off the first invoice']
  const subject = `ALERT: ${sale.customerName} joined with a code for first purchases, and it was not the first`
  return teamEmail(membership, 'not-first-time', subject, [
    `${sale.customerName} had paid for something else before: ${firstId}. Stripe has accepted the code${took}. The customer has the membership.`,
    'What was tried: nothing, because the price was agreed.',
    `What to do by hand: ask the customer for ${off} and take the code off the subscription in Stripe if it lowers later invoices too, or let it be.`,
    '',
    ...saleSummary(membership),
  ])
}
