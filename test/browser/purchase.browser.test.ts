/** A day pass is bought in a real browser: the ways it goes well. */
import { describe, expect, test } from 'vitest'
import { raiseStage } from './support/environment.ts'
import {
  acceptDay,
  button,
  choose,
  confirmation,
  field,
  introduce,
  openReady,
  prepare,
  press,
  said,
} from './support/purchase-page.ts'

const stage = raiseStage()

describe('paying', () => {
  test('by card: the pass is there, and the page names its day', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town())
    const day = (await page.locator('#purchase-day').textContent()) ?? ''
    await press(page)

    expect(await confirmation(page)).toContain(day)
    expect(page.url()).not.toContain('?')
    const { intents, paid, passes } = await stage.holdings(visitor)
    expect(paid).toEqual([5000])
    expect(passes).toHaveLength(1)
    expect(intents[0]?.metadata).toMatchObject({ track: '3', customer_name: 'Ada Byron' })
  })

  test('by card with 3-D Secure', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town(), /3-D Secure/)
    await press(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Complete' }).click()

    expect(await confirmation(page)).toContain('Your day pass is ready')
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })

  test('from a bank account: told that the money takes days, and no pass yet', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town(), /debit succeeds/)
    await page.getByText('Paying from a bank account takes up to 4 business days').waitFor()
    await press(page)

    const words = await confirmation(page)
    expect(words).toContain('Your bank payment is on its way')
    expect(words).not.toContain('ready')
    const { intents, passes } = await stage.holdings(visitor)
    expect(intents.map((intent) => intent.status)).toEqual(['processing'])
    expect(passes).toEqual([])
  })

  test('with a promo code, after another was taken off and a wrong one did not block', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town())
    const code = field(page, 'Promo code')
    const status = page.locator('#purchase-promo-status')
    const total = page.locator('.lt-total')

    await code.fill('NO-SUCH-CODE')
    await page.getByRole('button', { name: 'Apply' }).click()
    await status.getByText('We do not know this code').waitFor()
    expect(await total.textContent()).toContain('$50.00')

    await code.fill('FIVEOFF')
    await code.press('Enter')
    await status.getByText('you pay $45.00').waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await status.getByText('removed').waitFor()
    expect(await total.textContent()).toContain('$50.00')

    await code.fill('FIVEOFF')
    await code.press('Enter')
    await status.getByText('you pay $45.00').waitFor()
    expect(await page.locator('#purchase-summary').textContent()).toContain('−$5.00')
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([4500])
  })

  test('a code that was typed but never applied is tried first, and its result told', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town())
    await field(page, 'Promo code').fill('WELCOME10')
    await press(page)
    await said(page, /you pay \$45\.00.*Nothing has been charged/)
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([4500])
  })

  test('with the keyboard alone', async () => {
    const visitor = await stage.visitor()
    const { page, email } = visitor
    await openReady(page, stage.town())
    await field(page, 'First name').focus()
    await page.keyboard.press('Enter')
    await said(page, 'Please check what is marked above.')
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
    await go('[name=stand-in-method]')
    await page.keyboard.press('Space')
    await go('#buy-btn')
    await page.keyboard.press('Space')
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })
})

describe('once', () => {
  test('two clicks and two Enters are one purchase', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town())
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
    const { intents, paid } = await stage.holdings(visitor)
    expect(intents).toHaveLength(1)
    expect(paid).toEqual([5000])
    expect(sent).toEqual([
      '/create-purchase',
      `/stripe/v1/payment_intents/${intents[0]?.id}/confirm`,
      '/complete-purchase',
    ])
  })

  test("Webflow's own form handler never gets the form", async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await openReady(page, stage.town())
    await page.evaluate(`document.getElementById('wf-form-Purchase').requestSubmit()`)
    await field(page, 'E-mail').press('Enter')
    await said(page, 'Please check what is marked above.')
    const received = page.getByText('Your submission has been received').filter({ visible: true })
    expect(await received.count()).toBe(0)
  })

  test('a second tab asks before it sells another pass for the same day', async () => {
    const visitor = await stage.visitor()
    await prepare(visitor, stage.town())
    await press(visitor.page)
    await confirmation(visitor.page)

    const page = await visitor.context.newPage()
    const second = { ...visitor, page }
    await prepare(second, stage.town())
    await page.getByText(/You already have a pass for .* bought .*: buy another\?/).waitFor()
    await press(page)
    await said(page, 'Please tick the box above.')
    expect((await stage.holdings(visitor)).paid).toEqual([5000])

    await page.getByLabel('Yes, buy another').check()
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000, 5000])
  })

  test('a tab opened before the first purchase asks as well', async () => {
    const visitor = await stage.visitor()
    const early = { ...visitor, page: await visitor.context.newPage() }
    await prepare(early, stage.town())
    await prepare(visitor, stage.town())
    await press(visitor.page)
    await confirmation(visitor.page)
    await press(early.page)
    await said(early.page, 'Please tick the box above.')
  })

  test('an attempt that was paid before goes to the confirmation, without a charge', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town())
    await press(page)
    await confirmation(page)
    await page.evaluate(`{
      const { attemptId } = JSON.parse(localStorage.getItem('lt-pass-day-pass'))
      sessionStorage.setItem('lt-attempt-day-pass', attemptId)
      localStorage.clear()
    }`)
    await prepare(visitor, stage.town())
    await press(page)
    expect(await confirmation(page)).toContain('Your day pass is ready')
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })

  test('a tab that was duplicated while paying can buy another pass when she says so', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepare(visitor, stage.town())
    await press(page)
    await confirmation(page)
    await page.evaluate(`{
      const { attemptId } = JSON.parse(localStorage.getItem('lt-pass-day-pass'))
      sessionStorage.setItem('lt-attempt-day-pass', attemptId)
    }`)
    await prepare(visitor, stage.town())
    await page.getByLabel('Yes, buy another').check()
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000, 5000])
  })
})

describe('the template holds two forms', () => {
  test('nothing happens while the purchase form is the hidden one', async () => {
    const { page } = await stage.visitor()
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
    await page.goto(`${stage.town().sandbox.url}/memberships/day-pass`)
    await page.waitForLoadState('networkidle')
    expect(asked).toContain('/purchase.js')
    expect(asked.filter((path) => path.startsWith('/products'))).toEqual([])
    expect(await page.evaluate('typeof window._elements')).toBe('undefined')
    expect(await page.locator('.stand-in').count()).toBe(0)
  })

  test('a hidden form with the same ids does not get in the way', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
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
    await openReady(page, stage.town())
    await introduce(visitor)
    await acceptDay(page)
    await choose(page, /pays/)
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })
})

test('on a phone nothing is wider than the screen, and what is pressed is large enough', async () => {
  const { page } = await stage.visitor(360)
  await openReady(page, stage.town())
  await press(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  for (const target of [button(page), page.getByRole('button', { name: 'Apply' })]) {
    expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  }
  const tick = page.locator('.lt-tick')
  expect((await tick.boundingBox())?.height).toBeGreaterThanOrEqual(44)
})
