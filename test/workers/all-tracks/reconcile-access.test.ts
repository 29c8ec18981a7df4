/** Who may reconcile: whoever has the token. To all others the path is not there. */
import { describe, expect, test } from 'vitest'
import { PAGE, startPassClient, until } from '../../support/pass-client.ts'
import { reconcileClientOf, TOKEN, thisMonth, type Worker } from '../../support/reconcile-client.ts'

const passClient = startPassClient()
const MONTH = `/reconcile?month=${thisMonth()}`
const REPAIR = '/reconcile/repair'

describe.each<Worker>(['checkout', 'bookings'])('at the %s Worker', (worker) => {
  const { ask } = reconcileClientOf(passClient, worker)
  const json = { 'content-type': 'application/json' }

  test.each<[string, string, RequestInit]>([
    ['no token', MONTH, { headers: { authorization: '' } }],
    ['a wrong token', MONTH, { headers: { authorization: `Bearer ${TOKEN}x` } }],
    ['an empty token', MONTH, { headers: { authorization: 'Bearer ' } }],
    ['the token without its scheme', MONTH, { headers: { authorization: TOKEN } }],
    ['another scheme', MONTH, { headers: { authorization: `Basic ${TOKEN}` } }],
    ['another method', MONTH, { method: 'DELETE', headers: { authorization: '' } }],
    [
      'a preflight of our page',
      MONTH,
      { method: 'OPTIONS', headers: { authorization: '', origin: PAGE } },
    ],
    [
      'a repair without token',
      REPAIR,
      { method: 'POST', headers: { ...json, authorization: '' }, body: '{' },
    ],
    ['a repair with no type', REPAIR, { method: 'POST', headers: { authorization: 'Bearer no' } }],
  ])('%s: answered word for word as an unknown path is', async (_, path, init) => {
    const answer = await ask(path, init)
    const unknown = await ask('/there-is-no-such-path', init)
    expect([answer.status, answer.text]).toEqual([404, unknown.text])
    const names = ({ headers }: typeof answer) =>
      [...headers.keys()].filter((name) => name !== 'x-request-id').sort()
    expect(names(answer)).toEqual(names(unknown))
  })

  test('the token opens both, without an Origin', async () => {
    expect((await ask(MONTH)).status).toBe(200)
    const init = { method: 'POST', headers: json, body: JSON.stringify({ id: 'pi_unknown' }) }
    const answer = await ask(REPAIR, init)
    expect([answer.status, answer.said.code]).toEqual([404, 'unknown-payment'])
  })

  test.each<[string, string, RequestInit, number, string]>([
    ['no month', '/reconcile', {}, 400, 'invalid-field'],
    ['a month that is none', '/reconcile?month=2026-13', {}, 400, 'invalid-field'],
    ['a post', MONTH, { method: 'POST', headers: json, body: '{}' }, 405, 'method-not-allowed'],
    [
      'a foreign page',
      MONTH,
      { headers: { origin: 'https://evil.example' } },
      403,
      'origin-refused',
    ],
    ['a repair as a form', REPAIR, { method: 'POST', body: 'id=pi_1' }, 415, 'json-required'],
    [
      'a repair of nothing',
      REPAIR,
      { method: 'POST', headers: json, body: '{}' },
      400,
      'invalid-field',
    ],
    [
      'a repair that says dryRun in words',
      REPAIR,
      { method: 'POST', headers: json, body: '{"id":"pi_1","dryRun":"no"}' },
      400,
      'invalid-field',
    ],
  ])('with the token, %s: %s is refused as elsewhere', async (_, path, init, status, code) => {
    const answer = await ask(path, init)
    expect([answer.status, answer.said.code]).toEqual([status, code])
  })

  test('a hundred wrong tokens are 404 like an unknown path, and the right one is admitted', async () => {
    const from = (authorization: string, path = MONTH) =>
      ask(path, { headers: { authorization, 'cf-connecting-ip': '203.0.113.7' } })
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, nth) => from(`Bearer guess-${nth}`))
    )
    const unknown = await from('Bearer guess', '/there-is-no-such-path')
    expect(new Set(guesses.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set([`404 ${unknown.text}`])
    )
    expect((await from(`Bearer ${TOKEN}`)).status).toBe(200)
    const logged = () =>
      passClient
        .stack()
        .logs()
        .filter((line) => line.includes('60 wrong operator tokens'))
    await until(async () => logged().length >= (worker === 'checkout' ? 1 : 2))
  })
})

describe('a Worker whose token is empty', () => {
  const careless = startPassClient({ vars: { OPERATOR_TOKEN: '' } })

  test.each<Worker>(['checkout', 'bookings'])(
    'has no such path at %s, not even for an empty token',
    async (worker) => {
      const { ask } = reconcileClientOf(careless, worker)
      for (const authorization of ['', 'Bearer ', `Bearer ${TOKEN}`]) {
        const answer = await ask(MONTH, { headers: { authorization } })
        expect([answer.status, answer.said.code]).toEqual([404, 'not-found'])
      }
    }
  )
})
