/**
 * Judges a code for first purchases again, once it is paid: Stripe judges one customer, and a person may be
 * several. The membership stays; the team decides about the difference.
 */
import type { Payment } from '../../clients/stripe/payments.ts'
import { type Step, tryStep } from '../../core/workflow.ts'
import type { MembershipContext } from '../context.ts'
import { notFirstTimeAlert } from '../emails/not-first-time.ts'
import type { BilledMembership } from '../signup.ts'

export async function checkFirstTime(
  step: Step,
  ctx: MembershipContext,
  membership: BilledMembership
): Promise<void> {
  const { sale, subscription } = membership
  if (!sale.promo?.isFirstTime) return
  const found = await tryStep(step, 'look for an earlier purchase', async () => ({
    first: await ctx.stripe.firstPaymentOf(sale.email),
  }))
  const first = found?.first
  if (!first || paidAtMs(first) >= subscription.startMs) return
  await step('alert the team: not a first purchase', () =>
    ctx.mail.send(notFirstTimeAlert(membership, first.id))
  )
}

const paidAtMs = ({ charge, createdMs }: Payment) => charge?.createdMs ?? createdMs
