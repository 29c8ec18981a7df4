import { isRefunded } from '../../clients/stripe/payments.ts'
import { runId } from '../../core/ids.ts'
import { dayInWords } from '../../core/time.ts'
import type { RunOrder } from '../../core/workflow.ts'
import { type Repairable, settledBy } from '../../operations/repair.ts'
import type { World } from '../../payments/context.ts'
import { dayOf, saleOf } from '../purchase.ts'
import { hasExpired } from '../rules/pass-day.ts'

export async function ofPass(world: World, id: string): Promise<Repairable<RunOrder> | null> {
  const payment = await world.stripe.payment(id)
  const sale = payment && saleOf(payment)
  if (!sale) return null
  const nowMs = world.now()
  const day = dayOf(world, { payment, sale, house: world.house }, nowMs)
  const whom = `${sale.customerName} (${sale.email})`
  const pass = [
    `OfficeRnD: member ${whom}, if there is none`,
    `OfficeRnD: day pass for ${dayInWords(day)}, unless she has one that no other payment claims`,
    `MailerSend: confirmation to ${sale.email}, notification to the team`,
  ]
  const late = [
    `No pass: ${dayInWords(day)} is over`,
    `MailerSend: an apology to ${sale.email}, and a letter that asks the team to act`,
  ]
  const writes = isRefunded(payment) ? [] : hasExpired(day, nowMs) ? late : pass
  const unpaid = payment.status === 'succeeded' ? null : `It is not paid (${payment.status}).`
  return {
    runId: runId(id),
    order: { kind: 'grant-pass', paymentId: id },
    settled: settledBy(payment.metadata) ?? unpaid,
    writes: [...writes, `Stripe: the outcome on ${id}`],
    note: (metadata) => world.stripe.note(id, metadata),
  }
}
