/** axe-core finds nothing in any state of the pages, on a phone and on a wide screen, by day and by night. */
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { violationsOf } from './support/accessibility.ts'
import {
  bookButton,
  chooseDay,
  chooseTime,
  fillBookingDetails,
  openDays,
  openRoom,
  pressBook,
  waitForBookingResult,
} from './support/booking-page.ts'
import {
  joinButton,
  joinConfirmation,
  openPlan,
  openReadyPlan,
  pressJoin,
} from './support/checkout-page.ts'
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
  pressBuy,
  waitForAlert,
} from './support/purchase-page.ts'

const suite = startBrowserTests()
const [first = '', second = ''] = openDays(2)

/** Collects over the states of one customer's way. */
function collector(page: Page) {
  const found: string[] = []
  return {
    found,
    look: async (state: string) => void found.push(...(await violationsOf(page, state))),
  }
}

/** Keeps the next request of this kind waiting until it is let go. */
async function holdBack(page: Page, url: string) {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const waitThen = async (route: { continue(): Promise<void> }) => {
    await held
    await route.continue()
  }
  await page.route(url, waitThen, { times: 1 })
  return letGo
}

/** Answers for a Worker, until it is told to answer otherwise. */
async function answerWith(page: Page, url: string, json: object, status = 200) {
  await page.unroute(url)
  const headers = { 'access-control-allow-origin': suite.stack().sandbox.url }
  await page.route(url, (route) => route.fulfill({ status, headers, json }))
}

/** Changes a field of what a Worker answers. */
const changeAnswer = (page: Page, url: string, change: object) =>
  page.route(url, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), ...change } })
  })

/** A confirmation page, opened with what the selling page has left for it. */
async function arrive(page: Page, path: string, key: string, receipt: object) {
  const url = `${suite.stack().sandbox.url}/${path}`
  if (!page.url().startsWith(suite.stack().sandbox.url)) await page.goto(url)
  await page.evaluate(([name, value]) => sessionStorage.setItem(`${name}`, `${value}`), [
    key,
    JSON.stringify(receipt),
  ] as const)
  await page.goto(url)
}

const ready = (button: Locator) =>
  button.and(button.page().locator('[aria-disabled=false]')).waitFor()

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor()

const applyPromo = async (page: Page, code: string) => {
  await field(page, 'Promo code').fill(code)
  await page.getByRole('button', { name: 'Apply' }).filter({ visible: true }).click()
}

/** Lets a confirmation page ask as often as it does, until it says that it takes long. The page's clock is installed. */
async function waitUntilLate(page: Page) {
  const late = page.getByText('akes longer than usual')
  const askOn = async () => {
    await page.clock.runFor(3000)
    return late.count()
  }
  await expect.poll(askOn, { timeout: 60_000, interval: 10 }).toBe(1)
}

test('the day pass: loading, ready, refused fields, promo codes, working, declined, bought, a second', async () => {
  const purchase = await suite.openPage()
  const { page } = purchase
  const { found, look } = collector(page)
  const letOfferGo = await holdBack(page, '**/products/*')
  await openPurchasePage(page, suite.stack())
  await page.locator('#purchase-summary[aria-busy]:visible').waitFor()
  await look('day pass, loading')
  letOfferGo()
  await ready(buyButton(page))
  await look('day pass, ready')
  await pressBuy(page)
  await waitForAlert(page, 'Please check what is marked above.')
  await look('day pass, refused fields')
  await fillContactDetails(purchase)
  await acceptDay(page)
  await applyPromo(page, 'NO SUCH CODE')
  await page.locator('#purchase-promo-status:visible').getByText(/code/).waitFor()
  await look('day pass, promo refused')
  await applyPromo(page, 'WELCOME10')
  await page.getByText(/You pay \$/).waitFor()
  await look('day pass, promo applied')
  await choosePaymentOutcome(page, /is declined/)
  const letGo = await holdBack(page, '**/create-purchase')
  await pressBuy(page)
  await page.getByText('Checking your details…').waitFor()
  await look('day pass, working')
  letGo()
  await waitForAlert(page, /charged/)
  await look('day pass, declined')
  await choosePaymentOutcome(page, /pays/)
  await pressBuy(page)
  await confirmation(page)
  await heading(page, 'Your day pass is ready')
  await look('day pass, bought')
  await openReadyPurchasePage(page, suite.stack())
  await page.getByLabel('Yes, buy another').waitFor()
  await look('day pass, a second')
  expect(found).toEqual([])
})

test('the day pass by bank debit and on a closed day; asked by Turnstile; its other outcomes', async () => {
  const purchase = await suite.openPage()
  const { page } = purchase
  const { found, look } = collector(page)
  await page.clock.install({ time: Date.parse('2026-11-26T20:00:00Z') })
  await changeAnswer(page, '**/products/*', { passDate: '2026-11-27' })
  await openReadyPurchasePage(page, suite.stack())
  await page.getByText('We are closed today, Thanksgiving').waitFor()
  await look('day pass, closed today')
  await page.unroute('**/products/*')
  await page.goto(`${suite.stack().sandbox.url}/memberships/day-pass?turnstile=asks&api=present`)
  await fillContactDetails(purchase)
  await acceptDay(page)
  await choosePaymentOutcome(page, /pays/)
  await pressBuy(page)
  await page.getByText('Please show here that you are a person.').waitFor()
  await look('day pass, asked by Turnstile')
  await openReadyPurchasePage(page, suite.stack())
  await fillContactDetails(purchase)
  await acceptDay(page)
  await choosePaymentOutcome(page, /debit succeeds/)
  await look('day pass, bank debit chosen')
  await pressBuy(page)
  await confirmation(page)
  await heading(page, /on its way/)
  await look('day pass, bank debit on its way')
  const receipt = {
    ...{ outcome: 'working', memberId: 'f'.repeat(24), paymentIntentId: `pi_${'1'.repeat(24)}` },
    ...{ slug: 'day-pass', passDate: first, email: purchase.email, amountCents: 5000 },
  }
  await answerWith(page, '**/complete-purchase', { outcome: 'working' })
  await arrive(page, 'purchase-confirmation', 'lt-purchase', receipt)
  await heading(page, 'Thank you')
  await look('day pass confirmation, being made')
  await waitUntilLate(page)
  await look('day pass confirmation, takes longer than usual')
  await answerWith(page, '**/complete-purchase', { error: 'Not paid.', code: 'not-paid' }, 409)
  await arrive(page, 'purchase-confirmation', 'lt-purchase', receipt)
  await heading(page, 'The payment did not go through')
  await look('day pass confirmation, not paid')
  expect(found).toEqual([])
})

test('a membership: loading, ready, refused fields, promo codes, working, declined, joined, twice', async () => {
  const purchase = await suite.openPage()
  const { page } = purchase
  const { found, look } = collector(page)
  const letOfferGo = await holdBack(page, '**/plans/*')
  await openPlan(page, suite.stack(), 'startup')
  await page.locator('#checkout-summary[aria-busy]:visible').waitFor()
  await look('membership, loading')
  letOfferGo()
  await ready(joinButton(page))
  await look('membership, ready')
  await joinButton(page).click()
  await waitForAlert(page, 'Please check what is marked above.')
  await look('membership, refused fields')
  await fillContactDetails(purchase)
  await applyPromo(page, 'NO SUCH CODE')
  await page.locator('#checkout-promo-status:visible').getByText(/code/).waitFor()
  await look('membership, promo refused')
  await applyPromo(page, 'TENFOREVER')
  await page.getByText(/You pay \$/).waitFor()
  await look('membership, promo applied')
  await page.getByRole('button', { name: 'Remove' }).filter({ visible: true }).click()
  await choosePaymentOutcome(page, /is declined/)
  const letGo = await holdBack(page, '**/create-payment')
  await pressJoin(page)
  await page.getByText('Checking your details…').waitFor()
  await look('membership, working')
  letGo()
  await waitForAlert(page, /charged/)
  await look('membership, declined')
  await choosePaymentOutcome(page, /pays/)
  await pressJoin(page)
  await joinConfirmation(page)
  await heading(page, 'Welcome to Labour Temple')
  await look('membership, joined')
  await openReadyPlan(page, suite.stack())
  await fillContactDetails(purchase)
  await choosePaymentOutcome(page, /pays/)
  await pressJoin(page)
  await waitForAlert(page, /already/)
  await look('membership, already a member')
  await page.clock.install()
  for (const outcome of ['working', 'declined', 'requires-action']) {
    await answerWith(page, '**/complete-checkout', { outcome: 'working' })
    await arrive(page, 'join-confirmation', 'lt-join', {
      ...{ outcome, plan: 'startup', planName: 'Startup', email: purchase.email },
      ...{ memberId: 'f'.repeat(24), setupIntentId: `seti_${'1'.repeat(24)}` },
      ...{ amountCents: 70_500, monthlyCents: 50_000, renewsOn: first },
    })
    await heading(page, outcome === 'working' ? 'Thank you' : 'Your membership has not started')
    await look(`membership confirmation, ${outcome}`)
    if (outcome !== 'working') continue
    await waitUntilLate(page)
    await look('membership confirmation, takes longer than usual')
  }
  expect(found).toEqual([])
})

test('a room: days, times, form, refused fields, working, declined, hold over, taken, booked', async () => {
  const purchase = await suite.openPage()
  const { page } = purchase
  const { found, look } = collector(page)
  await openRoom(page, suite.stack(), 'sonic-studio')
  await page.locator('#booking-calendar').waitFor()
  await look('room, days')
  await page.getByLabel('Several days, each at its own time').check()
  await chooseDay(page, first)
  await chooseDay(page, second)
  await page.getByLabel('How long').first().selectOption('2')
  await look('room, times')
  await page.getByLabel('One day', { exact: true }).check()
  await chooseTime(page, 2, '10 AM')
  await ready(bookButton(page))
  await look('room, form')
  await page.getByLabel('Notes').fill('x'.repeat(501))
  await pressBook(page)
  await waitForAlert(page, 'Please check what is marked above.')
  await look('room, refused fields')
  await fillBookingDetails(purchase)
  await page.getByLabel('Notes').fill('By the window')
  await page.getByLabel('Podcast or show name').fill('Engines')
  await page.getByLabel('Group size').fill('2')
  await page.getByLabel('Set choice').fill('Any')
  await choosePaymentOutcome(page, /is declined/)
  const letGo = await holdBack(page, '**/create-booking')
  await pressBook(page)
  await page.getByText('Checking your details…').waitFor()
  await look('room, working')
  letGo()
  await waitForAlert(page, /charged/)
  await look('room, declined and held')
  await changeAnswer(page, '**/create-booking', { holdSecondsLeft: 1 })
  await pressBook(page)
  await page.getByText('This time is no longer kept for you. Press the button').waitFor()
  await look('room, hold over')
  await page.unroute('**/create-booking')
  const alternatives = ['13:00', '13:30', '15:00'].map((start) => ({
    date: first,
    start,
    hours: 2,
  }))
  const taken = { error: 'This time has just been taken.', code: 'slot-taken', alternatives }
  await answerWith(page, '**/create-booking', taken, 409)
  await pressBook(page)
  await page.locator('#booking-others button').first().waitFor()
  await look('room, taken')
  await page.unroute('**/create-booking')
  await page.locator('#booking-others button').first().click()
  await choosePaymentOutcome(page, /pays/)
  await pressBook(page)
  await waitForBookingResult(page, 'Your room is booked')
  await look('room, booked')
  expect(found).toEqual([])
})

test('a room: no times, other outcomes', async () => {
  const { page } = await suite.openPage()
  const { found, look } = collector(page)
  await page.route('**/availability?*date=*', (route) => route.abort())
  await openRoom(page, suite.stack(), 'slinky')
  await chooseDay(page, first)
  await page.getByRole('button', { name: 'Try again' }).waitFor()
  await look('room, times not loaded')
  const days = [first, second].map((date) => ({ date, start: '10:00', hours: 2 }))
  const booking = { room: 'slinky', days, amountCents: 4000 }
  const words = '$40.00 is on its way back to your card. It takes 5 to 10 business days.'
  const receipt = { intent: `pi_${'1'.repeat(24)}`, secret: 'x', email: 'ada@example.com' }
  await page.clock.install()
  for (const [outcome, title] of [
    ['working', 'We are confirming your booking'],
    ['confirmed', 'Your room is booked'],
    ['refunded', 'Slinky is NOT booked; $40.00 refunded'],
    ['not-paid', 'The payment did not go through'],
  ] as const) {
    const answer = { ...booking, outcome, refund: { amountCents: 4000, words } }
    await answerWith(page, '**/booking-status?*', answer)
    await arrive(page, 'meeting-booking-confirmation', 'lt-booking', receipt)
    await heading(page, title)
    await look(`room confirmation, ${outcome}`)
    if (outcome !== 'working') continue
    await waitUntilLate(page)
    await look('room confirmation, takes longer than usual')
  }
  const unknown = { error: 'We do not know this payment.', code: 'unknown-payment' }
  await answerWith(page, '**/booking-status?*', unknown, 404)
  await arrive(page, 'meeting-booking-confirmation', 'lt-booking', receipt)
  await heading(page, 'We could not find this booking')
  await look('room confirmation, unknown')
  expect(found).toEqual([])
})

test('what cannot be loaded or sold: each page says so', async () => {
  const { page } = await suite.openPage()
  const { found, look } = collector(page)
  const pages: [string, () => Promise<unknown>][] = [
    ['day pass', () => openPurchasePage(page, suite.stack())],
    ['membership', () => openPlan(page, suite.stack(), 'startup')],
    ['room', () => openRoom(page, suite.stack(), 'slinky')],
  ]
  const offers = /\/(products|plans|rooms)(\/|$)/
  for (const [name, open] of pages) {
    await page.route(offers, (route) => route.abort())
    await open()
    await waitForAlert(page, 'We could not load the price')
    await look(`${name}, not loaded`)
    await page.unroute(offers)
    await page.route(offers, async (route) => {
      const response = await route.fetch()
      const text = (await response.text()).replaceAll('"forSale":true', '"forSale":false')
      await route.fulfill({ response, body: text })
    })
    await open()
    await waitForAlert(page, 'This is not on sale here at the moment')
    await look(`${name}, not for sale`)
    await page.unroute(offers)
    await page.route(/\/(purchase|checkout|booking)\.js/, (route) => route.abort())
    await open()
    await waitForAlert(page, 'could not be loaded')
    await look(`${name}, dead scripts`)
    await page.unroute(/\/(purchase|checkout|booking)\.js/)
  }
  for (const path of ['purchase', 'join', 'meeting-booking']) {
    await page.goto(`${suite.stack().sandbox.url}/${path}-confirmation`)
    await page.locator('.lt-outcome').waitFor({ state: 'attached' })
    await look(`${path} confirmation, nothing bought`)
  }
  expect(found).toEqual([])
})
