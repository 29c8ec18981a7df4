/** The pages with pinned scripts and under the Content-Security-Policy that docs/security.md proposes for them. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import {
  inlineHashes,
  PAGE_SCRIPTS,
  pin,
  policyFor,
  withPinned,
} from '../../tools/pinned-scripts.ts'
import { openDays, prepareToBook, pressBook, waitForBookingResult } from './support/booking-page.ts'
import { joinConfirmation, prepareToJoin, pressJoin } from './support/checkout-page.ts'
import { startBrowserTests } from './support/environment.ts'
import {
  confirmation,
  openPurchasePage,
  preparePurchase,
  pressBuy,
} from './support/purchase-page.ts'

const suite = startBrowserTests()

const SCRIPTS = Object.fromEntries(
  PAGE_SCRIPTS.map((name) => [
    name,
    pin(name, readFileSync(new URL(`../../public/${name}.js`, import.meta.url))),
  ])
)

const PAGES = /\/(memberships|meeting-rooms|[\w-]+-confirmation)(\/[\w-]+)?(\?.*)?$/

/** Serves the pages as Webflow would with the pinned embeds and the header; records what the browser refuses. */
async function open({ hasTurnstile = false, query = '', foreign = '' } = {}) {
  const purchase = await suite.openPage()
  const { page } = purchase
  const { checkout, bookings } = suite.stack()
  const refused: string[] = []
  const loaded: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|integrity/.test(message.text())) refused.push(message.text())
  })
  page.on('request', (request) => loaded.push(request.url()))
  await page.route(PAGES, async (route) => {
    const response = await route.fetch({ url: `${route.request().url()}${query}` })
    const html = await response.text()
    const policy = policyFor({
      ...{ checkout: checkout.url, bookings: bookings.url, hasTurnstile },
      inlineHashes: inlineHashes(html),
    })
    await route.fulfill({
      response,
      headers: { ...response.headers(), 'content-security-policy': policy },
      body: withPinned(html, SCRIPTS).replace('</main>', `${foreign}</main>`),
    })
  })
  const pinned = () =>
    loaded
      .filter((url) => url.startsWith(checkout.url) && url.endsWith('.js'))
      .map((url) => new URL(url).pathname)
  return { ...purchase, refused, pinned }
}

describe('every sale, with scripts under their hash and the policy', () => {
  test('a day pass', async () => {
    const purchase = await open()
    await preparePurchase(purchase, suite.stack())
    await pressBuy(purchase.page)
    await confirmation(purchase.page)
    await purchase.page.getByText('Your day pass is ready').waitFor()
    expect(purchase.refused).toEqual([])
    expect(new Set(purchase.pinned())).toEqual(
      new Set(
        [SCRIPTS.purchase, SCRIPTS.checkout, SCRIPTS.confirmation].map((one) => `/${one?.path}`)
      )
    )
  })

  test('a membership', async () => {
    const purchase = await open()
    await prepareToJoin(purchase, suite.stack())
    await pressJoin(purchase.page)
    await joinConfirmation(purchase.page)
    await purchase.page.getByText('Welcome to Labour Temple').waitFor()
    expect(purchase.refused).toEqual([])
  })

  test('a room', async () => {
    const purchase = await open()
    const [, day = ''] = openDays(2)
    await prepareToBook(purchase, suite.stack(), { room: 'day-office', day })
    await pressBook(purchase.page)
    await waitForBookingResult(purchase.page, 'Your room is booked')
    expect(purchase.refused).toEqual([])
  })

  test('with Turnstile, whose script is under its hash, too', async () => {
    const purchase = await open({ hasTurnstile: true, query: '?turnstile=passes' })
    await preparePurchase(purchase, suite.stack())
    await pressBuy(purchase.page)
    await confirmation(purchase.page)
    expect(purchase.refused).toEqual([])
    expect(purchase.pinned()).toContain(`/${SCRIPTS.turnstile?.path}`)
  })
})

describe('what is refused', () => {
  const isSet = (page: Page) => page.evaluate('window.taken ?? null')

  test('a script of ours that was changed: it does not run, and the page says what to do', async () => {
    const { page, refused } = await open()
    await page.route('**/pinned/purchase.*.js', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, body: `window.taken = 1;${await response.text()}` })
    })
    await openPurchasePage(page, suite.stack())
    await page.getByText('The payment form could not be loaded').waitFor()
    expect(await isSet(page)).toBeNull()
    expect(refused.join()).toContain('integrity')
  })

  test.each([
    ['a script that stands in the page', '<script>window.taken = 1</script>'],
    ['an event handler in the page', '<img src="data:," onerror="window.taken = 1">'],
    ['a script from elsewhere', '<script src="https://evil.example/taken.js"></script>'],
    ['a frame from elsewhere', '<iframe src="https://evil.example/card"></iframe>'],
    ['a base that leads our scripts elsewhere', '<base href="https://evil.example/">'],
  ])('%s', async (_, foreign) => {
    const { page, refused } = await open({ foreign })
    await page.route('https://evil.example/**', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: 'window.taken = 1' })
    )
    await openPurchasePage(page, suite.stack())
    await expect.poll(() => refused.length).toBeGreaterThan(0)
    expect(await isSet(page)).toBeNull()
  })
})

test('the pinned scripts may be kept for a year, the others for five minutes', async () => {
  const { checkout } = suite.stack()
  for (const name of PAGE_SCRIPTS) {
    const { path, integrity } = SCRIPTS[name] ?? { path: '', integrity: '' }
    const answers = await Promise.all(
      [path, `${name}.js`].map((file) => fetch(`${checkout.url}/${file}`))
    )
    expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual([
      'public, max-age=31536000, immutable',
      'public, max-age=300',
    ])
    expect(answers.map(({ headers }) => headers.get('access-control-allow-origin'))).toEqual([
      '*',
      '*',
    ])
    const [pinned, plain] = await Promise.all(answers.map((answer) => answer.bytes()))
    expect(pinned).toEqual(plain)
    expect(pin(name, pinned ?? new Uint8Array())).toEqual({ path, integrity })
  }
})
