/** What staff do by hand in OfficeRnD's own screens while an incident lasts. */
import { expect } from 'vitest'
import type { PassClient } from './pass-client.ts'

const ORGANIZATION = '/officernd/api/v1/organizations/labour-temple'
const DAY_PASS_PLAN = '66b399ef3de7dbab92b5c985'

export function officerndStaff(passClient: Pick<PassClient, 'stack'>) {
  let token: string | undefined
  const signIn = async () => {
    const answer = await fetch(`${passClient.stack().sandbox.url}/officernd/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'sandbox-client-id',
        client_secret: 'sandbox-client-secret',
        scope: 'flex.space.passes.create flex.community.checkins.create',
      }),
    })
    return ((await answer.json()) as { access_token: string }).access_token
  }
  const write = async (method: string, path: string, fields: object) => {
    token ??= await signIn()
    const answer = await fetch(passClient.stack().sandbox.url + ORGANIZATION + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    })
    expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true)
    return answer.json() as Promise<unknown>
  }
  return {
    /** The pass of playbook 2, or one with a mistake in it; answers with its id. */
    async makePass(member: string, day: string, mistake: object = {}): Promise<string> {
      const midnight = `${day}T00:00:00.000Z`
      const made = await write('POST', '/passes', {
        ...{ member, type: 'hotdesk', count: 1, validFrom: midnight, validTo: midnight },
        ...{ intervalLength: 'once', grantActiveStatus: true, ...mistake },
      })
      return (made as [{ _id: string }])[0]._id
    },
    /** Their card at the kiosk, at noon of that day. */
    checkIn: (member: string, day: string) =>
      write('POST', `/checkins/${member}`, { start: `${day}T20:00:00.000Z` }),
    setValidity: (intervalCount: number) =>
      write('PATCH', `/plans/${DAY_PASS_PLAN}`, { passesValidityPeriod: { intervalCount } }),
  }
}
