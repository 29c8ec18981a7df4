/** Seeded bugs that a test of the simulation sees by itself, each with the file and a part of the test's title. */
import type { Mutation } from './index.ts'

export interface TestedBug extends Mutation {
  name: string
  /** The file in `test/`, without its ending. */
  in: `simulation/${string}`
  /** A part of the title of the test that fails. */
  title: string
}

const OWN_CODES = 'simulation/own-codes'
const CODES = 'simulation/codes-over-tracks'
const RETRIES = 'simulation/retries'
const ONE_MEMBERSHIP = 'simulation/one-membership'
const PASSES = 'simulation/passes'

export const TESTED_BUGS: readonly TestedBug[] = [
  {
    name: 'of several codes with one text the first is everybody’s',
    file: 'payments/rules/promo-codes.ts',
    from: 'return all.find(isOwn) ?? all.find(({ customerId }) => !customerId) ?? promo',
    to: 'return all[0] ?? all.find(isOwn) ?? promo',
    in: OWN_CODES,
    title: 'joins at their own price',
  },
  {
    name: 'a code for one customer is for anybody',
    file: 'payments/rules/promo-codes.ts',
    from: '    promo.customerId !== request.customerId\n',
    to: "    promo.customerId === ''\n",
    in: OWN_CODES,
    title: 'somebody else is refused',
  },
  {
    name: 'a sign-up reserves no use of its code',
    file: 'memberships/code-use.ts',
    from: "const reservation = promo ? await reserveUse(ctx, form, promo) : 'free'",
    to: "const reservation = promo && ctx.now() < 0 ? await reserveUse(ctx, form, promo) : 'free'",
    in: CODES,
    title: 'that a sign-up under way has reserved',
  },
  {
    name: 'a code is not judged again before the subscription is made',
    file: 'memberships/workflows/subscribe.ts',
    from: "  if (!(await keepsUse(ctx, sale))) return givenUp(joining, 'quote-changed')\n",
    to: '  void keepsUse\n',
    in: CODES,
    title: 'and went to a pass: nothing is charged',
  },
  {
    name: 'the use of a subscription is left to Stripe’s count',
    file: 'payments/promo-ledger.ts',
    from: 'Math.max(subscribed, limit.redeemed)',
    to: 'limit.redeemed',
    in: CODES,
    title: 'that was paid with a membership is used up for a pass, also when',
  },
  {
    name: 'an abandoned sign-up keeps its use of a code',
    file: 'memberships/workflows/expire-setup.ts',
    from: 'if (setup) await releaseUse(ctx, setup)',
    to: 'void [setup, releaseUse]',
    in: CODES,
    title: 'that a sign-up under way has reserved',
  },
  {
    name: 'a declined sign-up keeps its use of a code for ever',
    file: 'memberships/workflows/subscription-events.ts',
    from: '  if (promo) await ctx.promo(promo.couponId).releaseSubscription(subscriptionId)\n',
    to: '  void promo\n',
    in: CODES,
    title: 'is given back when the first payment is never made',
  },
  {
    name: 'the use of a bank debit is nobody’s',
    file: 'payments/promo-ledger.ts',
    from: 'put(user, { sinceMs: begunMs, untilMs: begunMs + DEBIT_MS })',
    to: 'put({ ...user, isFirstTime: false }, { sinceMs: begunMs, untilMs: begunMs + DEBIT_MS })',
    in: CODES,
    title: 'of a bank debit under way',
  },
  {
    name: 'a code in another currency is not for dollars, whatever it says of them',
    file: 'clients/stripe/promotion-codes.ts',
    from: 'const dollars = coupon.currency_options?.usd\n',
    to: 'const dollars = coupon.currency_options?.none\n',
    in: 'simulation/currency-options',
    title: 'takes that amount off a pass',
  },
  {
    name: 'a minimum that is set for dollars alone is none',
    file: 'clients/stripe/promotion-codes.ts',
    from: 'const dollars = options?.usd\n',
    to: 'const dollars = options?.none\n',
    in: 'simulation/currency-options',
    title: 'a minimum for dollars alone',
  },
  {
    name: 'a later call begins with the first key again',
    file: 'clients/stripe/errors.ts',
    from: 'nth = await tries.nextTry(key, nth)',
    to: 'nth += Math.min(1, (await tries.nextTry(key, nth)) - 1)',
    in: RETRIES,
    title: 'each try has a number of its own',
  },
  {
    name: 'the count of tries is not kept',
    file: 'payments/attempt-ledger.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a line of the source.
    from: '      storage.put(`try:${key}`, next)\n',
    to: '',
    in: RETRIES,
    title: 'each try has a number of its own',
  },
  {
    name: 'the day of a settled debit is chosen again in each life',
    file: 'passes/workflows/grant-pass.ts',
    from: 'if (!isDebit(payment) || payment.metadata.settled_at) return payment',
    to: "if (!isDebit(payment) || payment.id !== '') return payment",
    in: PASSES,
    title: 'a debit that settles before midnight',
  },
  {
    name: 'a debit’s clock runs from the day on which it began',
    file: 'passes/purchase.ts',
    from: "return Date.parse(metadata.settled_at ?? '') || (charge?.createdMs ?? createdMs)",
    to: 'return metadata ? (charge?.createdMs ?? createdMs) : createdMs',
    in: PASSES,
    title: 'a settled debit is restarted hourly',
  },
  {
    name: 'a failed debit keeps its use of a code',
    file: 'payments/promo-ledger.ts',
    from: 'use.holder === holder && use.untilMs !== null && use.sinceMs <= endedMs',
    to: 'use.holder === holder && use.untilMs === null && use.sinceMs <= endedMs',
    in: PASSES,
    title: 'a failed debit gives its code back at once',
  },
  {
    name: 'nobody is told of an address that MailerSend refuses',
    file: 'payments/emails/unsent.ts',
    from: "    sinceMs: Date.parse(metadata.outcome_at ?? ''),\n",
    to: '    sinceMs: Number.MAX_SAFE_INTEGER,\n',
    in: PASSES,
    title: 'an address that MailerSend refuses',
  },
  {
    name: 'a room’s payment that cannot be read is nobody’s',
    file: 'rooms/booking.ts',
    from: "if (payment.status !== 'succeeded' || trackBySigns(payment) !== '2') return null",
    to: "if (payment.status !== '' || trackBySigns(payment) !== '2') return null",
    in: 'simulation/damaged-metadata',
    title: 'a room whose metadata',
  },
  {
    name: 'what is ours is known by its track alone',
    file: 'payments/rules/signs.ts',
    from: '    SIGNS.find(({ keys }) => hasAny(keys)) ??\n    SIGNS.find((one) => one.description.test(description)) ??\n',
    to: '    (description ? undefined : undefined) ??\n',
    in: 'simulation/damaged-metadata',
    title: 'a pass whose metadata',
  },
  {
    name: 'an event of a payment that is not paid is served',
    file: 'rooms/workflows/book-room.ts',
    from: "if (!sale || payment.status !== 'succeeded') throw",
    to: 'if (!sale) throw',
    in: 'simulation/room-events',
    title: 'an event of an intent that is not paid',
  },
  {
    name: 'a first invoice is paid because an event says so',
    file: 'memberships/workflows/finish-membership.ts',
    from: "  if (!isLive(subscription) && !hasEnded(subscription.status)) throw new Error('not paid')\n",
    to: '  void isLive\n',
    in: 'simulation/checkout-events',
    title: 'an open first invoice is paid',
  },
  {
    name: 'a debit’s event is believed about whose code it is',
    file: 'passes/stripe-events.ts',
    from: '(await ctx.attempt(attemptId).read())?.intentId === id',
    to: "(await ctx.attempt(attemptId).read())?.intentId !== '' && id !== ''",
    in: 'simulation/checkout-events',
    title: 'an event that a debit has',
  },
  {
    name: 'a room’s event is used as the payment',
    file: 'rooms/workflows/book-room.ts',
    from: "step('read the payment', () => read(ctx, paymentId)),",
    to: "step('read the payment', async () => said ?? read(ctx, paymentId)),",
    in: 'simulation/room-events',
    title: 'an event ',
  },
  {
    name: 'a refund that was told is told again when Stripe repeats it',
    file: 'rooms/workflows/refund-or-dispute.ts',
    from: 'if (wasProcessed(payment.metadata, event)) return',
    to: "if (payment.id === '') return",
    in: 'simulation/refunds',
    title: 'heard again a month later',
  },
  {
    name: 'an unfinished subscription stays beside the second',
    file: 'memberships/workflows/subscribe.ts',
    from: '  for (const other of others.filter(isUnpaidAttempt)) await cancelUnpaid(ctx, other)\n',
    to: '  void [cancelUnpaid, isUnpaidAttempt]\n',
    in: ONE_MEMBERSHIP,
    title: 'the bank asks in one tab',
  },
  {
    name: 'two that both came alive are both kept',
    file: 'memberships/workflows/keep-plan.ts',
    from: '  if (rivals.some(({ metadata }) => metadata.outcome || !metadata.attempt_id)) return false\n',
    to: '  void rivals\n',
    in: ONE_MEMBERSHIP,
    title: 'an unfinished one comes alive beside one that staff made',
  },
  {
    name: 'a membership outlives its subscription',
    file: 'memberships/workflows/subscription-events.ts',
    from: "await step('end membership', () => memberWriter.endMembership(membershipId, day))",
    to: 'void memberWriter',
    in: 'simulation/memberships',
    title: 'a subscription that ends gives the membership its last day',
  },
  {
    name: 'a deleted customer is used again',
    file: 'clients/stripe/customers.ts',
    from: '(await stripe.customers.retrieve(id)).deleted === true',
    to: '(await stripe.customers.retrieve(id)).id === undefined',
    in: RETRIES,
    title: 'a customer whom staff have deleted',
  },
]
