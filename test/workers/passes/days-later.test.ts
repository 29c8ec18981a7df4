/** What happens when the vendors' days pass: debits settle, promised days go by, tokens die. */
import { expect, test } from 'vitest'
import { formatDayOfYear, nextDay } from '../../../src/core/time.ts'
import { toInstant } from '../../../src/core/zoned-time.ts'
import { cardPassDay, debitPassDay } from '../../../src/passes/rules/pass-day.ts'
import { HOURS, newOrder, startPassClient } from '../../support/pass-client.ts'

const passClient = startPassClient()

const HALF_AN_HOUR = 30 * 60

test('bank debits settle by themselves within five days, and each makes its pass', async () => {
  const orders = [newOrder(), newOrder()]
  const begun = await Promise.all(orders.map((order) => passClient.begin(order)))
  for (const one of begun) await passClient.payWith(one, 'pm_usBankAccount_success')
  await passClient.stack().advance(5 * 24 * 3600)
  for (const { paymentIntentId } of begun) {
    const { outcome, pass_date } = await passClient.outcome(paymentIntentId)
    expect([outcome, pass_date]).toEqual(['granted', debitPassDay(HOURS, Date.now())])
  }
  for (const { email } of orders) {
    expect((await passClient.holdings(email)).passes).toHaveLength(1)
  }
})

test("a card payment after the promised day's close buys the payment's own house day", async () => {
  const order = newOrder()
  const begun = await passClient.begin(order)
  const { now } = await passClient.stack().state()
  const evening = toInstant(nextDay(begun.passDate), HOURS.closesAt) + HALF_AN_HOUR * 1000
  await passClient.stack().advance(Math.max(0, Math.ceil((evening - now) / 1000)))
  expect(await passClient.payWith(begun)).toBe('succeeded')
  const answer = await passClient.complete(begun)
  const { paid, passes, emails } = await passClient.holdings(order.email)
  const day = cardPassDay(HOURS, begun.passDate, Number(paid[0]?.created) * 1000)
  expect(day > begun.passDate).toBe(true)
  expect(answer.said).toMatchObject({ outcome: 'granted', passDate: day })
  expect(passes).toMatchObject([{ validFrom: `${day}T00:00:00.000Z` }])
  await passClient.outcome(begun.paymentIntentId)
  const email = emails[0] ?? (await passClient.holdings(order.email)).emails[0]
  expect(email?.variables?.product_name).toBe(`Day Pass for ${formatDayOfYear(day)}`)
})
