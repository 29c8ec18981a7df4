/** A membership that cannot be given reaches a person on the team, by name, once. */
import { expect, test } from 'vitest'
import {
  newJoin,
  ONE_OF_EACH,
  seattleDay,
  startMembershipClient,
} from '../../support/membership-client.ts'
import { TEAM, until } from '../../support/pass-client.ts'

const membershipClient = startMembershipClient({
  vars: { ALERT_SECONDS: '2', STALE_SECONDS: '3600' },
})

const alertsOf = async (email: string, words = 'ALERT') =>
  (await membershipClient.membershipClient(email)).toTeam.filter(({ subject }) =>
    subject?.includes(words)
  )

test('OfficeRnD gives no memberships: one alert with who, amount, id and what to do by hand', async () => {
  const order = newJoin()
  const setUp = await membershipClient.begin(order)
  const match = { path: '/memberships' }
  await membershipClient
    .stack()
    .fault({ vendor: 'officernd', match, kind: '500-before', times: -1 })
  await membershipClient.giveCard(setUp)
  const from = Date.now()
  const answer = await membershipClient.finish(setUp, order)
  expect(Date.now() - from).toBeLessThan(10_000)
  expect(answer.said).toEqual({ outcome: 'working' })

  await membershipClient.stack().cron()
  const [alert, ...more] = await alertsOf(order.email)
  expect(more).toEqual([])
  expect(alert).toMatchObject({
    to: TEAM,
    subject: 'ALERT: Grace Hopper pays for Labour Temple All Access and has no membership',
  })
  const { subscriptions, customers, invoices } = await membershipClient.membershipClient(
    order.email
  )
  const [subscription] = subscriptions
  const total = `$${(Number(invoices[0]?.total) / 100).toFixed(2)}`
  const start = seattleDay(Number(subscription?.start_date) * 1000)
  const said = [order.email, order.phone, total, '$300.00', subscription?.id, customers[0]?.id]
  for (const words of [...said, 'What to do by hand', 'PRICE 0', `start date ${start}`]) {
    expect(alert?.text).toContain(words)
  }
  const line = await membershipClient.logged('ALERT: paid and not served', setUp.setupIntentId)
  expect(line).not.toContain('Hopper')

  await membershipClient.stack().cron()
  await membershipClient.quiet()
  expect(await alertsOf(order.email)).toHaveLength(1)

  await membershipClient.stack().clearFaults()
  await membershipClient.decided(setUp.setupIntentId, 50_000)
  const resolved = await until(async () => {
    const found = await alertsOf(order.email, 'Resolved')
    return found.length > 0 && found
  })
  expect(resolved.map(({ subject }) => subject)).toEqual([
    'Resolved: Grace Hopper now has the membership',
  ])
  expect(await membershipClient.counts(order.email)).toEqual({ ...ONE_OF_EACH, toTeam: 3 })
})
