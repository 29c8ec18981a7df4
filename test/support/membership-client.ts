/** A visitor who wants to be a member, at the real Workers over HTTP, and what comes of it. */
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { CreatePaymentRequest } from '../../src/memberships/api/create-payment.ts'
import type { Quote } from '../../src/memberships/rules/quote.ts'
import type { StackOptions } from '../sandbox/stack.ts'
import type { Wire } from '../sandbox/state.ts'
import { type Answer, type PassClient, startPassClient, until } from './pass-client.ts'

export interface SetUp {
  clientSecret: string
  setupIntentId: string
  memberId: string
  quote: Quote
  attemptId: string
}

/** Plan, name, monthly cents, initiation cents, pro-rated, terms: the reference document's table. */
export const PLANS = [
  ['passport', 'Passport – Monthly', 10_000, 10_000, true, '/legal/membership-terms'],
  ['startup', 'Labour Temple Startup', 3_000, 10_000, true, '/legal/membership-terms'],
  ['all-access', 'Labour Temple All Access', 30_000, 20_000, true, '/legal/membership-terms'],
  ['founder', 'Founder Membership', 50_000, 20_000, true, '/legal/membership-terms'],
  ['creator-pass', 'Sonic Studio: Creator Pass', 50_000, 20_000, false, '/legal/sonic-terms'],
  [
    'innovator-pass',
    'Meeting Spaces: Innovator Pass',
    50_000,
    20_000,
    false,
    '/legal/membership-terms',
  ],
] as const

export type Slug = (typeof PLANS)[number][0]

export function newJoin(changes: Partial<CreatePaymentRequest> = {}): CreatePaymentRequest {
  return {
    plan: 'all-access',
    firstName: 'Grace',
    lastName: 'Hopper',
    email: `grace-${randomUUID().slice(0, 13)}@example.com`,
    phone: '+1 206 555 0101',
    attemptId: randomUUID(),
    ...changes,
  }
}

const SEATTLE = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles' })

/** `YYYY-MM-DD` on a Seattle calendar, by the platform's own tables. */
export const seattleDay = (atMs: number) => SEATTLE.format(atMs)

/** The 1st of next month by Seattle's calendar at 08:00 UTC, or a month from then if that is earlier. */
export function anchorOf(atMs: number): number {
  const [year = 0, month = 0] = seattleDay(atMs).split('-').map(Number)
  return Math.min(Date.UTC(year, month, 1, 8), monthFrom(atMs))
}

/** On the same day of the next month by UTC, or on its last; whole seconds, as Stripe counts. */
export function monthFrom(atMs: number): number {
  const from = new Date(Math.floor(atMs / 1000) * 1000)
  const then = new Date(from)
  then.setUTCMonth(from.getUTCMonth() + 1)
  // The 31st of a month of 30 days is the 1st of the one after.
  if (then.getUTCDate() !== from.getUTCDate()) then.setUTCDate(0)
  return then.getTime()
}

export type MembershipClient = ReturnType<typeof startMembershipClient>

/** One stack for the file that calls this. */
export function startMembershipClient(options: StackOptions = {}) {
  const passClient = startPassClient(options)
  return {
    ...passClient,
    beginPass: passClient.begin,
    ...membershipsAt(passClient),
    /** Moves the vendors' clock to an hour after the 1st, when pro-rated plans are billed again. */
    async renewal() {
      const { now } = await passClient.stack().state()
      await passClient.stack().advance(Math.ceil((anchorOf(now) - now) / 1000) + 3600)
    },
  }
}

type Till = Pick<PassClient, 'stack' | 'post' | 'stripe'>

/** Joining and what comes of it, on a stack that is already up. */
export function membershipsAt(passClient: Till) {
  const records = recordsOf(passClient)
  return { ...records, ...joining(passClient, records) }
}

function joining(passClient: Till, records: ReturnType<typeof recordsOf>) {
  const press = (order: CreatePaymentRequest) => passClient.post('/create-payment', order)
  const begin = async (order = newJoin()): Promise<SetUp> => {
    const answer = await press(order)
    expect(answer.text, 'create-payment').toContain('clientSecret')
    return answer.said as unknown as SetUp
  }
  /** As Stripe.js confirms; answers with the set-up's state, or with the code of the error. */
  const giveCard = async ({ setupIntentId, clientSecret }: SetUp, method = 'pm_card_visa') => {
    const path = `/setup_intents/${setupIntentId}/confirm`
    const fields = { client_secret: clientSecret, payment_method: method }
    const { said } = await passClient.stripe(path, fields, 'pk_test_sandbox')
    const error = said.error as { code?: string; message?: string } | undefined
    return String(error ? (error.code ?? error.message) : said.status)
  }
  const finish = (
    { memberId, setupIntentId }: SetUp,
    { plan, promo }: Pick<CreatePaymentRequest, 'plan' | 'promo'>
  ): Promise<Answer> =>
    passClient.post('/complete-checkout', {
      plan,
      memberId,
      setupIntentId,
      ...(promo && { promo }),
    })
  /** Up to a card that is set up, the page closed before it could say so. */
  const giveAndLeave = async (changes: Partial<CreatePaymentRequest> = {}, method?: string) => {
    const order = newJoin(changes)
    const setUp = await begin(order)
    expect(await giveCard(setUp, method)).toBe('succeeded')
    return { order, setUp }
  }
  const join = async (changes: Partial<CreatePaymentRequest> = {}, method?: string) => {
    const { order, setUp } = await giveAndLeave(changes, method)
    const answer = await finish(setUp, order)
    expect(answer.said.outcome, answer.text).toBe('active')
    await records.decided(setUp.setupIntentId)
    return { order, setUp, answer }
  }
  return { press, begin, giveCard, finish, giveAndLeave, join }
}

function recordsOf(passClient: Till) {
  const setup = async (id: string) => {
    const found = (await passClient.stack().state()).stripe.setup_intents.find(
      (one) => one.id === id
    )
    if (!found) throw new Error(`no set-up ${id}`)
    const { payment_method } = found
    return { ...found, payment_method, metadata: found.metadata ?? {} }
  }
  /** Everything that the vendors hold of one person's memberships. */
  const membershipClient = async (email: string) => {
    const { stripe, officernd, mailersend } = await passClient.stack().state()
    const same = (other: unknown) => String(other).toLowerCase() === email.trim().toLowerCase()
    const customers = stripe.customers.filter((one) => same(one.email))
    const theirs = (all: Wire[]) =>
      all.filter((one) => customers.some(({ id }) => id === one.customer))
    const members = officernd.members.filter((one) => same(one.email))
    const emails = mailersend.messages.filter((one) => one.to.some(same))
    return {
      customers,
      setups: theirs(stripe.setup_intents),
      subscriptions: theirs(stripe.subscriptions),
      invoices: theirs(stripe.invoices),
      payments: theirs(stripe.payment_intents),
      paid: theirs(stripe.charges).filter((one) => one.status === 'succeeded'),
      members,
      memberships: officernd.memberships.filter(({ member }) =>
        members.some(({ _id }) => _id === member)
      ),
      emails,
      toTeam: mailersend.messages.filter(
        (one) => !emails.includes(one) && one.text?.toLowerCase().includes(email.toLowerCase())
      ),
    }
  }
  return {
    setup,
    /** The set-up's metadata as soon as its run has written what became of it. */
    decided: (id: string, ms?: number) =>
      until(async () => {
        const { metadata } = await setup(id)
        return metadata.outcome ? metadata : null
      }, ms),
    /** What the form of the last request to this path said, that mentions these words. */
    async sent(method: string, path: string, words: string): Promise<Record<string, string>> {
      const { requests } = await passClient.stack().state()
      const found = requests.findLast((one) => {
        const said = [words, encodeURIComponent(words)].some((text) => one.body.includes(text))
        return one.method === method && one.path.endsWith(path) && said
      })
      if (!found) throw new Error(`no ${method} ${path} about ${words}`)
      const json = found.headers['content-type']?.includes('json')
      return json ? JSON.parse(found.body) : Object.fromEntries(new URLSearchParams(found.body))
    },
    membershipClient,
    /** How many of each there are: one sign-up is one of everything. */
    async counts(email: string) {
      const { subscriptions, paid, members, memberships, emails, toTeam } =
        await membershipClient(email)
      const lengths = { subscriptions, paid, members, memberships, emails, toTeam }
      return Object.fromEntries(Object.entries(lengths).map(([name, all]) => [name, all.length]))
    },
  }
}

/** A sign-up by card that has gone right, whatever happened on the way. */
export const ONE_OF_EACH = {
  subscriptions: 1,
  paid: 1,
  members: 1,
  memberships: 1,
  emails: 1,
  toTeam: 1,
}
