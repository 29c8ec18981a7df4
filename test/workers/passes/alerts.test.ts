/** What cannot be served by itself reaches a person on the team, by name, once. */
import { expect, test } from 'vitest'
import { startPassClient, TEAM, until } from '../../support/pass-client.ts'

const passClient = startPassClient({ vars: { ALERT_SECONDS: '2' } })

const PASSES = { method: 'POST', path: '/passes' }
const PLAN = '/officernd/api/v1/organizations/labour-temple/plans/66b399ef3de7dbab92b5c985'

async function teamEmails(email: string, words: string) {
  const { toTeam } = await passClient.holdings(email)
  return toTeam.filter(({ subject }) => subject?.includes(words))
}

test('OfficeRnD makes no passes: the customer is told to wait, the team is told their name, once', async () => {
  await passClient
    .stack()
    .fault({ vendor: 'officernd', match: PASSES, kind: '500-before', times: -1 })
  const { order, begun } = await passClient.payAndLeave({ firstName: 'Grace', lastName: 'Hopper' })
  const from = Date.now()
  const answer = await passClient.complete(begun)
  expect(Date.now() - from).toBeGreaterThan(7_500)
  expect(Date.now() - from).toBeLessThan(10_000)
  expect([answer.status, answer.said.outcome]).toEqual([200, 'working'])

  await passClient.stack().cron()
  const [alert, ...more] = await teamEmails(order.email, 'ALERT')
  expect(more).toEqual([])
  expect(alert?.to).toEqual(TEAM)
  expect(alert?.subject).toBe('ALERT: Grace Hopper paid $50.00 and has no day pass')
  const midnight = `${begun.passDate}, 00:00 UTC`
  const byHand = [
    ...['type hotdesk', 'count 1', `validFrom ${midnight}`, `validTo ${midnight}`],
    ...['intervalLength once', 'grantActiveStatus true'],
  ]
  for (const words of [order.email, order.phone, begun.paymentIntentId, '$50.00', ...byHand]) {
    expect(alert?.text).toContain(words)
  }
  const line = await passClient.logged('ALERT', begun.paymentIntentId)
  expect(line).not.toContain('Hopper')

  await passClient.stack().cron()
  await passClient.quiet()
  expect(await teamEmails(order.email, 'ALERT')).toHaveLength(1)
  const lines = passClient
    .stack()
    .logs()
    .filter((one) => one.includes('ALERT'))
  expect(lines.filter((one) => one.includes(begun.paymentIntentId))).toHaveLength(1)

  await passClient.stack().clearFaults()
  const { outcome } = await passClient.outcome(begun.paymentIntentId, 30_000)
  const [resolved, ...others] = await until(async () => {
    const found = await teamEmails(order.email, 'Resolved')
    return found.length > 0 && found
  })
  expect([outcome, others]).toEqual(['granted', []])
  expect(resolved?.subject).toBe('Resolved: Grace Hopper now has the day pass')
  await passClient.stack().cron()
  await passClient.quiet()
  const { passes, emails, toTeam } = await passClient.holdings(order.email)
  expect([passes.length, emails.length, toTeam.length]).toEqual([1, 1, 3])
})

test('the plan has no validity: the pass is made, and the team is told which plan', async () => {
  const setValidity = async (intervalCount: number) => {
    const body = JSON.stringify({ passesValidityPeriod: { intervalCount } })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(passClient.stack().sandbox.url + PLAN, {
      method: 'PATCH',
      headers,
      body,
    })
    expect(answer.status).toBe(200)
  }
  await setValidity(0)
  try {
    const { order, begun } = await passClient.buy()
    await passClient.outcome(begun.paymentIntentId)
    await passClient.quiet()
    expect((await passClient.holdings(order.email)).passes).toHaveLength(1)
    const [alert, ...more] = await teamEmails(order.email, 'ALERT')
    expect([alert?.to, more]).toEqual([TEAM, []])
    expect(alert?.subject).toBe('ALERT: the kiosk refuses every day pass')
    expect(alert?.text).toContain('66b399ef3de7dbab92b5c985')
    expect(alert?.text).toContain('intervalCount')
    expect(alert?.text).toContain('Ada Byron')
    await passClient.logged('zero validity', begun.paymentIntentId)
  } finally {
    await setValidity(12)
  }
})
