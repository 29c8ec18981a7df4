/** A visitor of the day pass page: what she sees, types and presses. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Town } from '../sandbox/town.ts'

export interface Visitor {
  page: Page
  context: BrowserContext
  email: string
}

let count = 0

/** Lives far from Seattle, so that a day taken from her own clock would show. */
export async function arrive(browser: Browser, width = 1280): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    timezoneId: 'Asia/Tokyo',
  })
  context.setDefaultTimeout(60_000)
  count += 1
  return { context, page: await context.newPage(), email: `visitor${count}@example.com` }
}

export const open = async (page: Page, town: Town) => {
  await page.goto(`${town.city.url}/memberships/day-pass`)
}

/** The hidden form of the template has fields of the same names. */
export const field = (page: Page, label: string) => page.getByLabel(label).filter({ visible: true })

export const button = (page: Page) => page.locator('#buy-btn:visible')

/** Opens the page and waits until it can be bought from. */
export async function openReady(page: Page, town: Town): Promise<void> {
  await open(page, town)
  await button(page).and(page.locator('[aria-disabled=false]')).waitFor()
}

export async function introduce({ page, email }: Visitor): Promise<void> {
  await field(page, 'First name').fill('Ada')
  await field(page, 'Last name').fill('Byron')
  await field(page, 'E-mail').fill(email)
  await field(page, 'Phone').fill('206 555 0100')
}

export const acceptDay = (page: Page) => page.getByLabel(/^Yes, I want a pass for/).check()

export const choose = (page: Page, outcome: RegExp) => page.getByLabel(outcome).check()

/** Everything up to the press of the button. */
export async function prepare(visitor: Visitor, town: Town, outcome = /pays/): Promise<void> {
  await openReady(visitor.page, town)
  await introduce(visitor)
  await acceptDay(visitor.page)
  await choose(visitor.page, outcome)
}

export const press = (page: Page) => button(page).click()

export const said = (page: Page, words: string | RegExp) =>
  page.getByRole('alert').getByText(words).waitFor()

/** Waits for the confirmation page; resolves with its words. */
export async function confirmation(page: Page): Promise<string> {
  await page.waitForURL('**/purchase-confirmation')
  return (await page.locator('#purchase-outcome').textContent()) ?? ''
}
