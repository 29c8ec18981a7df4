/** axe-core finds nothing in any state of the pages, on a phone and on a wide screen, by day and by night. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
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
  choosePaymentOutcome,
  confirmation,
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

describe.each([360, 1280])('%i pixels', (width) => {
  test('the day pass: ready, refused fields, declined, bought', async () => {
    const purchase = await suite.openPage(width)
    const { page } = purchase
    const { found, look } = collector(page)
    await openReadyPurchasePage(page, suite.stack())
    await look('day pass, ready')
    await pressBuy(page)
    await waitForAlert(page, 'Please check what is marked above.')
    await look('day pass, refused fields')
    await fillContactDetails(purchase)
    await acceptDay(page)
    await choosePaymentOutcome(page, /declined/)
    await pressBuy(page)
    await page
      .getByRole('alert')
      .getByText(/charged/)
      .waitFor()
    await look('day pass, declined')
    await choosePaymentOutcome(page, /pays/)
    await pressBuy(page)
    await confirmation(page)
    await page.getByRole('heading', { level: 1, name: 'Your day pass is ready' }).waitFor()
    await look('day pass, bought')
    expect(found).toEqual([])
  })

  test('the day pass by bank debit: chosen, on its way', async () => {
    const purchase = await suite.openPage(width)
    const { page } = purchase
    const { found, look } = collector(page)
    await openReadyPurchasePage(page, suite.stack())
    await fillContactDetails(purchase)
    await acceptDay(page)
    await choosePaymentOutcome(page, /debit succeeds/)
    await look('day pass, bank debit chosen')
    await pressBuy(page)
    await confirmation(page)
    await page.getByRole('heading', { level: 1, name: /on its way/ }).waitFor()
    await look('day pass, bank debit on its way')
    expect(found).toEqual([])
  })

  test('a membership: ready, refused fields, joined', async () => {
    const purchase = await suite.openPage(width)
    const { page } = purchase
    const { found, look } = collector(page)
    await openReadyPlan(page, suite.stack())
    await look('membership, ready')
    await joinButton(page).click()
    await waitForAlert(page, 'Please check what is marked above.')
    await look('membership, refused fields')
    await fillContactDetails(purchase)
    await choosePaymentOutcome(page, /pays/)
    await pressJoin(page)
    await joinConfirmation(page)
    await page.getByRole('heading', { level: 1, name: 'Welcome to Labour Temple' }).waitFor()
    await look('membership, joined')
    expect(found).toEqual([])
  })

  test('a room: days, times, form, refused fields, declined, held, booked', async () => {
    const purchase = await suite.openPage(width)
    const { page } = purchase
    const { found, look } = collector(page)
    const room = width === 360 ? 'shears' : 'day-office'
    await openRoom(page, suite.stack(), room)
    await page.locator('#booking-calendar').waitFor()
    await look('room, days')
    await page.getByLabel('Several days, each at its own time').check()
    await chooseDay(page, first)
    await chooseDay(page, second)
    await page.getByLabel('How long').first().selectOption('2')
    await look('room, times')
    await page.getByLabel('One day', { exact: true }).check()
    await chooseTime(page, 2, '10 AM')
    await bookButton(page).and(page.locator('[aria-disabled=false]')).waitFor()
    await look('room, form')
    await pressBook(page)
    await waitForAlert(page, 'Please check what is marked above.')
    await look('room, refused fields')
    await fillBookingDetails(purchase)
    await choosePaymentOutcome(page, /declined/)
    await pressBook(page)
    await page
      .getByRole('alert')
      .getByText(/charged/)
      .waitFor()
    await look('room, declined and held')
    await choosePaymentOutcome(page, /pays/)
    await pressBook(page)
    await waitForBookingResult(page, 'Your room is booked')
    await look('room, booked')
    expect(found).toEqual([])
  })

  test('what cannot be loaded: each page says so', async () => {
    const { page } = await suite.openPage(width)
    const { found, look } = collector(page)
    await page.route(/\/(products|plans|rooms)(\/|$)/, (route) => route.abort())
    await openPurchasePage(page, suite.stack())
    await page.getByRole('alert').filter({ hasText: /./ }).first().waitFor()
    await look('day pass, closed')
    await openPlan(page, suite.stack(), 'startup')
    await page.getByRole('alert').filter({ hasText: /./ }).first().waitFor()
    await look('membership, closed')
    await openRoom(page, suite.stack(), 'slinky')
    await page.getByRole('alert').filter({ hasText: /./ }).first().waitFor()
    await look('room, closed')
    for (const path of ['purchase', 'join', 'meeting-booking']) {
      await page.goto(`${suite.stack().sandbox.url}/${path}-confirmation`)
      await page.locator('.lt-outcome').waitFor({ state: 'attached' })
      await look(`${path} confirmation, nothing bought`)
    }
    expect(found).toEqual([])
  })
})
