/** The Google stand-in: as strict as the guides, as slow to forget and as late with free/busy as Google. */
import { generateKeyPairSync } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Answer, assertion, EMAIL, GRANT, tokenFrom } from '../clients/google-fixtures.ts'
import { createClock } from '../sandbox/clock.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { LAG_MS } from '../sandbox/google/freebusy.ts'
import { createGoogle } from '../sandbox/google/index.ts'

const NOW = Date.parse('2026-04-20T16:00:00Z')
const real = () => NOW
const clock = createClock(real)
const vendor = createGoogle({ clock, real, limit: false })
const { slinky, shears } = SANDBOX_CALENDARS
const events = (id: string = slinky) => `/calendars/${encodeURIComponent(id)}/events`

let token = ''
async function ask(method: string, path: string, body?: unknown, headers = {}) {
  const answer = await vendor.app.request(`/calendar/v3${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: (text ? JSON.parse(text) : null) as Answer }
}
const byHand = (body: object, id: string = slinky) =>
  vendor.app.request(`/sandbox${events(id)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const share = (id: string, role: string) =>
  vendor.app.request(`/sandbox/calendars/${id}/sharing`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role }),
  })

/** On the 4th of May from nine, Seattle's time. */
const meeting = (more: object = {}) => ({
  summary: 'Booking',
  start: { dateTime: '2026-05-04T09:00:00-07:00' },
  end: { dateTime: '2026-05-04T11:00:00-07:00' },
  ...more,
})
const MAY = 'timeMin=2026-05-01T00:00:00Z&timeMax=2026-06-01T00:00:00Z'
const listed = async (query = MAY) =>
  (await ask('GET', `${events()}?${query}`)).body.items.map(({ id }) => id)

beforeEach(async () => {
  clock.reset()
  vendor.reset()
  token = await tokenFrom(vendor.app, NOW)
})

const SCOPE = 'https://www.googleapis.com/auth/'

describe('tokens', () => {
  const post = (fields: Record<string, string>) =>
    vendor.app.request('/token', { method: 'POST', body: new URLSearchParams(fields) })

  test('a well-signed assertion gets a bearer token', async () => {
    const answer = await post({ grant_type: GRANT, assertion: await assertion(NOW) })
    expect(await answer.json()).toEqual({
      access_token: expect.stringMatching(/^ya29\./),
      expires_in: 3599,
      token_type: 'Bearer',
    })
  })

  const now = NOW / 1000
  test.each<[object, number, string, RegExp]>([
    [{ iss: `x${EMAIL}` }, 400, 'invalid_grant', /account not found/],
    [{ aud: 'http://localhost/token' }, 400, 'invalid_grant', /audience/],
    [{ iat: now - 7200, exp: now - 3600 }, 400, 'invalid_grant', /short-lived/],
    [{ exp: now + 3601 }, 400, 'invalid_grant', /short-lived/],
    [{ iat: now + 600, exp: now + 700 }, 400, 'invalid_grant', /short-lived/],
    [{ iat: now - 10, exp: now + 3600 }, 400, 'invalid_grant', /short-lived/],
    [{ iat: 'yesterday' }, 400, 'invalid_grant', /short-lived/],
    [{ iat: undefined }, 400, 'invalid_grant', /iat/],
    [{ exp: undefined }, 400, 'invalid_grant', /exp/],
    [{ scope: undefined }, 400, 'invalid_scope', /scope/],
    [{ scope: 'calendar' }, 400, 'invalid_scope', /scope/],
    [{ sub: 'somebody@labourtemple.com' }, 401, 'unauthorized_client', /Unauthorized/],
  ])('%o is refused', async (claims, status, error, words) => {
    const answer = await post({
      grant_type: GRANT,
      assertion: await assertion(NOW, { ...claims }),
    })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual({
      error,
      error_description: expect.stringMatching(words),
    })
  })

  test("another's signature, no assertion and another grant are refused", async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const pem = other.export({ type: 'pkcs8', format: 'pem' }).toString()
    const forged = await post({ grant_type: GRANT, assertion: await assertion(NOW, {}, pem) })
    expect(await forged.json()).toMatchObject({ error_description: 'Invalid JWT Signature.' })
    expect(await (await post({ grant_type: GRANT })).json()).toMatchObject({
      error: 'invalid_request',
    })
    expect(await (await post({ grant_type: 'password' })).json()).toMatchObject({
      error: 'unsupported_grant_type',
    })
  })

  test('claims changed after the signing, and another algorithm, are refused', async () => {
    const [head = '', , signature = ''] = (await assertion(NOW)).split('.')
    const [, claims = ''] = (await assertion(NOW, { scope: `${SCOPE}calendar` })).split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    for (const forged of [`${head}.${claims}.${signature}`, `${none}.${claims}.`]) {
      const answer = await post({ grant_type: GRANT, assertion: forged })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ error_description: 'Invalid JWT Signature.' })
    }
  })

  test('a scope unknown to Google gives an ID token and no access', async () => {
    const scope = `${SCOPE}calendar.everything`
    const answer = await post({ grant_type: GRANT, assertion: await assertion(NOW, { scope }) })
    expect(await answer.json()).toEqual({ id_token: expect.any(String) })
  })

  test('no token, a dead one and too narrow a one are told apart', async () => {
    const none = await vendor.app.request(`/calendar/v3${events()}`)
    expect(none.status).toBe(401)
    token = await tokenFrom(vendor.app, NOW, 'calendar.readonly')
    expect((await ask('GET', events())).status).toBe(200)
    expect((await ask('POST', events(), meeting())).body.error.errors[0]?.reason).toBe(
      'insufficientPermissions'
    )
    clock.advance(3600_000)
    const late = await ask('GET', events())
    expect([late.status, late.body.error.errors[0]?.reason]).toEqual([401, 'authError'])
  })
})

describe('inserting', () => {
  test('an event is answered, listed and shown in the state in its wire shape', async () => {
    const properties = { private: { payment_intent: 'pi_1' } }
    const { status, body } = await ask('POST', `${events()}?sendUpdates=none`, {
      ...meeting({ id: 'a1b2c3', description: 'two hours', extendedProperties: properties }),
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      kind: 'calendar#event',
      id: 'a1b2c3',
      status: 'confirmed',
      iCalUID: 'a1b2c3@google.com',
      sequence: 0,
      start: { dateTime: '2026-05-04T09:00:00-07:00', timeZone: 'America/Los_Angeles' },
      extendedProperties: properties,
      creator: { email: EMAIL },
      organizer: { email: slinky, self: true },
    })
    expect(body).not.toHaveProperty('transparency')
    expect(await listed()).toEqual(['a1b2c3'])
    expect(vendor.state()).toEqual({ calendars: { [slinky]: [body] } })
  })

  test('an id is taken once for all, in its own calendar', async () => {
    await ask('POST', events(), meeting({ id: 'a1b2c3' }))
    const again = await ask('POST', events(), meeting({ id: 'a1b2c3' }))
    expect(again.status).toBe(409)
    expect(again.body.error).toEqual({
      code: 409,
      message: 'The requested identifier already exists.',
      errors: [
        {
          domain: 'global',
          reason: 'duplicate',
          message: 'The requested identifier already exists.',
        },
      ],
    })
    await ask('DELETE', `${events()}/a1b2c3`)
    expect((await ask('POST', events(), meeting({ id: 'a1b2c3' }))).status).toBe(409)
    expect((await ask('POST', events(shears), meeting({ id: 'a1b2c3' }))).status).toBe(200)
  })

  const at = (dateTime: string, timeZone?: string) => ({ dateTime, ...(timeZone && { timeZone }) })
  const BOTH = { date: '2026-05-04', dateTime: '2026-05-04T09:00:00Z' }
  test.each<[object, string, string]>([
    [{ id: 'abcd' }, 'invalid', 'Invalid resource id value.'],
    [{ id: 'pi_12345' }, 'invalid', 'Invalid resource id value.'],
    [{ id: 'ABCDEF' }, 'invalid', 'Invalid resource id value.'],
    [{ id: 'wxyz0' }, 'invalid', 'Invalid resource id value.'],
    [{ id: 'a'.repeat(1025) }, 'invalid', 'Invalid resource id value.'],
    [{ id: 'a1b2c3', iCalUID: 'a@b' }, 'invalid', 'Invalid resource id value.'],
    [{ end: undefined }, 'required', 'Missing end time.'],
    [{ start: undefined }, 'required', 'Missing start time.'],
    [{ start: { date: '2026-05-04' } }, 'invalid', 'Start and end times must either'],
    [
      { start: { ...at('2026-05-04T09:00:00Z'), date: '2026-05-04' } },
      'invalid',
      'Start and end times must either',
    ],
    [{ start: BOTH, end: BOTH }, 'invalid', 'Invalid start time.'],
    [{ start: at('2026-05-04T09:00:00') }, 'required', 'Missing time zone definition for start'],
    [{ start: at('2026-05-04 09:00') }, 'invalid', 'Invalid start time.'],
    [{ start: at('2026-02-30T09:00:00Z') }, 'invalid', 'Invalid start time.'],
    [{ start: at('2026-05-04T09:00:00', 'Mars/Base') }, 'invalid', 'Invalid value for'],
    [{ start: at('2026-05-04T11:00:00-07:00') }, 'timeRangeEmpty', 'The specified time range'],
    [{ recurrence: ['RRULE:FREQ=DAILY'] }, 'required', 'Missing time zone definition for start'],
    [{ recurrence: ['RRULE:FREQ=HOURLY'] }, 'invalid', 'Invalid recurrence rule.'],
    [{ transparency: 'free' }, 'invalid', 'Invalid Value'],
    [{ extendedProperties: { private: { days: 2 } } }, 'invalid', 'Invalid Value'],
    [{ sumary: 'typo' }, 'invalid', 'Unknown field'],
  ])('%o is refused', async (more, reason, message) => {
    const { status, body } = await ask('POST', events(), meeting(more))
    expect([status, body.error.errors[0]?.reason]).toEqual([400, reason])
    expect(body.error.message).toContain(message)
    expect(vendor.state()).toEqual({ calendars: {} })
  })

  test('a service account invites nobody', async () => {
    const { status, body } = await ask('POST', events(), {
      ...meeting({ attendees: [{ email: 'ada@example.com' }] }),
    })
    expect([status, body.error.errors[0]]).toEqual([
      403,
      expect.objectContaining({ domain: 'calendar', reason: 'forbiddenForServiceAccounts' }),
    ])
  })

  test('an id of every length and letter that Google allows is taken', async () => {
    for (const id of ['a'.repeat(5), 'v'.repeat(1024), '0123456789abcdefghijklmnopqrstuv']) {
      expect((await ask('POST', events(), meeting({ id }))).body.id).toBe(id)
    }
  })

  test('more than 32 kB of properties are refused', async () => {
    const of = (count: number) => {
      const pairs = Array.from({ length: count }, (_, i) => [`key${i}`, 'v'.repeat(1000)])
      return meeting({ extendedProperties: { private: Object.fromEntries(pairs) } })
    }
    expect((await ask('POST', events(), of(32))).status).toBe(200)
    expect((await ask('POST', events(), of(33))).status).toBe(400)
  })

  test('too long a property is dropped or cut without a word', async () => {
    const { body } = await ask('POST', events(), {
      ...meeting({
        extendedProperties: {
          private: { ['k'.repeat(45)]: '1', ['k'.repeat(44)]: '2', v: 'v'.repeat(2000) },
        },
      }),
    })
    const kept = { ['k'.repeat(44)]: '2', v: 'v'.repeat(1024) }
    expect(body.extendedProperties?.private).toEqual(kept)
  })

  test('what is not JSON, and an unknown sendUpdates, are refused', async () => {
    const plain = { 'content-type': 'text/plain' }
    expect((await ask('POST', events(), meeting(), plain)).status).toBe(400)
    expect((await ask('POST', `${events()}?sendUpdates=some`, meeting())).status).toBe(400)
  })
})

describe('changing and deleting', () => {
  beforeEach(async () => {
    await ask('POST', events(), meeting({ id: 'a1b2c3', description: 'first' }))
  })
  const one = `${events()}/a1b2c3`

  test('a deleted event stays, cancelled; deleted again it is gone; never there, not found', async () => {
    expect(await ask('DELETE', one)).toEqual({ status: 204, body: null })
    const again = await ask('DELETE', one)
    expect([again.status, again.body.error.errors[0]?.reason]).toEqual([410, 'deleted'])
    expect((await ask('DELETE', `${events()}/never0`)).status).toBe(404)
    expect((await ask('GET', one)).body.status).toBe('cancelled')
    expect(await listed()).toEqual([])
    expect(await listed(`${MAY}&showDeleted=true`)).toEqual(['a1b2c3'])
  })

  test('a full update revives it; a patch, or an update that says no status, does not', async () => {
    await ask('DELETE', one)
    expect((await ask('PATCH', one, { status: 'confirmed' })).status).toBe(410)
    expect((await ask('PUT', one, meeting())).body.status).toBe('cancelled')
    const { status, body } = await ask('PUT', one, meeting({ status: 'confirmed' }))
    expect([status, body.status]).toEqual([200, 'confirmed'])
    expect(await listed()).toEqual(['a1b2c3'])
  })

  test('a patch keeps what it does not say, an update drops it', async () => {
    const patched = await ask('PATCH', one, { summary: 'Moved' })
    expect(patched.body).toMatchObject({ summary: 'Moved', description: 'first' })
    expect((await ask('PATCH', one, { description: null })).body).not.toHaveProperty('description')
    const updated = await ask(
      'PUT',
      one,
      meeting({ end: { dateTime: '2026-05-04T12:00:00-07:00' } })
    )
    expect(updated.body).not.toHaveProperty('description')
    expect(updated.body.sequence).toBe(1)
    expect((await ask('PUT', one, meeting({ sequence: 0 }))).status).toBe(400)
    expect((await ask('PUT', one, { summary: 'no times' })).status).toBe(400)
  })

  test('a patch to a day is refused while the hour is not taken away', async () => {
    const day = { start: { date: '2026-05-04' }, end: { date: '2026-05-05' } }
    expect((await ask('PATCH', one, { start: day.start })).status).toBe(400)
    expect((await ask('PATCH', one, day)).status).toBe(400)
    const bare = { dateTime: null, timeZone: null }
    const { status, body } = await ask('PATCH', one, {
      start: { ...day.start, ...bare },
      end: { ...day.end, ...bare },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject(day)
  })

  test('nobody is invited by a patch or an update either', async () => {
    const attendees = [{ email: 'ada@example.com' }]
    for (const [method, body] of [
      ['PATCH', { attendees }],
      ['PUT', meeting({ attendees })],
    ] as const) {
      const refused = await ask(method, one, body)
      expect([refused.status, refused.body.error.errors[0]?.reason]).toEqual([
        403,
        'forbiddenForServiceAccounts',
      ])
    }
  })

  test('the state keeps a deleted event in its place, cancelled, with all its fields', async () => {
    await ask('POST', events(), meeting({ id: 'second' }))
    await ask('DELETE', one)
    const gone = (await ask('GET', one)).body
    const { body } = await ask('GET', `${events()}/second`)
    expect(gone).toMatchObject({ status: 'cancelled', description: 'first' })
    expect(vendor.state()).toEqual({ calendars: { [slinky]: [gone, body] } })
  })

  test('an old etag is refused', async () => {
    const { body } = await ask('GET', one)
    await ask('PATCH', one, { summary: 'Moved' })
    const stale = await ask('PATCH', one, { summary: 'Lost' }, { 'if-match': body.etag })
    expect([stale.status, stale.body.error.errors[0]?.reason]).toEqual([412, 'conditionNotMet'])
  })
})

describe('listing', () => {
  test('timeMin bounds the end, timeMax the start, both exclusively', async () => {
    await ask('POST', events(), meeting({ id: 'a1b2c3' }))
    const between = (from: string, to: string) =>
      listed(`timeMin=2026-05-04T${from}:00Z&timeMax=2026-05-04T${to}:00Z`)
    expect(await between('17:59', '20:00')).toEqual(['a1b2c3'])
    expect(await between('18:00', '20:00')).toEqual([])
    expect(await between('10:00', '16:00')).toEqual([])
    expect(await between('10:00', '16:01')).toEqual(['a1b2c3'])
  })

  test('page by page, in the order of creation or of time', async () => {
    for (const [id, hour] of [
      ['late0', 15],
      ['sooner', 10],
      ['noon0', 12],
    ] as const) {
      await ask('POST', events(), {
        ...meeting({ id }),
        start: { dateTime: `2026-05-04T${hour}:00:00Z` },
        end: { dateTime: `2026-05-04T${hour + 1}:00:00Z` },
      })
    }
    const first = await ask('GET', `${events()}?${MAY}&maxResults=2`)
    expect(first.body.items).toHaveLength(2)
    expect(await listed(`${MAY}&maxResults=2&pageToken=${first.body.nextPageToken}`)).toEqual([
      'noon0',
    ])
    expect(await listed(`${MAY}&singleEvents=true&orderBy=startTime`)).toEqual([
      'sooner',
      'noon0',
      'late0',
    ])
  })

  test('a page may be empty and yet not the last', async () => {
    for (const id of ['gone1', 'gone2', 'other']) await ask('POST', events(), meeting({ id }))
    for (const id of ['gone1', 'gone2']) await ask('DELETE', `${events()}/${id}`)
    const properties = { private: { payment_intent: 'pi_1' } }
    await ask('POST', events(), meeting({ id: 'a1b2c3', extendedProperties: properties }))
    const pages = async (more: string) => {
      const found: string[][] = []
      let token: string | undefined
      do {
        const next = token === undefined ? '' : `&pageToken=${token}`
        const { body } = await ask('GET', `${events()}?${MAY}&maxResults=2${more}${next}`)
        found.push(body.items.map(({ id }) => id))
        token = body.nextPageToken
      } while (token !== undefined)
      return found
    }
    expect(await pages('')).toEqual([[], ['other', 'a1b2c3']])
    expect(await pages('&privateExtendedProperty=payment_intent%3Dpi_1')).toEqual([[], ['a1b2c3']])
    expect(await pages('&showDeleted=true')).toEqual([
      ['gone1', 'gone2'],
      ['other', 'a1b2c3'],
    ])
  })

  test("an all-day event is the calendar's day, not that of UTC", async () => {
    await byHand({ start: { date: '2026-05-04' }, end: { date: '2026-05-05' } })
    const from = (least: string, most: string) => listed(`timeMin=${least}&timeMax=${most}`)
    expect(await from('2026-05-04T00:00:00Z', '2026-05-04T07:00:00Z')).toHaveLength(0)
    expect(await from('2026-05-04T00:00:00Z', '2026-05-04T07:00:01Z')).toHaveLength(1)
    expect(await from('2026-05-05T06:59:59Z', '2026-05-06T00:00:00Z')).toHaveLength(1)
    expect(await from('2026-05-05T07:00:00Z', '2026-05-06T00:00:00Z')).toHaveLength(0)
  })

  test('by a private property, and in another zone', async () => {
    const properties = { private: { payment_intent: 'pi_1' } }
    await ask('POST', events(), meeting({ id: 'a1b2c3', extendedProperties: properties }))
    await ask('POST', events(), meeting({ id: 'other' }))
    expect(await listed('privateExtendedProperty=payment_intent%3Dpi_1')).toEqual(['a1b2c3'])
    const { body } = await ask('GET', `${events()}?timeZone=UTC`)
    expect(body.items[0]?.start.dateTime).toBe('2026-05-04T16:00:00Z')
  })

  test.each([
    'timeMin=2026-05-04',
    'timeMin=2026-05-04T09:00:00',
    'timeMin=2026-05-04T09:00:00Z&timeMax=2026-05-04T09:00:00Z',
    'maxResults=0',
    'maxResults=2501',
    'orderBy=startTime',
    'orderBy=name',
    'singleEvents=yes',
    'timeZone=Mars/Base',
    'privateExtendedProperty=payment_intent',
    'pageToken=x',
    'since=yesterday',
  ])('%s is refused', async (query) => {
    expect((await ask('GET', `${events()}?${query}`)).status).toBe(400)
  })

  test('a weekly event is one, or its instances at the same clock time across the change', async () => {
    await byHand({
      summary: 'Staff meeting',
      start: { dateTime: '2026-10-26T09:00:00', timeZone: 'America/Los_Angeles' },
      end: { dateTime: '2026-10-26T10:00:00', timeZone: 'America/Los_Angeles' },
      recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=5', 'EXDATE:20261028T160000Z'],
    })
    const query = 'timeMin=2026-10-01T00:00:00Z&timeMax=2026-12-01T00:00:00Z'
    expect(await listed(query)).toHaveLength(1)
    const { body } = await ask('GET', `${events()}?${query}&singleEvents=true`)
    expect(body.items.map(({ start }) => start.dateTime)).toEqual([
      '2026-10-26T09:00:00-07:00',
      '2026-11-02T09:00:00-08:00',
      '2026-11-04T09:00:00-08:00',
      '2026-11-09T09:00:00-08:00',
    ])
    expect(body.items[1]?.id).toBe(`${body.items[1]?.recurringEventId}_20261102T170000Z`)
    expect(await listed('timeMin=2027-01-01T00:00:00Z')).toEqual([])
  })

  test('an all-day event that repeats keeps its days', async () => {
    await byHand({
      start: { date: '2026-05-04' },
      end: { date: '2026-05-05' },
      recurrence: ['RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260508'],
    })
    const { body } = await ask('GET', `${events()}?${MAY}&singleEvents=true`)
    expect(body.items.map(({ start }) => start.date)).toEqual([
      '2026-05-04',
      '2026-05-06',
      '2026-05-08',
    ])
  })

  const SEATTLE = { timeZone: 'America/Los_Angeles' }
  /** At six in the evening, Seattle's time, for an hour. */
  const evening = (day: string, ...recurrence: string[]) => ({
    start: { dateTime: `${day}T18:00:00`, ...SEATTLE },
    end: { dateTime: `${day}T19:00:00`, ...SEATTLE },
    recurrence,
  })
  const startsOf = async (from: string, to: string) => {
    const query = `timeMin=${from}T08:00:00Z&timeMax=${to}T08:00:00Z&singleEvents=true`
    const { body } = await ask('GET', `${events()}?${query}&orderBy=startTime`)
    return body.items.map(({ start }) => start.dateTime ?? start.date)
  }

  test('a monthly event keeps its clock time across both changes, and names its instances by UTC', async () => {
    await byHand(evening('2026-01-15', 'RRULE:FREQ=MONTHLY'))
    expect(await startsOf('2026-02-01', '2026-05-01')).toEqual([
      '2026-02-15T18:00:00-08:00',
      '2026-03-15T18:00:00-07:00',
      '2026-04-15T18:00:00-07:00',
    ])
    expect(await startsOf('2026-10-01', '2026-12-01')).toEqual([
      '2026-10-15T18:00:00-07:00',
      '2026-11-15T18:00:00-08:00',
    ])
    const { body } = await ask(
      'GET',
      `${events()}?timeMin=2026-07-01T00:00:00Z&timeMax=2026-08-01T00:00:00Z&singleEvents=true`
    )
    expect(body.items.map(({ id }) => id)).toEqual([
      `${body.items[0]?.recurringEventId}_20260716T010000Z`,
    ])
  })

  const MONTHS = ['2026-01-01', '2026-07-01'] as const
  const YEARS = ['2026-01-01', '2030-01-01'] as const
  test.each<[string, string, readonly [string, string], string[]]>([
    ['2026-01-13', 'MONTHLY;BYDAY=2TU;COUNT=3', MONTHS, ['01-13', '02-10', '03-10']],
    ['2026-01-30', 'MONTHLY;BYDAY=-1FR;UNTIL=20260401', MONTHS, ['01-30', '02-27', '03-27']],
    ['2026-01-31', 'MONTHLY', MONTHS, ['01-31', '03-31', '05-31']],
    ['2026-01-31', 'MONTHLY;BYMONTHDAY=-1;COUNT=3', MONTHS, ['01-31', '02-28', '03-31']],
    ['2026-01-15', 'MONTHLY;BYMONTHDAY=1,15;COUNT=3', MONTHS, ['01-15', '02-01', '02-15']],
    ['2026-01-15', 'MONTHLY;INTERVAL=3', MONTHS, ['01-15', '04-15']],
    [
      '2026-01-30',
      'MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      ['2026-01-01', '2026-04-01'],
      ['01-30', '02-27', '03-31'],
    ],
    ['2026-03-31', 'YEARLY', YEARS, ['03-31', '03-31', '03-31', '03-31']],
    ['2028-02-29', 'YEARLY', ['2028-01-01', '2033-01-01'], ['02-29', '02-29']],
    ['2026-11-26', 'YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3', YEARS, ['11-26', '11-25', '11-23']],
  ])('from %s FREQ=%s falls on the right days', async (first, rule, [from, to], days) => {
    expect((await byHand(evening(first, `RRULE:FREQ=${rule}`))).status).toBe(200)
    const starts = await startsOf(from, to)
    expect(starts.map((start) => start?.slice(5, 10))).toEqual(days)
    expect(starts.map((start) => start?.slice(11, 16))).toEqual(days.map(() => '18:00'))
  })

  test('a monthly event ends with an instant in UTC, and leaves out what is excepted', async () => {
    const until = 'RRULE:FREQ=MONTHLY;UNTIL=20260516T010000Z'
    const except = 'EXDATE;TZID=America/Los_Angeles:20260215T180000,20260415T180000'
    await byHand(evening('2026-01-15', until, except, 'EXDATE:20260316T010000Z'))
    expect(await startsOf('2026-01-01', '2027-01-01')).toEqual([
      '2026-01-15T18:00:00-08:00',
      '2026-05-15T18:00:00-07:00',
    ])
  })

  test('an all-day monthly event keeps its length, and is the calendar’s day', async () => {
    const recurrence = ['RRULE:FREQ=MONTHLY;UNTIL=20260501T000000Z', 'EXDATE:20260328']
    await byHand({ start: { date: '2026-02-28' }, end: { date: '2026-03-02' }, recurrence })
    const { body } = await ask('GET', `${events()}?timeMin=2026-03-01T08:00:00Z&singleEvents=true`)
    expect(body.items.map(({ start, end }) => [start.date, end.date])).toEqual([
      ['2026-02-28', '2026-03-02'],
      ['2026-04-28', '2026-04-30'],
    ])
    expect(await listed('timeMin=2026-03-02T08:00:00Z&timeMax=2026-04-28T07:00:00Z')).toEqual([])
  })

  test('an instance is shown while it lasts, and a rule without an end for some years', async () => {
    await byHand(evening('2026-01-15', 'RRULE:FREQ=MONTHLY'))
    const between = (from: string, to: string) =>
      listed(`timeMin=2026-07-16T${from}Z&timeMax=2026-07-16T${to}Z`)
    expect(await between('01:59:59', '03:00:00')).toHaveLength(1)
    expect(await between('02:00:00', '03:00:00')).toEqual([])
    const { body } = await ask('GET', `${events()}?timeMin=2040-01-01T08:00:00Z&singleEvents=true`)
    expect(body.items[0]?.start.dateTime).toBe('2040-01-15T18:00:00-08:00')
    expect(body.items.length).toBe(60)
  })

  test('in the hour that a spring night skips, nothing begins', async () => {
    const at = (time: string) => ({ dateTime: `2026-03-07T${time}:00`, ...SEATTLE })
    await byHand({ start: at('02:30'), end: at('03:00'), recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] })
    expect(await startsOf('2026-03-01', '2026-04-01')).toEqual([
      '2026-03-07T02:30:00-08:00',
      '2026-03-09T02:30:00-07:00',
    ])
  })

  test.each([
    ['RRULE:FREQ=WEEKLY;BYDAY=2MO'],
    ['RRULE:FREQ=WEEKLY;BYMONTHDAY=3'],
    ['RRULE:FREQ=MONTHLY;BYDAY=0MO'],
    ['RRULE:FREQ=MONTHLY;BYDAY=6MO'],
    ['RRULE:FREQ=MONTHLY;BYMONTHDAY=32'],
    ['RRULE:FREQ=MONTHLY;BYMONTHDAY=0'],
    ['RRULE:FREQ=MONTHLY;BYSETPOS=1'],
    ['RRULE:FREQ=MONTHLY;BYHOUR=9'],
    ['RRULE:FREQ=MONTHLY;toString=1'],
    ['RRULE:FREQ=MONTHLY;COUNT'],
    ['RRULE:FREQ=MONTHLY;COUNT=0'],
    ['RRULE:FREQ=MONTHLY;UNTIL=20261301'],
    ['RRULE:FREQ=YEARLY;BYMONTH=13'],
    ['RRULE:COUNT=2'],
    ['EXDATE:20260215T180000'],
    ['RRULE:FREQ=MONTHLY', 'RRULE:FREQ=YEARLY'],
    ['RRULE:FREQ=MONTHLY', 'RDATE:20260215T180000'],
    ['RRULE:FREQ=MONTHLY', 'EXDATE:20260231T180000'],
    ['RRULE:FREQ=MONTHLY', 'EXDATE;VALUE=DATE:20260215'],
    ['RRULE:FREQ=MONTHLY', 'EXDATE;TZID=Mars/Base:20260215T180000'],
  ])('%s %s is refused, not half followed', async (...recurrence) => {
    const answer = await byHand(evening('2026-01-15', ...recurrence.filter(Boolean)))
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('Invalid recurrence rule.')
  })
})

describe('free/busy', () => {
  const query = (more: object = {}, ids: string[] = [slinky]) =>
    ask('POST', '/freeBusy', {
      timeMin: '2026-05-04T15:00:00Z',
      timeMax: '2026-05-05T00:00:00Z',
      items: ids.map((id) => ({ id })),
      ...more,
    })

  test('needs a scope of its own', async () => {
    expect((await query()).status).toBe(403)
  })

  test('is merged, minutes behind, and 200 even for a calendar that is not there', async () => {
    await ask('POST', events(), meeting())
    await ask('POST', events(), {
      ...meeting({ start: { dateTime: '2026-05-04T10:00:00-07:00' } }),
      end: { dateTime: '2026-05-04T12:00:00-07:00' },
    })
    await ask('POST', events(), meeting({ transparency: 'transparent' }))
    await byHand({ start: { date: '2026-05-04' }, end: { date: '2026-05-05' } })
    token = await tokenFrom(vendor.app, NOW, 'calendar.freebusy')
    expect((await query()).body.calendars[slinky]).toEqual({ busy: [] })
    clock.advance(LAG_MS)
    const { status, body } = await query({}, [slinky, 'nobody@group.calendar.google.com'])
    expect(status).toBe(200)
    expect(body.calendars).toEqual({
      [slinky]: { busy: [{ start: '2026-05-04T16:00:00Z', end: '2026-05-04T19:00:00Z' }] },
      'nobody@group.calendar.google.com': {
        errors: [{ domain: 'global', reason: 'notFound' }],
        busy: [],
      },
    })
  })

  test('a monthly event is busy in each of its months', async () => {
    const at = (hour: number) => ({
      dateTime: `2026-01-05T${hour}:00:00`,
      timeZone: 'America/Los_Angeles',
    })
    await byHand({ start: at(10), end: at(12), recurrence: ['RRULE:FREQ=MONTHLY;BYDAY=1MO'] })
    token = await tokenFrom(vendor.app, NOW, 'calendar.freebusy')
    clock.advance(LAG_MS)
    expect((await query()).body.calendars[slinky]).toEqual({
      busy: [{ start: '2026-05-04T17:00:00Z', end: '2026-05-04T19:00:00Z' }],
    })
  })

  test.each<[object, string]>([
    [{ timeMin: '2026-05-04' }, 'badRequest'],
    [{ timeMax: '2026-05-04T15:00:00Z' }, 'timeRangeEmpty'],
    [{ timeMax: '2026-09-04T15:00:00Z' }, 'timeRangeTooLong'],
    [{ timeZone: 'Mars/Base' }, 'invalid'],
  ])('%o is refused', async (more, reason) => {
    token = await tokenFrom(vendor.app, NOW, 'calendar.freebusy')
    const { status, body } = await query(more)
    expect([status, body.error.errors[0]?.reason]).toEqual([400, reason])
  })
})

describe('the calendars', () => {
  test('an unknown one, one no longer shared and one shared for reading are refused', async () => {
    expect((await ask('GET', events('nobody@group.calendar.google.com'))).status).toBe(404)
    await share(slinky, 'none')
    const gone = await ask('GET', events())
    expect([gone.status, gone.body.error.errors[0]?.reason]).toEqual([404, 'notFound'])
    await share(slinky, 'reader')
    expect((await ask('GET', events())).status).toBe(200)
    const refused = await ask('POST', events(), meeting())
    expect([refused.status, refused.body.error.errors[0]?.reason]).toEqual([
      403,
      'requiredAccessLevel',
    ])
  })

  test('staff add and delete by hand; their all-day events are Free unless they say Busy', async () => {
    const day = { start: { date: '2026-05-04' }, end: { date: '2026-05-05' } }
    const free = (await (await byHand(day)).json()) as Answer
    expect(free).toMatchObject({ transparency: 'transparent', ...day })
    expect(await (await byHand({ ...day, transparency: 'opaque' })).json()).not.toHaveProperty(
      'transparency'
    )
    const path = `/sandbox${events()}/${free.id}`
    expect((await vendor.app.request(path, { method: 'DELETE' })).status).toBe(204)
    expect(await listed()).toHaveLength(1)
  })

  test('who asks too often is refused with 403 until the minute is over', async () => {
    let now = NOW
    const hasty = createGoogle({ clock, real: () => now, limit: 2 })
    const bearer = { authorization: `Bearer ${await tokenFrom(hasty.app, NOW)}` }
    const get = () => hasty.app.request(`/calendar/v3${events()}`, { headers: bearer })
    expect([(await get()).status, (await get()).status]).toEqual([200, 200])
    const refused = await get()
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({
      error: { errors: [{ domain: 'usageLimits', reason: 'rateLimitExceeded' }] },
    })
    now += 60_001
    expect((await get()).status).toBe(200)
  })

  test('who writes too quickly to one calendar waits a second; reading and other calendars go on', async () => {
    let now = NOW
    const hasty = createGoogle({ clock, real: () => now, writeLimit: 2 })
    const bearer = { authorization: `Bearer ${await tokenFrom(hasty.app, NOW)}` }
    const json = { ...bearer, 'content-type': 'application/json' }
    const write = async (id: string) => {
      const init = { method: 'POST', headers: json, body: JSON.stringify(meeting()) }
      return (await hasty.app.request(`/calendar/v3${events(id)}`, init)).status
    }
    expect([await write(slinky), await write(slinky), await write(slinky)]).toEqual([200, 200, 403])
    expect(await write(shears)).toBe(200)
    const read = await hasty.app.request(`/calendar/v3${events()}`, { headers: bearer })
    expect(((await read.json()) as Answer).items).toHaveLength(2)
    now += 1001
    expect(await write(slinky)).toBe(200)
  })
})
