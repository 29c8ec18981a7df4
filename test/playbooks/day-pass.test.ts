/** One test for each incident of the day pass's operations document, under its heading. */
import { describe, expect, test } from 'vitest'
import { nextDay } from '../../src/core/time.ts'
import { PRODUCT_CONFIG } from '../../src/passes/rules/catalog.ts'
import { admits } from '../sandbox/kiosk.ts'
import { officerndStaff } from '../support/officernd-staff.ts'
import { newOrder, pause, startPassClient, TEAM, until } from '../support/pass-client.ts'

const passClient = startPassClient({ vars: { ALERT_SECONDS: '1', STALE_SECONDS: '2' } })
const staff = officerndStaff(passClient)

test("1. Kiosk doesn't recognize the customer — they're standing there, card in hand", async () => {
  const { order, begun } = await passClient.buy()
  const day = begun.passDate
  const kiosk = async (email: string, on = day) => {
    return admits((await passClient.stack().state()).officernd, email, on)
  }
  expect(await kiosk(order.email)).toMatchObject({ admitted: true })
  const no = (why: string) => ({ admitted: false, why })
  expect(await kiosk('nobody@example.com')).toEqual(
    no('No member has the e-mail address nobody@example.com.')
  )
  expect(await kiosk(order.email, nextDay(day))).toEqual(
    no(`A pass was valid until ${day}; today is ${nextDay(day)}.`)
  )
  const guest = await passClient.begin()
  const guestEmail = (await passClient.intent(guest.paymentIntentId)).metadata.email ?? ''
  expect(await kiosk(guestEmail)).toEqual(no('The member holds no day pass.'))
  await staff.makePass(await passClient.officerndId(guest), day, { type: 'membership' })
  expect(await kiosk(guestEmail)).toEqual(no('A pass is of type "membership", not "hotdesk".'))

  const other = await passClient.begin()
  const otherEmail = (await passClient.intent(other.paymentIntentId)).metadata.email ?? ''
  await staff.makePass(await passClient.officerndId(other), day, { grantActiveStatus: false })
  expect(await kiosk(otherEmail)).toEqual(no('A pass does not grant active status.'))

  await staff.setValidity(0)
  expect(await kiosk(order.email)).toEqual(
    no("The Day Pass plan's validity period is 0, so its passes are never valid.")
  )
  await staff.setValidity(12)
  expect(await kiosk(order.email)).toMatchObject({ admitted: true })

  await staff.makePass(await passClient.officerndId(guest), day)
  expect(await kiosk(guestEmail), 'let in by hand').toMatchObject({ admitted: true })
})

test('2. Payment succeeded but no day pass in OfficeRnD — partial-failure case', async () => {
  const order = newOrder()
  const begun = await passClient.begin(order)
  // OfficeRnD fails once, and then cannot even be asked what it has.
  const once = { method: 'POST', path: '/passes' }
  await passClient.stack().fault({ vendor: 'officernd', match: once, kind: '500-before' })
  const blind = { method: 'GET', path: '/members' }
  await passClient.stack().fault({ vendor: 'officernd', match: blind, kind: 'refused', times: -1 })
  expect(await passClient.payWith(begun)).toBe('succeeded')
  await passClient.logged('pass creation failed', begun.paymentIntentId)

  // A sweep starts it again and gives that try its time; a later one tells the team.
  const toTeam = await until(async () => {
    await passClient.stack().cron()
    const { toTeam } = await passClient.holdings(order.email)
    return toTeam.length > 0 ? toTeam : null
  }, 60_000)
  expect(toTeam).toHaveLength(1)
  expect(toTeam[0]?.to).toEqual(TEAM)
  expect(toTeam[0]?.subject).toBe('ALERT: Ada Byron paid $50.00 and has no day pass')
  const label = `${begun.passDate}, 00:00 UTC`
  expect(toTeam[0]?.text).toContain(
    `type hotdesk, count 1, validFrom ${label}, validTo ${label}, intervalLength once, grantActiveStatus true`
  )

  const byHand = await staff.makePass(await passClient.officerndId(begun), begun.passDate)
  await passClient.stack().clearFaults()
  const metadata = await until(async () => {
    await passClient.stack().cron()
    const { metadata } = await passClient.intent(begun.paymentIntentId)
    return metadata.outcome ? metadata : null
  }, 30_000)
  expect(metadata).toMatchObject({ outcome: 'granted', pass_id: byHand })
  await passClient.quiet()
  const after = await passClient.holdings(order.email)
  expect(after.passes.map(({ _id }) => _id)).toEqual([byHand])
  expect(after.emails).toHaveLength(1)
})

test('3. Email says "Hi Guest" or has no name', async () => {
  const names = ['Guest', '', undefined, 'Mallory']
  for (const customerName of names) {
    const { order, begun } = await passClient.payAndLeave()
    await passClient.complete(begun, { customerName })
    await passClient.outcome(begun.paymentIntentId)
    const { emails } = await passClient.holdings(order.email)
    expect(emails.map(({ variables }) => variables?.first_name)).toEqual(['Ada'])
  }
})

test('4. No confirmation email received', async () => {
  const match = { method: 'POST', path: '/email' }
  await passClient.stack().fault({ vendor: 'mailersend', match, kind: '500-before', times: -1 })
  const { order, begun, answer } = await passClient.buy()
  expect(answer.said.outcome).toBe('granted')
  const metadata = await passClient.outcome(begun.paymentIntentId, 50_000)
  expect(metadata).toMatchObject({ outcome: 'granted', emails: 'unsent' })
  await passClient.logged('e-mail could not be sent', '"email":"customer"', begun.paymentIntentId)
  const { passes, emails, paid } = await passClient.holdings(order.email)
  expect([passes.length, emails.length, paid.length]).toEqual([1, 0, 1])
})

test('5. Duplicate charge', async () => {
  const order = newOrder()
  const clicks = [1, 2].map(() => passClient.post('/create-purchase', order))
  const [one, two] = (await Promise.all(clicks)).map(({ said }) => said)
  expect(one?.paymentIntentId).toMatch(/^pi_/)
  expect(two).toEqual(one)
  const begun = await passClient.begin(order)
  const paid = await Promise.all([passClient.payWith(begun), passClient.payWith(begun)])
  expect(paid).toContain('succeeded')
  await Promise.all([passClient.complete(begun), passClient.complete(begun)])
  await passClient.outcome(begun.paymentIntentId)
  const held = await passClient.holdings(order.email)
  expect([held.paid.length, held.intents.length, held.passes.length]).toEqual([1, 1, 1])
})

describe('6. Refund request for unused day pass', () => {
  const refund = (payment_intent: string, more: Record<string, string> = {}) =>
    passClient.stripe('/refunds', { payment_intent, ...more })

  test('refunded in full before the pass is made: none is made, the customer is told of the refund alone', async () => {
    await passClient.stack().webhooks('drop')
    const { order, begun } = await passClient.payAndLeave()
    await refund(begun.paymentIntentId)
    await passClient.stack().cron()
    const { outcome } = await passClient.outcome(begun.paymentIntentId)
    await until(async () => (await passClient.holdings(order.email)).toTeam.length > 0)
    await passClient.quiet()
    const { passes, emails } = await passClient.holdings(order.email)
    expect([outcome, passes]).toEqual(['refunded', []])
    expect(emails.map(({ subject }) => subject)).toEqual(['Your Day Pass has been refunded'])
  })

  test('refunded in full: the team is not told that the customer paid and has no pass', async () => {
    await passClient.stack().webhooks('drop')
    const { order, begun } = await passClient.payAndLeave()
    await refund(begun.paymentIntentId)
    await pause(2_000)
    await passClient.stack().cron()
    await passClient.outcome(begun.paymentIntentId)
    await until(async () => (await passClient.holdings(order.email)).toTeam.length > 0)
    await passClient.quiet()
    const { toTeam } = await passClient.holdings(order.email)
    expect(toTeam.map(({ subject }) => subject)).toEqual(['Refunded: Ada Byron, $50.00'])
  })

  test('refunded by hand while the pass cannot be made: none is made afterwards', async () => {
    const fault = { vendor: 'officernd', kind: '500-before', times: -1 } as const
    await passClient.stack().fault({ ...fault, match: { method: 'POST', path: '/passes' } })
    const { order, begun } = await passClient.payAndLeave()
    await passClient.logged('pass creation failed', begun.paymentIntentId)
    expect((await refund(begun.paymentIntentId)).status).toBe(200)
    await passClient.stack().clearFaults()
    const { outcome } = await passClient.outcome(begun.paymentIntentId, 30_000)
    await passClient.quiet()
    expect([outcome, (await passClient.holdings(order.email)).passes]).toEqual(['refunded', []])
  })

  test('refunded in part: the customer still has their pass', async () => {
    await passClient.stack().webhooks('drop')
    const { order, begun } = await passClient.payAndLeave()
    await refund(begun.paymentIntentId, { amount: '1000' })
    await passClient.stack().cron()
    expect((await passClient.outcome(begun.paymentIntentId)).outcome).toBe('granted')
    expect((await passClient.holdings(order.email)).passes).toHaveLength(1)
  })
})

test('7. "Invalid product" error in the browser', async () => {
  const invalid = { error: 'Invalid product', code: 'invalid-product', field: 'slug' }
  const answers = [
    await passClient.send('/products/pass-of-the-day', {}),
    await passClient.post('/create-purchase', newOrder({ slug: 'pass-of-the-year' })),
  ]
  for (const { status, said } of answers) expect([status, said]).toEqual([400, invalid])
  await passClient.logged('Invalid product', 'pass-of-the-day')
  await passClient.logged('Invalid product', 'pass-of-the-year')
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
      const { said } = await passClient.send(`/products/${slug}`, {})
      expect(said.product).toMatchObject({ slug, name, priceCents, termsUrl, forSale: true })
      expect((await passClient.begin(newOrder({ slug }))).amountCents).toBe(priceCents)
    }
  })
})
