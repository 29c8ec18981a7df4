/** A membership is joined in a real browser, and something comes in between. */
import { describe, expect, test } from 'vitest'
import {
  authenticate,
  dueToday,
  joinButton,
  joinConfirmation,
  joined,
  openPlan,
  openReadyPlan,
  prepareToJoin,
  pressJoin,
  summary,
} from './support/checkout-page.ts'
import { startBrowserTests } from './support/environment.ts'
import {
  choosePaymentOutcome,
  field,
  type PurchasePage,
  waitForAlert,
} from './support/purchase-page.ts'

const suite = startBrowserTests()

describe('codes', () => {
  test('the automatic one is off the initiation fee without asking, a typed one off the plan', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack(), { plan: 'all-access' })
    expect(await page.evaluate('[window._autoPromo, window._promo]')).toEqual([
      'AUTO-ALL-ACCESS',
      '',
    ])
    const before = await summary(page)
    expect(before.get('Half-price initiation')).toBe(-10_000)

    await field(page, 'Promo code').fill('TENFOREVER')
    await field(page, 'Promo code').press('Enter')
    await page.getByText(/^[A-Z0-9]+: −\$[\d.]+\. You pay \$/).waitFor()
    const after = await summary(page)
    expect(after.get('Half-price initiation')).toBe(-10_000)
    expect(after.get('10% for ever')).toBeLessThan(0)
    const due = await dueToday(page)
    await pressJoin(page)
    await joinConfirmation(page)
    const { invoice } = await joined(suite, purchase)
    expect(invoice?.total).toBeLessThanOrEqual(due)
    expect(invoice?.total).toBeGreaterThan(due - 50)
  })

  test('none: the form works all the same', async () => {
    const { page } = await suite.openPage()
    await openReadyPlan(page, suite.stack(), 'startup')
    expect(await page.evaluate('window._autoPromo')).toBe('')
  })

  test('a wrong one is said, and does not block', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack())
    await field(page, 'Promo code').fill('NO-SUCH-CODE')
    await pressJoin(page)
    await waitForAlert(page, /We do not know this code.*Nothing has been charged/)
    await pressJoin(page)
    await joinConfirmation(page)
    await joined(suite, purchase)
  })
})

describe('the first payment', () => {
  test('declined, then a second card: one subscription', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack(), { outcome: /kept, then declined/ })
    await pressJoin(page)
    await waitForAlert(page, /Nothing has been charged/)
    expect(await joinButton(page).textContent()).toBe('Join Now')

    await choosePaymentOutcome(page, /pays/)
    await pressJoin(page)
    await joinConfirmation(page)
    await joined(suite, purchase)
  })

  test('a card that cannot be set up: said, and another one does', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack(), { outcome: /is declined/ })
    await pressJoin(page)
    await waitForAlert(page, /declined/)
    await choosePaymentOutcome(page, /pays/)
    await pressJoin(page)
    await joinConfirmation(page)
    await joined(suite, purchase)
  })

  test('3-D Secure failed on the invoice: said, and another card goes on', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack(), { outcome: /Secure each time/ })
    await pressJoin(page)
    await authenticate(page, 'that this card is yours')
    const payment = page.getByRole('dialog').filter({ hasText: 'this payment' })
    await payment.getByRole('button', { name: 'Fail' }).click()
    await waitForAlert(page, /Nothing has been charged/)
    await choosePaymentOutcome(page, /pays/)
    await pressJoin(page)
    await joinConfirmation(page)
    await joined(suite, purchase)
  })

  test('the network fails before: no harm in pressing again', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack())
    await page.route('**/create-payment', (route) => route.abort(), { times: 1 })
    await pressJoin(page)
    await waitForAlert(page, /you will not be charged twice/)
    await pressJoin(page)
    await joinConfirmation(page)
    await joined(suite, purchase)
  })

  test('the answer to the set-up is lost: pressing again finds it done', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack())
    await page.route(
      '**/setup_intents/*/confirm',
      async (route) => {
        await route.fetch()
        await route.abort()
      },
      { times: 1 }
    )
    await pressJoin(page)
    await waitForAlert(page, /you will not be charged twice/)
    await pressJoin(page)
    await joinConfirmation(page)
    await expect.poll(async () => (await suite.vendorState(purchase)).memberships.length).toBe(1)
    await joined(suite, purchase)
  })

  test('the network fails after the card was set up: never called a failure, and done once', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack())
    await page.route('**/complete-checkout', (route) => route.abort())
    await pressJoin(page)
    const words = await joinConfirmation(page)
    expect(words).toContain('We are still setting up your membership; an email follows')
    await expect.poll(async () => (await suite.vendorState(purchase)).memberships.length).toBe(1)

    await prepareToJoin(purchase, suite.stack())
    await pressJoin(page)
    expect(await joinConfirmation(page)).toContain('Welcome to Labour Temple')
    await joined(suite, purchase)
  })

  test('two clicks and two Enters are one membership', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack())
    await field(page, 'Phone').focus()
    await Promise.all([
      page.evaluate(`for (let i = 0; i < 2; i++) document.getElementById('join-btn').click()`),
      page.keyboard.press('Enter'),
      page.keyboard.press('Enter'),
    ])
    await joinConfirmation(page)
    await joined(suite, purchase)
  })
})

describe('the price changes during the purchase', () => {
  test('dearer than shown: shown, and asked again', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack(), { plan: 'creator-pass' })
    await page.route(
      '**/create-payment',
      async (route) => {
        const response = await route.fetch()
        const answer = await response.json()
        answer.quote.dueTodayCents += 500
        await route.fulfill({ response, json: answer })
      },
      { times: 1 }
    )
    await pressJoin(page)
    await waitForAlert(
      page,
      /The total is now \$705\.00\. Then \$500\.00 on .* Nothing has been charged/
    )
    expect((await suite.vendorState(purchase)).subscriptions).toEqual([])
    await pressJoin(page)
    await joinConfirmation(page)
    await joined(suite, purchase)
  })

  test('at the last step: nothing was charged, the new price is fetched and shown', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack(), { plan: 'creator-pass' })
    await page.route('**/complete-checkout', (route) =>
      route.fulfill({
        status: 409,
        headers: { 'access-control-allow-origin': suite.stack().sandbox.url },
        json: { error: 'The price has changed.', code: 'quote-changed' },
      })
    )
    const asked = page.waitForResponse('**/plans/creator-pass')
    await pressJoin(page)
    await asked
    await waitForAlert(page, /The total is now \$700\.00/)
    expect(await joinButton(page).getAttribute('aria-disabled')).toBe('false')
  })
})

describe('already a member', () => {
  test('said before anything is set up', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack())
    await pressJoin(page)
    await joinConfirmation(page)
    await prepareToJoin(purchase, suite.stack())
    await pressJoin(page)
    await waitForAlert(page, /cannot be started online/)
    await joined(suite, purchase)
  })

  test('since the set-up, in another tab: said, and the page stays', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack())
    await page.route('**/complete-checkout', (route) =>
      route.fulfill({
        headers: { 'access-control-allow-origin': suite.stack().sandbox.url },
        json: { outcome: 'already-member', error: 'Please ask us at the front desk.' },
      })
    )
    await pressJoin(page)
    await waitForAlert(page, 'Please ask us at the front desk.')
    expect(page.url()).toContain('/memberships/startup')
  })
})

describe('something does not load', () => {
  const shut = async ({ page }: PurchasePage, words: RegExp) => {
    await waitForAlert(page, words)
    expect(await joinButton(page).getAttribute('aria-disabled')).toBe('true')
  }

  test.each(['**/stripe.js', '**/checkout.js', '**/stripe_checkout_v20.js'])(
    '%s blocked: said, and the button is shut',
    async (script) => {
      const purchase = await suite.openPage()
      await purchase.page.clock.install()
      await purchase.page.route(script, (route) => route.abort())
      await openPlan(purchase.page, suite.stack(), 'startup')
      await purchase.page.clock.runFor(20_000)
      await shut(purchase, /could not be loaded/)
    }
  )

  test('a page whose binding was lost says "Invalid plan"', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.route('**/memberships/startup', async (route) => {
      const response = await route.fetch()
      const body = (await response.text()).replace('data-plan="startup"', 'data-plan=""')
      await route.fulfill({ response, body })
    })
    await openPlan(page, suite.stack(), 'startup')
    await shut(purchase, /Invalid plan/)
  })

  test('a plan that is not for sale says so', async () => {
    const purchase = await suite.openPage()
    await purchase.page.route('**/plans/*', async (route) => {
      const response = await route.fetch()
      const answer = await response.json()
      await route.fulfill({
        response,
        json: { ...answer, plan: { ...answer.plan, forSale: false } },
      })
    })
    await openPlan(purchase.page, suite.stack(), 'startup')
    await shut(purchase, /not on sale here/)
  })

  test('a confirmation page that knows nothing still thanks', async () => {
    const { page } = await suite.openPage()
    await page.goto(`${suite.stack().sandbox.url}/join-confirmation`)
    expect(await joinConfirmation(page)).toContain('If you have just joined')
  })
})
