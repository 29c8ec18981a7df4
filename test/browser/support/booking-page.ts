/** Actions of a customer on a room's page. */
import type { Page } from 'playwright-core'
import { monthInWords } from '../../../src/browser/booking/messages.ts'
import { type Day, formatDay, nextDay, seattleDay } from '../../../src/core/time.ts'
import { isOpenDay } from '../../../src/rooms/rules/slots.ts'
import type { Stack } from '../../sandbox/stack.ts'
import { choosePaymentOutcome, type PurchasePage } from './purchase-page.ts'

const DAY_MS = 24 * 3600_000

/** Days that are open from morning to evening, whatever the hour is now; the first is two days off. */
export function openDays(count: number): Day[] {
  const days: Day[] = []
  for (let day = seattleDay(Date.now() + 2 * DAY_MS); days.length < count; day = nextDay(day))
    if (isOpenDay(day)) days.push(day)
  return days
}

export const bookButton = (page: Page) => page.locator('#book-btn')

export const openRoom = (page: Page, stack: Stack, room: string) =>
  page.goto(`${stack.sandbox.url}/meeting-rooms/${room}`)

/** A day of the calendar, on the page of its month. */
export async function dayButton(page: Page, day: Day) {
  const month = new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' }).format(
    Date.parse(day)
  )
  const heading = page.locator('#booking-calendar [slot=heading]')
  await heading.waitFor()
  const wanted = Date.parse(`1 ${monthInWords(day)}`)
  for (let turns = 0; turns < 3; turns += 1) {
    const shown = Date.parse(`1 ${await heading.textContent()}`)
    if (shown === wanted) break
    await page.getByRole('button', { name: shown < wanted ? 'Next' : 'Previous' }).click()
  }
  return page
    .locator('calendar-month')
    .getByRole('button', { name: `${month} ${Number(day.slice(8))}`, exact: true })
}

export const chooseDay = async (page: Page, day: Day) => (await dayButton(page, day)).click()

/** The hours and the start of a day, or of all days that are alike. */
export async function chooseTime(page: Page, hours: number, start: string, day?: Day) {
  const fieldset = page.locator('.lt-times').filter({ hasText: day ? formatDay(day) : '' })
  await fieldset.getByLabel('How long').selectOption(`${hours}`)
  await startChip(page, start, day).click()
}

export const startChip = (page: Page, start: string, day?: Day) =>
  page
    .locator('.lt-times')
    .filter({ hasText: day ? formatDay(day) : '' })
    .getByRole('radio', { name: start, exact: true })

export async function fillBookingDetails({ page, email }: PurchasePage): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill('Ada Byron')
  await page.getByLabel(/^E-?mail/).fill(email)
  await page.getByLabel('Phone').fill('206 555 0100')
}

interface BookingChoice {
  room: string
  day: Day
  hours?: number
  start?: string
  outcome?: RegExp
}

/** One day, everything up to the press of the button. */
export async function prepareToBook(
  purchase: PurchasePage,
  stack: Stack,
  { room, day, hours = 1, start = '10 AM', outcome = /pays/ }: BookingChoice
): Promise<void> {
  const { page } = purchase
  await openRoom(page, stack, room)
  await chooseDay(page, day)
  await chooseTime(page, hours, start)
  await fillBookingDetails(purchase)
  await choosePaymentOutcome(page, outcome)
}

/** Presses the button as soon as it is enabled. */
export async function pressBook(page: Page): Promise<void> {
  await bookButton(page).and(page.locator('[aria-disabled=false]')).click()
}

/** Waits until the confirmation page knows; resolves with its words. */
export async function waitForBookingResult(page: Page, heading: string | RegExp): Promise<string> {
  await page.waitForURL('**/meeting-booking-confirmation')
  await page.getByRole('heading', { name: heading }).waitFor({ timeout: 60_000 })
  return (await page.locator('#booking-outcome').textContent()) ?? ''
}

/** The summary as it is read. */
export const summaryLines = async (page: Page) =>
  (await page.locator('#booking-summary dl > div').allInnerTexts()).map((row) =>
    row.replace(/\s*\n\s*/g, ' | ')
  )
