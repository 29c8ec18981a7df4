/** The rooms' calendars on the sandbox's front page: a week to look at, and staff's edits, without a script. */
import { beforeEach, describe, expect, test } from 'vitest'
import { assertion, GRANT } from '../clients/google-fixtures.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { createSandbox } from '../sandbox/sandbox.ts'

/** Monday, the 4th of May, at nine in Seattle. */
const NOW = Date.parse('2026-05-04T16:00:00Z')
let now = NOW
const worker = { url: 'http://worker.test', webhookSecret: 'whsec', cronUrl: null }
const sandbox = createSandbox({
  workers: () => ({ checkout: worker, bookings: worker }),
  real: () => now,
})
const ask = (path: string, init: RequestInit = {}) =>
  sandbox.fetch(new Request(`http://sandbox${path}`, init))
const page = async (path = '/?room=slinky&week=2026-05-04') => (await ask(path)).text()
const { slinky } = SANDBOX_CALENDARS
const held = () => sandbox.state().google.calendars[slinky] ?? []

beforeEach(async () => {
  now = NOW
  await ask('/__reset', { method: 'POST' })
})

/** As a browser sends the form; `undefined` is a box that is not ticked. */
function post(path: string, fields: Record<string, string | undefined>) {
  const said = Object.entries(fields).filter((pair): pair is [string, string] => Boolean(pair[1]))
  return ask(path, { method: 'POST', body: new URLSearchParams(said) })
}
const add = (fields: Record<string, string | undefined> = {}) =>
  post('/calendars/slinky/events', {
    title: 'Staff meeting',
    date: '2026-05-06',
    from: '10:00',
    to: '11:30',
    weeks: '1',
    ...fields,
  })

/** Each day's words in order, without the markup and what is folded up. */
async function daysOf(path?: string): Promise<string[]> {
  const [, ...days] = (await page(path)).split('<li class="day">')
  return days.map((day) =>
    day
      .replace(/<\/ol>.*/s, '')
      .replace(/<dl>.*?<\/form>/gs, ' ')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
  )
}

async function bearer(): Promise<string> {
  const body = new URLSearchParams({ grant_type: GRANT, assertion: await assertion(NOW) })
  const answer = await ask('/google/token', { method: 'POST', body })
  return `Bearer ${((await answer.json()) as { access_token: string }).access_token}`
}

describe('the week', () => {
  test('is the one that it is, and from Saturday on the one to come', async () => {
    expect((await daysOf('/')).map((day) => day.replace(' Nothing', ''))).toEqual([
      'Mon, May 4',
      'Tue, May 5',
      'Wed, May 6',
      'Thu, May 7',
      'Fri, May 8',
    ])
    now = Date.parse('2026-05-09T07:00:01Z')
    expect((await daysOf('/'))[0]).toBe('Mon, May 11 Nothing')
  })

  test('links to every room and to the weeks before and after', async () => {
    const text = await page()
    for (const room of Object.keys(SANDBOX_CALENDARS)) {
      expect(text).toContain(`href="/?room=${room}&amp;week=2026-05-04#calendars"`)
    }
    expect(text).toContain('href="/?room=slinky&amp;week=2026-04-27#calendars"')
    expect(text).toContain('href="/?room=slinky&amp;week=2026-05-11#calendars"')
  })

  test('a room or a week that there is not is answered with one that there is', async () => {
    expect((await daysOf('/?room=attic&week=soon'))[0]).toBe('Mon, May 4 Nothing')
  })

  test("tells the Worker's own from what a person entered, and both from text that is markup", async () => {
    await add({ title: '<b>Paint</b>' })
    const headers = { authorization: await bearer(), 'content-type': 'application/json' }
    const body = JSON.stringify({
      summary: 'Ada Byron',
      start: { dateTime: '2026-05-06T14:00:00-07:00' },
      end: { dateTime: '2026-05-06T16:00:00-07:00' },
      extendedProperties: { private: { labour_temple: 'booking', payment_intent: 'pi_1' } },
    })
    const path = `/google/calendar/v3/calendars/${slinky}/events`
    expect((await ask(path, { method: 'POST', headers, body })).status).toBe(200)
    expect((await daysOf())[2]).toBe(
      'Wed, May 6 &lt;b&gt;Paint&lt;/b&gt; 10:00–11:30 By hand Ada Byron 14:00–16:00 Worker&#39;s own'
    )
    expect(await page()).toContain('<dd>pi_1</dd>')
  })

  test('what meets in time stands side by side, at its place on the day', async () => {
    await add({ from: '07:00', to: '09:00' })
    await add({ from: '08:30', to: '09:30' })
    await add({ from: '09:00', to: '18:00' })
    const places = [...(await page()).matchAll(/style="(--from[^"]*)"/g)].map(([, place]) => place)
    expect(places).toEqual([
      '--from:0;--to:60;--lane:0;--lanes:2',
      '--from:30;--to:90;--lane:1;--lanes:2',
      '--from:60;--to:540;--lane:0;--lanes:2',
    ])
  })

  test('what is before the doors open stands above the hours, the weekend is counted', async () => {
    await add({ from: '06:00', to: '08:00', title: 'Cleaning' })
    await add({ date: '2026-05-09' })
    const text = await page()
    expect((await daysOf())[2]).toBe('Wed, May 6 Cleaning 06:00–08:00 By hand')
    expect(text).not.toContain('style="--from')
    expect(text).toContain('Not shown: 1 at the weekend.')
  })
})

describe('by hand', () => {
  test('an event is added, shown in its own week and removed again', async () => {
    const added = await add({ date: '2026-05-13' })
    expect([added.status, added.headers.get('location')]).toEqual([
      303,
      '/?room=slinky&week=2026-05-11#calendars',
    ])
    const [event] = held()
    expect(event).toMatchObject({
      summary: 'Staff meeting',
      start: { dateTime: '2026-05-13T10:00:00-07:00', timeZone: 'America/Los_Angeles' },
      end: { dateTime: '2026-05-13T11:30:00-07:00' },
    })
    const path = '/?room=slinky&week=2026-05-11'
    expect((await daysOf(path))[2]).toBe('Wed, May 13 Staff meeting 10:00–11:30 By hand')
    const remove = `/calendars/slinky/events/${event?.id}/remove`
    expect(await page(path)).toContain(`<form method="post" action="${remove}">`)
    const removed = await post(remove, { week: '2026-05-11' })
    expect([removed.status, removed.headers.get('location')]).toEqual([303, `${path}#calendars`])
    expect(held()).toMatchObject([{ status: 'cancelled' }])
    expect((await daysOf(path))[2]).toBe('Wed, May 13 Nothing')
  })

  test('an all-day event is Free unless Busy is said, as Google makes it', async () => {
    await add({ allDay: 'yes', title: 'Closed' })
    await add({ allDay: 'yes', title: 'Shut', transparency: 'opaque' })
    expect((await daysOf())[2]).toBe('Wed, May 6 Closed All day By hand, Free Shut All day By hand')
    expect(held()[0]).toMatchObject({ start: { date: '2026-05-06' }, end: { date: '2026-05-07' } })
  })

  test('a timed event may be Free', async () => {
    await add({ transparency: 'transparent' })
    expect(held()[0]).toMatchObject({ transparency: 'transparent' })
    expect((await daysOf())[2]).toContain('By hand, Free')
  })

  test('a weekly event stands in each of its weeks, and is removed from all', async () => {
    await add({ weeks: '2' })
    const weeks = ['2026-05-04', '2026-05-11', '2026-05-18'].map(
      (week) => `/?room=slinky&week=${week}`
    )
    const wednesdays = async () =>
      Promise.all(weeks.map(async (path) => (await daysOf(path))[2]?.replace(/^.*May \d+ /, '')))
    const one = 'Staff meeting 10:00–11:30 By hand, Weekly'
    expect(await wednesdays()).toEqual([one, one, 'Nothing'])
    expect(await page()).toContain('Remove from every week')
    await post(`/calendars/slinky/events/${held()[0]?.id}/remove`, { week: '2026-05-04' })
    expect(await wednesdays()).toEqual(['Nothing', 'Nothing', 'Nothing'])
  })

  test.each<[Record<string, string | undefined>, string]>([
    [{ date: undefined }, 'Invalid start time.'],
    [{ to: '10:00' }, 'The specified time range is empty.'],
    [{ weeks: '-1' }, 'Invalid recurrence rule.'],
    [{ transparency: 'busy' }, 'Invalid Value'],
  ])("%o changes nothing and is answered in Google's words", async (fields, words) => {
    const answer = await add(fields)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(words)
    expect(held()).toEqual([])
  })

  test('a room or an event that there is not is said to be not found', async () => {
    expect((await post('/calendars/attic/events', { title: 'x' })).status).toBe(404)
    expect((await post('/calendars/slinky/events/none0/remove', {})).status).toBe(404)
  })

  test('no fault meant for the Workers hits it, and it is no request of theirs', async () => {
    const fault = JSON.stringify({ vendor: 'google', kind: '500-before', times: -1 })
    await ask('/__faults', { method: 'POST', body: fault })
    expect((await add()).status).toBe(303)
    const sharing = await ask(`/google/sandbox/calendars/${slinky}/sharing`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"role":"reader"}',
    })
    expect(sharing.status).toBe(200)
    expect((await ask('/google/token', { method: 'POST' })).status).toBe(500)
    expect(sandbox.state().requests.map(({ path, browser }) => [path, browser])).toEqual([
      [`/sandbox/calendars/${slinky}/sharing`, true],
      ['/token', undefined],
    ])
  })
})

test("Google's requests are recorded with the time of their beginning and end", async () => {
  await ask('/__latency', { method: 'POST', body: '{"ms":30,"vendor":"google"}' })
  const started = ask(`/google/calendar/v3/calendars/${slinky}/events`)
  await expect
    .poll(() => sandbox.state().requests)
    .toMatchObject([{ startedAt: NOW, endedAt: null }])
  now = NOW + 40
  await started
  expect(sandbox.state().requests).toMatchObject([
    { vendor: 'google', method: 'GET', status: 401, startedAt: NOW, endedAt: NOW + 40 },
  ])
})

test('a payment for a room says which room and when', async () => {
  const form = new URLSearchParams({
    amount: '5000',
    currency: 'usd',
    description: 'Room: Board Room',
    'metadata[track]': '2',
    'metadata[room]': 'board-room',
    'metadata[booking_dates]': '2026-05-05,2026-05-06',
    'metadata[booking_time]': '09:00-11:00',
  })
  const headers = { authorization: 'Bearer sk_test_sandbox' }
  const made = await ask('/stripe/v1/payment_intents', { method: 'POST', headers, body: form })
  expect(made.status).toBe(200)
  expect(await page()).toContain(
    '<dd>Board Room: Tue, May 5, 09:00-11:00 and Wed, May 6, 09:00-11:00</dd>'
  )
})
