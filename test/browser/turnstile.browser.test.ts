/** With Turnstile's secret and key on, everything is sold in a real browser, and its failures are told. */
import type { Page, Request } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { SANDBOX_TURNSTILE_SECRET } from '../sandbox/turnstile.ts'
import { book, bookingTold, openDays, openRoom, prepareToBook } from './support/booking-page.ts'
import { join, openPlan, prepareToJoin, welcome } from './support/checkout-page.ts'
import { raiseStage } from './support/environment.ts'
import {
  button,
  confirmation,
  openReady,
  prepare,
  press,
  said,
  type Visitor,
} from './support/purchase-page.ts'

const stage = raiseStage({ TURNSTILE_SECRET: SANDBOX_TURNSTILE_SECRET })

const CLOUDFLARE = 'https://challenges.cloudflare.com/**'
const API = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit'
const REFUSED = /^We could not see that you are a person\. Nothing has been charged\./
const ASKED = /^Please show here that you are a person\./

/** Every page that she opens carries a key whose widgets go this way. */
const carryKey = (page: Page, way: string, api = 'present') =>
  page.route(/\/(memberships|meeting-rooms)\/[\w-]+$/, (route) =>
    route.continue({ url: `${route.request().url()}?turnstile=${way}&api=${api}` })
  )

const playCloudflare = (page: Page) =>
  page.route(CLOUDFLARE, async (route) => {
    const response = await page.request.get(`${stage.town().sandbox.url}/turnstile.js`)
    await route.fulfill({ response })
  })

/** A guest whose requests are written down. */
async function arrive(): Promise<Visitor & { sent: Request[] }> {
  const visitor = await stage.visitor()
  const sent: Request[] = []
  visitor.page.on('request', (request) => sent.push(request))
  return { ...visitor, sent }
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
  sent.map((request) => request.url()).filter((url) => /cloudflare|turnstile\.js/.test(url))

describe('a person buys', () => {
  test('a pass, with a code: the page brings Turnstile itself, and each request has a token', async () => {
    const visitor = await arrive()
    const { page, sent } = visitor
    await playCloudflare(page)
    await carryKey(page, 'passes', 'absent')
    await prepare(visitor, stage.town())
    await page.getByLabel('Promo code').filter({ visible: true }).fill('WELCOME10')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText(/takes .* off/).waitFor()
    await press(page)

    await confirmation(page)
    expect(tokens(sent)).toEqual([
      ['/validate-promo', 'validate-promo'],
      ['/create-purchase', 'create-purchase'],
      ['/complete-purchase', undefined],
    ])
    expect(toCloudflare(sent)).toEqual([`${stage.town().checkout.url}/turnstile.js`, API])
    expect((await stage.holdings(visitor)).passes).toHaveLength(1)
  })

  test('a membership', async () => {
    const visitor = await arrive()
    const { page, sent } = visitor
    await carryKey(page, 'passes')
    await prepareToJoin(visitor, stage.town())
    await join(page)

    expect(await welcome(page)).toContain('Welcome to Labour Temple')
    expect(tokens(sent)).toEqual([
      ['/create-payment', 'create-payment'],
      ['/complete-checkout', undefined],
    ])
    expect((await stage.holdings(visitor)).memberships).toHaveLength(1)
  })

  test('a room: the script is the one Worker’s, the request the other’s', async () => {
    const visitor = await arrive()
    const { page, sent } = visitor
    const [day = ''] = openDays(1)
    await carryKey(page, 'passes')
    await prepareToBook(visitor, stage.town(), { room: 'slinky', day })
    await book(page)

    await bookingTold(page, 'Your room is booked')
    expect(tokens(sent)).toEqual([['/create-booking', 'create-booking']])
    expect(toCloudflare(sent)).toEqual([`${stage.town().checkout.url}/turnstile.js`])
    expect((await stage.holdings(visitor)).paid).toEqual([1000])
  })

  test('where Turnstile has her do something, by keys alone', async () => {
    const visitor = await stage.visitor(320)
    const { page } = visitor
    await carryKey(page, 'asks')
    await prepare(visitor, stage.town())
    const question = page.getByRole('group', { name: ASKED })
    await button(page).focus()
    await page.keyboard.press('Enter')
    await question.waitFor()
    await question.and(page.locator(':focus')).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
    expect((await stage.holdings(visitor)).intents).toEqual([])

    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })

  test('the focus goes back to where it was, and nothing of the question stays', async () => {
    const { page } = await stage.visitor()
    await carryKey(page, 'asks')
    await openReady(page, stage.town())
    const code = page.getByLabel('Promo code').filter({ visible: true })
    await code.fill('WELCOME10')
    await code.press('Enter')
    await page.getByRole('group', { name: ASKED }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.getByText(/takes .* off/).waitFor()
    await code.and(page.locator(':focus')).waitFor()
    expect(await page.getByRole('group', { name: ASKED }).count()).toBe(0)
  })
})

describe('it fails', () => {
  /** Told, nothing begun, and free to press again. */
  async function refused(visitor: Visitor): Promise<void> {
    await said(visitor.page, REFUSED)
    expect(await button(visitor.page).getAttribute('aria-disabled')).toBe('false')
    expect((await stage.holdings(visitor)).intents).toEqual([])
  }

  const turnTo = (page: Page, way: string) =>
    page.evaluate(
      `document.querySelector('[data-stripe][data-turnstile-key]').dataset.turnstileKey = 'sandbox-${way}'`
    )

  test.each([
    ['the widget reports an error', 'fails'],
    ['its token is none', 'forges'],
    ['the key is wrong', 'nonsense'],
  ])('%s: told in words, and the next press has another widget', async (_, way) => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await carryKey(page, way)
    await prepare(visitor, stage.town())
    await press(page)
    await refused(visitor)

    await turnTo(page, 'passes')
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })

  test('the widget says nothing: told after 20 seconds', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await page.clock.install()
    await carryKey(page, 'hangs')
    await prepare(visitor, stage.town())
    await press(page)
    await page.locator('#purchase-person').waitFor({ state: 'attached' })
    await page.clock.fastForward(19_000)
    expect(await button(page).textContent()).toBe('Working…')
    await page.clock.fastForward(2000)
    await refused(visitor)
  })

  test('a code cannot be tried: said so, and she may buy without it', async () => {
    const { page } = await stage.visitor()
    await carryKey(page, 'fails')
    await openReady(page, stage.town())
    await page.getByLabel('Promo code').filter({ visible: true }).fill('WELCOME10')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('We could not check this code.').waitFor()
  })

  test('Cloudflare is out of reach, then is not', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await page.route(CLOUDFLARE, (route) => route.abort())
    await carryKey(page, 'passes', 'absent')
    await prepare(visitor, stage.town())
    await press(page)
    await refused(visitor)

    await page.unroute(CLOUDFLARE)
    await playCloudflare(page)
    await press(page)
    await confirmation(page)
    expect((await stage.holdings(visitor)).paid).toEqual([5000])
  })

  test('our own part of it did not load: told in words', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await page.route('**/turnstile.js', (route) => route.abort())
    await carryKey(page, 'passes')
    await prepare(visitor, stage.town())
    await press(page)
    await refused(visitor)
  })
})

describe('without a key', () => {
  test('no page asks Cloudflare for anything, and no token is sent', async () => {
    const visitor = await arrive()
    const { page, sent } = visitor
    const town = stage.town()
    await openPlan(page, town, 'passport')
    await page.waitForLoadState('networkidle')
    await openRoom(page, town, 'slinky')
    await page.waitForLoadState('networkidle')
    await prepare(visitor, town)
    await press(page)
    // The secret is set: this town's Workers do ask.
    await said(page, REFUSED)
    expect(toCloudflare(sent)).toEqual([])
    expect(tokens(sent)).toEqual([['/create-purchase', undefined]])
  })
})
