/** Attacks on `/webhook`: unsigned, stale, foreign, too large (82–95), at both Workers. */
import Stripe from 'stripe'
import type { Row, WorkerName } from './cases.ts'

const stripe = new Stripe('sk_test_sandbox')

const SECRETS: Record<WorkerName, string> = {
  checkout: 'whsec_sandbox_checkout',
  bookings: 'whsec_sandbox_bookings',
}

interface Signing {
  secret?: string
  /** Seconds from now; below zero is the past. */
  at?: number
}

const nowSeconds = () => Math.floor(Date.now() / 1000)

const sign = (payload: string, secret: string, at = 0) =>
  stripe.webhooks.generateTestHeaderStringAsync({ payload, secret, timestamp: nowSeconds() + at })

type Attack = [
  n: string,
  what: string,
  body: string,
  signature: string | undefined,
  status?: number,
]

/** `event` is one that, well signed, would be taken. */
async function attacksOn(on: WorkerName, event: Record<string, unknown>): Promise<Attack[]> {
  const own = SECRETS[on]
  const others = SECRETS[on === 'checkout' ? 'bookings' : 'checkout']
  const good = JSON.stringify(event)
  const signed = (body: string, { secret = own, at = 0 }: Signing = {}) => sign(body, secret, at)
  const header = await signed(good)
  const changed = (changes: object) => JSON.stringify({ ...event, ...changes })
  const live = changed({ livemode: true })
  const connected = changed({ account: 'acct_1other' })
  const large = changed({ padding: 'x'.repeat(256 * 1024) })
  const withTime = (t: string) => header.replace(/t=\d+/, `t=${t}`)
  return [
    ['82', 'no signature', good, undefined],
    ['82b', 'an empty one', good, ''],
    ['82c', 'a word', good, 'signed'],
    ['83', "the other Worker's secret", good, await signed(good, { secret: others })],
    ['83b', 'an empty secret', good, await signed(good, { secret: ' ' })],
    ['84', '301 s old', good, await signed(good, { at: -310 })],
    ['84b', '301 s ahead', good, await signed(good, { at: 310 })],
    ['84c', 'a time in words', good, withTime('now')],
    ['84d', 'a time below zero', good, withTime('-1')],
    ['84e', 'two times', good, `t=1,${header}`],
    ['84f', 'no time', good, header.replace(/t=\d+,/, '')],
    ['84g', 'an exponent', good, withTime('1e9')],
    ['85', 'v0 alone', good, header.replace('v1=', 'v0=')],
    ['86', 'a signature cut short', good, header.slice(0, -1)],
    ['87', 'written out anew', JSON.stringify(event, null, 1), header],
    ['87b', 'one letter more', `${good} `, header],
    ['88', 'of live mode', live, await signed(live), 400],
    ['89b', "a connected account's", connected, await signed(connected)],
    ['91', 'no JSON, well signed', '{', await signed('{')],
    ['91b', 'nothing, well signed', '', await signed('')],
    ['94', 'too large', large, await signed(large), 413],
    ['95', 'a signature of 100 KB', good, `${header},v1=${'a'.repeat(60_000)}`],
  ]
}

export async function webhooks(on: WorkerName, event: Record<string, unknown>): Promise<Row[]> {
  const attacks = await attacksOn(on, event)
  return attacks.map(([n, what, body, signature, status = 400]) => ({
    ...{ n, on, what, status },
    sent: {
      method: 'POST',
      path: '/webhook',
      headers: {
        'content-type': 'application/json',
        ...(signature !== undefined && { 'stripe-signature': signature }),
      },
      body,
    },
  }))
}

/** Well signed, and of no use: taken with 200, and nothing comes of it. */
export async function idle(on: WorkerName, event: Record<string, unknown>): Promise<Row[]> {
  const object = (event.data as { object: Record<string, unknown> }).object
  const about = (changes: object) => ({ ...event, data: { object: { ...object, ...changes } } })
  const kinds: [string, string, object][] = [
    ['89', 'an event of another kind', { ...event, type: 'nobody.knows' }],
    ['90', 'a payment without our words', about({ id: 'pi_3foreign', metadata: {} })],
    ['90b', 'a payment that is not there', about({ id: 'pi_3nobodys' })],
    [
      '93',
      'a refund of what is not there',
      { ...about({ payment_intent: 'pi_3nobodys', metadata: {} }), type: 'charge.refunded' },
    ],
  ]
  return Promise.all(
    kinds.map(async ([n, what, said]): Promise<Row> => {
      const body = JSON.stringify(said)
      const headers = { 'stripe-signature': await sign(body, SECRETS[on]) }
      return { n, on, what, status: 200, sent: { method: 'POST', path: '/webhook', headers, body } }
    })
  )
}
