/** What each workflow of a membership does and leaves undone, with its vendors and ledgers as records of calls. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { Invoice } from '../../../src/clients/stripe/invoices.ts'
import type { SetupIntent } from '../../../src/clients/stripe/setup-intents.ts'
import type { Subscriber } from '../../../src/clients/stripe/subscribers.ts'
import type { Subscription } from '../../../src/clients/stripe/subscriptions.ts'
import type { Step } from '../../../src/core/workflow.ts'
import type { MembershipContext, SubscriptionEvent } from '../../../src/memberships/context.ts'
import { alertOverdueEvent } from '../../../src/memberships/operations/overdue-event.ts'
import { pendingMemberships, pendingSetups } from '../../../src/memberships/operations/unserved.ts'
import { createPlanClaims } from '../../../src/memberships/plan-claims.ts'
import { parseSignup, type Signup } from '../../../src/memberships/signup.ts'
import { matchesQuote } from '../../../src/memberships/subscription.ts'
import { finishMembership } from '../../../src/memberships/workflows/finish-membership.ts'
import { keepsPlan } from '../../../src/memberships/workflows/keep-plan.ts'
import { startMembership } from '../../../src/memberships/workflows/start-membership.ts'
import { subscribe } from '../../../src/memberships/workflows/subscribe.ts'
import { handleSubscriptionEvent } from '../../../src/memberships/workflows/subscription-events.ts'
import { tellSignupOutcome } from '../../../src/memberships/workflows/tell-signup-outcome.ts'
import { finishEnded, refundDuplicate } from '../../../src/memberships/workflows/undo-membership.ts'
import { sendUnsentMembershipEmails } from '../../../src/memberships/workflows/unsent-emails.ts'
import type { RefundOrDispute } from '../../../src/payments/refund-events.ts'

const NOW_MS = Date.parse('2026-05-04T17:00:00Z')
const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS
const STALE_MS = HOUR_MS / 2
const SALE: Record<string, string> = {
  ...{ track: '1', plan: 'founder', email: 'ada@example.com', price_id: 'price_1' },
  ...{ customer_name: 'Ada Lovelace', attempt_id: 'a', member_id: 'm1', initiation_cents: '0' },
  ...{ quoted_cents: '10000', quoted_at: new Date(NOW_MS).toISOString() },
}

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

const step: Step = (_name, work) => work()
const signup = (more: object = {}) => parseSignup({ ...SALE, ...more }) as Signup
const invoice = (more: Partial<Invoice> = {}) =>
  ({
    ...{ id: 'in_1', number: '1', status: 'paid', totalCents: 10_000, dueCents: 10_000, url: '' },
    ...{ billingReason: 'subscription_create', paidMs: NOW_MS, paymentIntentId: 'pi_1' },
    amounts: { planCents: 10_000, planDiscountCents: 0, initiationCents: 0, owedCents: 0 },
    ...more,
  }) as Invoice
const subscription = (more: Partial<Subscription> = {}): Subscription => ({
  ...{ id: 'sub_1', status: 'active', customerId: 'cus_1', priceIds: ['price_1'] },
  ...{ metadata: SALE, startMs: NOW_MS, periodEndMs: null, invoice: invoice(), ...more },
})
const setup = (more: object = {}, subscriptions: Subscription[] = []) =>
  ({
    ...{ id: 'seti_1', status: 'succeeded', customerId: 'cus_1', createdMs: NOW_MS, subscriptions },
    ...{ paymentMethodId: 'pm_1', paymentMethod: 'Visa', metadata: { ...SALE, ...more } },
  }) as unknown as SetupIntent

interface House {
  /** The subscription, or the person's subscriptions, when they are read again. */
  current?: Subscription
  all?: Subscription[]
  invoice?: Partial<Invoice>
  /** Who has claimed the plan before. */
  claimedBy?: string
  granted?: { price?: number | null; certainty?: string }
  mailFails?: RegExp
}

function house(is: House = {}) {
  const did: string[] = []
  const orders: { metadata: Record<string, string> }[] = []
  const stored = new Map<string, unknown>()
  const claims = createPlanClaims(
    {
      get: <T>(key: string) => structuredClone(stored.get(key)) as T | undefined,
      put: (key, value) => void stored.set(key, structuredClone(value)),
    },
    () => NOW_MS
  )
  if (is.claimedBy) {
    claims.claim('founder', is.claimedBy, STALE_MS)
    claims.record('founder', is.claimedBy, 'sub_other')
  }
  const note = async (_: string, metadata: Record<string, string>) => {
    did.push(`note ${metadata.outcome ?? metadata.emails ?? Object.keys(metadata)}`)
    return metadata
  }
  const ctx = {
    config: {
      ...{
        teamEmails: ['team@example.com'],
        supportEmail: 'help@example.com',
        siteUrl: 'https://x',
      },
      ...{ staleAfterMs: STALE_MS, membershipTemplateId: 'own', officerndPlans: { founder: 'p' } },
      stripePrices: { founder: 'price_1' },
    },
    now: () => NOW_MS,
    planClaims: async () => claims,
    stripe: {
      subscription: async () => is.current ?? subscription(),
      subscriptionsOf: async () => is.all ?? [],
      findMemberships: async () => ({ subscriptions: is.all ?? [] }),
      getInvoice: async () => invoice(is.invoice),
      firstInvoiceOf: async () => invoice(),
      subscriptionOfPayment: async () => 'sub_1',
      updateSubscriptionMetadata: note,
      cancelSubscription: async (id: string) => void did.push(`cancel ${id}`),
      payOpenInvoice: async () => void did.push('pay'),
      async subscribe(order: (typeof orders)[number]) {
        did.push('subscribe')
        orders.push(order)
        return subscription({ id: 'sub_new' })
      },
    },
    memberWriter: async () => ({
      grantMembership: async () => {
        did.push('membership')
        return { id: 'ms1', memberId: 'm1', certainty: 'verified', price: 0, ...is.granted }
      },
      endMembership: async (_: string, day: string) => void did.push(`end ${day}`),
    }),
    mail: {
      async send({ subject = '', to }: { subject?: string; to: { email: string }[] }) {
        if (is.mailFails?.test(subject)) throw new Error('down')
        const kind = subject.startsWith('ALERT') ? 'ALERT' : 'e-mail'
        did.push(`${kind} to ${to[0]?.email.split('@')[0]}`)
      },
    },
    attempt: () => ({
      claim: async (_: string, workflow: string) => workflow,
      publishResult: async () => {},
    }),
    workflows: { state: async () => 'complete', start: async () => true, restart: async () => {} },
  }
  return { ctx: ctx as unknown as MembershipContext, did, orders }
}

const future = String(NOW_MS / 1000 + 1)
const open = (more: Partial<Subscription> = {}) => subscription({ status: 'incomplete', ...more })
const others = (status: Subscription['status'], more: Record<string, string> = {}) =>
  subscription({ id: 'sub_other', status, metadata: { ...SALE, attempt_id: 'b', ...more } })

test.each<[string, SetupIntent, House, string, string[]]>([
  ['nothing is known', setup(), {}, 'sub_new', ['subscribe']],
  ['the anchor is ahead', setup({ anchor: future }), {}, 'sub_new', ['subscribe']],
  ['the anchor is now', setup({ anchor: String(NOW_MS / 1000) }), {}, 'quote-changed', []],
  ['the person has the plan', setup({}, [others('active')]), {}, 'already-member', []],
  ['a payment of theirs is overdue', setup({}, [others('past_due')]), {}, 'already-member', []],
  [
    'the person has another plan',
    setup({}, [
      subscription({ id: 'sub_2', metadata: { plan: 'startup' }, priceIds: ['price_2'] }),
    ]),
    {},
    'sub_new',
    ['subscribe'],
  ],
  [
    'another attempt was not paid',
    setup({}, [others('incomplete')]),
    {},
    'sub_new',
    ['note replaced_at', 'cancel sub_other', 'subscribe'],
  ],
  [
    'staff made one that is not paid: it is theirs',
    setup({}, [subscription({ id: 'sub_other', status: 'incomplete', metadata: {} })]),
    {},
    'sub_new',
    ['subscribe'],
  ],
  ['its own is alive', setup({}, [subscription()]), {}, 'sub_1', []],
  [
    'its own waits for another card',
    setup({ subscription_id: 'sub_1' }, [open()]),
    { current: open(), all: [open()] },
    'sub_1',
    ['pay'],
  ],
  ['its own waits for its first card', setup({}, [open()]), { current: open() }, 'sub_1', []],
  [
    'its own of this card has ended',
    setup({}, [
      subscription({ status: 'incomplete_expired', metadata: { ...SALE, setup_id: 'seti_1' } }),
    ]),
    {},
    'sub_1',
    [],
  ],
  ['its own was cancelled', setup({}, [subscription({ status: 'canceled' })]), {}, 'sub_1', []],
  [
    'its own was never paid',
    setup({}, [subscription({ status: 'incomplete_expired' })]),
    {},
    'sub_new',
    ['subscribe'],
  ],
  [
    'another attempt has claimed the plan',
    setup(),
    { claimedBy: 'b', current: others('active') },
    'already-member',
    [],
  ],
  [
    'the claim of another attempt has ended',
    setup(),
    { claimedBy: 'b', current: others('canceled') },
    'sub_new',
    ['subscribe'],
  ],
  [
    'the person is two customers',
    setup({ other_customers: 'yes' }),
    { all: [others('active')] },
    'already-member',
    [],
  ],
])('a sign-up subscribes, when %s', async (_, intent, is, made, did) => {
  const all = house(is)
  const sale = parseSignup(intent.metadata) as Signup
  const result = await subscribe(all.ctx, intent, sale, NOW_MS)
  expect(typeof result === 'string' ? result : result.id).toBe(made)
  expect(all.did).toEqual(did)
})

test('the subscription says what was sold, and nothing that was noted on the set-up', async () => {
  const notes = { attempt_version: '2', subscription_id: 'sub_0', emails: 'unsent' }
  const more = { alerted_at: 'then', restarted_at: 'then', outcome: 'declined', outcome_at: 'then' }
  const { ctx, orders } = house()
  await subscribe(ctx, setup({ ...notes, ...more }), signup(), NOW_MS)
  const { attempt_id, ...sold } = SALE
  expect(orders[0]?.metadata).toEqual({
    ...{ ...sold, attempt_id, setup_id: 'seti_1', payment_method: 'Visa' },
  })
})

test.each<[string, Subscription[], House, boolean, string[]]>([
  ['it is the only one', [], {}, true, []],
  ['another is not alive', [others('incomplete')], {}, true, []],
  ['another is a membership already', [others('active', { outcome: 'active' })], {}, false, []],
  [
    'staff made another',
    [subscription({ id: 'sub_2', metadata: { plan: 'founder' } })],
    {},
    false,
    [],
  ],
  ['another is not finished either, and this claims first', [others('active')], {}, true, []],
  ['another has claimed first', [], { claimedBy: 'b', current: others('active') }, false, []],
  [
    'the first claim was never paid',
    [],
    { claimedBy: 'b', current: others('incomplete') },
    true,
    ['note replaced_at', 'cancel sub_other'],
  ],
  ['the first claim has ended', [], { claimedBy: 'b', current: others('canceled') }, true, []],
])('a live subscription is kept, when %s', async (_, more, is, kept, did) => {
  const { ctx, did: all } = house(is)
  const billed = { sale: signup(), subscription: subscription(), paymentMethod: '' }
  expect(await keepsPlan(ctx, { ...billed, config: ctx.config, others: more })).toBe(kept)
  expect(all).toEqual(did)
})

const WELCOME = ['e-mail to ada', 'e-mail to team']
test.each<[string, House, Partial<Invoice>, string[]]>([
  ['as requested', {}, {}, ['membership', ...WELCOME, 'note active']],
  [
    'at another price',
    { granted: { price: 300 } },
    {},
    ['membership', ...WELCOME, 'ALERT to team', 'note active'],
  ],
  [
    'at a price below nothing',
    { granted: { price: -1 } },
    {},
    ['membership', ...WELCOME, 'ALERT to team', 'note active'],
  ],
  [
    'without a price',
    { granted: { price: null } },
    {},
    ['membership', ...WELCOME, 'ALERT to team', 'note active'],
  ],
  [
    'unreadable',
    { granted: { certainty: 'unreadable' } },
    {},
    ['membership', ...WELCOME, 'ALERT to team', 'note active'],
  ],
  [
    'charged more than was shown',
    {},
    { dueCents: 10_001 },
    ['membership', ...WELCOME, 'ALERT to team', 'note active'],
  ],
])('a membership that is %s', async (_, is, billed, expected) => {
  const { ctx, did } = house(is)
  await finishMembership(
    step,
    ctx,
    {
      ...{ sale: signup(), subscription: subscription({ invoice: invoice(billed) }) },
      ...{ paymentMethod: '', config: ctx.config, readAtMs: NOW_MS, others: [] },
    },
    'seti_1'
  )
  expect(did).toEqual(expected)
})

test.each([{ price: 300 }, { price: null }, { certainty: 'unclear' }])(
  'an alert about a membership with %j that MailerSend does not take: it has no outcome yet',
  async (granted) => {
    const { ctx, did } = house({ granted, mailFails: /^ALERT/ })
    const membership = {
      ...{ sale: signup(), subscription: subscription(), paymentMethod: '', config: ctx.config },
      ...{ readAtMs: NOW_MS, others: [] },
    }
    await expect(finishMembership(step, ctx, membership, 'seti_1')).rejects.toThrow('down')
    expect(did).not.toContain('note active')
  }
)

test.each<[number, number, boolean]>([
  [0, 10_000, true],
  [0, 10_001, false],
  [0, 9_998, true],
  [0, 9_997, false],
  [1, 9_923, true],
  [1, 9_922, false],
  [-1, 9_998, true],
  [-1, 9_997, false],
])('%d hours after the quote of $100 a charge of %d cents matches: %j', (hours, cents, matches) => {
  expect(matchesQuote(signup(), NOW_MS + hours * HOUR_MS, cents)).toBe(matches)
})

const RENEWAL = { type: 'payment-failed', subscriptionId: 'sub_1', invoiceId: 'in_2' } as const
const END = { type: 'ended', subscriptionId: 'sub_1', atMs: NOW_MS } as const
const EXPIRED = { type: 'setup-expired', subscriptionId: 'sub_1' } as const
const REFUND: RefundOrDispute = {
  ...{ type: 'refunded', paymentId: 'pi_1', objectId: 'ch_1', cents: 500, answerByMs: null },
}
const MEMBER = { ...SALE, outcome: 'active', membership_id: 'ms1' }
const live = (more: Partial<Subscription> = {}) => subscription({ metadata: MEMBER, ...more })
test.each<[string, SubscriptionEvent, House, string[]]>([
  [
    'a renewal is not paid',
    RENEWAL,
    { current: live(), invoice: { status: 'open' } },
    ['e-mail to ada', 'ALERT to team', 'note processed_payment_failed'],
  ],
  ['a renewal is paid meanwhile', RENEWAL, { current: live(), invoice: { status: 'paid' } }, []],
  [
    'a first card is declined',
    RENEWAL,
    { current: live({ status: 'incomplete' }), invoice: { status: 'open' } },
    [],
  ],
  [
    'a renewal was told of',
    RENEWAL,
    {
      current: live({ metadata: { ...MEMBER, processed_payment_failed: 'in_2' } }),
      invoice: { status: 'open' },
    },
    [],
  ],
  [
    'a subscription ends',
    END,
    { current: live({ status: 'canceled' }) },
    ['end 2026-05-04', 'e-mail to ada', 'e-mail to team', 'note processed_ended'],
  ],
  [
    'a subscription ends with its period',
    END,
    { current: live({ status: 'canceled', periodEndMs: NOW_MS }) },
    ['end 2026-05-03', 'e-mail to ada', 'e-mail to team', 'note processed_ended'],
  ],
  [
    'a subscription without a membership ends',
    END,
    { current: live({ status: 'canceled', metadata: { ...SALE, outcome: 'ended' } }) },
    [],
  ],
  [
    'a subscription ends that we replaced',
    END,
    { current: live({ status: 'canceled', metadata: { ...MEMBER, replaced_at: 'then' } }) },
    [],
  ],
  [
    'a sign-up is never paid',
    EXPIRED,
    { current: live({ status: 'incomplete_expired', metadata: SALE }) },
    ['e-mail to ada', 'note processed_setup_expired'],
  ],
  [
    'a sign-up is never paid by somebody who has the plan by now',
    EXPIRED,
    { current: live({ status: 'incomplete_expired', metadata: SALE }), all: [others('active')] },
    [],
  ],
  [
    'a sign-up is never paid, nor is another',
    EXPIRED,
    {
      current: live({ status: 'incomplete_expired', metadata: SALE }),
      all: [others('incomplete')],
    },
    ['e-mail to ada', 'note processed_setup_expired'],
  ],
  [
    'money goes back',
    REFUND,
    { current: live() },
    ['e-mail to ada', 'e-mail to team', 'note processed_refunded'],
  ],
  [
    'a charge is disputed',
    { ...REFUND, type: 'disputed', objectId: 'dp_1' },
    { current: live() },
    ['e-mail to team', 'note processed_disputed'],
  ],
  ['it is nobody’s of ours', END, { current: live({ metadata: {} }) }, []],
])('when %s', async (_, event, is, expected) => {
  const { ctx, did } = house(is)
  await handleSubscriptionEvent(step, ctx, { kind: 'subscription-event', event })
  const told = did.map((what) =>
    event.type === 'disputed' ? what.replace('ALERT', 'e-mail') : what
  )
  expect(told).toEqual(expected)
})

const LATE = { ...MEMBER, emails: 'unsent' }
test.each<[string, Subscription, string[]]>([
  ['unsent', live({ metadata: LATE }), [...WELCOME, 'note sent late']],
  ['unsent, and it has ended', live({ metadata: LATE, status: 'canceled' }), ['note not needed']],
  [
    'unsent, and a payment is overdue',
    live({ metadata: LATE, status: 'past_due' }),
    [...WELCOME, 'note sent late'],
  ],
  ['sent', live(), []],
])('the e-mails of a membership are %s', async (_, current, expected) => {
  const { ctx, did } = house({ current })
  const params = { kind: 'unsent-membership-emails', subscriptionId: 'sub_1' } as const
  await sendUnsentMembershipEmails(step, ctx, params)
  expect(did).toEqual(expected)
})

test('the sweep looks after those that are active and not too old, once their outcome is missing', async () => {
  const one = (id: string, more: Partial<Subscription> = {}): Subscriber => ({
    ...subscription({ id, ...more }),
    ...{ customerEmail: `${id}@example.com`, customerName: id, endedMs: null },
  })
  const all = [
    one('waits'),
    one('waits-since-then', { startMs: NOW_MS - 1 }),
    one('too-old', { startMs: NOW_MS - 2 }),
    one('has-an-outcome', { metadata: MEMBER }),
    one('has-unsent-emails', { metadata: LATE }),
    one('is-of-others', { metadata: {} }),
    one('unpaid', { status: 'incomplete' }),
    one('overdue', { status: 'past_due' }),
    one('ended', { status: 'canceled' }),
  ]
  const look = { fromMs: null, ids: [], oldestMs: NOW_MS - 1 }
  const items = await pendingMemberships(house().ctx, look, async () => all)
  expect(items.filter(({ params }) => params).map(({ objectId }) => objectId)).toEqual([
    ...['waits', 'waits-since-then', 'has-unsent-emails'],
  ])
})

test.each<[string, number, Record<string, string>, unknown]>([
  ['a card and no subscription', 0, {}, ['start-membership', false]],
  [
    'an outcome that the page may tell',
    5 * 60_000 - 1,
    { outcome: 'declined' },
    ['untold-signup-outcome', true],
  ],
  [
    'an outcome that no page has told',
    5 * 60_000,
    { outcome: 'declined' },
    ['untold-signup-outcome', false],
  ],
  [
    '3-D Secure under way',
    15 * 60_000 - 1,
    { outcome: 'requires-action' },
    ['untold-signup-outcome', true],
  ],
  [
    '3-D Secure that is not done',
    15 * 60_000,
    { outcome: 'requires-action' },
    ['untold-signup-outcome', false],
  ],
  ['an outcome that is told', DAY_MS, { outcome: 'declined', emails: 'sent late' }, null],
  ['damaged metadata', 0, { email: '' }, [null, false]],
  ['damaged metadata and an outcome', 0, { email: '', outcome: 'active' }, null],
])('the sweep finds a set-up with %s', async (_, agoMs, more, expected) => {
  const unsent = more.outcome && {
    emails: 'unsent',
    outcome_at: new Date(NOW_MS - agoMs).toISOString(),
  }
  const found = setup({ ...unsent, ...more })
  const { ctx } = house()
  Object.assign(ctx.stripe, { getSetupIntent: async () => found })
  const look = { fromMs: null, ids: ['seti_1'], oldestMs: 0 }
  const [item] = await pendingSetups(ctx, look, async () => [])
  expect(item ? [item.params?.kind ?? null, item.isEarly ?? false] : null).toEqual(expected)
})

const ALERT_AFTER_MS = 15 * 60_000
test.each<[string, { agoMs?: number; status?: string; told?: number }, boolean]>([
  ['is not done', {}, true],
  ['has errored', { status: 'errored' }, true],
  ['is done', { status: 'complete' }, false],
  ['was never begun', { status: 'none' }, false],
  ['has time left', { agoMs: ALERT_AFTER_MS - 1 }, false],
  ['was told of within a day', { told: DAY_MS - 1 }, false],
  ['was told of a day ago', { told: DAY_MS }, true],
])('an end whose workflow %s: the team is told or not', async (_, is, isTold) => {
  const { agoMs = ALERT_AFTER_MS, status = 'running', told } = is
  const at = told === undefined ? '' : new Date(NOW_MS - told).toISOString()
  const metadata = { ...MEMBER, ...(at && { event_alerted_at: at }) }
  const { ctx, did } = house({ current: live({ status: 'canceled', metadata }) })
  Object.assign(ctx.config, { alertAfterMs: ALERT_AFTER_MS })
  Object.assign(ctx.workflows, { state: async () => status })
  await alertOverdueEvent(ctx, 'sub_1-ended', { event: END, sinceMs: NOW_MS - agoMs })
  expect(did).toEqual(isTold ? ['ALERT to team', 'note event_alerted_at'] : [])
})

/** The subscription, its payment, the membership that an earlier try has granted, and what is done about it. */
async function undone(
  undo: typeof finishEnded | typeof refundDuplicate,
  is: { metadata?: object; payment?: object | null; membership?: string }
) {
  const { ctx, did } = house()
  const charge = { refundedCents: 0 }
  const payment = { id: 'pi_1', status: 'succeeded', amountCents: 10_000, charge, ...is.payment }
  Object.assign(ctx.stripe, {
    getPayment: async () => (is.payment === null ? null : payment),
    refundAll: async () => void did.push('refund'),
  })
  Object.assign(ctx, {
    memberWriter: async () => ({
      findGranted: async () => is.membership ?? null,
      endMembership: async (_: string, day: string) => void did.push(`end ${day}`),
    }),
  })
  const ended = subscription({ status: 'canceled', metadata: { ...SALE, ...is.metadata } })
  const outcome = await undo(step, ctx, {
    ...{ sale: signup(), subscription: ended, paymentMethod: '', config: ctx.config },
  })
  return [outcome, ...did.filter((what) => !what.startsWith('note processed'))]
}

test.each<[string, Parameters<typeof undone>[1], string[]]>([
  ['was paid', {}, ['ended', 'e-mail to team', 'note ended']],
  [
    'is being paid',
    { payment: { status: 'processing' } },
    ['ended', 'e-mail to team', 'note ended'],
  ],
  ['was not paid', { payment: { status: 'canceled' } }, ['ended', 'note ended']],
  ['has no payment', { payment: null }, ['ended', 'note ended']],
  ['has a membership', { membership: 'ms1' }, ['ended', 'end 2026-05-04', 'note ended']],
  ['was finished', { metadata: { outcome: 'active' } }, ['ended']],
  ['was a duplicate', { metadata: { outcome: 'duplicate' } }, ['duplicate']],
  [
    'was replaced by us',
    { metadata: { replaced_at: 'then' } },
    ['duplicate', 'refund', 'cancel sub_1', ...WELCOME, 'note duplicate'],
  ],
])('a subscription that ended before its membership and %s', async (_, is, expected) => {
  const done = await undone(finishEnded, is)
  expect(done.map((what) => what.replace('ALERT', 'e-mail'))).toEqual(expected)
})

test.each<[string, Parameters<typeof undone>[1], string[]]>([
  ['paid', {}, ['refund', 'cancel sub_1']],
  ['not paid', { payment: { status: 'processing' } }, ['cancel sub_1']],
  ['without a payment', { payment: null }, ['cancel sub_1']],
])('a second subscription, %s: its money goes back, then it ends', async (_, is, expected) => {
  const [outcome, ...did] = await undone(refundDuplicate, is)
  expect([outcome, ...did.slice(0, expected.length)]).toEqual(['duplicate', ...expected])
})

const WITHOUT = { outcome: 'declined', emails: 'unsent', subscription_id: 'sub_1' }
test.each<[string, object, { taken?: boolean; live?: boolean; status?: string }, string[]]>([
  ['was declined', WITHOUT, {}, ['e-mail to ada', 'note sent late']],
  ['was declined, and the page has said so', WITHOUT, { taken: true }, ['note not needed']],
  [
    'waits for the bank, as the page has said',
    { ...WITHOUT, outcome: 'requires-action' },
    { taken: true },
    ['e-mail to ada', 'note sent late'],
  ],
  ['was declined, and paid since', WITHOUT, { live: true }, ['note not needed']],
  ['was declined, and has ended since', WITHOUT, { status: 'canceled' }, ['note not needed']],
  [
    'has another price',
    { outcome: 'quote-changed', emails: 'unsent' },
    {},
    ['e-mail to ada', 'note sent late'],
  ],
  [
    'is one of a member',
    { outcome: 'already-member', emails: 'unsent' },
    { live: true },
    ['e-mail to ada', 'note sent late'],
  ],
  ['was told of', { ...WITHOUT, emails: 'sent late' }, {}, ['note not needed']],
])('a sign-up that %s', async (_, more, { taken = false, live: isLive, status }, expected) => {
  const { ctx, did } = house({
    current: subscription({ status: (status ?? 'incomplete') as 'active' }),
  })
  const current = setup(more, isLive ? [others('active')] : [])
  Object.assign(ctx, { attempt: () => ({ wasTaken: async () => taken }) })
  Object.assign(ctx.stripe, {
    getSetupIntent: async () => current,
    updateSetupMetadata: async (_id: string, { emails }: { emails: string }) =>
      void did.push(`note ${emails}`),
  })
  await tellSignupOutcome(step, ctx, { kind: 'untold-signup-outcome', setupId: 'seti_1' })
  expect(did).toEqual(expected)
})

test.each<[string, Subscription, string | undefined]>([
  ['active', subscription({ metadata: MEMBER }), undefined],
  ['ended', subscription({ status: 'canceled', metadata: MEMBER }), undefined],
  ['declined', open(), 'unsent'],
])(
  'a sign-up that is %s notes whether its page has to tell it',
  async (outcome, current, emails) => {
    const { ctx } = house({ current, all: [current] })
    const notes: Record<string, string>[] = []
    Object.assign(ctx.stripe, {
      getSetupIntent: async () => setup({}, [current]),
      getPayment: async () => ({ status: 'requires_payment_method' }),
      updateSetupMetadata: async (_: string, note: Record<string, string>) => {
        notes.push(note)
        return note
      },
    })
    await startMembership(step, ctx, { kind: 'start-membership', setupId: 'seti_1' })
    expect([notes[0]?.outcome, notes[0]?.emails]).toEqual([outcome, emails])
  }
)
