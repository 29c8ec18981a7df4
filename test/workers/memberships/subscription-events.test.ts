/** What Stripe tells in the months after: each topic has a town, because the vendors' clock only goes on. */
import { describe, expect, test } from 'vitest'
import { newJoin, ONE_OF_EACH, openClub, seattleDay } from '../../support/membership-client.ts'
import { TEAM, until } from '../../support/pass-client.ts'

type Club = ReturnType<typeof openClub>

const DAY = 24 * 3600

/** Membership and subscription as they are before and after news that must change neither. */
async function standing(club: Club, email: string) {
  const { memberships, subscriptions } = await club.club(email)
  return {
    memberships: memberships.map(({ _id, endDate, price }) => [_id, endDate, price]),
    subscriptions: subscriptions.map(({ id }) => id),
  }
}

const subjects = async (club: Club, email: string) => {
  const { letters, toTeam } = await club.club(email)
  return { letters: letters.map(named), toTeam: toTeam.map(named) }
}
const named = ({ subject }: { subject: string | null }) => subject

describe('a month passes', () => {
  const club = openClub()

  test('a renewal that is paid: no second membership, no letter', async () => {
    const { order } = await club.join()
    const before = await standing(club, order.email)
    await club.renewal()
    await club.town().cron()
    await club.quiet()
    const { invoices, paid } = await club.club(order.email)
    expect(invoices.map(({ billing_reason: why, status }) => [why, status])).toEqual([
      ['subscription_create', 'paid'],
      ['subscription_cycle', 'paid'],
    ])
    expect(invoices[1]?.total).toBe(30_000)
    expect(paid).toHaveLength(2)
    expect(await standing(club, order.email)).toEqual(before)
    expect(await club.counts(order.email)).toEqual({ ...ONE_OF_EACH, paid: 2 })
  })
})

describe('a month passes, and her bank wants to see her', () => {
  const club = openClub()

  test('a renewal that fails: one letter to her, one alert, the membership untouched', async () => {
    const order = newJoin()
    const setUp = await club.begin(order)
    await club.giveCard(setUp, 'pm_card_authenticationRequired')
    await club.town().act(setUp.setupIntentId, 'authenticate')
    await club.finish(setUp, order)
    const { payments } = await club.club(order.email)
    await club.town().act(String(payments[0]?.id), 'authenticate')
    await until(async () => (await club.club(order.email)).subscriptions[0]?.metadata?.outcome)
    await club.quiet()
    const before = await standing(club, order.email)

    await club.renewal()
    await club.quiet()
    const { subscriptions, invoices } = await club.club(order.email)
    expect(subscriptions[0]?.status).toBe('past_due')
    const unpaid = 'Your payment for Labour Temple All Access did not go through'
    const told = await subjects(club, order.email)
    expect(told.letters.filter((one) => one === unpaid)).toHaveLength(1)
    const alerts = told.toTeam.filter((one) => one?.startsWith('ALERT'))
    expect(alerts).toEqual(['ALERT: payment failed: Grace Hopper, $300.00'])
    const { letters, toTeam } = await club.club(order.email)
    const letter = letters.find(({ subject }) => subject === unpaid)
    expect(letter?.text).toContain(invoices[1]?.hosted_invoice_url)
    expect(letter?.text).toContain('Your membership stays as it is')
    const alert = toTeam.find(({ subject }) => subject?.startsWith('ALERT'))
    expect(alert?.to).toEqual(TEAM)
    for (const words of [order.email, order.phone, subscriptions[0]?.id, '$300.00']) {
      expect(alert?.text).toContain(words)
    }

    // Stripe tries again and fails again; the sweep sees all of it once more.
    await club.town().advance(5 * DAY)
    await club.town().cron()
    await club.quiet()
    expect(await subjects(club, order.email)).toEqual(told)
    expect(await standing(club, order.email)).toEqual(before)
  })
})

describe('a bank debit of the first invoice comes back', () => {
  const club = openClub()

  test('one letter to her, one alert, the membership untouched', async () => {
    // Billed from the day of joining: no renewal falls into the days that the debit takes.
    const plan = 'creator-pass'
    const { order } = await club.join({ plan }, 'pm_usBankAccount_insufficientFunds')
    const before = await standing(club, order.email)
    await club.town().advance(6 * DAY)
    await club.town().cron()
    await club.quiet()
    const { letters, toTeam } = await subjects(club, order.email)
    expect(letters).toEqual([
      'Welcome to Labour Temple: Sonic Studio: Creator Pass',
      'Your payment for Sonic Studio: Creator Pass did not go through',
    ])
    expect(toTeam.filter((one) => one?.startsWith('ALERT: payment failed: Grace'))).toHaveLength(1)
    expect(toTeam).toHaveLength(2)
    expect(await standing(club, order.email)).toEqual(before)
  })
})

describe('nobody pays for a day', () => {
  const club = openClub()

  test('a first payment unresolved after 23 hours: a letter that nothing was charged', async () => {
    const { order, setUp } = await club.giveAndLeave({}, 'pm_card_chargeCustomerFail')
    expect((await club.finish(setUp, order)).said.outcome).toBe('declined')
    await club.decided(setUp.setupIntentId)
    await club.town().advance(DAY)
    await club.town().cron()
    await club.quiet()
    const { subscriptions, memberships, paid, letters, toTeam } = await club.club(order.email)
    expect(subscriptions.map(({ status }) => status)).toEqual(['incomplete_expired'])
    expect([memberships, paid, toTeam]).toEqual([[], [], []])
    expect(letters.map(named)).toEqual(['Joining Labour Temple: your payment was not completed'])
    expect(letters[0]?.text).toContain('Nothing has been charged')
    expect(letters[0]?.text).toContain('https://www.labourtemple.com/memberships/all-access')
  })
})

describe('the subscription, its charges', () => {
  const club = openClub()

  test('canceled in Stripe: the membership gets its last day, and both are told', async () => {
    const { order } = await club.join()
    const [subscription] = (await club.club(order.email)).subscriptions
    await endAtStripe(club, String(subscription?.id))
    await club.quiet()
    await club.town().cron()
    await club.quiet()
    const { subscriptions, memberships, letters, toTeam } = await club.club(order.email)
    const day = seattleDay(Number(subscriptions[0]?.ended_at) * 1000)
    expect(memberships).toMatchObject([{ endDate: `${day}T00:00:00.000Z` }])
    expect(letters.map(named).slice(1)).toEqual([
      'Your Labour Temple All Access membership has ended',
    ])
    expect(letters[1]?.text).toContain('You will not be charged again')
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
      (payment) => club.town().act(payment, 'dispute'),
    ],
  ])(
    '%s: who has to know is told once, nothing else changes',
    async (_, subject, toHer, happen) => {
      const { order } = await club.join()
      const before = await standing(club, order.email)
      const { payments } = await club.club(order.email)
      await happen(String(payments[0]?.id))
      await club.quiet()
      await club.town().cron()
      await club.quiet()
      const { letters, toTeam, subscriptions } = await club.club(order.email)
      expect(await standing(club, order.email)).toEqual(before)
      expect(subscriptions[0]?.status).toBe('active')
      expect(letters.map(named).slice(1)).toEqual(toHer)
      expect(toTeam).toHaveLength(2)
      expect(toTeam[1]?.to).toEqual(TEAM)
      expect(toTeam[1]?.subject).toContain(subject)
      for (const words of [order.email, subscriptions[0]?.id]) {
        expect(toTeam[1]?.text).toContain(words)
      }
    }
  )

  const refund = (payment_intent: string) =>
    club.stripe('/refunds', { payment_intent, amount: '5000' })
})

/** What staff do in Stripe's dashboard. */
async function endAtStripe(club: Club, id: string) {
  const answer = await fetch(`${club.town().city.url}/stripe/v1/subscriptions/${id}`, {
    method: 'DELETE',
    headers: { authorization: 'Bearer sk_test_sandbox' },
  })
  expect(answer.status).toBe(200)
}
