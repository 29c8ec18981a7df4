/** The first five real purchases: a list to go by, and each one watched by its id. Nothing is written. */
import type { SmokeContext } from './context.ts'
import { dayPass } from './day-pass.ts'
import { membership } from './membership.ts'
import { room } from './room.ts'
import { conclude } from './run.ts'
import { isRefundedNow, type Sale } from './sale.ts'
import { runChecks, Wrong } from './steps.ts'

/**
 * The support terms promise "first five purchases" sessions and do not say which purchases they are: these
 * take each track once, and both ways of billing and of booking from the documents' list of tests.
 */
export const FIRST_FIVE = [
  'The first five purchases, each with a real card, on the site as a customer sees it:',
  '  1. Day Pass: the kiosk admits it on its day, the receipt opens.',
  '  2. All Access: pro-rated to the 1st, AUTO-ALL-ACCESS on the initiation fee if it exists; the first invoice is what',
  '     the page showed; the welcome e-mail has every word filled in.',
  '  3. Creator Pass: a full month from today, not pro-rated.',
  '  4. A room for one day: one event, the confirmation with its calendar file.',
  '  5. Sonic Studio for two days: two events with what was asked for, 10 % off a day of 8 hours if the room has it.',
  'After each: npm run smoke -- --live ID, with the id of the payment (pi_…; for a membership the set-up, seti_…).',
  'Then refund it in Stripe, cancel the subscription of a membership there, and run the same again.',
] as const

/** The exit code: 1 when something that must be there, or be gone after a refund, is not. */
export async function watchLive(ctx: SmokeContext, id: string): Promise<0 | 1> {
  let sale: Sale | undefined
  const find = async () => {
    sale = await saleOf(ctx, id)
    return sale.title
  }
  const unknown = await runChecks(id, [['what it is', find]], ctx.say)
  const failure = sale ? await watch(ctx, sale, id) : unknown
  return conclude(ctx, failure ? [failure] : [])
}

async function watch(ctx: SmokeContext, sale: Sale, id: string): Promise<string | null> {
  if (await isRefundedNow(ctx, sale, id))
    return runChecks(sale.title, sale.takenBack(ctx, id), ctx.say)
  const failure = await runChecks(sale.title, sale.delivered(ctx, id), ctx.say)
  ctx.say(
    'It is not refunded. To see it taken back, refund all of it in Stripe and run this again.'
  )
  return failure
}

async function saleOf({ stripe }: SmokeContext, id: string): Promise<Sale> {
  if (id.startsWith('seti_')) return membership
  if (!id.startsWith('pi_')) throw new Wrong('an id begins with pi_ or seti_')
  const { metadata } = await stripe.paymentIntents.retrieve(id)
  if (metadata.track === '3') return dayPass
  if (metadata.track === '2') return room
  throw new Wrong(
    'it is neither a pass nor a room; for a membership give the seti_… that its subscription names'
  )
}
