/** What the membership's documents say of a page that does not sell, each under its heading. */
import { expect, test } from 'vitest'
import { newJoin, ONE_OF_EACH, PLANS, startMembershipClient } from '../support/membership-client.ts'
import { PAGE, read } from '../support/pass-client.ts'

const membershipClient = startMembershipClient()

const pageOf = async (slug: string) =>
  (await read(await fetch(`${membershipClient.stack().sandbox.url}/memberships/${slug}`))).text
const scriptOf = async () => (await membershipClient.send('/checkout.js', {})).text
const siteScript = async () =>
  (
    await read(
      await fetch(`${membershipClient.stack().sandbox.url}/site-scripts/stripe_checkout_v20.js`)
    )
  ).text

const INVALID_PLAN = { error: 'Invalid plan', code: 'invalid-plan', field: 'plan' }

test('9. "Invalid plan"', async () => {
  for (const [slug] of PLANS) {
    expect(slug).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect((await membershipClient.send(`/plans/${slug}`, {})).status).toBe(200)
    const shouted = slug.toUpperCase()
    const { status, said } = await membershipClient.send(`/plans/${shouted}`, {})
    expect([status, said]).toEqual([400, INVALID_PLAN])
    await membershipClient.logged('Invalid plan', shouted)
  }
})

test('10. Checkout loads, form blank', async () => {
  for (const [slug] of PLANS) {
    const page = await pageOf(slug)
    const places = ['id="checkout-summary"', 'id="checkout-payment"', 'id="checkout-error"']
    for (const place of places) expect(page).toContain(place)
    // A form whose scripts never come says so itself.
    expect(page).toContain('The payment form could not be loaded')
  }
  const script = await scriptOf()
  for (const name of ['_validate', '_complete', '_create', '_elements', '_autoPromo']) {
    expect(script).toContain(name)
  }
})

test('Payment Element not showing', async () => {
  for (const [slug] of PLANS) {
    const page = await pageOf(slug)
    expect(page).toMatch(new RegExp(`<div id="checkout"[^>]* data-plan="${slug}"`))
    expect(page).toContain('window._S = {')
    expect(page).toContain('/site-scripts/stripe_checkout_v20.js')
    expect((await membershipClient.send(`/plans/${slug}`, {})).said.plan).toMatchObject({
      slug,
      forSale: true,
    })
  }
  const script = await siteScript()
  expect(script.length).toBeLessThanOrEqual(2_000)
  expect(script).toContain("elements.create('payment'")
  expect(script).toContain('#checkout-payment')
})

test('"Invalid plan" from Worker', async () => {
  const order = newJoin({ plan: 'passport-monthly' })
  const answers = [
    await membershipClient.send('/plans/passport-monthly', {}),
    await membershipClient.post('/create-payment', order),
    await membershipClient.post('/validate-promo', { plan: 'passport-monthly', code: 'WELCOME10' }),
  ]
  for (const { status, said } of answers) expect([status, said]).toEqual([400, INVALID_PLAN])
  await membershipClient.logged('Invalid plan', 'passport-monthly')
  expect((await membershipClient.membershipClient(order.email)).members).toEqual([])
})

test('CORS error in console', async () => {
  const strange = 'https://labour-temple.webflow.io'
  const ask = (origin: string) => membershipClient.send('/plans/passport', { headers: { origin } })
  const no = await ask(strange)
  expect([no.status, no.said.code]).toEqual([403, 'origin-refused'])
  expect(no.headers.get('access-control-allow-origin')).toBeNull()
  await membershipClient.logged('not in ALLOWED_ORIGINS', strange)
  for (const origin of ['https://labourtemple.com', PAGE]) {
    const yes = await ask(origin)
    expect(yes.status).toBe(200)
    expect(yes.headers.get('access-control-allow-origin')).toBe(origin)
  }
})

test('window._S or _validate undefined', async () => {
  const page = await pageOf('all-access')
  const at = (words: string) => {
    expect(page, words).toContain(words)
    return page.indexOf(words)
  }
  const look = at('window._S = {')
  const checkout = at('/checkout.js"')
  const site = at('/site-scripts/stripe_checkout_v20.js')
  expect(look, 'the embed runs before checkout.js').toBeLessThan(checkout)
  expect(checkout, 'and the embed before the site script').toBeLessThan(site)
  expect(page).toContain(`src="${membershipClient.stack().checkout.url}/checkout.js"`)
  const script = await membershipClient.send('/checkout.js', {})
  expect(script.status).toBe(200)
  expect(script.text).toContain('window._validate=')
})

test('Emails not sending', async () => {
  await membershipClient.stack().fault({ vendor: 'mailersend', kind: '401', times: -1 })
  const { order, setUp } = await membershipClient.giveAndLeave()
  const answer = await membershipClient.finish(setUp, order)
  expect(answer.said.outcome, 'checkout still succeeds').toBe('active')
  await membershipClient.decided(setUp.setupIntentId, 50_000)
  const { subscriptions, memberships, emails } = await membershipClient.membershipClient(
    order.email
  )
  expect([memberships.length, emails.length]).toEqual([1, 0])
  expect(subscriptions[0]?.metadata?.emails).toBe('unsent')
  for (const email of ['"email":"customer"', '"email":"team"']) {
    await membershipClient.logged('e-mail could not be sent', email, String(subscriptions[0]?.id))
  }
})

test('OfficerRnD member not created', async () => {
  const order = newJoin()
  const match = { method: 'POST', path: '/members' }
  await membershipClient.stack().fault({ vendor: 'officernd', match, kind: '401', times: -1 })
  const answer = await membershipClient.press(order)
  expect([answer.status, answer.said.code]).toEqual([502, 'vendor-unavailable'])
  expect(answer.said.error).toContain('Nothing has been charged')
  await membershipClient.logged('member creation failed', '/create-payment')
  expect((await membershipClient.membershipClient(order.email)).setups).toEqual([])

  await membershipClient.stack().clearFaults()
  const setUp = await membershipClient.begin(order)
  await membershipClient.giveCard(setUp)
  await membershipClient.decided(setUp.setupIntentId)
  expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
})
