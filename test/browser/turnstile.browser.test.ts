/** With Turnstile switched on: all three sales in a real browser, and the messages for its failures. */
import type { Page, Request } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { SANDBOX_TURNSTILE_SECRET } from '../sandbox/turnstile.ts'
import {
  openDays,
  openRoom,
  prepareToBook,
  pressBook,
  waitForBookingResult,
} from './support/booking-page.ts'
import { joinConfirmation, openPlan, prepareToJoin, pressJoin } from './support/checkout-page.ts'
import { startBrowserTests } from './support/environment.ts'
import {
  buyButton,
  confirmation,
  openReadyPurchasePage,
  type PurchasePage,
  preparePurchase,
  pressBuy,
  waitForAlert,
} from './support/purchase-page.ts'

const suite = startBrowserTests({ TURNSTILE_SECRET: SANDBOX_TURNSTILE_SECRET })

const CLOUDFLARE = 'https://challenges.cloudflare.com/**'
const API = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit'
const REFUSED = /^We could not see that you are a person\. Nothing has been charged\./
const ASKED = /^Please show here that you are a person\./

/** Every page opened in `page` has a key for this kind of widget. */
const carryKey = (page: Page, way: string, api = 'present') =>
  page.route(/\/(memberships|meeting-rooms)\/[\w-]+$/, (route) =>
    route.continue({ url: `${route.request().url()}?turnstile=${way}&api=${api}` })
  )

const playCloudflare = (page: Page) =>
  page.route(CLOUDFLARE, async (route) => {
    const response = await page.request.get(`${suite.stack().sandbox.url}/turnstile.js`)
    await route.fulfill({ response })
  })

/** A page whose requests are recorded. */
async function arrive(): Promise<PurchasePage & { sent: Request[] }> {
  const purchase = await suite.openPage()
  const sent: Request[] = []
  purchase.page.on('request', (request) => sent.push(request))
  return { ...purchase, sent }
}

/** Path to what its token was made for; nothing, where the request had none. */
const tokens = (sent: Request[]) =>
  sent
    .filter((request) => request.method() === 'POST' && !request.url().includes('/stripe/'))
    .map((request) => {
      const { turnstileToken } = request.postDataJSON() as { turnstileToken?: string }
      return [new URL(request.url()).pathname, turnstileToken?.split('|')[2]]
    })

const toCloudflare = (sent: Request[]) =>
  sent
    .map((request) => request.url())
    .filter(
      (url) =>
        url.startsWith(`${suite.stack().checkout.url}/turnstile.js`) || url.includes('cloudflare')
    )

describe('a person buys', () => {
  test('a pass, with a code: the page brings Turnstile itself, and each request has a token', async () => {
    const purchase = await arrive()
    const { page, sent } = purchase
    await playCloudflare(page)
    await carryKey(page, 'passes', 'absent')
    await preparePurchase(purchase, suite.stack())
    await page.getByLabel('Promo code').filter({ visible: true }).fill('WELCOME10')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText(/You pay \$/).waitFor()
    await pressBuy(page)

    await confirmation(page)
    expect(tokens(sent)).toEqual([
      ['/validate-promo', 'validate-promo'],
      ['/create-purchase', 'create-purchase'],
      ['/complete-purchase', undefined],
    ])
    expect(toCloudflare(sent)).toEqual([`${suite.stack().checkout.url}/turnstile.js`, API])
    expect((await suite.vendorState(purchase)).passes).toHaveLength(1)
  })

  test('a membership', async () => {
    const purchase = await arrive()
    const { page, sent } = purchase
    await carryKey(page, 'passes')
    await prepareToJoin(purchase, suite.stack())
    await pressJoin(page)

    expect(await joinConfirmation(page)).toContain('Welcome to Labour Temple')
    expect(tokens(sent)).toEqual([
      ['/create-payment', 'create-payment'],
      ['/complete-checkout', undefined],
    ])
    expect((await suite.vendorState(purchase)).memberships).toHaveLength(1)
  })

  test('a room: the script is the one Worker’s, the request the other’s', async () => {
    const purchase = await arrive()
    const { page, sent } = purchase
    const [day = ''] = openDays(1)
    await carryKey(page, 'passes')
    await prepareToBook(purchase, suite.stack(), { room: 'slinky', day })
    await pressBook(page)

    await waitForBookingResult(page, 'Your room is booked')
    expect(tokens(sent)).toEqual([['/create-booking', 'create-booking']])
    expect(toCloudflare(sent)).toEqual([`${suite.stack().checkout.url}/turnstile.js`])
    expect((await suite.vendorState(purchase)).paid).toEqual([1000])
  })

  test('a question from Turnstile is answered with the keyboard alone', async () => {
    const purchase = await suite.openPage(320)
    const { page } = purchase
    await carryKey(page, 'asks')
    await preparePurchase(purchase, suite.stack())
    const question = page.getByRole('group', { name: ASKED })
    await buyButton(page).focus()
    await page.keyboard.press('Enter')
    await question.waitFor()
    await question.and(page.locator(':focus')).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
    expect((await suite.vendorState(purchase)).intents).toEqual([])

    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })

  test('the focus goes back to where it was, and nothing of the question stays', async () => {
    const { page } = await suite.openPage()
    await carryKey(page, 'asks')
    await openReadyPurchasePage(page, suite.stack())
    const code = page.getByLabel('Promo code').filter({ visible: true })
    await code.fill('WELCOME10')
    await code.press('Enter')
    await page.getByRole('group', { name: ASKED }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.getByText(/You pay \$/).waitFor()
    await code.and(page.locator(':focus')).waitFor()
    expect(await page.getByRole('group', { name: ASKED }).count()).toBe(0)
  })
})

describe('it fails', () => {
  /** A message is shown, no payment was started, and the button is enabled. */
  async function refused(purchase: PurchasePage): Promise<void> {
    await waitForAlert(purchase.page, REFUSED)
    expect(await buyButton(purchase.page).getAttribute('aria-disabled')).toBe('false')
    expect((await suite.vendorState(purchase)).intents).toEqual([])
  }

  const turnTo = (page: Page, way: string) =>
    page.evaluate(
      `document.querySelector('[data-stripe][data-turnstile-key]').dataset.turnstileKey = 'sandbox-${way}'`
    )

  test.each([
    ['the widget reports an error', 'fails'],
    ['its token is none', 'forges'],
    ['the key is wrong', 'nonsense'],
  ])('%s: a message is shown, and the next press gets another widget', async (_, way) => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await carryKey(page, way)
    await preparePurchase(purchase, suite.stack())
    await pressBuy(page)
    await refused(purchase)

    await turnTo(page, 'passes')
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })

  test('the widget does not respond: a message after 20 seconds', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.clock.install()
    await carryKey(page, 'hangs')
    await preparePurchase(purchase, suite.stack())
    await pressBuy(page)
    await page.locator('#purchase-person').waitFor({ state: 'attached' })
    await page.clock.fastForward(19_000)
    expect(await buyButton(page).textContent()).toBe('Working…')
    await page.clock.fastForward(2000)
    await refused(purchase)
  })

  test('a code cannot be tried: the page says so, and the purchase is possible without it', async () => {
    const { page } = await suite.openPage()
    await carryKey(page, 'fails')
    await openReadyPurchasePage(page, suite.stack())
    await page.getByLabel('Promo code').filter({ visible: true }).fill('WELCOME10')
    await page.getByRole('button', { name: 'Apply' }).click()
    const line = page.locator('#purchase-promo-status')
    await line.getByText('We could not see that you are a person.').waitFor()
    await line.locator('a[href^="mailto:"]').waitFor()
    expect(await buyButton(page).getAttribute('aria-disabled')).toBe('false')
  })

  test('Cloudflare is out of reach, then is not', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.route(CLOUDFLARE, (route) => route.abort())
    await carryKey(page, 'passes', 'absent')
    await preparePurchase(purchase, suite.stack())
    await pressBuy(page)
    await refused(purchase)

    await page.unroute(CLOUDFLARE)
    await playCloudflare(page)
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })

  test('our Turnstile script did not load: a message is shown', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.route('**/turnstile.js', (route) => route.abort())
    await carryKey(page, 'passes')
    await preparePurchase(purchase, suite.stack())
    await pressBuy(page)
    await refused(purchase)
  })
})

describe('without a key', () => {
  test('no page asks Cloudflare for anything, and no token is sent', async () => {
    const purchase = await arrive()
    const { page, sent } = purchase
    const stack = suite.stack()
    await openPlan(page, stack, 'passport')
    await page.waitForLoadState('networkidle')
    await openRoom(page, stack, 'slinky')
    await page.waitForLoadState('networkidle')
    await preparePurchase(purchase, stack)
    await pressBuy(page)
    // The secret is set: the Workers of this stack require a token.
    await waitForAlert(page, REFUSED)
    expect(toCloudflare(sent)).toEqual([])
    expect(tokens(sent)).toEqual([['/create-purchase', undefined]])
  })
})
