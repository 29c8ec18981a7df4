/** A day pass paid by bank debit: nothing until the bank has paid, then a day that lies ahead. */
import { describe, expect, test } from 'vitest'
import { formatDay, formatDayOfYear, seattleDay } from '../../../src/core/time.ts'
import { debitPassDay } from '../../../src/passes/rules/pass-day.ts'
import { admits } from '../../sandbox/kiosk.ts'
import { HOURS, newOrder, startPassClient, until } from '../../support/pass-client.ts'

const passClient = startPassClient()

const GOOD = 'pm_usBankAccount_success'
const BAD = 'pm_usBankAccount_insufficientFunds'

async function debit(method: string) {
  const order = newOrder()
  const begun = await passClient.begin(order)
  expect(await passClient.payWith(begun, method)).toBe('processing')
  return { order, begun }
}

const FAILED = 'Your bank payment for the Day Pass did not go through'
const BEGUN = 'Your Day Pass: your bank payment has begun'

const emailWith = (wanted: string, email: string) =>
  until(async () => {
    const { emails } = await passClient.holdings(email)
    return emails.find(({ subject }) => subject === wanted) ?? null
  })
const failureEmail = (email: string) => emailWith(FAILED, email)

describe('a bank debit under way', () => {
  test('POST /complete-purchase says pending, again and again, and nothing is issued', async () => {
    const { order, begun } = await debit(GOOD)
    for (let times = 0; times < 2; times += 1) {
      const answer = await passClient.complete(begun)
      expect([answer.status, answer.said]).toEqual([200, { outcome: 'pending' }])
    }
    await passClient.stack().cron()
    await passClient.quiet()
    await emailWith(BEGUN, order.email)
    const { passes, emails, toTeam } = await passClient.holdings(order.email)
    expect([passes, emails.length, toTeam]).toEqual([[], 1, []])
  })

  test.each([
    ['the same order', {}],
    ['another body', { phone: '+1 206 555 0199' }],
  ])('POST /create-purchase with %s says that it is paid and pending', async (_, changes) => {
    const { order } = await debit(GOOD)
    const again = await passClient.post('/create-purchase', { ...order, ...changes })
    expect([again.status, again.said]).toEqual([200, { alreadyPaid: true, outcome: 'pending' }])
    expect((await passClient.holdings(order.email)).intents).toHaveLength(1)
  })
})

describe('a bank debit that has come', () => {
  test('makes one pass, for the next open day and never today', async () => {
    const { order, begun } = await debit(GOOD)
    await passClient.stack().act(begun.paymentIntentId, 'settle')
    const metadata = await passClient.outcome(begun.paymentIntentId)
    await passClient.quiet()
    const day = debitPassDay(HOURS, Date.now())
    expect(day > seattleDay(Date.now())).toBe(true)
    expect(metadata).toMatchObject({ outcome: 'granted', pass_date: day })
    const { passes } = await passClient.holdings(order.email)
    const midnight = `${day}T00:00:00.000Z`
    expect(passes).toMatchObject([{ validFrom: midnight, validTo: midnight }])
    const { officernd } = await passClient.stack().state()
    expect(admits(officernd, order.email, day).admitted).toBe(true)
    expect(admits(officernd, order.email, seattleDay(Date.now())).admitted).toBe(false)
    const answer = await passClient.complete(begun)
    expect(answer.said).toMatchObject({ outcome: 'granted', passDate: day })
  })

  test('the e-mail names the day, the bank, and how to move the visit', async () => {
    const { order, begun } = await debit(GOOD)
    await emailWith(BEGUN, order.email)
    await passClient.stack().act(begun.paymentIntentId, 'settle')
    await passClient.outcome(begun.paymentIntentId)
    await passClient.quiet()
    const { emails, toTeam } = await passClient.holdings(order.email)
    expect([emails.length, toTeam.length]).toEqual([3, 1])
    const day = debitPassDay(HOURS, Date.now())
    const template = emails.find(({ template_id }) => template_id)
    const { product_name, payment_method, amount_paid } = template?.variables ?? {}
    expect(product_name).toBe(`Day Pass for ${formatDayOfYear(day)}`)
    const note = emails.find(({ subject }) => subject === `Your Day Pass is for ${formatDay(day)}`)
    expect(note?.text).toContain('To visit on another day, write to admin@labourtemple.com')
    expect([payment_method, amount_paid]).toEqual(['STRIPE TEST BANK ending in 6789', '$50.00'])
  })
})

describe('a bank debit that does not come', () => {
  test.each([
    ['refused by their bank', BAD, 'settle'],
    ['returned', GOOD, 'return'],
  ])(
    '%s: no pass, and one e-mail tells the customer, however often Stripe says so',
    async (...how) => {
      const [, method, deed] = how
      await passClient.stack().webhooks('twice')
      const { order, begun } = await debit(method)
      await passClient.stack().act(begun.paymentIntentId, deed)
      const email = await failureEmail(order.email)
      await passClient.stack().cron()
      await passClient.quiet()
      const { passes, emails, toTeam, paid } = await passClient.holdings(order.email)
      expect([passes, toTeam, paid]).toEqual([[], [], []])
      expect(emails.filter(({ subject }) => subject === FAILED)).toHaveLength(1)
      expect(emails.filter(({ subject }) => subject !== FAILED && subject !== BEGUN)).toEqual([])
      for (const words of ['Hello,', '$50.00', 'not been charged', '/memberships/day-pass']) {
        expect(email.text).toContain(words)
      }
      expect((await passClient.intent(begun.paymentIntentId)).metadata.outcome).toBeUndefined()
      expect((await passClient.complete(begun)).said.code).toBe('not-paid')
    }
  )

  test('is told even when Stripe cannot tell us: the sweep does', async () => {
    await passClient.stack().webhooks('drop')
    const { order, begun } = await debit(BAD)
    await passClient.stack().act(begun.paymentIntentId, 'settle')
    await passClient.stack().cron()
    await failureEmail(order.email)
  })

  test('and is then paid by card: one pass for the promised day', async () => {
    const { order, begun } = await debit(BAD)
    await passClient.stack().act(begun.paymentIntentId, 'settle')
    await failureEmail(order.email)
    const again = await passClient.begin(order)
    expect(await passClient.payWith(again)).toBe('succeeded')
    const answer = await passClient.complete(again)
    expect(answer.said).toMatchObject({ outcome: 'granted', passDate: begun.passDate })
    const { passes, paid } = await passClient.holdings(order.email)
    expect([passes.length, paid.length]).toEqual([1, 1])
  })

  test('and fails a second time is told a second time', async () => {
    const { order, begun } = await debit(BAD)
    await passClient.stack().act(begun.paymentIntentId, 'settle')
    await failureEmail(order.email)
    await passClient.quiet()
    const again = await passClient.begin(order)
    expect(await passClient.payWith(again, BAD)).toBe('processing')
    await passClient.stack().act(again.paymentIntentId, 'settle')
    await passClient.stack().cron()
    await passClient.quiet()
    expect((await passClient.holdings(order.email)).emails).toHaveLength(2)
  })
})
