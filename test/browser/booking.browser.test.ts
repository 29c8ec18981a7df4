/** A meeting room is booked in a real browser. */
import { describe, expect, test } from 'vitest'
import { formatDay } from '../../src/core/time.ts'
import { toInstant } from '../../src/core/zoned-time.ts'
import { fileDay } from '../../src/payments/rules/calendar-file.ts'
import { ROOM_REFUND_POLICY } from '../../src/rooms/rules/cancellation.ts'
import { endOf, formatClock, type Slot } from '../../src/rooms/rules/hours.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
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
import { choosePaymentOutcome, type PurchasePage, waitForAlert } from './support/purchase-page.ts'

const suite = startBrowserTests()
const [first = '', second = '', third = '', fourth = '', fifth = ''] = openDays(5)

type Room = keyof typeof SANDBOX_CALENDARS

/** What stands in a room's calendar on a day: `'10:00 to 12:00'`. */
async function entries(room: Room, day: string): Promise<string[]> {
  const events = (await suite.stack().state()).google.calendars[SANDBOX_CALENDARS[room]] ?? []
  return events
    .filter(({ status, start }) => status !== 'cancelled' && start?.dateTime?.startsWith(day))
    .map(({ start, end }) => {
      return `${start?.dateTime?.slice(11, 16)} to ${end?.dateTime?.slice(11, 16)}`
    })
}

/** Staff write into a room's calendar by hand. */
async function staffUse(room: Room, { date, start, hours }: Slot): Promise<void> {
  const at = (clock: string) => ({
    dateTime: `${date}T${clock}:00`,
    timeZone: 'America/Los_Angeles',
  })
  const address = `${suite.stack().sandbox.url}/google/sandbox/calendars/${SANDBOX_CALENDARS[room]}/events`
  const end = endOf({ start, hours })
  const body = JSON.stringify({ summary: 'Tour', start: at(start), end: at(end) })
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(address, { method: 'POST', headers, body })).status).toBe(200)
}

/** Somebody else presses Book Now, and has not paid yet. */
async function othersHold(room: Room, days: Slot[]): Promise<void> {
  const { bookings, sandbox } = suite.stack()
  const answer = await fetch(`${bookings.url}/create-booking`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: sandbox.url },
    body: JSON.stringify({
      room,
      days,
      name: 'Grace Hopper',
      email: `other-${room}@example.com`,
      phone: '206 555 0199',
      attemptId: crypto.randomUUID(),
    }),
  })
  expect(answer.status).toBe(200)
}

const others = ({ page }: PurchasePage) => page.locator('#booking-others').getByRole('button')

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

describe('trouble', () => {
  test('a declined card, then another: the time is kept meanwhile, and paid once', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    const wish = { room: 'day-office', day: first, outcome: /is declined/ }
    await prepareToBook(purchase, suite.stack(), wish)
    await pressBook(page)
    await waitForAlert(page, 'Your card was declined.')
    await page.getByText(/This time is kept for you until \d+:\d\d [AP]M, Seattle time/).waitFor()
    expect(await page.locator('#booking-clock').textContent()).toMatch(/^1[45]:\d\d left$/)
    expect((await suite.vendorState(purchase)).paid).toEqual([])

    await choosePaymentOutcome(page, /pays/)
    await pressBook(page)
    await waitForBookingResult(page, 'Your room is booked')
    const { intents, paid } = await suite.vendorState(purchase)
    expect(paid).toEqual([2000])
    expect(intents).toHaveLength(1)
    expect(await entries('day-office', first)).toEqual(['10:00 to 11:00'])
  })

  test("a customer's own hold does not block another choice of time", async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    const wish = { room: 'day-office', day: third, hours: 2, outcome: /is declined/ }
    await prepareToBook(purchase, suite.stack(), wish)
    await pressBook(page)
    await waitForAlert(page, 'Your card was declined.')
    await chooseTime(page, 3, '10:30 AM')
    expect(await page.locator('#booking-hold').textContent()).toBe('')
    await choosePaymentOutcome(page, /pays/)
    await pressBook(page)
    await waitForBookingResult(page, 'Your room is booked')
    expect(await entries('day-office', third)).toEqual(['10:30 to 13:30'])
    expect((await suite.vendorState(purchase)).paid).toEqual([6000])
  })

  test('a lost race: nothing charged, the nearest free times offered, one of them booked', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToBook(purchase, suite.stack(), { room: 'board-room', day: first, hours: 2 })
    await othersHold('board-room', [{ date: first, start: '10:00', hours: 1 }])
    await pressBook(page)
    await waitForAlert(page, 'This time is being paid for at the moment')
    await others(purchase).first().waitFor()
    expect(await others(purchase).count()).toBe(3)
    expect(await page.evaluate(`document.activeElement.closest('[id]').id`)).toBe('booking-others')
    expect((await suite.vendorState(purchase)).intents).toEqual([])
    expect(await page.locator('#booking-times').getAttribute('aria-invalid')).toBe('true')

    const offered = (await others(purchase).first().textContent()) ?? ''
    await others(purchase).first().click()
    await page.getByText(`${offered} is chosen. The total is now $100.00.`).waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('book-btn')
    await pressBook(page)
    const words = await waitForBookingResult(page, 'Your room is booked')
    expect(words).toContain(offered.split(', ').at(-1))
    expect((await suite.vendorState(purchase)).paid).toEqual([10_000])
  })

  test('a lost race on one of two days: that day is replaced, the other stays', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await openRoom(page, suite.stack(), 'board-room')
    await page.getByLabel('Several days at the same time').check()
    await chooseDay(page, third)
    await chooseDay(page, fourth)
    await chooseTime(page, 2, '10 AM')
    await fillBookingDetails(purchase)
    await choosePaymentOutcome(page, /pays/)
    await othersHold('board-room', [{ date: fourth, start: '11:00', hours: 1 }])
    await pressBook(page)
    await others(purchase).first().click()
    await pressBook(page)
    await waitForBookingResult(page, 'Your room is booked')
    expect(await entries('board-room', third)).toEqual(['10:00 to 12:00'])
    const [moved = ''] = await entries('board-room', fourth)
    expect(moved).not.toBe('10:00 to 12:00')
    expect(moved).toMatch(/^\d\d:\d0 to \d\d:\d0$/)
    expect((await suite.vendorState(purchase)).paid).toEqual([20_000])
  })

  test('a hold that runs out is said, and what to do', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.route('**/create-booking', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, json: { ...(await response.json()), holdSecondsLeft: 4 } })
    })
    const wish = { room: 'slinky', day: second, outcome: /is declined/ }
    await prepareToBook(purchase, suite.stack(), wish)
    await pressBook(page)
    await page.getByText('Less than a minute is left.').waitFor()
    await page.getByText('This time is no longer kept for you. Press the button').waitFor()
    expect(await page.locator('#booking-clock').textContent()).toBe('')
  })

  test.each([
    ['ahead', 1],
    ['behind', -1],
  ])('a visitor’s clock that is an hour %s changes nothing of the hold', async (_, hours) => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.clock.install({ time: Date.now() + hours * 3600_000 })
    const [answer] = await Promise.all([
      page.waitForResponse('**/create-booking'),
      prepareToBook(purchase, suite.stack(), {
        ...{ room: 'mackinaw', day: fifth, outcome: /is declined/ },
        start: hours > 0 ? '9 AM' : '2 PM',
      }).then(() => pressBook(page)),
    ])
    await waitForAlert(page, 'Your card was declined.')
    const { holdUntil } = (await answer.json()) as { holdUntil: string }
    const until = new Date(holdUntil).toLocaleTimeString('en-US', {
      ...{ timeZone: 'America/Los_Angeles', hour: 'numeric', minute: '2-digit' },
    })
    await page.getByText(`kept for you until ${until}, Seattle time`).waitFor()
    expect(await page.locator('#booking-clock').textContent()).toMatch(/^1[45]:\d\d left$/)
    await page.clock.fastForward('13:00')
    expect(await page.locator('#booking-clock').textContent()).toMatch(/^[12]:\d\d left$/)
    await page.clock.fastForward('03:00')
    await page.getByText('This time is no longer kept for you. Press the button').waitFor()
  })

  test('a hold that is over while the bank asks: only that is said, and nothing is charged', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.route('**/create-booking', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, json: { ...(await response.json()), holdSecondsLeft: 2 } })
    })
    const wish = { room: 'day-office', day: fifth, outcome: /3-D Secure/ }
    await prepareToBook(purchase, suite.stack(), wish)
    await pressBook(page)
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Complete' }).waitFor()
    const hold = page.locator('#booking-hold')
    await hold.getByText('This time is no longer kept for you.', { exact: true }).waitFor()
    expect(await page.getByText('Press the button to ask for it again').count()).toBe(0)

    // As the Worker does when a hold lapses.
    const { intents } = await suite.vendorState(purchase)
    const stripe = `${suite.stack().sandbox.url}/stripe/v1/payment_intents/${intents[0]?.id}/cancel`
    const headers = { authorization: 'Bearer sk_test_sandbox' }
    expect((await fetch(stripe, { method: 'POST', headers })).status).toBe(200)
    await dialog.getByRole('button', { name: 'Complete' }).click()
    await waitForAlert(page, 'This time is no longer kept for you. Press the button')
    expect(await hold.textContent()).toBe('')
    expect((await suite.vendorState(purchase)).paid).toEqual([])
    expect(await entries('day-office', fifth)).toEqual([])
  })

  test('another amount than the one shown is shown, and must be confirmed by another press', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.route('**/rooms', async (route) => {
      const response = await route.fetch()
      const { rooms } = (await response.json()) as { rooms: object[] }
      await route.fulfill({
        response,
        json: { rooms: rooms.map((room) => ({ ...room, centsPerHour: 900 })) },
      })
    })
    await prepareToBook(purchase, suite.stack(), { room: 'slinky', day: third })
    expect((await summaryLines(page)).at(-1)).toBe('Total | $9.00')
    await pressBook(page)
    await waitForAlert(page, /The total is now \$10\.00\. Nothing has been charged/)
    expect((await summaryLines(page)).at(-1)).toBe('Total | $10.00')
    expect((await suite.vendorState(purchase)).paid).toEqual([])
    await pressBook(page)
    await waitForBookingResult(page, 'Your room is booked')
    expect((await suite.vendorState(purchase)).paid).toEqual([1000])
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

describe('the confirmation page', () => {
  const visit = (purchase: PurchasePage, query = '') =>
    purchase.page.goto(`${suite.stack().sandbox.url}/meeting-booking-confirmation${query}`)

  test('refunded after a conflict: the words, the amount, and a new attempt next time', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    const wish = { room: 'sonic-studio', day: fourth, hours: 2, outcome: /3-D Secure/ }
    await openRoom(page, suite.stack(), 'sonic-studio')
    await chooseDay(page, fourth)
    await chooseTime(page, wish.hours, '10 AM')
    await fillBookingDetails(purchase)
    await page.getByLabel('Podcast or show name').fill('Engines')
    await page.getByLabel('Group size').fill('2')
    await page.getByLabel('Set choice').fill('Any')
    await choosePaymentOutcome(page, wish.outcome)
    await pressBook(page)
    const complete = page.getByRole('dialog').getByRole('button', { name: 'Complete' })
    await complete.waitFor()
    await staffUse('sonic-studio', { date: fourth, start: '11:00', hours: 1 })
    await complete.click()
    const words = await waitForBookingResult(
      page,
      /^Sonic Studio is NOT booked; \$[\d.]+ refunded$/
    )
    expect(words).toContain('$140.00 is on its way back to your card')
    expect(await page.evaluate(`sessionStorage.getItem('lt-attempt-sonic-studio')`)).toBe('')
    expect(await entries('sonic-studio', fourth)).toEqual(['11:00 to 12:00'])
  })

  test('not paid: nothing charged, and the way back', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    const wish = { room: 'slinky', day: fourth, outcome: /is declined/ }
    await prepareToBook(purchase, suite.stack(), wish)
    await pressBook(page)
    await waitForAlert(page, 'Your card was declined.')
    await visit(purchase)
    const words = await waitForBookingResult(page, 'The payment did not go through')
    expect(words).toContain('Nothing has been charged')
    await page.getByRole('link', { name: 'Back to the room' }).click()
    await page.waitForURL('**/meeting-rooms/slinky')
  })

  test("Stripe's redirect: the secret is used, and taken out of the address", async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    const asked: (string | undefined)[] = []
    await page.route('**/booking-status?*', (route) => {
      asked.push(route.request().url().split('?')[1], route.request().headers()['x-client-secret'])
      return route.fulfill({ json: { outcome: 'working', room: 'slinky', days: [] } })
    })
    await visit(
      purchase,
      '?payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status=succeeded'
    )
    await page.getByText('This takes a moment. You do not need to pay again.').waitFor()
    await expect.poll(() => asked.slice(0, 2)).toEqual(['payment_intent=pi_1', 'pi_1_secret_2'])
    expect(new URL(page.url()).search).toBe('')
  })

  test('after a minute of confirming: an email follows, and whom to ask', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await page.clock.install()
    await page.route('**/booking-status?*', (route) =>
      route.fulfill({ json: { outcome: 'working', room: 'slinky', days: [] } })
    )
    await visit(purchase, '?payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2')
    await page.getByText('This takes a moment.').waitFor()
    await page.clock.fastForward(61_000)
    await page.getByText('an email follows').waitFor()
    await page.getByText('admin@labourtemple.com').waitFor()
  })

  test('opened for no reason: it thanks, and asks nobody', async () => {
    const purchase = await suite.openPage()
    const asked: string[] = []
    purchase.page.on('request', (request) => asked.push(request.url()))
    await visit(purchase)
    await purchase.page.getByRole('heading', { name: 'Thank you' }).waitFor()
    expect(asked.filter((url) => url.includes('booking-status'))).toEqual([])
  })
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
