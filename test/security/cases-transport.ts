/** Attacks on how a request is made: bodies, content types, methods, paths, origins (1–28). */
import { PAGE } from '../support/pass-client.ts'
import { GOOD, nothingBought, onEach, PATHS, posted, type Row } from './cases.ts'

const text = (path: keyof typeof GOOD) => JSON.stringify(GOOD[path]())
const large = 'x'.repeat(64 * 1024)
const utf16 = (words: string) => Buffer.from(`\ufeff${words}`, 'utf16le')

const refused = { status: 400, code: 'bad-json' }
const notJson = { status: 415, code: 'json-required' }
const tooLarge = { status: 413, code: 'too-large' }
const foreign = { status: 403, code: 'origin-refused' }
const nowhere = { status: 404, code: 'not-found' }
const otherwise = { status: 405, code: 'method-not-allowed' }

const BODIES: [string, string, string | Uint8Array][] = [
  ['1', 'an empty body', ''],
  ['2', 'null', 'null'],
  ['3', 'a list', '[]'],
  ['3b', 'a list of good bodies', '[{}]'],
  ['4', 'a string', '"str"'],
  ['4b', 'a number', '1e309'],
  ['5', 'half a body', '{"plan":"startup","slug"'],
  ['5b', 'two bodies', '{}{}'],
  ['10', 'UTF-16', utf16('{"plan":"startup"}')],
  ['10b', 'bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['11', 'a hundred thousand brackets', '['.repeat(60_000)],
]

export const bodies = (): Row[] => [
  ...BODIES.flatMap(([n, what, body]) =>
    onEach(PATHS, (path) => ({ n, what, sent: posted(path, body), ...refused }))
  ),
  ...onEach(PATHS, (path) => ({
    ...{ n: '6', what: '10 MB', sent: posted(path, 'x'.repeat(10 * 1024 * 1024)), ...tooLarge },
  })),
  ...onEach(PATHS, (path) => {
    const sent = posted(path, large, { pieces: 'endless' })
    return { n: '7', what: 'pieces without end', sent, ...tooLarge }
  }),
  ...onEach(PATHS, (path) => {
    const sent = posted(path, JSON.stringify({ notes: large }), { pieces: 'once' })
    return { n: '7b', what: '64 KB and a little, its length unsaid', sent, ...tooLarge }
  }),
  ...onEach(PATHS, (path) => {
    const body = text(path).replace(/^{/, '{"plan":"nonsense","slug":"nonsense",')
    const sent = posted(path, body.replace(/}$/, ',"plan":"nope","slug":"nope","room":"nope"}'))
    const code = path === '/validate-promo' ? 'invalid-plan' : nothingBought(path)
    return { n: '9', what: 'a key said twice: the last counts', sent, status: 400, code }
  }),
]

const TYPES: [string, string | undefined][] = [
  ['12', 'text/plain'],
  ['12b', 'text/plain; application/json'],
  ['12c', 'application/x-www-form-urlencoded'],
  ['13', 'multipart/form-data; boundary=x'],
  ['14', 'application/json; charset=x'],
  ['14b', 'application/json; charset=utf-16'],
  ['14c', 'application/jsonx'],
  ['14d', 'application/json-patch+json'],
  ['14e', 'application/json, text/plain'],
  ['14f', 'application/json; x=text/plain'],
  ['15', undefined],
  ['15b', ''],
]

export const types = (): Row[] =>
  TYPES.flatMap(([n, type]) =>
    onEach(PATHS, (path) => {
      const sent = posted(path, GOOD[path](), { headers: { 'content-type': type } })
      return { n, what: `content type ${type}`, sent, ...notJson }
    })
  )

const METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']

export const methods = (): Row[] => [
  ...METHODS.flatMap((method) =>
    onEach(PATHS, (path) => ({
      n: '16',
      what: method,
      sent: { method, path, headers: { origin: PAGE } },
      status: 405,
      ...(method === 'HEAD' ? {} : { code: 'method-not-allowed' }),
    }))
  ),
  ...onEach(PATHS, (path) => {
    const headers = { origin: PAGE, 'x-http-method-override': 'POST', 'x-method-override': 'POST' }
    const sent = { method: 'GET', path, headers }
    return { n: '17', what: 'a method in a header', sent, ...otherwise }
  }),
  ...(['/products', '/plans', '/health'] as const).flatMap((path): Row[] => [
    { n: '16b', on: 'checkout', what: 'POST', sent: posted(path, '{}'), ...otherwise },
  ]),
  ...(['/rooms', '/availability', '/booking-status', '/health'] as const).flatMap((path): Row[] => [
    { n: '16b', on: 'bookings', what: 'POST', sent: posted(path, '{}'), ...otherwise },
  ]),
  ...(['checkout', 'bookings'] as const).map((on): Row => {
    const sent = { method: 'DELETE', path: '/webhook', headers: {} }
    return { n: '16c', on, what: 'DELETE', sent, ...otherwise }
  }),
]

const BENT: [string, (path: string) => string][] = [
  ['two slashes', (path) => `/${path}`],
  ['a slash at the end', (path) => `${path}/`],
  ['a step aside, coded', (path) => `/x%2f..${path}`],
  ['a parameter', (path) => `${path};x=1`],
  ['a letter coded twice', (path) => `${path.slice(0, 2)}%2565${path.slice(3)}`],
  ['a capital', (path) => path.toUpperCase()],
  ['a NUL', (path) => `${path}%00`],
]

export const paths = (): Row[] => [
  ...BENT.flatMap(([what, bend]) =>
    onEach(PATHS, (path) => {
      return { n: '18', what, sent: posted(bend(path), GOOD[path]()), ...nowhere }
    })
  ),
  ...onEach(PATHS, (path) => {
    // Every reader of an address takes the step up first: it is the path itself, no more.
    const sent = posted(`/%2e%2e${path}`, {})
    return { n: '18b', what: 'a step up, coded', sent, status: 400, code: nothingBought(path) }
  }),
  ...onEach(PATHS, (path) => {
    const sent = posted(`${path}?plan=startup&slug=day-pass&room=slinky`, {})
    return { n: '19', what: 'fields in the query', sent, status: 400, code: nothingBought(path) }
  }),
]

const ORIGINS: [string, string | undefined][] = [
  ['21', 'https://labourtemple.com.evil.com'],
  ['21b', 'https://evil-labourtemple.com'],
  ['21c', 'https://labourtemple.com@evil.com'],
  ['22', 'https://shop.labourtemple.com'],
  ['23', 'http://labourtemple.com'],
  ['24', 'null'],
  ['24b', '*'],
  ['25', undefined],
  ['25b', ''],
  ['26', `${PAGE} https://evil.example`],
]

export const origins = (): Row[] => [
  ...ORIGINS.flatMap(([n, origin]) =>
    onEach(PATHS, (path) => {
      const sent = posted(path, GOOD[path](), { headers: { origin } })
      return { n, what: `origin ${origin}`, sent, ...foreign }
    })
  ),
  ...onEach(PATHS, (path) => {
    const sent = {
      method: 'OPTIONS',
      path,
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    }
    return { n: '27', what: 'preflight of a foreign page', sent, ...foreign }
  }),
]
