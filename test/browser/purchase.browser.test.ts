/** A day pass is bought in a real browser: the ways it goes well. */
import { describe, expect, test } from 'vitest'
import { startBrowserTests } from './support/environment.ts'
import {
  acceptDay,
  buyButton,
  choosePaymentOutcome,
  confirmation,
  field,
  fillContactDetails,
  openReadyPurchasePage,
  preparePurchase,
  pressBuy,
  waitForAlert,
} from './support/purchase-page.ts'

const suite = startBrowserTests()

describe('paying', () => {
  test('by card: the pass is there, and the page names its day', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    const day = (await page.locator('#purchase-day').textContent()) ?? ''
    await pressBuy(page)

    expect(await confirmation(page)).toContain(day)
    expect(page.url()).not.toContain('?')
    const { intents, paid, passes } = await suite.vendorState(purchase)
    expect(paid).toEqual([5000])
    expect(passes).toHaveLength(1)
    expect(intents[0]?.metadata).toMatchObject({ track: '3', customer_name: 'Ada Byron' })
  })

  test('by card with 3-D Secure', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack(), /3-D Secure/)
    await pressBuy(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Complete' }).click()

    expect(await confirmation(page)).toContain('Your day pass is ready')
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })

  test('from a bank account: the page says that the money takes days, and there is no pass yet', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack(), /debit succeeds/)
    await page.getByText('Paying from a bank account takes up to 4 business days').waitFor()
    await pressBuy(page)

    const words = await confirmation(page)
    expect(words).toContain('Your bank payment is on its way')
    expect(words).not.toContain('ready')
    const { intents, passes } = await suite.vendorState(purchase)
    expect(intents.map((intent) => intent.status)).toEqual(['processing'])
    expect(passes).toEqual([])
  })

  test('the day and its tick follow the payment method, there and back', async () => {
    const { page } = await suite.openPage()
    await openReadyPurchasePage(page, suite.stack())
    const day = page.locator('#purchase-day')
    const tick = page.getByLabel(/^Yes, I want a pass for/)
    const [dayByCard, ticksByCard] = [await day.textContent(), await tick.count()]
    expect(dayByCard).toMatch(/^Your pass is for \w+day, /)
    await choosePaymentOutcome(page, /debit succeeds/)
    await day.getByText('the first open day after the money has arrived').waitFor()
    expect(await tick.count()).toBe(0)
    await choosePaymentOutcome(page, /pays/)
    await day.getByText(dayByCard ?? '').waitFor()
    expect(await tick.count()).toBe(ticksByCard)
  })

  test('with a promo code, after another was taken off and a wrong one did not block', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    const code = field(page, 'Promo code')
    const status = page.locator('#purchase-promo-status')
    const total = page.locator('.lt-total')

    await code.fill('NO-SUCH-CODE')
    await page.getByRole('button', { name: 'Apply' }).click()
    await status.getByText('We do not know this code').waitFor()
    expect(await total.textContent()).toContain('$50.00')

    await code.fill('FIVEOFF')
    await code.press('Enter')
    await status.getByText('You pay $45.00').waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await status.getByText('removed').waitFor()
    expect(await total.textContent()).toContain('$50.00')

    await code.fill('FIVEOFF')
    await code.press('Enter')
    await status.getByText('You pay $45.00').waitFor()
    expect(await page.locator('#purchase-summary').textContent()).toContain('−$5.00')
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([4500])
  })

  test('a code that was typed but never applied is tried first, and its result shown', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    await field(page, 'Promo code').fill('WELCOME10')
    await pressBuy(page)
    await waitForAlert(page, /You pay \$45\.00.*Nothing has been charged/)
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([4500])
  })

  test('with the keyboard alone', async () => {
    const purchase = await suite.openPage()
    const { page, email } = purchase
    await openReadyPurchasePage(page, suite.stack())
    await field(page, 'First name').focus()
    await page.keyboard.press('Enter')
    await waitForAlert(page, 'Please check what is marked above.')
    for (const text of ['Ada', 'Byron', email, '206 555 0100']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Tab')
    }
    const on = (id: string) => page.evaluate(`document.activeElement.matches('${id}')`)
    const go = async (id: string) => {
      for (let steps = 0; steps < 12 && !(await on(id)); steps += 1)
        await page.keyboard.press('Tab')
      expect(await on(id), id).toBe(true)
    }
    await go('#purchase-consent-yes')
    await page.keyboard.press('Space')
    await go('[name=emulator-method]')
    await page.keyboard.press('Space')
    await go('#buy-btn')
    await page.keyboard.press('Space')
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })
})

describe('once', () => {
  test('two clicks and two Enters are one purchase', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    await field(page, 'Phone').focus()
    const working = page.getByText('Working…').waitFor()
    const sent: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(new URL(request.url()).pathname)
    })
    await Promise.all([
      page.evaluate(`for (let i = 0; i < 2; i++) document.getElementById('buy-btn').click()`),
      page.keyboard.press('Enter'),
      page.keyboard.press('Enter'),
    ])
    await working
    await confirmation(page)
    const { intents, paid } = await suite.vendorState(purchase)
    expect(intents).toHaveLength(1)
    expect(paid).toEqual([5000])
    expect(sent).toEqual([
      '/create-purchase',
      `/stripe/v1/payment_intents/${intents[0]?.id}/confirm`,
      '/complete-purchase',
    ])
  })

  test("Webflow's own form handler never gets the form", async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await openReadyPurchasePage(page, suite.stack())
    await page.evaluate(`document.getElementById('wf-form-Purchase').requestSubmit()`)
    await field(page, /^E-?mail/).press('Enter')
    await waitForAlert(page, 'Please check what is marked above.')
    const received = page.getByText('Your submission has been received').filter({ visible: true })
    expect(await received.count()).toBe(0)
  })

  test('a second tab asks before it sells another pass for the same day', async () => {
    const purchase = await suite.openPage()
    await preparePurchase(purchase, suite.stack())
    await pressBuy(purchase.page)
    await confirmation(purchase.page)

    const page = await purchase.context.newPage()
    const second = { ...purchase, page }
    await preparePurchase(second, suite.stack())
    await page.getByText(/You already have a pass for .* bought .*: buy another\?/).waitFor()
    await pressBuy(page)
    await waitForAlert(page, 'Please tick the box above.')
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])

    await page.getByLabel('Yes, buy another').check()
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000, 5000])
  })

  test('a tab opened before the first purchase asks as well', async () => {
    const purchase = await suite.openPage()
    const early = { ...purchase, page: await purchase.context.newPage() }
    await preparePurchase(early, suite.stack())
    await preparePurchase(purchase, suite.stack())
    await pressBuy(purchase.page)
    await confirmation(purchase.page)
    await pressBuy(early.page)
    await waitForAlert(early.page, 'Please tick the box above.')
  })

  test('an attempt that was paid before goes to the confirmation, without a charge', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    await pressBuy(page)
    await confirmation(page)
    await page.evaluate(`{
      const { attemptId } = JSON.parse(localStorage.getItem('lt-pass-day-pass'))
      sessionStorage.setItem('lt-attempt-day-pass', attemptId)
      localStorage.clear()
    }`)
    await preparePurchase(purchase, suite.stack())
    await pressBuy(page)
    expect(await confirmation(page)).toContain('Your day pass is ready')
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })

  test('a tab that was duplicated while paying can buy another pass after consent', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    await pressBuy(page)
    await confirmation(page)
    await page.evaluate(`{
      const { attemptId } = JSON.parse(localStorage.getItem('lt-pass-day-pass'))
      sessionStorage.setItem('lt-attempt-day-pass', attemptId)
    }`)
    await preparePurchase(purchase, suite.stack())
    await page.getByLabel('Yes, buy another').check()
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000, 5000])
  })
})

describe('the template holds two forms', () => {
  test('nothing happens while the purchase form is the hidden one', async () => {
    const { page } = await suite.openPage()
    const asked: string[] = []
    page.on('response', (response) => asked.push(new URL(response.url()).pathname))
    await page.route('**/memberships/day-pass', async (route) => {
      const html = await (await route.fetch()).text()
      const hidden = 'class="w-condition-invisible" data-purchase-type="One-Time"'
      await route.fulfill({
        contentType: 'text/html',
        body: html.replace('data-purchase-type="One-Time"', hidden),
      })
    })
    await page.goto(`${suite.stack().sandbox.url}/memberships/day-pass`)
    await page.waitForLoadState('networkidle')
    expect(asked).toContain('/purchase.js')
    expect(asked.filter((path) => path.startsWith('/products'))).toEqual([])
    expect(await page.evaluate('typeof window._elements')).toBe('undefined')
    expect(await page.locator('.emulator').count()).toBe(0)
  })

  test('a hidden form with the same ids does not get in the way', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    const decoy = `<div class="w-condition-invisible"><div id="purchase">
      <div id="purchase-summary"></div><div id="purchase-payment"></div>
      <div id="purchase-error"></div></div><a id="buy-btn">Buy</a></div>`
    await page.route('**/memberships/day-pass', async (route) => {
      const html = await (await route.fetch()).text()
      await route.fulfill({
        contentType: 'text/html',
        body: html.replace('<main>', `<main>${decoy}`),
      })
    })
    await openReadyPurchasePage(page, suite.stack())
    await fillContactDetails(purchase)
    await acceptDay(page)
    await choosePaymentOutcome(page, /pays/)
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })
})

test('on a phone nothing is wider than the screen, and what is pressed is large enough', async () => {
  const { page } = await suite.openPage(360)
  await openReadyPurchasePage(page, suite.stack())
  await pressBuy(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  for (const target of [buyButton(page), page.getByRole('button', { name: 'Apply' })]) {
    expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  }
  const tick = page.locator('.lt-tick')
  expect((await tick.boundingBox())?.height).toBeGreaterThanOrEqual(44)
})
