/** What Stripe tells in the months after: each topic has a stack, because the vendors' clock only goes on. */
import { describe, expect, test } from 'vitest'
import {
  newJoin,
  ONE_OF_EACH,
  seattleDay,
  startMembershipClient,
} from '../../support/membership-client.ts'
import { TEAM, until } from '../../support/pass-client.ts'

type MembershipClient = ReturnType<typeof startMembershipClient>

const DAY = 24 * 3600

/** Membership and subscription as they are before and after news that must change neither. */
async function standing(membershipClient: MembershipClient, email: string) {
  const { memberships, subscriptions } = await membershipClient.membershipClient(email)
  return {
    memberships: memberships.map(({ _id, endDate, price }) => [_id, endDate, price]),
    subscriptions: subscriptions.map(({ id }) => id),
  }
}

const subjects = async (membershipClient: MembershipClient, email: string) => {
  const { emails, toTeam } = await membershipClient.membershipClient(email)
  return { emails: emails.map(named), toTeam: toTeam.map(named) }
}
const named = ({ subject }: { subject: string | null }) => subject

describe('a month passes', () => {
  const membershipClient = startMembershipClient()

  test('a renewal that is paid: no second membership, no e-mail', async () => {
    const { order } = await membershipClient.join()
    const before = await standing(membershipClient, order.email)
    await membershipClient.renewal()
    await membershipClient.stack().cron()
    await membershipClient.quiet()
    const { invoices, paid } = await membershipClient.membershipClient(order.email)
    expect(invoices.map(({ billing_reason: why, status }) => [why, status])).toEqual([
      ['subscription_create', 'paid'],
      ['subscription_cycle', 'paid'],
    ])
    expect(invoices[1]?.total).toBe(30_000)
    expect(paid).toHaveLength(2)
    expect(await standing(membershipClient, order.email)).toEqual(before)
    expect(await membershipClient.counts(order.email)).toEqual({ ...ONE_OF_EACH, paid: 2 })
  })
})

describe('a month passes, and their bank wants to see them', () => {
  const membershipClient = startMembershipClient()

  test('a renewal that fails: one e-mail to the customer, one alert, the membership untouched', async () => {
    const order = newJoin()
    const setUp = await membershipClient.begin(order)
    await membershipClient.giveCard(setUp, 'pm_card_authenticationRequired')
    await membershipClient.stack().act(setUp.setupIntentId, 'authenticate')
    await membershipClient.finish(setUp, order)
    const { payments } = await membershipClient.membershipClient(order.email)
    await membershipClient.stack().act(String(payments[0]?.id), 'authenticate')
    await until(
      async () =>
        (await membershipClient.membershipClient(order.email)).subscriptions[0]?.metadata?.outcome
    )
    await membershipClient.quiet()
    const before = await standing(membershipClient, order.email)

    await membershipClient.renewal()
    await membershipClient.quiet()
    const { subscriptions, invoices } = await membershipClient.membershipClient(order.email)
    expect(subscriptions[0]?.status).toBe('past_due')
    const unpaid = 'Your payment for Labour Temple All Access did not go through'
    const told = await subjects(membershipClient, order.email)
    expect(told.emails.filter((one) => one === unpaid)).toHaveLength(1)
    const alerts = told.toTeam.filter((one) => one?.startsWith('ALERT'))
    expect(alerts).toEqual(['ALERT: payment failed: Grace Hopper, $300.00'])
    const { emails, toTeam } = await membershipClient.membershipClient(order.email)
    const email = emails.find(({ subject }) => subject === unpaid)
    expect(email?.text).toContain(invoices[1]?.hosted_invoice_url)
    expect(email?.text).toContain('Your membership stays as it is')
    const alert = toTeam.find(({ subject }) => subject?.startsWith('ALERT'))
    expect(alert?.to).toEqual(TEAM)
    for (const words of [order.email, order.phone, subscriptions[0]?.id, '$300.00']) {
      expect(alert?.text).toContain(words)
    }

    // Stripe tries again and fails again; the sweep sees all of it once more.
    await membershipClient.stack().advance(5 * DAY)
    await membershipClient.stack().cron()
    await membershipClient.quiet()
    expect(await subjects(membershipClient, order.email)).toEqual(told)
    expect(await standing(membershipClient, order.email)).toEqual(before)
  })
})

describe('a bank debit of the first invoice comes back', () => {
  const membershipClient = startMembershipClient()

  test('one e-mail to the customer, one alert, the membership untouched', async () => {
    // Billed from the day of joining: no renewal falls into the days that the debit takes.
    const plan = 'creator-pass'
    const { order } = await membershipClient.join({ plan }, 'pm_usBankAccount_insufficientFunds')
    const before = await standing(membershipClient, order.email)
    await membershipClient.stack().advance(6 * DAY)
    await membershipClient.stack().cron()
    await membershipClient.quiet()
    const { emails, toTeam } = await subjects(membershipClient, order.email)
    expect(emails).toEqual([
      'Welcome to Labour Temple: Sonic Studio: Creator Pass',
      'About your first payment to Labour Temple',
      'Your payment for Sonic Studio: Creator Pass did not go through',
    ])
    expect(toTeam.filter((one) => one?.startsWith('ALERT: payment failed: Grace'))).toHaveLength(1)
    expect(toTeam).toHaveLength(2)
    expect(await standing(membershipClient, order.email)).toEqual(before)
  })
})

describe('nobody pays for a day', () => {
  const membershipClient = startMembershipClient()

  test('a first payment unresolved after 23 hours: an e-mail that nothing was charged', async () => {
    const { order, setUp } = await membershipClient.giveAndLeave({}, 'pm_card_chargeCustomerFail')
    expect((await membershipClient.finish(setUp, order)).said.outcome).toBe('declined')
    await membershipClient.decided(setUp.setupIntentId)
    await membershipClient.stack().advance(DAY)
    await membershipClient.stack().cron()
    await membershipClient.quiet()
    const { subscriptions, memberships, paid, emails, toTeam } =
      await membershipClient.membershipClient(order.email)
    expect(subscriptions.map(({ status }) => status)).toEqual(['incomplete_expired'])
    expect([memberships, paid, toTeam]).toEqual([[], [], []])
    expect(emails.map(named)).toEqual(['Joining Labour Temple: your sign-up has ended'])
    expect(emails[0]?.text).toContain('Nothing has been charged')
    expect(emails[0]?.text).toContain('https://www.labourtemple.com/memberships/all-access')
  })
})

describe('the subscription, its charges', () => {
  const membershipClient = startMembershipClient()

  test('canceled in Stripe: the membership gets its last day, and both are told', async () => {
    const { order } = await membershipClient.join()
    const [subscription] = (await membershipClient.membershipClient(order.email)).subscriptions
    await endAtStripe(membershipClient, String(subscription?.id))
    await membershipClient.quiet()
    await membershipClient.stack().cron()
    await membershipClient.quiet()
    const { subscriptions, memberships, emails, toTeam } = await membershipClient.membershipClient(
      order.email
    )
    const day = seattleDay(Number(subscriptions[0]?.ended_at) * 1000)
    expect(memberships).toMatchObject([{ endDate: `${day}T00:00:00.000Z` }])
    expect(emails.map(named).slice(1)).toEqual([
      'Your Labour Temple All Access membership has ended',
    ])
    expect(emails[1]?.text).toContain('You will not be charged again')
    expect(toTeam.map(named).slice(1)).toEqual([
      'Membership ended: Grace Hopper, Labour Temple All Access',
    ])
  })

  test.each<[string, string, string[], (payment: string) => Promise<unknown>]>([
    [
      'refunded',
      'Refunded: Grace Hopper, $50.00',
      ['$50.00 of your membership payment has been refunded'],
      (payment_intent) => refund(payment_intent),
    ],
    [
      'disputed',
      'ALERT: Grace Hopper disputes',
      [],
      (payment) => membershipClient.stack().act(payment, 'dispute'),
    ],
  ])(
    '%s: who has to know is told once, nothing else changes',
    async (_, subject, toCustomer, happen) => {
      const { order } = await membershipClient.join()
      const before = await standing(membershipClient, order.email)
      const { payments } = await membershipClient.membershipClient(order.email)
      await happen(String(payments[0]?.id))
      await membershipClient.quiet()
      await membershipClient.stack().cron()
      await membershipClient.quiet()
      const { emails, toTeam, subscriptions } = await membershipClient.membershipClient(order.email)
      expect(await standing(membershipClient, order.email)).toEqual(before)
      expect(subscriptions[0]?.status).toBe('active')
      expect(emails.map(named).slice(1)).toEqual(toCustomer)
      expect(toTeam).toHaveLength(2)
      expect(toTeam[1]?.to).toEqual(TEAM)
      expect(toTeam[1]?.subject).toContain(subject)
      for (const words of [order.email, subscriptions[0]?.id]) {
        expect(toTeam[1]?.text).toContain(words)
      }
    }
  )

  const refund = (payment_intent: string) =>
    membershipClient.stripe('/refunds', { payment_intent, amount: '5000' })
})

/** What staff do in Stripe's dashboard. */
async function endAtStripe(membershipClient: MembershipClient, id: string) {
  const answer = await fetch(
    `${membershipClient.stack().sandbox.url}/stripe/v1/subscriptions/${id}`,
    {
      method: 'DELETE',
      headers: { authorization: 'Bearer sk_test_sandbox' },
    }
  )
  expect(answer.status).toBe(200)
}
