/** Actions of a customer on the day pass page. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Stack } from '../../sandbox/stack.ts'

/** A browser page on which one customer buys something. */
export interface PurchasePage {
  page: Page
  context: BrowserContext
  email: string
}

let count = 0

/** The browser is in Tokyo, so a day taken from its own time zone would be noticed. */
export async function createPurchasePage(browser: Browser, width = 1280): Promise<PurchasePage> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    timezoneId: 'Asia/Tokyo',
  })
  context.setDefaultTimeout(60_000)
  count += 1
  return { context, page: await context.newPage(), email: `customer${count}@example.com` }
}

export const openPurchasePage = async (page: Page, stack: Stack) => {
  await page.goto(`${stack.sandbox.url}/memberships/day-pass`)
}

/** The hidden form of the template has fields of the same names. */
export const field = (page: Page, label: string | RegExp) =>
  page.getByLabel(label).filter({ visible: true })

export const buyButton = (page: Page) => page.locator('#buy-btn:visible')

/** Opens the page and waits until it can be bought from. */
export async function openReadyPurchasePage(page: Page, stack: Stack): Promise<void> {
  await openPurchasePage(page, stack)
  await buyButton(page).and(page.locator('[aria-disabled=false]')).waitFor()
}

export async function fillContactDetails({ page, email }: PurchasePage): Promise<void> {
  await field(page, 'First name').fill('Ada')
  await field(page, 'Last name').fill('Byron')
  await field(page, /^E-?mail/).fill(email)
  await field(page, 'Phone').fill('206 555 0100')
}

export const acceptDay = (page: Page) => page.getByLabel(/^Yes, I want a pass for/).check()

export const choosePaymentOutcome = (page: Page, outcome: RegExp) =>
  page.getByLabel(outcome).check()

/** Everything up to the press of the button. */
export async function preparePurchase(
  purchase: PurchasePage,
  stack: Stack,
  outcome = /pays/
): Promise<void> {
  await openReadyPurchasePage(purchase.page, stack)
  await fillContactDetails(purchase)
  await acceptDay(purchase.page)
  await choosePaymentOutcome(purchase.page, outcome)
}

export const pressBuy = (page: Page) => buyButton(page).click()

export const waitForAlert = (page: Page, words: string | RegExp) =>
  page.getByRole('alert').getByText(words).waitFor()

/** Waits for the confirmation page; resolves with its words. */
export async function confirmation(page: Page): Promise<string> {
  await page.waitForURL('**/purchase-confirmation')
  return (await page.locator('#purchase-outcome').textContent()) ?? ''
}
