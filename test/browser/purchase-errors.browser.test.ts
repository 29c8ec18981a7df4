/** A day pass is bought in a real browser: what she is told when something is in the way. */
import { describe, expect, test } from 'vitest'
import { seattleDay } from '../../src/core/time.ts'
import { raiseStage } from './support/environment.ts'
import {
  acceptDay,
  button,
  choose,
  confirmation,
  field,
  introduce,
  open,
  openReady,
  prepare,
  press,
  said,
} from './support/purchase-page.ts'

const stage = raiseStage()

describe('the form', () => {
  test('bad fields are marked and said, and the first gets the focus', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await openReady(page, stage.town())
    await field(page, 'First name').fill('Ada')
    await field(page, 'E-mail').fill('ada at example')
    await press(page)
    await said(page, 'Please check what is marked above.')

    const wrong = `[...document.querySelectorAll('[aria-invalid=true]')].map((one) => one.id)`
    expect(await page.evaluate(wrong)).toEqual([
      'purchase-last-name',
      'purchase-email',
      'purchase-phone',
      'purchase-consent-yes',
    ])
    expect(await page.evaluate('document.activeElement.id')).toBe('purchase-last-name')
    const note = await field(page, 'E-mail').getAttribute('aria-describedby')
    expect(await page.locator(`#${note}`).textContent()).toContain(
      'Please enter your e-mail address'
    )

    await field(page, 'Last name').fill('Byron')
    expect(await field(page, 'Last name').getAttribute('aria-invalid')).toBeNull()
    expect((await stage.holdings(visitor)).intents).toEqual([])
  })

  test('a field that only the Worker refuses is marked in the same way', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town())
    await field(page, 'Phone').fill('2'.repeat(41))
    await press(page)
    await page.locator('#purchase-phone[aria-invalid=true]').waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('purchase-phone')
    expect(await button(page).getAttribute('aria-disabled')).toBe('false')
  })

  test('the choice of a payment method is asked for in words', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await openReady(page, stage.town())
    await introduce(visitor)
    await acceptDay(page)
    await press(page)
    await said(page, 'Your card number is incomplete.')
    expect((await stage.holdings(visitor)).intents).toEqual([])
  })
})

describe('the payment', () => {
  test('declined, then another card: one purchase, one charge', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town(), /declined/)
    await press(page)
    await said(page, /declined/)
    expect(await button(page).textContent()).toBe('Buy Now')

    await choose(page, /pays/)
    await press(page)
    await confirmation(page)
    const { intents, paid } = await stage.holdings(visitor)
    expect(intents).toHaveLength(1)
    expect(paid).toEqual([5000])
  })

  test('3-D Secure failed: said, nothing charged, and she can go on', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town(), /3-D Secure/)
    await press(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Fail' }).click()
    await said(page, /unable to authenticate/)
    expect((await stage.holdings(visitor)).paid).toEqual([])

    await choose(page, /pays/)
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })

  test('the network fails before paying: no harm in pressing again', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town())
    await page.route('**/create-purchase', (route) => route.abort(), { times: 1 })
    await press(page)
    await said(page, /you will not be charged twice/)
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })

  test('the answer to the payment is lost: pressing again finds it paid', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town())
    await page.route(
      '**/payment_intents/*/confirm',
      async (route) => {
        await route.fetch()
        await route.abort()
      },
      { times: 1 }
    )
    await press(page)
    await said(page, /you will not be charged twice/)
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })

  test('the network fails after paying: never called a failure', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town())
    await page.route('**/complete-purchase', (route) => route.abort())
    await press(page)
    expect(await confirmation(page)).toContain('We are still making your pass; a letter follows')
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })
})

describe('the terms change under her hands', () => {
  test('the house closed meanwhile: the new day is shown and asked for', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await page.route('**/products/day-pass', async (route) => {
      const answer = await (await route.fetch()).json()
      await route.fulfill({
        headers: { 'access-control-allow-origin': stage.town().sandbox.url },
        json: { ...answer, passDate: seattleDay(Date.now()) },
      })
    })
    await openReady(page, stage.town())
    await introduce(visitor)
    await choose(page, /pays/)
    expect(await page.getByLabel(/^Yes, I want a pass/).count()).toBe(0)
    await press(page)
    await said(page, /Your pass would now be for/)
    expect((await stage.holdings(visitor)).paid).toEqual([])

    await press(page)
    await said(page, 'Please tick the box above.')
    await acceptDay(page)
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })

  test('another amount than the page shows: shown, and asked again', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await page.route('**/validate-promo', (route) =>
      route.fulfill({
        headers: { 'access-control-allow-origin': stage.town().sandbox.url },
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
    await prepare(visitor, stage.town())
    await field(page, 'Promo code').fill('FIVEOFF')
    await field(page, 'Promo code').press('Enter')
    await page.getByText('you pay $30.00').waitFor()
    await press(page)
    await said(page, /The total is now \$45\.00/)
    expect((await stage.holdings(visitor)).paid).toEqual([])
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([4500])
  })

  test('a code that is taken back after all: full price shown, and asked again', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await page.route('**/validate-promo', (route) =>
      route.fulfill({
        headers: { 'access-control-allow-origin': stage.town().sandbox.url },
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
    await prepare(visitor, stage.town())
    await field(page, 'Promo code').fill('USEDUP')
    await field(page, 'Promo code').press('Enter')
    await page.getByText('you pay $40.00').waitFor()
    await press(page)
    await said(page, /The total is now \$50\.00/)
    await page.locator('#purchase-promo[aria-invalid=true]').waitFor()
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })
})

describe('something does not load', () => {
  const shut = async (visitor: Awaited<ReturnType<typeof stage.visitor>>, words: RegExp) => {
    const { page } = visitor
    await said(page, words)
    expect(await button(page).getAttribute('aria-disabled')).toBe('true')
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.method()))
    await introduce(visitor)
    await button(page).click({ force: true })
    await field(page, 'Phone').press('Enter')
    expect(sent.filter((method) => method !== 'GET')).toEqual([])
  }

  test.each(['**/stripe.js', '**/purchase.js', '**/stripe_purchase_v1.js'])(
    '%s blocked: said, and the button is shut',
    async (script) => {
      const visitor = await stage.visitor()
      await visitor.page.clock.install()
      await visitor.page.route(script, (route) => route.abort())
      await open(visitor.page, stage.town())
      await visitor.page.clock.runFor(20_000)
      await shut(visitor, /could not be loaded/)
    }
  )

  test('the price: said, and the button is shut', async () => {
    const visitor = await stage.visitor()
    await visitor.page.route('**/products/*', (route) => route.abort())
    await open(visitor.page, stage.town())
    await shut(visitor, /could not load the price/)
  })

  test('a page whose slug is no product says "Invalid product"', async () => {
    const visitor = await stage.visitor()
    await visitor.page.route('**/products/*', (route) =>
      route.continue({ url: `${stage.town().checkout.url}/products/no-such-thing` })
    )
    await open(visitor.page, stage.town())
    await shut(visitor, /Invalid product/)
  })

  test('a product that is not for sale says so', async () => {
    const visitor = await stage.visitor()
    await visitor.page.route('**/products/*', async (route) => {
      const answer = await (await route.fetch()).json()
      await route.fulfill({
        headers: { 'access-control-allow-origin': stage.town().sandbox.url },
        json: { ...answer, product: { ...answer.product, forSale: false } },
      })
    })
    await open(visitor.page, stage.town())
    await shut(visitor, /not on sale here/)
  })

  test('a confirmation page that knows nothing still thanks', async () => {
    const { page } = await stage.visitor()
    await page.goto(`${stage.town().sandbox.url}/purchase-confirmation`)
    expect(await confirmation(page)).toContain('If you have just bought a pass')
  })
})
