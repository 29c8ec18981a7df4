/** A meeting room is booked in a real browser. */
import { describe, expect, test } from 'vitest'
import { formatDay } from '../../src/core/time.ts'
import { toInstant } from '../../src/core/zoned-time.ts'
import { fileDay } from '../../src/payments/rules/calendar-file.ts'
import { ROOM_REFUND_POLICY } from '../../src/rooms/rules/cancellation.ts'
import { formatClock } from '../../src/rooms/rules/hours.ts'
import { readCalendarFile } from '../support/calendar-file.ts'
import {
  bookButton,
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
import { startBrowserTests } from './support/environment.ts'
import { choosePaymentOutcome, waitForAlert } from './support/purchase-page.ts'
import { roomCalendars } from './support/room-calendars.ts'

const suite = startBrowserTests()
const { entries, staffUse } = roomCalendars(suite)
const [first = '', second = '', third = '', fourth = '', fifth = ''] = openDays(5)

describe('booking', () => {
  test('one hour, by card: in the calendar, and the page names day, hour and price', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToBook(purchase, suite.stack(), { room: 'slinky', day: first })
    expect(await summaryLines(page)).toEqual([
      `${formatDay(first)}, 10 AM to 11 AM | $10.00`,
      'Total | $10.00',
    ])
    await page.getByText(ROOM_REFUND_POLICY).waitFor()
    await pressBook(page)

    const words = await waitForBookingResult(page, 'Your room is booked')
    expect(words).toContain('Slinky')
    expect(words).toContain(`${formatDay(first)}, 10 AM to 11 AM`)
    expect(words).toContain('$10.00')
    expect(page.url()).not.toContain('?')
    expect(await entries('slinky', first)).toEqual(['10:00 to 11:00'])
    expect((await suite.vendorState(purchase)).paid).toEqual([1000])
  })

  test('a Sonic session: its own words, two hours at least, its questions answered', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await openRoom(page, suite.stack(), 'sonic-studio')
    await page.getByRole('heading', { name: 'Book your Sonic Session today' }).waitFor()
    await page.getByText('(2 hour minimum)').waitFor()
    await chooseDay(page, first)
    const hours = page.getByLabel('How long').locator('option')
    await hours.nth(1).waitFor({ state: 'attached' })
    expect((await hours.allTextContents()).slice(0, 2)).toEqual(['Please choose', '2 hours'])
    await chooseTime(page, 2, '1 PM')
    await fillBookingDetails(purchase)
    await choosePaymentOutcome(page, /pays/)
    await page.getByLabel('Group size').fill('15')
    await pressBook(page)
    await waitForAlert(page, 'Please check what is marked above.')
    await page.getByText('Please enter how many people will come, 1 to 14.').waitFor()
    await page.getByLabel('Podcast or show name').fill('Engines')
    await page.getByLabel('Group size').fill('3')
    await page.getByLabel('Set choice').fill('The blue one')
    await pressBook(page)

    await waitForBookingResult(page, 'Your room is booked')
    const { intents, paid } = await suite.vendorState(purchase)
    expect(paid).toEqual([14_000])
    expect(intents[0]?.metadata).toMatchObject({
      room: 'sonic-studio',
      show_name: 'Engines',
      group_size: '3',
      set_choice: 'The blue one',
    })
  })

  test('three days alike: long days are cheaper, one payment, three entries', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await openRoom(page, suite.stack(), 'mackinaw')
    await page.getByLabel('Several days at the same time').check()
    for (const day of [second, first, third]) await chooseDay(page, day)
    await chooseTime(page, 8, '8:30 AM')
    await fillBookingDetails(purchase)
    await choosePaymentOutcome(page, /pays/)
    const line = (day: string) =>
      `${formatDay(day)}, 8:30 AM to 4:30 PM, 10% off for 8 hours or more | $216.00`
    expect(await summaryLines(page)).toEqual([
      line(first),
      line(second),
      line(third),
      'Total | $648.00',
    ])
    await pressBook(page)

    const words = await waitForBookingResult(page, 'Your room is booked')
    for (const day of [first, second, third]) {
      expect(words).toContain(`${formatDay(day)}, 8:30 AM to 4:30 PM`)
      expect(await entries('mackinaw', day)).toEqual(['08:30 to 16:30'])
    }
    expect((await suite.vendorState(purchase)).paid).toEqual([64_800])
  })

  test('two days apart, each with its own hours', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await openRoom(page, suite.stack(), 'shears')
    await page.getByLabel('Several days, each at its own time').check()
    await chooseDay(page, first)
    await chooseDay(page, third)
    await chooseTime(page, 1, '9 AM', first)
    await chooseTime(page, 3, '1:30 PM', third)
    await fillBookingDetails(purchase)
    await choosePaymentOutcome(page, /pays/)
    await pressBook(page)

    await waitForBookingResult(page, 'Your room is booked')
    const links = page.getByRole('link', { name: '.ics' })
    const files = await links.evaluateAll((all) =>
      all.map((link) => [link.getAttribute('download'), link.getAttribute('href')])
    )
    expect(files.map(([name]) => name)).toEqual(
      [first, third].map((day) => `labour-temple-booking-${fileDay(day)}.ics`)
    )
    const events = files.map(([, href = '']) =>
      readCalendarFile(decodeURIComponent(`${href}`.split(',')[1] ?? ''))
    )
    expect(events.map(({ start }) => start.getTime())).toEqual([
      toInstant(first, '09:00'),
      toInstant(third, '13:30'),
    ])
    expect(events.map(({ uid }) => /-(\d)@/.exec(uid)?.[1])).toEqual(['1', '2'])
    expect(await entries('shears', first)).toEqual(['09:00 to 10:00'])
    expect(await entries('shears', second)).toEqual([])
    expect(await entries('shears', third)).toEqual(['13:30 to 16:30'])
    expect((await suite.vendorState(purchase)).paid).toEqual([16_000])
  })

  test('with the keyboard alone', async () => {
    const purchase = await suite.openPage()
    const { page, email } = purchase
    await openRoom(page, suite.stack(), 'radiator-annex')
    const on = (what: string) =>
      page.evaluate(`{
        let at = document.activeElement
        while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
        at.matches('${what}')
      }`)
    const go = async (what: string) => {
      for (let steps = 0; steps < 12 && !(await on(what)); steps += 1)
        await page.keyboard.press('Tab')
      expect(await on(what), what).toBe(true)
    }
    await page.locator('#booking-calendar [slot=heading]').waitFor()
    await page.getByLabel('One day').focus()
    await go('[part~=day]')
    const from = String(
      await page.evaluate(`document.getElementById('booking-calendar').focusedDate`)
    )
    const steps = (Date.parse(second) - Date.parse(from)) / (24 * 3600_000)
    for (let step = 0; step < steps; step += 1) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByLabel('How long').waitFor()
    await go('select')
    await page.keyboard.press('ArrowDown')
    await go('.lt-chip input')
    await page.keyboard.press('Space')
    await go('#booking-name')
    for (const text of ['Ada Byron', email, '206 555 0100']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Tab')
    }
    await page.locator('[name=emulator-method]').first().waitFor()
    await go('[name=emulator-method]')
    await page.keyboard.press('Space')
    await go('#book-btn')
    await page.keyboard.press('Enter')
    await waitForBookingResult(page, 'Your room is booked')
    expect(await entries('radiator-annex', second)).toEqual(['08:00 to 09:00'])
    expect((await suite.vendorState(purchase)).paid).toEqual([6000])
  })
})

describe('the calendar', () => {
  test('a day that cannot be had says why', async () => {
    await staffUse('radiator-annex', { date: fifth, start: '08:00', hours: 9 })
    const { page } = await suite.openPage()
    await openRoom(page, suite.stack(), 'radiator-annex')
    const full = await dayButton(page, fifth)
    await full.and(page.locator('[aria-disabled=true]')).waitFor()
    await full.click({ force: true })
    await page.getByText(`${formatDay(fifth)}: Everything is taken on this day.`).waitFor()
    expect(await page.locator('.lt-times').count()).toBe(0)
  })

  test('a day that has filled up meanwhile: nothing is free, in words', async () => {
    const { page } = await suite.openPage()
    await openRoom(page, suite.stack(), 'shears')
    const button = await dayButton(page, fifth)
    await page.waitForLoadState('networkidle')
    await staffUse('shears', { date: fifth, start: '08:00', hours: 9 })
    await button.click()
    await page.getByText(`Nothing is free on ${formatDay(fifth)}. Please choose`).waitFor()
    expect(await bookButton(page).isVisible()).toBe(false)
  })

  test('when the free times cannot be loaded, the customer can try again', async () => {
    const { page } = await suite.openPage()
    await openRoom(page, suite.stack(), 'slinky')
    await page.route('**/availability?*date=*', (route) => route.abort(), { times: 1 })
    await chooseDay(page, fourth)
    await page.getByText('We could not look up the free times just now.').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await chooseTime(page, 1, '8 AM')
    await bookButton(page).waitFor()
  })

  test('what staff use is not offered, with a quarter of an hour around it', async () => {
    await staffUse('slinky', { date: fifth, start: '12:00', hours: 1 })
    const { page } = await suite.openPage()
    await openRoom(page, suite.stack(), 'slinky')
    await chooseDay(page, fifth)
    await chooseTime(page, 2, '9:30 AM', fifth)
    for (const start of ['10 AM', '12 PM', '1 PM'])
      expect(await startChip(page, start, fifth).count(), start).toBe(0)
    expect(await startChip(page, formatClock('13:30'), fifth).count()).toBe(1)
  })
})

describe('the calendar, at its limits', () => {
  test('an eleventh day is refused in words that stay', async () => {
    const { page } = await suite.openPage()
    await openRoom(page, suite.stack(), 'board-room')
    await page.getByText('Several days at the same time').click()
    for (const day of openDays(11)) await (await dayButton(page, day)).click()
    await page.getByText('A booking has at most 10 days.').waitFor()
    await page.waitForLoadState('networkidle')
    expect(await page.locator('#booking-day').textContent()).toContain('at most 10 days')
  })

  test('a browser that cannot show it says so', async () => {
    const { page } = await suite.openPage()
    await page.addInitScript('delete Array.prototype.at')
    await openRoom(page, suite.stack(), 'board-room')
    await waitForAlert(page, 'This browser cannot show our calendar')
    expect(await bookButton(page).isVisible()).toBe(false)
  })

  test('a long text is counted, never cut, and refused in words', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToBook(purchase, suite.stack(), { room: 'board-room', day: second })
    const notes = page.locator('#booking-notes')
    await notes.fill('x'.repeat(501))
    await page.getByText('501 of 500 characters').waitFor()
    await pressBook(page)
    await waitForAlert(page, 'Please use at most 500 characters here.')
    expect(await notes.inputValue()).toHaveLength(501)
    await notes.fill('x'.repeat(500))
    await pressBook(page)
    await waitForBookingResult(page, 'Your room is booked')
  })
})

describe('rooms that are not to be had', () => {
  const answering = async (change: object) => {
    const { page } = await suite.openPage()
    await page.route('**/rooms', async (route) => {
      const response = await route.fetch()
      const { rooms } = (await response.json()) as { rooms: object[] }
      await route.fulfill({
        response,
        json: { rooms: rooms.map((room) => ({ ...room, ...change })) },
      })
    })
    await openRoom(page, suite.stack(), 'slinky')
    return page
  }

  test('not for sale: it is said, and there is nothing to press', async () => {
    const page = await answering({ forSale: false })
    await waitForAlert(
      page,
      'This is not on sale here at the moment. Please write to admin@labourtemple.com or ask at the front desk.'
    )
    expect(await bookButton(page).isVisible()).toBe(false)
    expect(await page.locator('calendar-multi').count()).toBe(0)
  })

  test('not bookable on the site: the section is not shown at all', async () => {
    const page = await answering({ bookable: false })
    await page.waitForLoadState('networkidle')
    expect(await page.locator('#booking').isVisible()).toBe(false)
  })

  test('when the rooms cannot be loaded, it is said', async () => {
    const { page } = await suite.openPage()
    await page.route('**/rooms', (route) => route.abort())
    await openRoom(page, suite.stack(), 'slinky')
    await waitForAlert(page, 'We could not load the price. Please reload the page, or write to')
  })
})

test('a script that is blocked: the page says that nothing can be booked just now', async () => {
  const { page } = await suite.openPage()
  await page.route('**/booking.js', (route) => route.abort())
  await openRoom(page, suite.stack(), 'slinky')
  await waitForAlert(page, 'The payment form could not be loaded')
  expect(await bookButton(page).isVisible()).toBe(false)
})

test('on a phone nothing is wider than the screen, and what is pressed is large enough', async () => {
  const purchase = await suite.openPage(360)
  const { page } = purchase
  await openRoom(page, suite.stack(), 'sonic-studio')
  await chooseDay(page, second)
  await chooseTime(page, 2, '10 AM')
  await pressBook(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  const targets = [
    bookButton(page),
    await dayButton(page, second),
    page.locator('.lt-chip').first(),
  ]
  for (const target of targets)
    expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44)
})
