/** Whether Google takes the service account, and each room's calendar lets it write. */
import { googleTokenFor } from '../../src/clients/bookings-clients.ts'
import { UnreadableKey } from '../../src/clients/google/private-key.ts'
import type { Fetch } from '../../src/clients/http.ts'
import { parsePairs } from '../../src/core/settings.ts'
import { VendorError } from '../../src/core/vendor-error.ts'
import { ROOMS } from '../../src/rooms/rules/rooms.ts'
import { type Finding, notAsked, ok, type Settings, secretsOf, toAsk, wrong } from './settings.ts'

/** Those who may change events (reference of events.list, `accessRole`). */
const WRITERS = ['writer', 'owner']

const UNREADABLE_KEY =
  'GOOGLE_PRIVATE_KEY: the key cannot be read; set what stands under "private_key" in Google’s JSON, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY----- whole'

export async function google(settings: Settings, fetcher: Fetch): Promise<Finding[]> {
  const secrets = secretsOf(settings, 'GOOGLE_SERVICE_ACCOUNT_EMAIL', 'GOOGLE_PRIVATE_KEY')
  if (!secrets) return [notAsked('Google: the service account or its key is missing')]
  const { vars } = settings
  const url = vars.GOOGLE_CALENDAR_URL ?? ''
  const env = {
    ...secrets,
    GOOGLE_TOKEN_URL: vars.GOOGLE_TOKEN_URL ?? '',
    GOOGLE_CALENDAR_URL: url,
  }
  let token: string
  try {
    token = (await googleTokenFor(env, Date.now(), fetcher)).token
  } catch (error) {
    if (error instanceof UnreadableKey) return [wrong(UNREADABLE_KEY)]
    const status = error instanceof VendorError ? (error.status ?? 'no answer') : 'unknown'
    return [wrong(`Google refuses the service account or its key (${status})`)]
  }
  const calendars = parsePairs(vars.ROOM_CALENDARS ?? '')
  const account = secrets.GOOGLE_SERVICE_ACCOUNT_EMAIL
  const rooms = ROOMS.map(async ({ slug }) => {
    const id = calendars[slug]
    if (!id) return toAsk(`calendar of ${slug}: ROOM_CALENDARS has none`)
    const { role, zone } = await look(
      fetcher,
      `${url}/calendars/${encodeURIComponent(id)}/events`,
      token
    )
    return WRITERS.includes(role)
      ? ok(
          `calendar of ${slug}: ${account} may write${zone === HOUSE_ZONE ? '' : `; ${inZone(zone)}`}`
        )
      : wrong(
          `calendar of ${slug}: ${account} may not write (${role}); share ${id} with it, "Make changes to events"`
        )
  })
  return [ok('Google takes the service account and its key'), ...(await Promise.all(rooms))]
}

const HOUSE_ZONE = 'America/Los_Angeles'

/** An all-day entry lasts its day in the calendar's own zone, so it may close part of another day. */
const inZone = (zone: string) =>
  `its time zone is ${zone}, not ${HOUSE_ZONE}: all-day entries close the hours of that zone’s day as well`

/** Reading one event says what one may do, and the calendar's zone; nothing is written. */
async function look(
  fetcher: Fetch,
  url: string,
  token: string
): Promise<{ role: string; zone: string }> {
  const failed = (role: string) => ({ role, zone: 'not said' })
  try {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetcher(`${url}?maxResults=1`, { headers })
    if (!answer.ok) return failed(`answered ${answer.status}`)
    const { accessRole, timeZone } = (await answer.json()) as Record<string, string | undefined>
    return { role: accessRole ?? 'role not said', zone: timeZone ?? 'not said' }
  } catch {
    return failed('no answer')
  }
}
