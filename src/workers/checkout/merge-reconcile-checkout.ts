/** One month of memberships and day passes, held against OfficeRnD. */

import { readRecords } from '../../clients/officernd/snapshot.ts'
import { isRefunded } from '../../clients/stripe/merge-shapes.ts'
import { type Month, spanOfMonth } from '../../core/month.ts'
import { reconcileMemberships } from '../../memberships/operations/reconcile.ts'
import { type Report, reportOf } from '../../operations/reconciliation-report.ts'
import { passSheet } from '../../passes/operations/reconcile.ts'
import type { World } from '../../payments/context.ts'

const NOT_ALL =
  'There was more in this month than could be read at once: what is older than the rest was not looked at.'

const NO_MARK =
  'Passes carry no mark of ours in OfficeRnD: one without a payment cannot be told from one that staff or a plan gave.'

const NEW_ONLY =
  'Subscriptions are those begun in this month; what ended or failed of older ones was told in letters at the time.'

export async function reconcileCheckout(world: World, month: Month): Promise<Report> {
  const span = spanOfMonth(month)
  const records = await readRecords(world, span)
  const passes = passSheet(world, records)
  const refunded = new Set<string>()
  const whole = await world.stripe.eachPayment(span, (payment) => {
    passes.take(payment)
    if (isRefunded(payment)) refunded.add(payment.id)
  })
  const memberships = await reconcileMemberships(world, span, records, refunded)
  const all = records.whole && whole && memberships.whole
  const tracks = [memberships.track, passes.report()]
  return reportOf(month, tracks, [NO_MARK, NEW_ONLY, all ? null : NOT_ALL])
}
