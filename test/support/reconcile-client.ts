/** The operator who reconciles a month from their terminal, and what staff have spoilt before. */
import { expect } from 'vitest'
import type { Report } from '../../src/operations/reconciliation-report.ts'
import type { Mismatch } from '../../src/operations/reconciliation-sheet.ts'
import type { Repair } from '../../src/operations/repair.ts'
import { seattleDay } from './membership-client.ts'
import { type Answer, read, type PassClient as WholeShop } from './pass-client.ts'

type PassClient = Pick<WholeShop, 'stack' | 'stripe'>
export type Worker = 'checkout' | 'bookings'

export const TOKEN = 'sandbox-operator-token'
const ORGANIZATION = '/officernd/api/v1/organizations/labour-temple'

export const thisMonth = () => seattleDay(Date.now()).slice(0, 7)

let asked = 0

export function reconcileClientOf(passClient: PassClient, worker: Worker) {
  /** Each time from another address: how often one may ask is a test of its own. */
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    asked++
    const headers = {
      authorization: `Bearer ${TOKEN}`,
      'cf-connecting-ip': `198.51.${Math.floor(asked / 250)}.${asked % 250}`,
      ...(init.headers as Record<string, string>),
    }
    return read(await fetch(passClient.stack()[worker].url + path, { ...init, headers }))
  }
  const reconcile = async (): Promise<Report> => {
    const answer = await ask(`/reconcile?month=${thisMonth()}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.said as unknown as Report
  }
  const found = async (): Promise<Mismatch[]> => {
    const { tracks } = await reconcile()
    return tracks.flatMap(({ checks }) => checks.flatMap(({ mismatches }) => mismatches))
  }
  return {
    ask,
    reconcile,
    found,
    /** What is said of one object: `'email: e-mail unsent'`. */
    async foundOf(id: string): Promise<string[]> {
      return (await found())
        .filter((one) => one.id === id)
        .map(({ check, kind }) => `${check}: ${kind}`)
    },
    async repair(body: object): Promise<Repair> {
      const answer = await ask('/reconcile/repair', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect(answer.status, answer.text).toBe(200)
      return answer.said as unknown as Repair
    },
    /** Writes over an object's metadata, as somebody may in Stripe's dashboard. */
    async mark(path: string, metadata: Record<string, string>) {
      const fields = Object.entries(metadata).map(([key, value]) => [`metadata[${key}]`, value])
      const answer = await passClient.stripe(path, Object.fromEntries(fields))
      expect(answer.status, answer.text).toBe(200)
    },
    /** Refunds in the dashboard, and no webhook tells of it. */
    async refundUnheard(payment: string) {
      await passClient.stack().webhooks('drop')
      const answer = await passClient.stripe('/refunds', { payment_intent: payment })
      expect(answer.status, answer.text).toBe(200)
    },
    ...staffOf(passClient),
  }
}

/** OfficeRnD's own screens. */
function staffOf(passClient: PassClient) {
  let token: string | undefined
  const signIn = async () => {
    const scopes = ['space.passes.create', 'space.passes.delete', 'community.memberships.create']
    const answer = await fetch(`${passClient.stack().sandbox.url}/officernd/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'sandbox-client-id',
        client_secret: 'sandbox-client-secret',
        scope: [...scopes, 'community.memberships.update'].map((one) => `flex.${one}`).join(' '),
      }),
    })
    return ((await answer.json()) as { access_token: string }).access_token
  }
  return {
    async officernd(method: string, path: string, fields?: object): Promise<unknown> {
      token ??= await signIn()
      const answer = await fetch(passClient.stack().sandbox.url + ORGANIZATION + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(fields && { body: JSON.stringify(fields) }),
      })
      const text = await answer.text()
      expect(answer.ok, `${method} ${path}: ${text}`).toBe(true)
      return JSON.parse(text)
    },
  }
}
