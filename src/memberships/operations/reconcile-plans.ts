/** The checks of each person and plan, over the subscriptions of all months and whoever made them. */
import type { CheckResult } from '../../operations/reconciliation-sheet.ts'
import { isLive } from '../subscription.ts'
import type { GoesOn } from './open-memberships.ts'
import { liveTwice, type PlanHolder } from './plan-holders.ts'

export function checkSingle(holder: PlanHolder): CheckResult {
  if (!holder.subscriptions.some(isLive)) return 'not-applicable'
  const live = liveTwice(holder)
  if (live.length === 0) return 'ok'
  return {
    kind: 'two live subscriptions',
    what: `${live.map(({ id }) => id).join(' and ')} are both live, for ${holder.planName} and one person.`,
    suggestion:
      'Ask the customer. Cancel what is too much in Stripe, refund all that it has charged, and leave one membership in OfficeRnD.',
  }
}

/** A membership that goes on after the person's last subscription. */
export function checkEnd({ membership }: GoesOn): CheckResult {
  return {
    kind: 'ended, membership goes on',
    what: `The membership ${membership.id} goes on, and the subscription has ended.`,
    suggestion: 'Give it a last day in OfficeRnD, or a price if it is billed in another way.',
  }
}
