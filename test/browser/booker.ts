/** A visitor who books a room: what she sees, types and presses on its page. */
import type { Page } from 'playwright-core'
import { monthInWords } from '../../src/browser/booking/words.ts'
import { isOpenDay } from '../../src/rules/slots.ts'
import { type Day, dayInWords, houseDay, nextDay } from '../../src/rules/time.ts'
import type { Town } from '../sandbox/town.ts'
import { choose, type Visitor } from './visitor.ts'

const DAY_MS = 24 * 3600_000

/** Days that are open from morning to evening, whatever the hour is now; the first is two days off. */
export function openDays(count: number): Day[] {
  const days: Day[] = []
  for (let day = houseDay(Date.now() + 2 * DAY_MS); days.length < count; day = nextDay(day))
    if (isOpenDay(day)) days.push(day)
  return days
}

export const bookButton = (page: Page) => page.locator('#book-btn')

export const openRoom = (page: Page, town: Town, room: string) =>
  page.goto(`${town.city.url}/meeting-rooms/${room}`)

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
  const fieldset = page.locator('.lt-times').filter({ hasText: day ? dayInWords(day) : '' })
  await fieldset.getByLabel('How long').selectOption(`${hours}`)
  await startChip(page, start, day).click()
}

export const startChip = (page: Page, start: string, day?: Day) =>
  page
    .locator('.lt-times')
    .filter({ hasText: day ? dayInWords(day) : '' })
    .getByRole('radio', { name: start, exact: true })

export async function introduceBooker({ page, email }: Visitor): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill('Ada Byron')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Phone').fill('206 555 0100')
}

interface Wish {
  room: string
  day: Day
  hours?: number
  start?: string
  outcome?: RegExp
}

/** One day, everything up to the press of the button. */
export async function prepareToBook(
  visitor: Visitor,
  town: Town,
  { room, day, hours = 1, start = '10 AM', outcome = /pays/ }: Wish
): Promise<void> {
  const { page } = visitor
  await openRoom(page, town, room)
  await chooseDay(page, day)
  await chooseTime(page, hours, start)
  await introduceBooker(visitor)
  await choose(page, outcome)
}

/** Presses as soon as it can be pressed. */
export async function book(page: Page): Promise<void> {
  await bookButton(page).and(page.locator('[aria-disabled=false]')).click()
}

/** Waits until the confirmation page knows; resolves with its words. */
export async function bookingTold(page: Page, heading: string): Promise<string> {
  await page.waitForURL('**/meeting-booking-confirmation')
  await page.getByRole('heading', { name: heading }).waitFor({ timeout: 60_000 })
  return (await page.locator('#booking-outcome').textContent()) ?? ''
}

/** The summary as it is read. */
export const summaryLines = async (page: Page) =>
  (await page.locator('#booking-summary dl > div').allInnerTexts()).map((row) =>
    row.replace(/\s*\n\s*/g, ' | ')
  )
