/** The confirmation pages: what was bought, for how much, where, and what comes next. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { formatDay } from '../../src/core/time.ts'
import { openDays, prepareToBook, pressBook, waitForBookingResult } from './support/booking-page.ts'
import { prepareToJoin, pressJoin } from './support/checkout-page.ts'
import { startBrowserTests } from './support/environment.ts'
import { preparePurchase, pressBuy } from './support/purchase-page.ts'

const suite = startBrowserTests()

/** The facts as they are read: label to text. */
async function facts(page: Page): Promise<Record<string, string>> {
  const parts = await page
    .locator('.lt-outcome :is(dt, dd)')
    .evaluateAll((all) => all.map((one) => [one.tagName, one.textContent ?? ''] as const))
  const read: Record<string, string> = {}
  let label = ''
  for (const [tag, text] of parts) {
    if (tag === 'DT') label = text
    else read[label] = [read[label], text].filter(Boolean).join(' | ')
  }
  return read
}

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor()

const href = (page: Page, name: string | RegExp) =>
  page.getByRole('link', { name }).first().getAttribute('href')

const PLACE = 'Labour Temple, 2800 1st Ave, Seattle, WA 98121'

/** The Worker answers `working` to the selling page only. */
async function workingFirst(page: Page, path: string) {
  const asked: unknown[] = []
  await page.route(`**${path}`, async (route) => {
    if (route.request().method() === 'POST') asked.push(route.request().postDataJSON())
    if (route.request().method() !== 'POST' || asked.length > 2) {
      await route.continue()
      return
    }
    await route.fulfill({
      headers: { 'access-control-allow-origin': suite.stack().sandbox.url },
      json: { outcome: 'working' },
    })
  })
  return asked
}

describe('of a day pass', () => {
  test('has amount, e-mail for the kiosk, place, reference, calendar file and refund rule', async () => {
    const purchase = await suite.openPage(360)
    const { page, email } = purchase
    await preparePurchase(purchase, suite.stack())
    await pressBuy(page)
    await page.waitForURL('**/purchase-confirmation')
    await heading(page, 'Your day pass is ready')
    const { intents } = await suite.vendorState(purchase)
    const day = intents[0]?.metadata?.pass_date ?? ''
    expect(await facts(page)).toEqual({
      Day: formatDay(day),
      Amount: '$50.00',
      'At the kiosk, enter': email,
      Where: PLACE,
      Reference: intents[0]?.id,
    })
    const words = (await page.locator('#purchase-outcome').textContent()) ?? ''
    expect(words).toContain(
      `on its way to ${email}. Not there in 10 minutes? Look in your spam folder`
    )
    expect(words).toContain('Full refund if the pass is unused')
    expect(await href(page, PLACE)).toContain('google.com/maps')
    expect(await href(page, 'admin@labourtemple.com')).toBe('mailto:admin@labourtemple.com')
    const file = decodeURIComponent((await href(page, /calendar/)) ?? '')
    expect(file).toContain(`DTSTART;VALUE=DATE:${day.replaceAll('-', '')}`)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  })

  test('asks until the pass is made', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    const asked = await workingFirst(page, '/complete-purchase')
    await preparePurchase(purchase, suite.stack())
    await pressBuy(page)
    await page.waitForURL('**/purchase-confirmation')
    await page.getByText('We are still making your pass').waitFor()
    await heading(page, 'Your day pass is ready')
    expect(asked[2]).toMatchObject({ slug: 'day-pass', customerName: 'Ada Byron' })
  })

  test('asks after the return from the bank’s own page, whose ids leave the address', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    await page.route('**/complete-purchase', (route) => route.abort(), { times: 1 })
    await pressBuy(page)
    await page.waitForURL('**/purchase-confirmation')
    const { intents } = await suite.vendorState(purchase)
    await page.goto(
      `${suite.stack().sandbox.url}/purchase-confirmation?payment_intent=${intents[0]?.id}` +
        `&payment_intent_client_secret=${intents[0]?.client_secret}&redirect_status=succeeded`
    )
    await heading(page, 'Your day pass is ready')
    expect(new URL(page.url()).search).toBe('')
  })

  test('of a payment that another tab made tells nothing of the one in this tab', async () => {
    const purchase = await suite.openPage()
    const { page, email } = purchase
    await preparePurchase(purchase, suite.stack())
    await pressBuy(page)
    await page.waitForURL('**/purchase-confirmation')
    await heading(page, 'Your day pass is ready')
    await page.goto(
      `${suite.stack().sandbox.url}/purchase-confirmation?payment_intent=pi_other` +
        '&payment_intent_client_secret=pi_other_secret_1&redirect_status=succeeded'
    )
    await page.waitForURL((url) => url.search === '')
    await page.getByText('If you have just bought a pass').waitFor()
    expect(await page.locator('#purchase-outcome').textContent()).not.toContain(email)
  })
})

describe('with an outcome in its URL that anybody could have written', () => {
  const PAGES = [
    ['purchase-confirmation', 'payment_intent=pi_1', 'If you have just bought a pass'],
    ['join-confirmation', 'setup_intent=seti_1', 'If you have just joined'],
    ['meeting-booking-confirmation', 'payment_intent=pi_1', 'If you have just booked a room'],
  ] as const

  test.each(
    PAGES.flatMap(([path, id, words]) =>
      ['succeeded', 'failed', 'pending', ''].map((status) => [path, id, status, words] as const)
    )
  )('/%s?%s&redirect_status=%s says no more than the embed', async (path, id, status, words) => {
    const { page } = await suite.openPage()
    const [kind = ''] = id.split('=')
    const asked: string[] = []
    // The Worker cannot be reached, so nobody has confirmed the URL.
    await page.route(/complete-|booking-status/, (route) => {
      asked.push(route.request().url())
      return route.abort()
    })
    for (const secret of ['', `&${kind}_client_secret=${id.split('=')[1]}_secret_2`]) {
      await page.goto(
        `${suite.stack().sandbox.url}/${path}?${id}${secret}&redirect_status=${status}`
      )
      await page.waitForURL((url) => url.search === '')
      const isAsked = secret !== '' && path.startsWith('meeting')
      if (isAsked) await expect.poll(() => asked.length).toBeGreaterThan(0)
      const text = await page.locator('.lt-outcome').textContent()
      expect(text).toContain(words)
      expect(text).not.toMatch(/making|setting up|confirming|charged|go through|pay again/i)
    }
  })

  test('of an unknown booking: says that it is not found, and the one of this tab is still shown', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await prepareToBook(purchase, suite.stack(), {
      room: 'day-office',
      day: openDays(4)[3] ?? '',
      hours: 1,
    })
    await pressBook(page)
    await waitForBookingResult(page, 'Your room is booked')
    const own = page.url()
    await page.goto(
      `${own}?payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status=succeeded`
    )
    await heading(page, 'We could not find this booking')
    await page.goto(own)
    await heading(page, 'Your room is booked')
  })

  test('of a booking that somebody else paid: the one of this tab is still shown', async () => {
    const [, , , , mine = '', theirs = ''] = openDays(6)
    const book = async (day: string) => {
      const purchase = await suite.openPage()
      await prepareToBook(purchase, suite.stack(), { room: 'day-office', day, hours: 1 })
      await pressBook(purchase.page)
      await waitForBookingResult(purchase.page, 'Your room is booked')
      const { intents } = await suite.vendorState(purchase)
      return { page: purchase.page, intent: intents[0] }
    }
    const other = await book(theirs)
    const { page, intent } = await book(mine)
    const own = page.url()
    const back = `payment_intent_client_secret=${other.intent?.client_secret}&redirect_status=succeeded`
    await page.goto(`${own}?payment_intent=${other.intent?.id}&${back}`)
    await page.getByText(`${other.intent?.id}`).waitFor()
    await page.goto(own)
    await page.getByText(`${intent?.id}`).waitFor()
  })

  test('of the payment of this tab: what the Worker answered, not what the URL says', async () => {
    const purchase = await suite.openPage()
    const { page } = purchase
    await preparePurchase(purchase, suite.stack())
    await pressBuy(page)
    await page.waitForURL('**/purchase-confirmation')
    await heading(page, 'Your day pass is ready')
    const { intents } = await suite.vendorState(purchase)
    const own = page.url()
    await page.goto(
      `${own}?payment_intent=${intents[0]?.id}&payment_intent_client_secret=x&redirect_status=failed`
    )
    await page.waitForURL((url) => url.search === '')
    await heading(page, 'Your day pass is ready')
  })
})

describe('of a membership', () => {
  test('asks until it is active, and has the next charge and how to cancel', async () => {
    const purchase = await suite.openPage()
    const { page, email } = purchase
    const asked = await workingFirst(page, '/complete-checkout')
    await prepareToJoin(purchase, suite.stack())
    await pressJoin(page)
    await page.waitForURL('**/join-confirmation')
    await page.getByText('We are still setting up your membership').waitFor()
    await heading(page, 'Welcome to Labour Temple')
    expect(asked[2]).toMatchObject({ plan: 'startup' })
    const read = await facts(page)
    expect(read).toMatchObject({ 'At the kiosk, enter': email, Where: PLACE })
    expect(read.Reference).toMatch(/^seti_/)
    expect(read['First payment, at most']).toMatch(/^\$/)
    expect(read['Next charge']).toMatch(/^\$[\d,.]+ on \w+, \w+ \d+, \d+, then monthly$/)
    const words = await page.locator('#join-outcome').textContent()
    expect(words).toContain('To cancel, write to admin@labourtemple.com before the next charge.')
    expect(words).toContain(`to ${email}. Not there in 10 minutes?`)
  })
})

describe('of a room', () => {
  test('has hours, amount, place, reference, the times of the cancel rule and a calendar file', async () => {
    const purchase = await suite.openPage(360)
    const { page, email } = purchase
    const [, , day = ''] = openDays(3)
    await prepareToBook(purchase, suite.stack(), { room: 'day-office', day, hours: 2 })
    await pressBook(page)
    await waitForBookingResult(page, 'Your room is booked')
    const read = await facts(page)
    expect(read).toMatchObject({
      Room: 'Day Office',
      'Seattle time': `${formatDay(day)}, 10 AM to 12 PM`,
      'Booked for': email,
      Where: PLACE,
    })
    expect(read.Reference).toMatch(/^pi_/)
    expect(read['If you cancel']).toContain('Full refund if you cancel 48 hours or more')
    expect(read['If you cancel']).toMatch(/full refund until .* 10:00 AM; 50% until .* 10:00 AM\./)
    const file = decodeURIComponent((await href(page, /calendar/)) ?? '')
    expect(file).toContain(`UID:${read.Reference}-1@labourtemple.com`)
    expect(file).toContain(`DTSTART:${day.replaceAll('-', '')}T`)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  })
})
