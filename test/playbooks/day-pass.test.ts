/** One test for each incident of the day pass's operations document, under its heading. */
import { describe, expect, test } from 'vitest'
import { PRODUCT_CONFIG } from '../../src/rules/catalog.ts'
import { nextDay } from '../../src/rules/time.ts'
import { admits } from '../sandbox/kiosk.ts'
import { newOrder, openShop, pause, TEAM, until } from '../workers/shopper.ts'
import { openStaffRoom } from './staff.ts'

const shop = openShop({ vars: { ALERT_SECONDS: '1', STALE_SECONDS: '2' } })
const staff = openStaffRoom(shop)

test("1. Kiosk doesn't recognize the customer — they're standing there, card in hand", async () => {
  const { order, begun } = await shop.buy()
  const day = begun.passDate
  const door = async (email: string, on = day) => {
    return admits((await shop.town().state()).officernd, email, on)
  }
  expect(await door(order.email)).toMatchObject({ admitted: true })
  const no = (why: string) => ({ admitted: false, why })
  expect(await door('nobody@example.com')).toEqual(
    no('No member has the e-mail address nobody@example.com.')
  )
  expect(await door(order.email, nextDay(day))).toEqual(
    no(`A pass was valid until ${day}; today is ${nextDay(day)}.`)
  )
  const guest = await shop.begin()
  const guestEmail = (await shop.intent(guest.paymentIntentId)).metadata.email ?? ''
  expect(await door(guestEmail)).toEqual(no('The member holds no day pass.'))
  await staff.makePass(guest.memberId, day, { type: 'membership' })
  expect(await door(guestEmail)).toEqual(no('A pass is of type "membership", not "hotdesk".'))

  const other = await shop.begin()
  const otherEmail = (await shop.intent(other.paymentIntentId)).metadata.email ?? ''
  await staff.makePass(other.memberId, day, { grantActiveStatus: false })
  expect(await door(otherEmail)).toEqual(no('A pass does not grant active status.'))

  await staff.setValidity(0)
  expect(await door(order.email)).toEqual(
    no("The Day Pass plan's validity period is 0, so its passes are never valid.")
  )
  await staff.setValidity(12)
  expect(await door(order.email)).toMatchObject({ admitted: true })

  await staff.makePass(guest.memberId, day)
  expect(await door(guestEmail), 'let in by hand').toMatchObject({ admitted: true })
})

test('2. Payment succeeded but no day pass in OfficeRnD — partial-failure case', async () => {
  const order = newOrder()
  const begun = await shop.begin(order)
  // OfficeRnD fails once, and then cannot even be asked what it has.
  const once = { method: 'POST', path: '/passes' }
  await shop.town().fault({ vendor: 'officernd', match: once, kind: '500-before' })
  const blind = { method: 'GET', path: '/members' }
  await shop.town().fault({ vendor: 'officernd', match: blind, kind: 'refused', times: -1 })
  expect(await shop.payWith(begun)).toBe('succeeded')
  await shop.logged('pass creation failed', begun.paymentIntentId)
  await pause(2_000)

  await shop.town().cron()
  const { toTeam } = await shop.holdings(order.email)
  expect(toTeam).toHaveLength(1)
  expect(toTeam[0]?.to).toEqual(TEAM)
  expect(toTeam[0]?.subject).toBe('ALERT: Ada Byron paid $50.00 and has no day pass')
  const label = `${begun.passDate}, 00:00 UTC`
  expect(toTeam[0]?.text).toContain(
    `type hotdesk, count 1, validFrom ${label}, validTo ${label}, intervalLength once, grantActiveStatus true`
  )

  const byHand = await staff.makePass(begun.memberId, begun.passDate)
  await shop.town().clearFaults()
  const metadata = await until(async () => {
    await shop.town().cron()
    const { metadata } = await shop.intent(begun.paymentIntentId)
    return metadata.outcome ? metadata : null
  }, 30_000)
  expect(metadata).toMatchObject({ outcome: 'granted', pass_id: byHand })
  await shop.quiet()
  const after = await shop.holdings(order.email)
  expect(after.passes.map(({ _id }) => _id)).toEqual([byHand])
  expect(after.letters).toHaveLength(1)
})

test('3. Email says "Hi Guest" or has no name', async () => {
  const names = ['Guest', '', undefined, 'Mallory']
  for (const customerName of names) {
    const { order, begun } = await shop.payAndLeave()
    await shop.complete(begun, { customerName })
    await shop.outcome(begun.paymentIntentId)
    const { letters } = await shop.holdings(order.email)
    expect(letters.map(({ variables }) => variables?.first_name)).toEqual(['Ada'])
  }
})

test('4. No confirmation email received', async () => {
  const match = { method: 'POST', path: '/email' }
  await shop.town().fault({ vendor: 'mailersend', match, kind: '500-before', times: -1 })
  const { order, begun, answer } = await shop.buy()
  expect(answer.said.outcome).toBe('granted')
  const metadata = await shop.outcome(begun.paymentIntentId, 50_000)
  expect(metadata).toMatchObject({ outcome: 'granted', letter: 'unsent' })
  await shop.logged('letter could not be sent', '"letter":"customer"', begun.paymentIntentId)
  const { passes, letters, paid } = await shop.holdings(order.email)
  expect([passes.length, letters.length, paid.length]).toEqual([1, 0, 1])
})

test('5. Duplicate charge', async () => {
  const order = newOrder()
  const clicks = [1, 2].map(() => shop.post('/create-purchase', order))
  const [one, two] = (await Promise.all(clicks)).map(({ said }) => said)
  expect(one?.paymentIntentId).toMatch(/^pi_/)
  expect(two).toEqual(one)
  const begun = await shop.begin(order)
  const paid = await Promise.all([shop.payWith(begun), shop.payWith(begun)])
  expect(paid).toContain('succeeded')
  await Promise.all([shop.complete(begun), shop.complete(begun)])
  await shop.outcome(begun.paymentIntentId)
  const held = await shop.holdings(order.email)
  expect([held.paid.length, held.intents.length, held.passes.length]).toEqual([1, 1, 1])
})

describe('6. Refund request for unused day pass', () => {
  const refund = (payment_intent: string, more: Record<string, string> = {}) =>
    shop.stripe('/refunds', { payment_intent, ...more })

  test('refunded in full before the pass is made: none is made, she is told of the refund alone', async () => {
    await shop.town().webhooks('drop')
    const { order, begun } = await shop.payAndLeave()
    await refund(begun.paymentIntentId)
    await shop.town().cron()
    const { outcome } = await shop.outcome(begun.paymentIntentId)
    await until(async () => (await shop.holdings(order.email)).toTeam.length > 0)
    await shop.quiet()
    const { passes, letters } = await shop.holdings(order.email)
    expect([outcome, passes]).toEqual(['refunded', []])
    expect(letters.map(({ subject }) => subject)).toEqual(['Your Day Pass has been refunded'])
  })

  test('refunded in full: the team is not told that she paid and has no pass', async () => {
    await shop.town().webhooks('drop')
    const { order, begun } = await shop.payAndLeave()
    await refund(begun.paymentIntentId)
    await pause(2_000)
    await shop.town().cron()
    await shop.outcome(begun.paymentIntentId)
    await until(async () => (await shop.holdings(order.email)).toTeam.length > 0)
    await shop.quiet()
    const { toTeam } = await shop.holdings(order.email)
    expect(toTeam.map(({ subject }) => subject)).toEqual(['Refunded: Ada Byron, $50.00'])
  })

  test('refunded by hand while the pass cannot be made: none is made afterwards', async () => {
    const fault = { vendor: 'officernd', kind: '500-before', times: -1 } as const
    await shop.town().fault({ ...fault, match: { method: 'POST', path: '/passes' } })
    const { order, begun } = await shop.payAndLeave()
    await shop.logged('pass creation failed', begun.paymentIntentId)
    expect((await refund(begun.paymentIntentId)).status).toBe(200)
    await shop.town().clearFaults()
    const { outcome } = await shop.outcome(begun.paymentIntentId, 30_000)
    await shop.quiet()
    expect([outcome, (await shop.holdings(order.email)).passes]).toEqual(['refunded', []])
  })

  test('refunded in part: she still has her pass', async () => {
    await shop.town().webhooks('drop')
    const { order, begun } = await shop.payAndLeave()
    await refund(begun.paymentIntentId, { amount: '1000' })
    await shop.town().cron()
    expect((await shop.outcome(begun.paymentIntentId)).outcome).toBe('granted')
    expect((await shop.holdings(order.email)).passes).toHaveLength(1)
  })
})

test('7. "Invalid product" error in the browser', async () => {
  const invalid = { error: 'Invalid product', code: 'invalid-product', field: 'slug' }
  const answers = [
    await shop.send('/products/pass-of-the-day', {}),
    await shop.post('/create-purchase', newOrder({ slug: 'pass-of-the-year' })),
  ]
  for (const { status, said } of answers) expect([status, said]).toEqual([400, invalid])
  await shop.logged('Invalid product', 'pass-of-the-day')
  await shop.logged('Invalid product', 'pass-of-the-year')
})

describe('9. Adding a new one-off product — not an incident, a deploy', () => {
  test.each(Object.entries(PRODUCT_CONFIG))('one entry says all of %s', (key, product) => {
    expect(product.slug).toBe(key)
    expect(product.slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(product.name.trim()).not.toBe('')
    expect(Number.isInteger(product.priceCents)).toBe(true)
    expect(product.priceCents).toBeGreaterThanOrEqual(50)
    expect(product.officerndPlanId).toMatch(/^[0-9a-f]{24}$/)
    expect(product.termsUrl).toMatch(/^\/[a-z0-9/-]+$/)
  })

  test('and the Worker sells what the entry says', async () => {
    for (const { slug, name, priceCents, termsUrl } of Object.values(PRODUCT_CONFIG)) {
      const { said } = await shop.send(`/products/${slug}`, {})
      expect(said.product).toMatchObject({ slug, name, priceCents, termsUrl, forSale: true })
      expect((await shop.begin(newOrder({ slug }))).amountCents).toBe(priceCents)
    }
  })
})
