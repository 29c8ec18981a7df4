/** Attacks in the fields of a body: who the sender claims to be, what they claim it costs (29–51). */
import { newJoin } from '../support/membership-client.ts'
import { newOrder } from '../support/pass-client.ts'
import { GOOD, onEach, PATHS, type Path, posted, type Row } from './cases.ts'

/** The three that begin a purchase, each with all fields of a person. */
const CREATES: Path[] = ['/create-payment', '/create-purchase', '/create-booking']

const bad = (field: string) => ({ status: 400, code: 'invalid-field', field })

function withField(path: Path, field: string, value: unknown) {
  return posted(path, { ...GOOD[path](), [field]: value })
}

const EMAILS: [string, unknown][] = [
  ['31', `${'a'.repeat(10_000)}@example.com`],
  ['32', 'a@b'],
  ['32b', 'a@b@example.com'],
  ['32c', 'ada@example.com\r\nBcc: all@example.com'],
  ['32d', 'ada@example.com\nBcc:all@example.com'],
  ['32e', 'ada@example.com,eve@example.com'],
  ['32f', 'Ada <ada@example.com>'],
  ['32g', '"ada\\"@evil"@example.com '],
  ['33', 'ada\u0000@example.com'],
  ['33b', 'ada@exam\u202eple.com'],
  ['41', 'x@example.com&status=active'],
  ['41b', { $ne: null }],
  ['41c', ['ada@example.com']],
  ['41d', { toString: 'ada@example.com' }],
]

export const emails = (): Row[] =>
  EMAILS.flatMap(([n, value]) =>
    onEach(CREATES, (path) => {
      const what = `e-mail ${JSON.stringify(value).slice(0, 40)}`
      return { n, what, sent: withField(path, 'email', value), ...bad('email') }
    })
  )

const PERSON: [string, string, unknown][] = [
  ['36', 'phone', ''],
  ['36b', 'phone', '   '],
  ['36c', 'phone', '1'.repeat(41)],
  ['36d', 'phone', { length: 3 }],
  ['39', 'notes', 'n'.repeat(10_000)],
  ['39b', 'company', 'c'.repeat(10_000)],
  ['39c', 'attemptId', '../../etc/passwd'],
  ['39d', 'attemptId', '00000000-0000-0000-0000-00000000000g'],
  ['39e', 'attemptId', null],
]

export const persons = (): Row[] => [
  ...PERSON.flatMap(([n, field, value]) =>
    onEach(CREATES, (path) => {
      const what = `${field} ${JSON.stringify(value).slice(0, 30)}`
      return { n, what, sent: withField(path, field, value), ...bad(field) }
    })
  ),
  ...(['/create-payment', '/create-purchase'] as const).flatMap((path) =>
    onEach([path], () => {
      const sent = withField(path, 'firstName', 'x'.repeat(101))
      return { n: '35b', what: 'a long name', sent, ...bad('firstName') }
    })
  ),
  ...onEach(['/create-booking'], (path) => {
    const sent = withField(path, 'name', 'x'.repeat(201))
    return { n: '35b', what: 'a long name', sent, ...bad('name') }
  }),
]

const NAMES = [
  'nonsense',
  '',
  '__proto__',
  'constructor',
  'toString',
  'STARTUP',
  'startup ',
  'startup\u0000',
  '../startup',
  null,
  17,
  ['startup'],
  { slug: 'startup' },
  true,
]

const namedBy = (path: Path): 'plan' | 'slug' | 'room' =>
  path === '/create-booking' ? 'room' : /payment|checkout/.test(path) ? 'plan' : 'slug'

const INVALID = { plan: 'invalid-plan', slug: 'invalid-product', room: 'invalid-room' }

export const bought = (): Row[] => [
  ...NAMES.flatMap((name) =>
    onEach(PATHS, (path) => {
      const field = namedBy(path)
      const sent = withField(path, field, name)
      return {
        n: '43',
        what: `${field} ${JSON.stringify(name)}`,
        sent,
        status: 400,
        code: INVALID[field],
      }
    })
  ),
  ...onEach(PATHS, (path) => {
    const field = namedBy(path)
    const other = field === 'plan' ? 'day-pass' : 'startup'
    const sent = withField(path, field, other)
    return { n: '45', what: `${other} as a ${field}`, sent, status: 400, code: INVALID[field] }
  }),
  ...onEach(PATHS, (path) => {
    const field = namedBy(path)
    const own = JSON.stringify(GOOD[path]()).replace(new RegExp(`"${field}":"[^"]*"`), '"x":1')
    const sent = posted(path, own.replace('{', `{"__proto__":{"${field}":"startup"},`))
    return { n: '29', what: 'what is bought in __proto__', sent, status: 400, code: INVALID[field] }
  }),
]

const CODES: [string, string, string][] = [
  ['48', 'NOSUCHCODE', 'promo-unknown'],
  ['48b', 'EXPIRED', 'promo-expired'],
  ['48c', 'USEDUP', 'promo-used-up'],
  ['48d', 'WELCOME10,FIVEOFF', 'promo-unknown'],
  ['48e', 'WELCOME10 FIVEOFF', 'promo-unknown'],
  ['48f', 'WELCOME10&active=true', 'promo-unknown'],
  ['48g', "' OR 1=1 --", 'promo-unknown'],
  ['48h', '%', 'promo-unknown'],
  ['48i', 'promo_1MadeUp', 'promo-unknown'],
  ['48j', 'NEARLYFREE', 'promo-too-much'],
  ['49', 'AUTO-ALL-ACCESS', 'promo-not-for-this'],
  ['49b', 'auto-startup', 'promo-not-for-this'],
]

/** A code that is none is an answer of its own where it is asked for, and a refusal where it is used. */
export const codes = (): Row[] => [
  ...CODES.map(([n, code, no]): Row => {
    const sent = posted('/create-purchase', newOrder({ promo: code }))
    return { n, on: 'checkout', what: `code ${code}`, sent, status: 400, code: no, field: 'promo' }
  }),
  ...CODES.map(([n, code, no]): Row => {
    const sent = posted('/validate-promo', { slug: 'day-pass', code })
    return { n, on: 'checkout', what: `code ${code} asked for`, sent, status: 200, code: no }
  }),
  ...CODES.filter(([, , no]) => no === 'promo-unknown').map(([n, code, no]): Row => {
    const sent = posted('/create-payment', newJoin({ promo: code }))
    return { n, on: 'checkout', what: `code ${code} to join`, sent, status: 400, code: no }
  }),
  ...(['AUTO-ALL-ACCESS', 'auto-all-access'] as const).map((code): Row => {
    const sent = posted('/create-payment', newJoin({ promo: code }))
    const no = { status: 400, code: 'promo-automatic' }
    return { n: '49c', on: 'checkout', what: `code ${code} to join`, sent, ...no }
  }),
  ...(['x'.repeat(101), '', 17, ['WELCOME10'], null] as const).map((code): Row => {
    const sent = posted('/validate-promo', { slug: 'day-pass', code })
    return { n: '48k', on: 'checkout', what: `code ${code} asked for`, sent, ...bad('code') }
  }),
]
