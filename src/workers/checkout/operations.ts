/** What a repair would do for a day pass, a subscription or a card that was set up. */
import { isRefunded } from '../../clients/stripe/merge-shapes.ts'
import { runId } from '../../core/ids.ts'
import type { RunOrder } from '../../core/merge-runs.ts'
import { formatCents } from '../../core/money.ts'
import { Refusal } from '../../core/refusals.ts'
import { dayInWords, houseDay } from '../../core/time.ts'
import { isLive } from '../../memberships/api/create-payment.ts'
import { type MembershipSale, membershipSaleOf } from '../../memberships/signup.ts'
import {
  type Repair,
  type Repairable,
  repair,
  settledBy,
  unlessMissing,
} from '../../operations/repair.ts'
import { saleOf } from '../../passes/purchase.ts'
import { hasExpired } from '../../passes/rules/pass-day.ts'
import { dayOf } from '../../passes/workflows/grant-pass.ts'
import type { World } from '../../payments/context.ts'

/** @throws Refusal `unknown-payment` */
export async function repairCheckout(
  world: World,
  asked: { id: string; dryRun: boolean }
): Promise<Repair> {
  const found = await repairableOf(world, asked.id)
  if (!found) throw new Refusal('unknown-payment', 'id')
  return repair(world, asked, found)
}

async function repairableOf(world: World, id: string): Promise<Repairable<RunOrder> | null> {
  if (/^pi_\w+$/.test(id)) return ofPass(world, id)
  if (/^seti_\w+$/.test(id)) return ofSetup(world, id)
  if (/^sub_\w+$/.test(id)) return ofSubscription(world, id)
  return null
}

async function ofPass(world: World, id: string): Promise<Repairable<RunOrder> | null> {
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

async function ofSetup(world: World, id: string): Promise<Repairable<RunOrder> | null> {
  const setup = await world.stripe.setup(id)
  const sale = setup && membershipSaleOf(setup.metadata)
  if (!sale) return null
  const undone = setup.status === 'succeeded' ? null : `The card is not set up (${setup.status}).`
  return {
    runId: runId(id),
    order: { kind: 'start-membership', setupId: id },
    settled: settledBy(setup.metadata) ?? undone,
    writes: [
      `Stripe: a subscription to ${sale.planName} for ${sale.email}, ${formatCents(sale.quotedCents)} due at once, unless she has one or the price has changed`,
      ...membershipWrites(sale, houseDay(world.now())),
      `Stripe: the outcome on ${id} and on the subscription`,
    ],
    note: (metadata) => world.stripe.noteSetup(id, metadata),
  }
}

/** The run of the set-up finishes it; when that has ended, the run of its first invoice does. */
async function ofSubscription(world: World, id: string): Promise<Repairable<RunOrder> | null> {
  const subscription = await unlessMissing(world.stripe.subscription(id))
  const sale = subscription && membershipSaleOf(subscription.metadata)
  if (!sale) return null
  const { metadata, invoice, startMs, status } = subscription
  const setupId = metadata.setup_id ?? ''
  const isOver = (await world.runs.state(runId(setupId))) === 'complete'
  const dead = isLive(subscription) ? null : `The subscription is not live (${status}).`
  return {
    runId: runId(isOver && invoice ? invoice.id : setupId),
    order:
      isOver && invoice
        ? { kind: 'finish-membership', invoiceId: invoice.id, subscriptionId: id }
        : { kind: 'start-membership', setupId },
    settled: settledBy(metadata) ?? dead,
    writes: [...membershipWrites(sale, houseDay(startMs)), `Stripe: the outcome on ${id}`],
    note: (more) => world.stripe.noteSubscription(id, more),
  }
}

function membershipWrites(sale: MembershipSale, startDay: string): string[] {
  return [
    `OfficeRnD: member ${sale.customerName} (${sale.email}), if there is none`,
    `OfficeRnD: membership ${sale.planName} from ${startDay} at price 0, unless she has one that no other subscription claims`,
    `MailerSend: welcome to ${sale.email}, notification to the team`,
  ]
}
