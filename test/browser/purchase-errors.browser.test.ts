/** A day pass is bought in a real browser: errors. */
import { describe, expect, test } from 'vitest'
import { seattleDay } from '../../src/core/time.ts'
import { startBrowserTests } from './support/environment.ts'
import {
  acceptDay,
  buyButton,
  choosePaymentOutcome,
  confirmation,
  field,
  fillContactDetails,
  openPurchasePage,
  openReadyPurchasePage,
  preparePurchase,
  pressBuy,
  waitForAlert,
} from './support/purchase-page.ts'

const suite = startBrowserTests()

describe('the form', () => {
  test('bad fields are marked and said, and the first gets the focus', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await openReadyPurchasePage(page, suite.stack())
    await field(page, 'First name').fill('Ada')
    await field(page, /^E-?mail/).fill('ada at example')
    await pressBuy(page)
    await waitForAlert(page, 'Please check what is marked above.')

    const wrong = `[...document.querySelectorAll('[aria-invalid=true]')].map((one) => one.id)`
    expect(await page.evaluate(wrong)).toEqual([
      'purchase-last-name',
      'purchase-email',
      'purchase-phone',
      'purchase-consent-yes',
    ])
    expect(await page.evaluate('document.activeElement.id')).toBe('purchase-last-name')
    const note = await field(page, /^E-?mail/).getAttribute('aria-describedby')
    expect(await page.locator(`#${note}`).textContent()).toContain(
      'Please enter your email address'
    )

    await field(page, 'Last name').fill('Byron')
    expect(await field(page, 'Last name').getAttribute('aria-invalid')).toBeNull()
    expect((await suite.vendorState(purchase)).intents).toEqual([])
  })

  test('a field that only the Worker refuses is marked in the same way', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    await field(page, 'Phone').fill('2'.repeat(41))
    await pressBuy(page)
    await page.locator('#purchase-phone[aria-invalid=true]').waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('purchase-phone')
    expect(await buyButton(page).getAttribute('aria-disabled')).toBe('false')
  })

  test('the choice of a payment method is asked for in words', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await openReadyPurchasePage(page, suite.stack())
    await fillContactDetails(purchase)
    await acceptDay(page)
    await pressBuy(page)
    await waitForAlert(page, 'Your card number is incomplete.')
    expect((await suite.vendorState(purchase)).intents).toEqual([])
  })
})

describe('the payment', () => {
  test('declined, then another card: one purchase, one charge', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack(), /declined/)
    await pressBuy(page)
    await waitForAlert(page, /declined/)
    expect(await buyButton(page).textContent()).toBe('Buy Now')

    await choosePaymentOutcome(page, /pays/)
    await pressBuy(page)
    await confirmation(page)
    const { intents, paid } = await suite.vendorState(purchase)
    expect(intents).toHaveLength(1)
    expect(paid).toEqual([5000])
  })

  test('3-D Secure failed: said, nothing charged, and the customer can continue', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack(), /3-D Secure/)
    await pressBuy(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Fail' }).click()
    await waitForAlert(page, /unable to authenticate/)
    expect((await suite.vendorState(purchase)).paid).toEqual([])

    await choosePaymentOutcome(page, /pays/)
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })

  test('the network fails before paying: no harm in pressing again', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    await page.route('**/create-purchase', (route) => route.abort(), { times: 1 })
    await pressBuy(page)
    await waitForAlert(page, /you will not be charged twice/)
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })

  test('the answer to the payment is lost: pressing again finds it paid', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    await page.route(
      '**/payment_intents/*/confirm',
      async (route) => {
        await route.fetch()
        await route.abort()
      },
      { times: 1 }
    )
    await pressBuy(page)
    await waitForAlert(page, /you will not be charged twice/)
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })

  test('the network fails after paying: never called a failure', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    await page.route('**/complete-purchase', (route) => route.abort())
    await pressBuy(page)
    expect(await confirmation(page)).toContain('We are still making your pass; an email follows')
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })
})

describe('the terms change during the purchase', () => {
  test('closing time passed meanwhile: the new day is shown and asked for', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.route('**/products/day-pass', async (route) => {
      const answer = await (await route.fetch()).json()
      await route.fulfill({
        headers: { 'access-control-allow-origin': suite.stack().sandbox.url },
        json: { ...answer, passDate: seattleDay(Date.now()) },
      })
    })
    await openReadyPurchasePage(page, suite.stack())
    await fillContactDetails(purchase)
    await choosePaymentOutcome(page, /pays/)
    expect(await page.getByLabel(/^Yes, I want a pass/).count()).toBe(0)
    await pressBuy(page)
    await waitForAlert(page, /Your pass would now be for/)
    expect((await suite.vendorState(purchase)).paid).toEqual([])

    await pressBuy(page)
    await waitForAlert(page, 'Please tick the box above.')
    await acceptDay(page)
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })

  test('another amount than the page shows: shown, and asked again', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.route('**/validate-promo', (route) =>
      route.fulfill({
        headers: { 'access-control-allow-origin': suite.stack().sandbox.url },
        json: {
          valid: true,
          code: 'FIVEOFF',
          name: '$20 off',
          appliesTo: 'product',
          discountCents: 2000,
          amountCents: 3000,
        },
      })
    )
    await preparePurchase(purchase, suite.stack())
    await field(page, 'Promo code').fill('FIVEOFF')
    await field(page, 'Promo code').press('Enter')
    await page.getByText('You pay $30.00').waitFor()
    await pressBuy(page)
    await waitForAlert(page, /The total is now \$45\.00/)
    expect((await suite.vendorState(purchase)).paid).toEqual([])
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([4500])
  })

  test('a code that is taken back after all: full price shown, and asked again', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.route('**/validate-promo', (route) =>
      route.fulfill({
        headers: { 'access-control-allow-origin': suite.stack().sandbox.url },
        json: {
          valid: true,
          code: 'USEDUP',
          name: '20% off',
          appliesTo: 'product',
          discountCents: 1000,
          amountCents: 4000,
        },
      })
    )
    await preparePurchase(purchase, suite.stack())
    await field(page, 'Promo code').fill('USEDUP')
    await field(page, 'Promo code').press('Enter')
    await page.getByText('You pay $40.00').waitFor()
    await pressBuy(page)
    await waitForAlert(page, /The total is now \$50\.00/)
    await page.locator('#purchase-promo[aria-invalid=true]').waitFor()
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })
})

describe('something does not load', () => {
  const shut = async (purchase: Awaited<ReturnType<typeof suite.openPage>>, words: RegExp) => {
    const { page } = purchase
    await waitForAlert(page, words)
    expect(await buyButton(page).getAttribute('aria-disabled')).toBe('true')
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.method()))
    await fillContactDetails(purchase)
    await buyButton(page).click({ force: true })
    await field(page, 'Phone').press('Enter')
    expect(sent.filter((method) => method !== 'GET')).toEqual([])
  }

  test.each(['**/stripe.js', '**/purchase.js', '**/stripe_purchase_v1.js'])(
    '%s blocked: said, and the button is shut',
    async (script) => {
      const purchase = await suite.openPage()
      await purchase.page.clock.install()
      await purchase.page.route(script, (route) => route.abort())
      await openPurchasePage(purchase.page, suite.stack())
      await purchase.page.clock.runFor(20_000)
      await shut(purchase, /could not be loaded/)
    }
  )

  test('the price: said, and the button is shut', async () => {
    const purchase = await suite.openPage()
    await purchase.page.route('**/products/*', (route) => route.abort())
    await openPurchasePage(purchase.page, suite.stack())
    await shut(purchase, /could not load the price/)
  })

  test('a page whose slug is no product says "Invalid product"', async () => {
    const purchase = await suite.openPage()
    await purchase.page.route('**/products/*', (route) =>
      route.continue({ url: `${suite.stack().checkout.url}/products/no-such-thing` })
    )
    await openPurchasePage(purchase.page, suite.stack())
    await shut(purchase, /Invalid product/)
  })

  test('a product that is not for sale says so', async () => {
    const purchase = await suite.openPage()
    await purchase.page.route('**/products/*', async (route) => {
      const answer = await (await route.fetch()).json()
      await route.fulfill({
        headers: { 'access-control-allow-origin': suite.stack().sandbox.url },
        json: { ...answer, product: { ...answer.product, forSale: false } },
      })
    })
    await openPurchasePage(purchase.page, suite.stack())
    await shut(purchase, /not on sale here/)
  })

  test('a confirmation page that knows nothing still thanks', async () => {
    const { page } = await suite.openPage()
    await page.goto(`${suite.stack().sandbox.url}/purchase-confirmation`)
    expect(await confirmation(page)).toContain('If you have just bought a pass')
  })
})
