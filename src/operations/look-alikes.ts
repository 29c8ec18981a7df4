/**
 * Tells the team of a new customer or member beside an older one whose address differs only in its
 * capitals: Stripe's list and OfficeRnD's filter are exact, and Stripe's search is late. Looks at those only
 * who have paid: purchases that nobody pays make any number of records.
 */

import type { Email, Mailersend } from '../clients/mailersend.ts'
import type { Officernd } from '../clients/officernd/client.ts'
import type { StripeClient } from '../clients/stripe/client.ts'
import { emailTag, normalizeEmail } from '../core/ids.ts'
import type { CommonConfig } from '../payments/context.ts'
import type { SweepContext } from './sweep-context.ts'
import { alertTeam } from './team-alert.ts'

const HOUR_MS = 3600_000

/** Stripe's search is up to an hour late, and this is asked once an hour. */
const LATE_MS = 3 * HOUR_MS

/** Longest look back, after a pause of the sweep. Records of before are not new. */
const MAX_BACK_MS = 14 * 24 * HOUR_MS

/** So that what is made while the first looks fail is found by the first that works. */
const BEGUN = 'addresses in other capitals, begun'

interface LookAlikeContext extends SweepContext {
  stripe: Pick<StripeClient, 'payingCustomers' | 'lookAlikes'>
  officernd: Pick<Officernd, 'eachMember'>
  mail: Mailersend
  config: CommonConfig
  now(): number
}

/** Two records of one vendor whose addresses differ only in capitals. */
interface Pair {
  vendor: 'Stripe' | 'OfficeRnD'
  what: 'customer' | 'member'
  made: { id: string; email: string }
  others: { id: string; email: string }[]
}

/** Asked once an hour; each pair is told once. `lookedMs`: when it was last asked. */
export async function reportLookAlikes(
  ctx: LookAlikeContext,
  lookedMs: number | null
): Promise<void> {
  const now = ctx.now()
  const begunMs = lookedMs ?? (await ctx.sweepRecord.doneAtMs(BEGUN))
  if (begunMs === null) await ctx.sweepRecord.done(BEGUN)
  const oldestMs = now - MAX_BACK_MS
  const sinceMs = Math.max((begunMs ?? now) - LATE_MS, oldestMs)
  const paying = (await ctx.stripe.payingCustomers(sinceMs)).filter(({ email }) => email)
  const pairs = paying.length === 0 ? [] : await membersAlike(ctx, paying, oldestMs)
  for (const { customerId, email, createdMs } of paying) {
    if (createdMs < oldestMs) continue
    const found = (await ctx.stripe.lookAlikes(email)).filter(
      (one) => one.email !== email && one.createdMs <= createdMs
    )
    const others = found.map((one) => ({ id: one.customerId, email: one.email }))
    const made = { id: customerId, email }
    if (others.length > 0) pairs.push({ vendor: 'Stripe', what: 'customer', made, others })
  }
  // Two of one second are found from both sides.
  const alike = new Map(pairs.toReversed().map((pair) => [keyOf(pair), pair]))
  for (const [key, pair] of alike) await tell(ctx, key, pair)
}

const keyOf = ({ made, others }: Pair) =>
  `look-alike:${[made, ...others]
    .map(({ id }) => id)
    .sort()
    .join(':')}`

async function membersAlike(
  ctx: LookAlikeContext,
  paying: readonly { email: string }[],
  oldestMs: number
): Promise<Pair[]> {
  const payers = new Set(paying.map(({ email }) => normalizeEmail(email)))
  const members: { id: string; email: string; createdMs: number }[] = []
  await ctx.officernd.eachMember((one) => members.push(one))
  const groups = Map.groupBy(members, ({ email }) => normalizeEmail(email))
  return members.flatMap((made): Pair[] => {
    if (made.createdMs < oldestMs || !payers.has(normalizeEmail(made.email))) return []
    const group = groups.get(normalizeEmail(made.email)) ?? []
    const others = group.filter(
      ({ email, createdMs }) => email !== made.email && createdMs <= made.createdMs
    )
    return others.length > 0 ? [{ vendor: 'OfficeRnD', what: 'member', made, others }] : []
  })
}

async function tell(ctx: LookAlikeContext, key: string, pair: Pair): Promise<void> {
  const [email, webhook] = [`${key}:email`, `${key}:webhook`]
  if ((await ctx.sweepRecord.toldAtMs(email)) !== null) return
  const toldAt = { email: 0, webhook: (await ctx.sweepRecord.toldAtMs(webhook)) ?? 0 }
  const channel = await alertTeam(ctx, alertAbout(ctx.config, pair), toldAt)
  if (channel) await ctx.sweepRecord.told(`${key}:${channel}`)
}

function alertAbout({ teamEmails }: CommonConfig, { vendor, what, made, others }: Pair): Email {
  return {
    tag: emailTag(made.id, 'look-alike'),
    to: teamEmails.map((email) => ({ email })),
    subject: `ALERT: ${made.email} is two ${what}s at ${vendor}, in other capitals`,
    text: [
      `${vendor} has more than one ${what} whose address differs only in its capitals. It is probably one person: what they bought may be on one record, and their key card or their membership on the other.`,
      '',
      `New: ${made.email} (${made.id})`,
      ...others.map(({ id, email }) => `Before: ${email} (${id})`),
      '',
      'What was tried: the exact address was looked for, and in lower case.',
      vendor === 'OfficeRnD'
        ? 'What to do by hand: if it is one person, merge the two members in OfficeRnD, and write the address in lower case.'
        : 'What to do by hand: if it is one person, write the address of the older customer in lower case in Stripe, and look whether both have a subscription to one plan: then cancel and refund one.',
    ].join('\n'),
  }
}
