/** One hostile request and what must come of it, and what is looked at each time. */
import { randomUUID } from 'node:crypto'
import { newJoin } from '../support/membership-client.ts'
import { newOrder, PAGE } from '../support/pass-client.ts'
import { bookableDay } from './days.ts'
import type { Heard, Sent } from './raw-request.ts'

export type WorkerName = 'checkout' | 'bookings'

export interface Row {
  /** The case's number in the list of attacks; letters tell its kinds apart. */
  n: string
  on: WorkerName
  sent: Sent
  what: string
  status: number
  code?: string
  field?: string
  /** No vendor is even asked. */
  unheard?: boolean
}

/** What each path would take, were nothing wrong with it. */
export const GOOD = {
  '/create-payment': () => newJoin(),
  '/create-purchase': () => newOrder(),
  '/complete-checkout': () => ({
    ...{ plan: 'startup', memberId: 'a'.repeat(24), setupIntentId: 'seti_1unknown' },
  }),
  '/complete-purchase': () => ({
    ...{ slug: 'day-pass', memberId: 'a'.repeat(24), paymentIntentId: 'pi_3unknown' },
    customerName: 'Ada Byron',
  }),
  '/validate-promo': () => ({ slug: 'day-pass', code: 'NOSUCHCODE' }),
  '/create-booking': () => ({
    room: 'slinky',
    days: [{ date: bookableDay(), start: '09:00', hours: 2 }],
    name: 'Ada Byron',
    email: 'ada@example.com',
    phone: '+1 206 555 0100',
    attemptId: randomUUID(),
  }),
}
export type Path = keyof typeof GOOD
export const PATHS = Object.keys(GOOD) as Path[]

export const workerOf = (path: string): WorkerName =>
  path === '/create-booking' ? 'bookings' : 'checkout'

/** Which refusal meets a body that says nothing of what is bought. */
export const nothingBought = (path: Path) =>
  path === '/create-booking'
    ? 'invalid-room'
    : /payment|checkout/.test(path)
      ? 'invalid-plan'
      : 'invalid-product'

export const JSON_HEADERS = { 'content-type': 'application/json', origin: PAGE }

type Way = Partial<Omit<Sent, 'headers'>> & { headers?: Record<string, string | undefined> }

/** A post as a page would send it, but for what is said here; a header `undefined` is left out. */
export function posted(path: string, body: unknown, way: Way = {}): Sent {
  const { headers = {}, ...rest } = way
  const all = Object.entries({ ...JSON_HEADERS, ...headers })
  const isBytes = typeof body === 'string' || body instanceof Uint8Array
  return {
    method: 'POST',
    path,
    headers: Object.fromEntries(all.filter((one): one is [string, string] => one[1] !== undefined)),
    ...(body === undefined ? {} : { body: isBytes ? body : JSON.stringify(body) }),
    ...rest,
  }
}

/** The same attack on several paths. */
export function onEach(paths: readonly Path[], row: (path: Path) => Omit<Row, 'on'>): Row[] {
  return paths.map((path) => ({ on: workerOf(path), ...row(path) }))
}

const SECRETS =
  /sk_(test|live)|whsec_|mlsn\.|sandbox-client|operator-token|PRIVATE KEY|_secret_|127\.0\.0\.1:/
const INSIDES = /\bat \w[\w.]* \(|node_modules|\.[tj]s:\d+|\b(Type|Syntax|Vendor|Stripe)\w*Error\b/

/** All that is wrong with an answer, in words; empty when it is as it must be. */
export function faults(row: Row, { status, headers, text }: Heard): string[] {
  const said = parse(text)
  const body = row.sent.method !== 'HEAD' && status >= 400
  const varies = row.sent.path !== '/webhook' && ![404, 405].includes(status)
  return [
    status !== row.status && `status ${status} instead of ${row.status}: ${text.slice(0, 120)}`,
    row.code !== undefined && said.code !== row.code && `code ${said.code}, not ${row.code}`,
    row.field !== undefined && said.field !== row.field && `field ${said.field}, not ${row.field}`,
    status >= 500 && 'fell over',
    (SECRETS.test(text) || INSIDES.test(text)) && `says too much: ${text.slice(0, 200)}`,
    body && text === '' && 'says nothing',
    !/^[\da-f-]{36}$/.test(String(headers['x-request-id'])) && 'has no request id of ours',
    headers['x-content-type-options'] !== 'nosniff' && 'may be sniffed',
    !headers['strict-transport-security'] && 'says nothing of HTTPS',
    !headers['content-security-policy']?.includes("default-src 'none'") && 'has no policy',
    headers['cache-control'] !== 'no-store' && `may be kept: ${headers['cache-control']}`,
    varies && !headers.vary?.includes('Origin') && 'may be kept for another origin',
    headers['access-control-allow-credentials'] && 'takes credentials',
    headers['access-control-allow-origin'] === '*' && 'lets everyone read',
  ].filter((one) => typeof one === 'string')
}

function parse(text: string): { code?: unknown; field?: unknown } {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}
