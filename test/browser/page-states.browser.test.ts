/** What the selling pages say and do while something is late, hidden, missing or under way. */
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import {
  chooseDay,
  chooseTime,
  dayButton,
  fillBookingDetails,
  openDays,
  openRoom,
  prepareToBook,
  pressBook,
  startChip,
  summaryLines,
  waitForBookingResult,
} from './support/booking-page.ts'
import { openPlan, prepareToJoin, pressJoin } from './support/checkout-page.ts'
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
  type PurchasePage,
  preparePurchase,
  pressBuy,
  waitForAlert,
} from './support/purchase-page.ts'

const suite = startBrowserTests()

const SUPPORT = 'mailto:admin@labourtemple.com'

/** Changes the page's HTML before the browser reads it. */
async function changePage(page: Page, path: string, change: (html: string) => string) {
  await page.route(`**${path}`, async (route) => {
    const html = await (await route.fetch()).text()
    await route.fulfill({ contentType: 'text/html', body: change(html) })
  })
}

const supportLink = (page: Page) =>
  page.locator(`a[href="${SUPPORT}"]`).filter({ visible: true }).first()

/** By id: the labels of the visible copy belong to the first field of that id, which is the hidden one. */
async function fillVisible({ page, email }: PurchasePage, prefix: string, names: string[]) {
  const fill = (id: string, text: string) => page.locator(`#${prefix}-${id}:visible`).fill(text)
  for (const name of names) await fill(name, 'Ada')
  await fill('email', email)
  await fill('phone', '206 555 0100')
}

describe('a copy of the form that styles hide', () => {
  const FORM =
    /<div data-purchase-type="One-Time">[\s\S]*<\/form>[\s\S]*?<\/div>\s*<\/div>\s*<\/div>/

  /** Puts a copy of the day pass form before it. */
  const addCopy = (page: Page, before: string, after: string) =>
    changePage(page, '/memberships/day-pass', (html) => {
      const [copy = ''] = FORM.exec(html) ?? []
      expect(copy).toContain('id="purchase"')
      return html.replace('<main>', `<main>${before}${copy}${after}`)
    })

  test.each([
    ['a class of its parent', '<style>.phones { display: none }</style><div class="phones">'],
    ['the attribute hidden', '<div hidden>'],
    ['hidden until it is found', '<div hidden="until-found">'],
    [
      'a media query',
      '<style>@media (min-width: 600px) { .phones { display: none } }</style><div class="phones">',
    ],
    ['visibility', '<div style="visibility: hidden">'],
    ['opacity', '<div style="opacity: 0">'],
    ['no height', '<div style="height: 0; overflow: hidden">'],
    [
      'a clip for screen readers',
      '<div style="position: absolute; width: 1px; height: 1px; overflow: hidden; clip: rect(0 0 0 0)">',
    ],
    ['a place beside the page', '<div style="position: absolute; left: -9999px">'],
    ['a place to the right', '<div style="position: fixed; left: 100vw; width: 600px">'],
    ['a scale of nothing', '<div style="transform: scale(0)">'],
    ['content that is not painted', '<div style="content-visibility: hidden">'],
    ['closed details', '<details><summary>More</summary>', '</details>'],
    ['a condition of Webflow', '<div class="w-condition-invisible">'],
  ])(
    'by %s: the visible one is sold from, and its labels are its own',
    async (_, before, after = '</div>') => {
      const { page } = await suite.openPage()
      await addCopy(page, before, after)
      await openReadyPurchasePage(page, suite.stack())
      expect(await page.locator('[id=purchase]').count()).toBe(2)
      expect(await page.locator('[data-stripe]').count()).toBe(1)
      const isSecond = `document.querySelectorAll('[id=purchase]')[1].matches('[data-stripe]')`
      expect(await page.evaluate(isSecond)).toBe(true)
      for (const label of ['First name', 'Promo code (optional)'])
        await field(page, label).fill('Ada', { timeout: 5000 })
    }
  )

  test('a form that the page fades in is sold from', async () => {
    const { page } = await suite.openPage()
    await changePage(page, '/memberships/day-pass', (html) =>
      html.replace('<main>', '<main style="opacity: 0">')
    )
    await openReadyPurchasePage(page, suite.stack())
  })

  test('does not win over the visible day pass form', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await addCopy(page, '<div style="display: none">', '</div>')
    await openReadyPurchasePage(page, suite.stack())
    expect(await page.locator('[id=purchase]').count()).toBe(2)
    await fillVisible(purchase, 'purchase', ['first-name', 'last-name'])
    await acceptDay(page)
    await choosePaymentOutcome(page, /pays/)
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })

  test('does not win over the visible room form', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    const [day = ''] = openDays(1)
    await changePage(page, '/meeting-rooms/day-office', (html) => {
      const [copy = ''] = /<section id="booking"[\s\S]*<\/section>/.exec(html) ?? []
      return html.replace('<main>', `<main><div style="display: none">${copy}</div>`)
    })
    await openRoom(page, suite.stack(), 'day-office')
    await chooseDay(page, day)
    await chooseTime(page, 1, '10 AM')
    await fillVisible(purchase, 'booking', ['name'])
    await choosePaymentOutcome(page, /pays/)
    await page.locator('#book-btn:visible').and(page.locator('[aria-disabled=false]')).click()
    await waitForBookingResult(page, 'Your room is booked')
  })
})

describe('scripts that come after load, as consent tools bring them', () => {
  const later = /<script defer src="([^"]+)"([^>]*)><\/script>/g

  async function bring(page: Page, names: RegExp) {
    await page.evaluate(`{
      for (const held of document.querySelectorAll('script[type="text/plain"]')) {
        if (!${names}.test(held.dataset.src)) continue
        const script = document.createElement('script')
        Object.assign(script.dataset, held.dataset)
        script.src = held.dataset.src
        held.replaceWith(script)
      }
    }`)
  }
  const hold = (html: string) =>
    html.replace(later, '<script type="text/plain" data-src="$1"$2></script>')

  test.each([
    ['the form’s script first', [/purchase/, /stripe/]],
    ['Stripe’s script first', [/stripe/, /purchase/]],
  ])('start the day pass form: %s', async (_, order) => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await changePage(page, '/memberships/day-pass', hold)
    await openPurchasePage(page, suite.stack())
    await waitForAlert(page, 'The payment form could not be loaded')
    for (const names of order) await bring(page, names)
    await buyButton(page).and(page.locator('[aria-disabled=false]')).waitFor()
    expect(await page.getByText('could not be loaded').count()).toBe(0)
    await fillContactDetails(purchase)
    await acceptDay(page)
    await choosePaymentOutcome(page, /pays/)
    await pressBuy(page)
    await confirmation(page)
    expect((await suite.vendorState(purchase)).paid).toEqual([5000])
  })

  test('start the room form', async () => {
    const { page } = await suite.openPage()
    await changePage(page, '/meeting-rooms/shears', hold)
    await page.goto(`${suite.stack().sandbox.url}/meeting-rooms/shears`)
    await waitForAlert(page, 'The payment form could not be loaded')
    await bring(page, /./)
    await chooseDay(page, openDays(1)[0] ?? '')
    await page.getByLabel('How long').waitFor()
    expect(await page.getByText('could not be loaded').count()).toBe(0)
  })
})

describe('nothing can be bought', () => {
  const isAbove = async (page: Page, first: string) => {
    const message = await page.getByRole('alert').filter({ visible: true }).boundingBox()
    const top = await field(page, first).boundingBox()
    expect((message?.y ?? 0) + (message?.height ?? 0)).toBeLessThanOrEqual(top?.y ?? 0)
  }

  test('with dead scripts the message stands above the fields, with the support address', async () => {
    const { page } = await suite.openPage(360)
    await page.route('**/purchase.js', (route) => route.abort())
    await openPurchasePage(page, suite.stack())
    await waitForAlert(page, 'The payment form could not be loaded')
    await isAbove(page, 'First name')
    expect(await supportLink(page).textContent()).toBe('admin@labourtemple.com')
  })

  test('a plan whose price does not load says so above the fields', async () => {
    const { page } = await suite.openPage()
    await page.route('**/plans/*', (route) => route.abort())
    await openPlan(page, suite.stack(), 'startup')
    await waitForAlert(page, 'We could not load the price')
    await isAbove(page, 'First name')
  })

  test('a plan that is not for sale names the support address as a link', async () => {
    const { page } = await suite.openPage()
    await page.route('**/plans/*', async (route) => {
      const answer = await (await route.fetch()).json()
      await route.fulfill({
        headers: { 'access-control-allow-origin': suite.stack().sandbox.url },
        json: { ...answer, plan: { ...answer.plan, forSale: false } },
      })
    })
    await openPlan(page, suite.stack(), 'startup')
    await waitForAlert(page, 'This is not on sale here at the moment')
    await page.getByRole('alert').locator(`a[href="${SUPPORT}"]`).waitFor()
  })

  test.each(['/memberships/day-pass', '/memberships/startup', '/meeting-rooms/shears'])(
    'without JavaScript %s names the support address as a link',
    async (path) => {
      const { context } = await suite.openPage()
      const browser = context.browser()
      const plain = await browser?.newContext({ javaScriptEnabled: false })
      const page = await plain?.newPage()
      await page?.goto(`${suite.stack().sandbox.url}${path}`)
      const words = page?.locator('noscript p').filter({ visible: true })
      expect(await words?.textContent()).toContain('write to admin@labourtemple.com')
      const above = (await words?.boundingBox())?.y ?? 0
      const first = page?.locator('[id$=first-name]').filter({ visible: true })
      if (path.startsWith('/memberships'))
        expect(above).toBeLessThan((await first?.boundingBox())?.y ?? 0)
      await plain?.close()
    }
  )
})

describe('while the customer waits', () => {
  const PROGRESS = ['Checking your details…', 'Talking to your bank…']

  /** Keeps every text of the progress line. */
  const watch = (page: Page, id: string) =>
    page.evaluate(`{
      window.said = []
      const line = document.getElementById('${id}')
      new MutationObserver(() => window.said.push(line.textContent)).observe(line, { childList: true, subtree: true, characterData: true })
      addEventListener('pagehide', () => sessionStorage.setItem('said', JSON.stringify(window.said)))
    }`)
  const said = async (page: Page) =>
    JSON.parse(`${await page.evaluate(`sessionStorage.getItem('said')`)}`) as string[]
  const lines = (finishing: string) =>
    [...PROGRESS, finishing].map((line) => `${line} Please do not close this page.`)

  test('for a day pass the page says what it does', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    await watch(page, 'purchase-progress')
    await pressBuy(page)
    await confirmation(page)
    expect(await said(page)).toEqual(lines('Making your pass…'))
  })

  test('for a membership the page says what it does', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToJoin(purchase, suite.stack())
    await watch(page, 'checkout-progress')
    await pressJoin(page)
    await page.waitForURL('**/join-confirmation')
    expect(await said(page)).toEqual(lines('Starting your membership…'))
  })

  test.each([
    ['sales-paused', 503, 'This cannot be bought online for the moment. Please try again later.'],
    ['vendor-unavailable', 502, 'We could not reach our member system. Please try again.'],
    ['too-many', 429, 'Too many tries. Please try again in 5 minutes, or write to us or ask.'],
  ])(
    'a refusal (%s) says what to do, and names the support address once, as a link',
    async (code, status, error) => {
      const purchase = await suite.openPage()
      const { page } = purchase
      await preparePurchase(purchase, suite.stack())
      await page.route('**/create-purchase', (route) =>
        route.fulfill({
          status,
          headers: { 'access-control-allow-origin': suite.stack().sandbox.url },
          json: { error, code },
        })
      )
      await pressBuy(page)
      await waitForAlert(page, /Please try again/)
      expect(await page.getByRole('alert').locator(`a[href="${SUPPORT}"]`).count()).toBe(1)
    }
  )

  test.each([
    [{ valid: false, error: 'This code has expired.', code: 'promo-expired' }, 200, /has expired/],
    [{ error: 'Please try again in 9 minutes.', code: 'too-many' }, 429, /try again in 9 minutes/],
    [{ error: 'no JSON of ours' }, 500, /could not check this code/],
  ])(
    'a refused code says in red what to do, with the support address: %o',
    async (json, status, words) => {
      const { page } = await suite.openPage()
      await openReadyPurchasePage(page, suite.stack())
      const headers = { 'access-control-allow-origin': suite.stack().sandbox.url }
      await page.route('**/validate-promo', (route) => route.fulfill({ status, headers, json }))
      await field(page, 'Promo code').fill('SUMMER')
      await page.getByRole('button', { name: 'Apply' }).filter({ visible: true }).click()
      const line = page.locator('#purchase-promo-status')
      await line.getByText(words).waitFor()
      expect(await line.locator(`a[href="${SUPPORT}"]`).count()).toBe(1)
      // In the red of every refusal, and not in the grey of a note.
      const color = await line.evaluate(
        (element) => element.ownerDocument.defaultView?.getComputedStyle(element).color
      )
      expect(color).toBe('rgb(163, 32, 26)')
    }
  )

  test('after a decline the line is empty again, and nothing was charged is said', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack(), /declined/)
    await pressBuy(page)
    await waitForAlert(page, /declined\. Nothing has been charged\. Please try again/)
    await page.getByRole('alert').locator(`a[href="${SUPPORT}"]`).waitFor()
    expect(await page.locator('#purchase-progress').textContent()).toBe('')
  })
})

test('a code pasted from a newsletter is shown as it was understood', async () => {
  const { page } = await suite.openPage()
  await openReadyPurchasePage(page, suite.stack())
  await field(page, 'Promo code').fill('“WEL\u00adCOME\u00a010”.')
  await page.getByRole('button', { name: 'Apply' }).filter({ visible: true }).click()
  await page.getByText('WELCOME10: −$5.00. You pay $45.00.').waitFor()
  expect(await field(page, 'Promo code').inputValue()).toBe('WELCOME10')
})

test('why the pass is not for today stands in the summary, above the promo code', async () => {
  const { page } = await suite.openPage()
  await openReadyPurchasePage(page, suite.stack())
  const why = page.locator('#purchase-summary p')
  expect(await why.textContent()).toMatch(
    /^(We are closed today, .+|A pass for today can no longer be bought)\. Your pass is for /
  )
  const promo = await field(page, 'Promo code').boundingBox()
  expect((await why.boundingBox())?.y).toBeLessThan(promo?.y ?? 0)
})

test('the days of a month that cannot be booked stand below it, each with its reason', async () => {
  const { page } = await suite.openPage()
  await page.clock.install({ time: Date.parse('2026-12-01T18:00:00Z') })
  await page.route('**/availability?*month=*', (route) =>
    route.fulfill({
      headers: { 'access-control-allow-origin': suite.stack().sandbox.url },
      json: { room: 'shears', month: '2026-12', days: { '2026-12-08': 'full' } },
    })
  )
  await openRoom(page, suite.stack(), 'shears')
  await page
    .getByText(
      'Not available in December: Tue, Dec 8 (Everything is taken on this day), Fri, Dec 25 (Christmas Day).'
    )
    .waitFor()
})

test('an error is added to what already describes a field, and taken away again', async () => {
  const purchase = await suite.openPage()
  const { page } = purchase
  await openReadyPurchasePage(page, suite.stack())
  const email = field(page, /^E-?mail/)
  await email.evaluate((one) => one.setAttribute('aria-describedby', 'hint'))
  await pressBuy(page)
  await waitForAlert(page, 'Please check what is marked above.')
  expect(await email.getAttribute('aria-describedby')).toBe('hint purchase-email-fault')
  await email.fill(purchase.email)
  expect(await email.getAttribute('aria-describedby')).toBe('hint')
})

test('a booking with an e-mail address that no vendor takes is marked with what to do', async () => {
  const purchase = await suite.openPage()
  const { page } = purchase
  const [day = ''] = openDays(1)
  await prepareToBook(purchase, suite.stack(), { room: 'board-room', day })
  await fillBookingDetails({ ...purchase, email: '{x}@example.com' })
  await pressBook(page)
  await waitForAlert(page, 'Please enter one email address')
})

describe('a reload of the room page', () => {
  const [first = '', second = ''] = openDays(2)
  const chosen = (page: Page) => page.locator('.lt-times input:checked + span').allInnerTexts()

  test('keeps days, hours, start and what was typed; the booking goes on', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await openRoom(page, suite.stack(), 'mackinaw')
    await page.getByLabel('Several days at the same time').check()
    await chooseDay(page, first)
    await chooseDay(page, second)
    await chooseTime(page, 2, '10 AM')
    await fillBookingDetails(purchase)
    await page.getByLabel('Notes').fill('By the window')
    const before = await summaryLines(page)
    await page.reload()
    await page.locator('#booking-summary .lt-total').waitFor()
    expect(await summaryLines(page)).toEqual(before)
    expect(await page.getByLabel('Several days at the same time').isChecked()).toBe(true)
    await expect.poll(() => chosen(page)).toEqual(['10 AM'])
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Ada Byron')
    expect(await page.getByLabel('Notes').inputValue()).toBe('By the window')
    expect(await page.locator('#booking-notes-count').textContent()).toBe('13 of 500 characters')
    await choosePaymentOutcome(page, /pays/)
    await pressBook(page)
    await waitForBookingResult(page, 'Your room is booked')
    await openRoom(page, suite.stack(), 'mackinaw')
    await page.getByLabel('Name', { exact: true }).waitFor({ state: 'attached' })
    expect(await page.locator('#booking-name').inputValue()).toBe('')
    expect(await chosen(page)).toEqual([])
  })

  test('keeps a choice that is not complete, and none that is damaged', async () => {
    const { page } = await suite.openPage()
    await openRoom(page, suite.stack(), 'radiator-annex')
    await chooseDay(page, first)
    await page.getByLabel('How long').selectOption('3')
    await page.reload()
    await page.getByRole('radio', { name: '10 AM', exact: true }).waitFor()
    expect(await page.getByLabel('How long').inputValue()).toBe('3')
    await page.evaluate(`sessionStorage.setItem('lt-draft-radiator-annex', '{"when":')`)
    await page.reload()
    await chooseDay(page, first)
    expect(await page.getByLabel('How long').inputValue()).toBe('')
  })
})

describe('a screen reader on the room page', () => {
  test('is told of start times, of the price and of the form, each when it changes', async () => {
    const { page } = await suite.openPage()
    const [day = ''] = openDays(1)
    await openRoom(page, suite.stack(), 'board-room')
    await chooseDay(page, day)
    const spoken = page.locator('#booking-spoken[role=status]')
    await page.getByLabel('How long').selectOption('8')
    await spoken.getByText('3 start times, 8 AM to 9 AM.').waitFor()
    await page.getByRole('radio', { name: '8:30 AM', exact: true }).click()
    await spoken.getByText(/^Total \$[\d.]+\. Your details and the payment come next\.$/).waitFor()
    await page.getByLabel('How long').selectOption('1')
    await spoken.getByText(/^Total \$[\d.]+\.$/).waitFor()
  })

  test('sees the chosen day and start also in forced colors', async () => {
    const { page } = await suite.openPage()
    const [day = '', other = ''] = openDays(2)
    await page.emulateMedia({ forcedColors: 'active' })
    await openRoom(page, suite.stack(), 'board-room')
    const another = await dayButton(page, other)
    await chooseDay(page, day)
    await chooseTime(page, 1, '10 AM')
    const colorOf = (one: Locator) =>
      one.evaluate(
        (element) => element.ownerDocument.defaultView?.getComputedStyle(element).backgroundColor
      )
    const chip = (start: string) => startChip(page, start).locator('+ span')
    expect(await colorOf(await dayButton(page, day))).not.toBe(await colorOf(another))
    expect(await colorOf(chip('10 AM'))).not.toBe(await colorOf(chip('11 AM')))
  })

  test('stays where it was after "Try again", whether that helps or not', async () => {
    const { page } = await suite.openPage()
    const [day = ''] = openDays(1)
    let fails = true
    await page.route('**/availability?*date=*', (route) =>
      fails ? route.abort() : route.continue()
    )
    await openRoom(page, suite.stack(), 'board-room')
    await chooseDay(page, day)
    const again = page.getByRole('button', { name: 'Try again' })
    await page.locator(`.lt-times a[href="${SUPPORT}"]`).waitFor()
    await again.press('Enter')
    await page.locator('button:focus', { hasText: 'Try again' }).waitFor()
    fails = false
    // A failed answer is not kept.
    await again.press('Enter')
    await page.getByLabel('How long').and(page.locator(':focus')).waitFor()
  })
})
