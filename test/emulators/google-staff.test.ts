/** The Google emulator: what staff do in the calendars' own pages, and what the account then reads. */
import { beforeEach, describe, expect, test } from 'vitest'
import { type Answer, tokenFrom } from '../clients/google-fixtures.ts'
import { createClock } from '../sandbox/clock.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { createGoogle } from '../sandbox/google/index.ts'

const NOW = Date.parse('2026-04-20T16:00:00Z')
const clock = createClock(() => NOW)
const vendor = createGoogle({ clock, real: () => NOW, limit: false })
const { slinky, shears } = SANDBOX_CALENDARS

let token = ''
beforeEach(async () => {
  vendor.reset()
  token = await tokenFrom(vendor.app, NOW)
})

async function call(method: string, path: string, body?: object) {
  const answer = await vendor.app.request(path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: (text ? JSON.parse(text) : null) as Answer }
}
const staff = (method: string, path: string, body?: object, calendar: string = slinky) =>
  call(method, `/sandbox/calendars/${calendar}${path}`, body)
const account = (method: string, path: string, body?: object, calendar: string = slinky) =>
  call(method, `/calendar/v3/calendars/${calendar}/events${path}`, body)
const listed = async (fromDay: string, toDay: string, calendar: string = slinky) => {
  const range = `timeMin=${fromDay}T00:00:00Z&timeMax=${toDay}T00:00:00Z`
  const { body } = await account('GET', `?singleEvents=true&${range}`, undefined, calendar)
  return body
}
const hour = (day: string, from = '09', to = '10') => ({
  start: { dateTime: `${day}T${from}:00:00-07:00`, timeZone: 'America/Los_Angeles' },
  end: { dateTime: `${day}T${to}:00:00-07:00`, timeZone: 'America/Los_Angeles' },
})

test('an all-day entry may end on its own day for staff, and may not for the account', async () => {
  const day = { start: { date: '2026-05-04' }, end: { date: '2026-05-04' } }
  expect((await staff('POST', '/events', day)).status).toBe(200)
  expect((await account('POST', '', day)).status).toBe(400)
  // It has no length: a question that begins after its midnight does not find it.
  expect((await listed('2026-05-04', '2026-05-05')).items).toHaveLength(1)
  expect((await listed('2026-05-05', '2026-05-06')).items).toHaveLength(0)
})

test.each(['birthday', 'focusTime', 'outOfOffice', 'workingLocation'])(
  'an entry of type %s says so, and keeps its type when it is changed',
  async (eventType) => {
    const { body } = await staff('POST', '/events', { ...hour('2026-05-04'), eventType })
    await staff('PATCH', `/events/${body.id}`, { summary: 'Other' })
    expect((await account('GET', `/${body.id}`)).body).toMatchObject({
      eventType,
      summary: 'Other',
    })
  }
)

test('guests of staff are shown, the room among them as itself; the account may invite nobody', async () => {
  const attendees = [{ email: slinky, responseStatus: 'declined' }, { email: 'bob@example.com' }]
  const { body } = await staff('POST', '/events', { ...hour('2026-05-04'), attendees })
  expect((await account('GET', `/${body.id}`)).body).toMatchObject({
    attendees: [
      { email: slinky, responseStatus: 'declined', self: true },
      { email: 'bob@example.com', responseStatus: 'needsAction' },
    ],
    organizer: { email: 'staff@labourtemple.example' },
  })
  expect((await account('POST', '', { ...hour('2026-05-04'), attendees })).status).toBe(403)
})

test('one instance of a monthly entry is moved and another deleted; the others stay', async () => {
  const recurrence = ['RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=4']
  const { body } = await staff('POST', '/events', { ...hour('2026-05-04'), recurrence })
  const instance = (day: string) => `/events/${body.id}_${day}T160000Z`
  expect((await staff('PATCH', instance('20260601'), hour('2026-06-02'))).status).toBe(200)
  expect((await staff('DELETE', instance('20260706'))).status).toBe(204)
  const { items } = await listed('2026-05-01', '2026-09-01')
  expect(items.map(({ start }) => start.dateTime).sort()).toEqual(
    ['2026-05-04', '2026-06-02', '2026-08-03'].map((day) => `${day}T09:00:00-07:00`)
  )
  expect(items.every(({ recurringEventId }) => recurringEventId === body.id)).toBe(true)
})

test('each calendar has a zone of its own, in which its days begin', async () => {
  await staff('PUT', '/zone', { timeZone: 'Asia/Tokyo' })
  await staff('POST', '/events', { start: { date: '2026-05-04' }, end: { date: '2026-05-05' } })
  expect((await listed('2026-05-03', '2026-05-04')).items).toHaveLength(1)
  expect(await listed('2026-05-05', '2026-05-06')).toMatchObject({
    items: [],
    timeZone: 'Asia/Tokyo',
  })
})

describe('an event of the account', () => {
  const insert = () => account('POST', '', { ...hour('2026-05-04'), id: 'abcdef' })

  test('moved to another calendar keeps its id there, and is cancelled here', async () => {
    await insert()
    expect((await staff('POST', '/events/abcdef/move', { destination: shears })).status).toBe(200)
    expect((await account('GET', '/abcdef')).body.status).toBe('cancelled')
    expect((await account('GET', '/abcdef', undefined, shears)).body.status).toBe('confirmed')
    expect((await account('DELETE', '/abcdef')).status).toBe(410)
  })

  test('deleted and taken out of the bin is what it was', async () => {
    const { body: made } = await insert()
    await staff('DELETE', '/events/abcdef')
    expect((await staff('POST', '/events/abcdef/restore')).status).toBe(200)
    const { body } = await account('GET', '/abcdef')
    expect(body).toMatchObject({ status: 'confirmed', start: made.start })
  })

  test('is shown to a reader without its details when it is private', async () => {
    await account('POST', '', {
      ...hour('2026-05-04'),
      id: 'abcdef',
      visibility: 'private',
      summary: 'Ada',
    })
    await staff('PUT', '/sharing', { role: 'reader' })
    const { body } = await account('GET', '/abcdef')
    expect([body.status, body.summary]).toEqual(['confirmed', undefined])
  })
})

test.each([
  ['a reader', { role: 'reader' }, 'reader', 'requiredAccessLevel'],
  ['an account over its quota', { role: 'writer', isReadOnly: true }, 'writer', 'quotaExceeded'],
])('%s reads and does not write', async (_who, sharing, role, reason) => {
  await staff('PUT', '/sharing', sharing)
  expect(await listed('2026-05-04', '2026-05-05')).toMatchObject({ accessRole: role })
  const { status, body } = await account('POST', '', hour('2026-05-04'))
  expect([status, body.error.errors[0]?.reason]).toEqual([403, reason])
})
