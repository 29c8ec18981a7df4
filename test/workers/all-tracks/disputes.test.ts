/** What banks do with money after a sale, on every track: disputes, returned debits, refunds that come back. */
import { beforeAll, describe, expect, test } from 'vitest'
import { formatDateTime } from '../../../src/core/time.ts'
import { PASS_REFUND_POLICY } from '../../../src/passes/rules/catalog.ts'
import { ROOM_REFUND_POLICY } from '../../../src/rooms/rules/cancellation.ts'
import { startAllTracks, subjects } from '../../support/all-tracks.ts'
import { TEAM } from '../../support/pass-client.ts'
import { newBooking } from '../../support/room-client.ts'
import { daily } from '../../support/room-days.ts'

const house = startAllTracks()

const DAY_SECONDS = 24 * 3600

interface Sold {
  email: string
  who: string
  payment: string
  amount: string
  /** What must stand in the evidence of a dispute. */
  evidence: string[]
  /** How many e-mails the sale itself was; of a bank debit the customer reads its beginning and its day. */
  emails: { customer: number; team: number }
  holds(): Promise<unknown>
}

const dollars = (cents: number) => `$${(cents / 100).toFixed(2)}`

async function pass(method = 'pm_card_visa'): Promise<Sold> {
  const { order, begun } = await house.orderPass()
  await house.pay(begun, method)
  if (method.startsWith('pm_usBank')) await house.stack().act(begun.paymentIntentId, 'settle')
  const { pass_id = '' } = await house.outcome(begun.paymentIntentId)
  await house.quiet()
  return {
    ...{ email: order.email, who: 'Ada Byron', payment: begun.paymentIntentId, amount: '$50.00' },
    evidence: [order.phone, pass_id, `${begun.paymentIntentId}:customer`, PASS_REFUND_POLICY],
    emails: { customer: method.startsWith('pm_usBank') ? 2 : 1, team: 1 },
    holds: async () => (await house.holdings(order.email)).passes,
  }
}

async function booking(method = 'pm_card_visa'): Promise<Sold> {
  const order = newBooking({ room: 'shears', days: daily(house.days('shears', 2), '09:00') })
  const begun = await house.begin(order)
  await house.pay(begun, method)
  const payment = begun.paymentIntentId
  const { event_ids: ids = '' } = await house.outcome(payment)
  await house.quiet()
  return {
    ...{ email: order.email, who: order.name, payment, amount: dollars(begun.amountCents) },
    evidence: [order.phone, ...ids.split(','), `${payment}:customer`, ROOM_REFUND_POLICY],
    emails: { customer: 1, team: 1 },
    holds: () => house.eventsOf(payment),
  }
}

async function membership(method = 'pm_card_visa'): Promise<Sold> {
  const { order } = await house.membershipClient.join({}, method)
  const { payments, subscriptions, memberships } = await house.membershipClient.membershipClient(
    order.email
  )
  const [payment] = payments
  return {
    ...{ email: order.email, who: 'Grace Hopper', payment: String(payment?.id) },
    amount: dollars(Number(payment?.amount)),
    evidence: [
      ...[order.phone, '/legal/membership-terms', String(subscriptions[0]?.id)],
      ...[String(memberships[0]?._id), `${subscriptions[0]?.id}:customer`],
    ],
    emails: { customer: 1, team: 1 },
    holds: async () => {
      const { memberships, subscriptions } = await house.membershipClient.membershipClient(
        order.email
      )
      return [memberships, subscriptions.map(({ status }) => status)]
    },
  }
}

type Verdict = 'winning_evidence' | 'losing_evidence'

const TRACKS: [string, (method?: string) => Promise<Sold>, Verdict][] = [
  ['a membership', membership, 'losing_evidence'],
  ['a room', booking, 'winning_evidence'],
  ['a day pass', pass, 'losing_evidence'],
]

/** The e-mails that came after the sale. */
async function later({ email, emails }: Sold) {
  const [toCustomer, toTeam] = [await house.toCustomer(email), await house.toTeam(email)]
  return { toCustomer: toCustomer.slice(emails.customer), toTeam: toTeam.slice(emails.team) }
}

async function disputeOf(payment: string) {
  const { disputes } = (await house.stack().state()).stripe
  const found = disputes.find(({ payment_intent }) => payment_intent === payment)
  if (!found) throw new Error('no dispute')
  return found as typeof found & { evidence_details: { due_by: number } }
}

/** Stripe's own words by which a sandbox decides (docs.stripe.com/testing#evidence). */
const decide = async (payment: string, verdict: Verdict) =>
  house.stripe(`/disputes/${(await disputeOf(payment)).id}`, {
    'evidence[uncategorized_text]': verdict,
  })

describe.each(TRACKS)('%s is disputed', (_, sell, verdict) => {
  let sold: Sold
  let before: unknown
  beforeAll(async () => {
    sold = await sell()
    before = await sold.holds()
  })

  test('the team is told at once, with the evidence and until when to answer', async () => {
    await house.stack().act(sold.payment, 'dispute')
    await house.settle()
    const { toCustomer, toTeam } = await later(sold)
    expect([toCustomer, toTeam.length]).toEqual([[], 1])
    expect(toTeam[0]?.to).toEqual(TEAM)
    expect(toTeam[0]?.subject).toBe(`ALERT: ${sold.who} disputes ${sold.amount}`)
    const { id, evidence_details } = await disputeOf(sold.payment)
    const due = formatDateTime(evidence_details.due_by * 1000)
    for (const words of [id, `before ${due}`, sold.payment, ...sold.evidence])
      expect.soft(toTeam[0]?.text, words).toContain(words)
    expect(await sold.holds()).toEqual(before)
  })

  test('closed: one more e-mail says who has the money, and nothing else changes', async () => {
    expect((await decide(sold.payment, verdict)).status).toBe(200)
    await house.settle()
    const { toCustomer, toTeam } = await later(sold)
    expect(toCustomer).toEqual([])
    const words = verdict === 'winning_evidence' ? 'the money stays with us' : 'lost'
    expect(subjects(toTeam).slice(1)).toEqual([
      `Dispute closed: ${sold.who}, ${sold.amount}, ${words}`,
    ])
    expect(await sold.holds()).toEqual(before)
  })
})

test('a membership is refunded: one e-mail each, membership and subscription stay', async () => {
  const sold = await membership()
  const before = await sold.holds()
  await house.stack().webhooks('twice')
  await house.refund(sold.payment, 1_000)
  await house.settle()
  await house.settle()
  const { toCustomer, toTeam } = await later(sold)
  expect(subjects(toCustomer)).toEqual(['$10.00 of your membership payment has been refunded'])
  expect(subjects(toTeam)).toEqual(['Refunded: Grace Hopper, $10.00'])
  expect(toTeam[0]?.text).toContain('end them by hand')
  expect(await sold.holds()).toEqual(before)
})

test('a bank takes a debit back for good: the team reads that it cannot be answered', async () => {
  const sold = await pass('pm_usBankAccount_success')
  await house.stack().act(sold.payment, 'return')
  await house.settle()
  const { toCustomer, toTeam } = await later(sold)
  expect(toCustomer).toEqual([])
  expect(subjects(toTeam).sort()).toEqual([
    `ALERT: ${sold.who} disputes $50.00`,
    `Dispute closed: ${sold.who}, $50.00, lost`,
  ])
  const alert = toTeam.find(({ subject }) => subject?.startsWith('ALERT'))
  expect(alert?.text).toContain('the dispute cannot be answered')
  expect(alert?.text).not.toContain('answer in Stripe')
})

// The last one: it moves the vendors' clock.
test('a refund comes back from the bank: an alert on every track, by name, once', async () => {
  const all = await Promise.all(TRACKS.map(async ([, sell]) => sell('pm_card_refundFail')))
  const refunds = new Map<string, string>()
  for (const { payment } of all) refunds.set(payment, await house.refund(payment))
  await house.settle()
  const before = await Promise.all(all.map(later))
  await house.stack().advance(3 * DAY_SECONDS)
  await house.settle()
  await house.settle()
  for (const [nth, sold] of all.entries()) {
    const earlier = before[nth]
    const { toCustomer, toTeam } = await later(sold)
    expect(subjects(toCustomer)).toEqual(subjects(earlier?.toCustomer ?? []))
    const [alert, ...more] = toTeam.slice(earlier?.toTeam.length)
    expect(more).toEqual([])
    expect(alert?.to).toEqual(TEAM)
    expect(alert?.subject).toBe(`ALERT: a refund of ${sold.amount} did not reach ${sold.who}`)
    for (const words of [sold.payment, refunds.get(sold.payment), 'another way to pay it back'])
      expect.soft(alert?.text, words).toContain(words)
  }
})
