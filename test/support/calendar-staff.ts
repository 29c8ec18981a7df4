/** What staff, and others with access, do by hand in a room's calendar at Google. */
import { expect } from 'vitest'
import { assertion, GRANT } from '../clients/google-fixtures.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import type { PassClient } from './pass-client.ts'
import { timed } from './room-days.ts'
import type { RoomSlug } from './room-state.ts'

export function staffOf(passClient: PassClient) {
  const write = async (method: string, room: RoomSlug, path: string, fields?: object) => {
    const calendar = encodeURIComponent(SANDBOX_CALENDARS[room])
    const url = `${passClient.stack().sandbox.url}/google/sandbox/calendars/${calendar}${path}`
    const answer = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(fields && { body: JSON.stringify(fields) }),
    })
    const text = await answer.text()
    expect(answer.ok, `${method} ${url}: ${text}`).toBe(true)
    return text
  }
  return {
    /** Answers with the event's id. */
    async enter(room: RoomSlug, event: object): Promise<string> {
      const made = await write('POST', room, '/events', event)
      return (JSON.parse(made) as { id: string }).id
    },
    takeOut: (room: RoomSlug, id: string) => write('DELETE', room, `/events/${id}`),
    /** Another program of the house's account takes an event's id before the booking does. */
    async squat(room: RoomSlug, id: string, date: string): Promise<void> {
      const google = `${passClient.stack().sandbox.url}/google`
      const proof = { grant_type: GRANT, assertion: await assertion(Date.now()) }
      const grant = { method: 'POST', body: new URLSearchParams(proof) }
      const granted = await (await fetch(`${google}/token`, grant)).json()
      const { access_token } = granted as { access_token: string }
      const url = `${google}/calendar/v3/calendars/${encodeURIComponent(SANDBOX_CALENDARS[room])}/events`
      const answer = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...timed(date, '16:00', '17:00'), id }),
      })
      expect(answer.status, await answer.text()).toBe(200)
    },
    /** Shares the room's calendar with the service account, or no longer. */
    share: (room: RoomSlug, role: 'writer' | 'reader' | 'none') =>
      write('PUT', room, '/sharing', { role }),
  }
}
