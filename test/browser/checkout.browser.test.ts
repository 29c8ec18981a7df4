/** A membership is joined in a real browser. */
import { describe, expect, test } from 'vitest'
import {
  authenticate,
  dueToday,
  joinButton,
  joinConfirmation,
  joined,
  openReadyPlan,
  prepareToJoin,
  pressJoin,
  summary,
} from './support/checkout-page.ts'
import { startBrowserTests } from './support/environment.ts'
import {
  choosePaymentOutcome,
  field,
  fillContactDetails,
  waitForAlert,
} from './support/purchase-page.ts'

const suite = startBrowserTests()

describe('joining', () => {
  test('by card: the summary is what Stripe charged, or a few cents more', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack(), { plan: 'all-access' })
    const lines = await summary(page)
    expect(lines.get('Membership')).toBe(30_000)
    expect(lines.get('Initiation fee, once')).toBe(20_000)
    const due = await dueToday(page)
    const [, ...charged] = lines.values()
    expect(charged.slice(0, -1).reduce((sum, cents) => sum + cents, 0)).toBe(due)
    await page.getByText(/^Then \$300\.00 on \w+, \w+ 1, \d+\.$/).waitFor()
    await pressJoin(page)

    const words = await joinConfirmation(page)
    expect(words).toContain('Welcome to Labour Temple')
    expect(words).toContain('Labour Temple All Access')
    expect(page.url()).not.toContain('?')
    const { invoice } = await joined(suite, purchase)
    expect(invoice?.total).toBeLessThanOrEqual(due)
    expect(invoice?.total).toBeGreaterThan(due - 50)
  })

  test('a plan that is not prorated starts with a whole month', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack(), { plan: 'creator-pass' })
    expect(await dueToday(page)).toBe(70_000)
    expect(await page.locator('#checkout-terms').getAttribute('href')).toBe('/legal/sonic-terms')
    await pressJoin(page)
    await joinConfirmation(page)
    expect((await joined(suite, purchase)).invoice?.total).toBe(70_000)
  })

  test('3-D Secure when the card is set up', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack(), { outcome: /Secure once/ })
    await pressJoin(page)
    await authenticate(page, 'that this card is yours')
    expect(await joinConfirmation(page)).toContain('Welcome')
    await joined(suite, purchase)
  })

  test('3-D Secure again for the first invoice', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack(), { outcome: /Secure each time/ })
    await pressJoin(page)
    await authenticate(page, 'that this card is yours')
    await authenticate(page, 'this payment')
    expect(await joinConfirmation(page)).toContain('Welcome')
    await joined(suite, purchase)
  })

  test('from a bank account: a member at once, the debit under way', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack(), { outcome: /debit succeeds/ })
    await page.getByText('the first debit takes up to 4 business days').waitFor()
    await pressJoin(page)
    expect(await joinConfirmation(page)).toContain('Welcome')
    const { invoice } = await joined(suite, purchase)
    expect(invoice?.status).toBe('open')
  })

  test('with the keyboard alone', async () => {
    const purchase = await suite.openPage()
    const { page, email } = purchase
    await openReadyPlan(page, suite.stack())
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
    await go('[name=emulator-method]')
    await page.keyboard.press('Space')
    await go('#join-btn')
    await page.keyboard.press('Enter')
    await joinConfirmation(page)
    await joined(suite, purchase)
  })
})

test('bad fields are marked and said, and the first gets the focus', async () => {
  const purchase = await suite.openPage()
  const { page } = purchase
  await openReadyPlan(page, suite.stack())
  await field(page, 'First name').fill('Ada')
  await field(page, /^E-?mail/).fill('ada at example')
  await pressJoin(page)
  await waitForAlert(page, 'Please check what is marked above.')
  const wrong = `[...document.querySelectorAll('[aria-invalid=true]')].map((one) => one.id)`
  expect(await page.evaluate(wrong)).toEqual([
    'checkout-last-name',
    'checkout-email',
    'checkout-phone',
  ])
  expect(await page.evaluate('document.activeElement.id')).toBe('checkout-last-name')
  expect((await suite.vendorState(purchase)).subscriptions).toEqual([])
})

describe('the template carries both forms', () => {
  const watched = async (path: string) => {
    const { page } = await suite.openPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`${suite.stack().sandbox.url}${path}`)
    await page.locator('.emulator').waitFor()
    await page.waitForLoadState('networkidle')
    expect(await page.locator('.emulator').count()).toBe(1)
    const started = `[...document.querySelectorAll('[data-stripe]:not([data-stripe=""])')].map((box) => box.id)`
    return { asked, started: await page.evaluate(started) }
  }

  test.each(['', '?hidden=absent'])(
    'a membership%s: only its own form comes alive',
    async (how) => {
      const { asked, started } = await watched(`/memberships/passport${how}`)
      expect(started).toEqual(['checkout'])
      expect(asked).toContain('/plans/passport')
      expect(asked.filter((path) => path.startsWith('/products'))).toEqual([])
    }
  )

  test.each(['', '?hidden=absent'])('a day pass%s: only its own form comes alive', async (how) => {
    const { asked, started } = await watched(`/memberships/day-pass${how}`)
    expect(started).toEqual(['purchase'])
    expect(asked).toContain('/products/day-pass')
    expect(asked.filter((path) => path.startsWith('/plans'))).toEqual([])
  })

  test('joining from a page without the other form', async () => {
    const purchase = await suite.openPage()
    await openReadyPlan(purchase.page, suite.stack(), 'passport?hidden=absent')
    await fillContactDetails(purchase)
    await choosePaymentOutcome(purchase.page, /pays/)
    await pressJoin(purchase.page)
    await joinConfirmation(purchase.page)
    await joined(suite, purchase)
  })
})

test('on a phone nothing is wider than the screen, and what is pressed is large enough', async () => {
  const { page } = await suite.openPage(360)
  await openReadyPlan(page, suite.stack(), 'all-access')
  await pressJoin(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  for (const target of [joinButton(page), page.getByRole('button', { name: 'Apply' })]) {
    expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  }
})
