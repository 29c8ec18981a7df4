/** A meeting room is booked in a real browser, and something comes in between. */
import { describe, expect, test } from 'vitest'
import {
  chooseDay,
  chooseTime,
  fillBookingDetails,
  openDays,
  openRoom,
  prepareToBook,
  pressBook,
  summaryLines,
  waitForBookingResult,
} from './support/booking-page.ts'
import { startBrowserTests } from './support/environment.ts'
import { choosePaymentOutcome, type PurchasePage, waitForAlert } from './support/purchase-page.ts'
import { roomCalendars } from './support/room-calendars.ts'

const suite = startBrowserTests()
const { entries, staffUse, othersHold } = roomCalendars(suite)
const [first = '', second = '', third = '', fourth = '', fifth = ''] = openDays(5)

const others = ({ page }: PurchasePage) => page.locator('#booking-others').getByRole('button')

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
    // No room is booked for anybody, and there is nowhere to go.
    expect(await page.locator('.lt-outcome dt').allTextContents()).toEqual([
      ...['Room', 'Seattle time', 'Amount', 'Reference'],
    ])
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
    expect(await page.locator('.lt-outcome dl').textContent()).toBe('Referencepi_1')
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
