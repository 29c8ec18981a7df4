/** When the smoke run does not begin: it buys, so it must not reach what customers use. */
import { describe, expect, test } from 'vitest'
import { pairOf, smoke } from '../../tools/smoke/command.ts'
import { FIRST_FIVE } from '../../tools/smoke/live.ts'
import { refusals } from '../../tools/smoke/refusals.ts'
import { environmentOf } from '../support/smoke.ts'

const production = pairOf({})
const TRIAL = environmentOf({
  sandbox: { url: 'http://127.0.0.1:8780' },
  checkout: { url: 'http://127.0.0.1:8787' },
  bookings: { url: 'http://127.0.0.1:8788' },
})
const why = (changes: Record<string, string | undefined>, against = production) =>
  refusals(pairOf({ ...TRIAL, ...changes }), against)
const { OFFICERND_URL: HOUSE = '' } = production.checkout.vars

test('it begins where nothing is production’s', () => {
  expect(why({})).toEqual([])
})

test.each(['sk_live_1', 'rk_live_1', 'SK_LIVE_1', 'pk_test_1 sk_live_1', 'anything'])(
  'the Stripe key %s is refused',
  (key) => expect(why({ STRIPE_SECRET_KEY: key }).join()).toContain('not a test key')
)

test.each([
  HOUSE,
  `${HOUSE}/`,
  HOUSE.toUpperCase(),
  HOUSE.replace('labour', 'l%61bour'),
  `${HOUSE}/members`,
  HOUSE.replace('https:', 'http:'),
  HOUSE.replace('/v1/', '/v2/'),
  `${HOUSE}?x=1`,
  ` ${HOUSE} `,
  HOUSE.replace('app.', 'APP.').replace('.com/', '.com:443/'),
])('OfficeRnD at “%s” is the house’s own, and refused', (url) => {
  expect(why({ OFFICERND_URL: url }).join()).toMatch(/OFFICERND_URL is production’s/)
})

test.each(['', 'labour-temple', undefined])('OFFICERND_URL “%s” names no organisation', (url) => {
  const said = why({ OFFICERND_URL: url })
  expect(said.length).toBe(url === undefined ? 0 : 1)
})

test('as the TOML stands, staging’s organisation and Workers are not production’s', () => {
  const { STRIPE_SECRET_KEY, OFFICERND_CLIENT_ID, OFFICERND_CLIENT_SECRET } = TRIAL
  const { MAILERSEND_API_KEY, GOOGLE_PRIVATE_KEY, GOOGLE_SERVICE_ACCOUNT_EMAIL } = TRIAL
  const secrets = {
    ...{ STRIPE_SECRET_KEY, OFFICERND_CLIENT_ID, OFFICERND_CLIENT_SECRET },
    ...{ MAILERSEND_API_KEY, GOOGLE_PRIVATE_KEY, GOOGLE_SERVICE_ACCOUNT_EMAIL },
  }
  const staging = pairOf({ ...secrets, CLOUDFLARE_ENV: 'staging' })
  expect(refusals(staging, production)).toEqual([])
  expect(refusals(pairOf(secrets), production)).toHaveLength(3)
})

test('a calendar that is a room’s own is refused, and so is the Worker that customers use', () => {
  const ROOM_CALENDARS = 'shears:house@group.calendar.google.com'
  const against = pairOf({ ROOM_CALENDARS })
  const calendars = { ROOM_CALENDARS: 'slinky:trial@x shears:house@group.calendar.google.com' }
  expect(why(calendars, against)).toEqual([
    'the calendar of shears is production’s: an event there takes the room',
  ])
  const CHECKOUT_URL = 'https://labour-temple-checkout.labourtemple.workers.dev/'
  expect(why({ CHECKOUT_URL })).toEqual([`${CHECKOUT_URL} is the Worker that customers use`])
})

test('each secret that is missing is named', () => {
  const names = ['MAILERSEND_API_KEY', 'OFFICERND_CLIENT_ID', 'GOOGLE_PRIVATE_KEY']
  for (const name of names)
    expect(why({ [name]: '' })).toEqual([`${name} is not in the environment`])
})

describe('the command', () => {
  const run = async (args: string[], environment: Record<string, string> = {}) => {
    const said: string[] = []
    const fetcher = async () => Promise.reject(new Error('nobody is asked'))
    const code = await smoke(args, { environment, fetcher, say: (line) => said.push(line) })
    return { code, said: said.join('\n') }
  }

  test.each([
    [],
    ['--env', 'production'],
    ['--env', ''],
    ['--env', 'staging', 'pi_1'],
    ['--env', 'staging', '--live', 'pi_1'],
    ['pi_1'],
    ['--stagin'],
  ])('%s %s %s %s is no command: it buys nothing', async (...args) => {
    expect(await run(args.filter((one) => one !== undefined))).toEqual({
      code: 2,
      said: expect.stringMatching(/--env staging|Unknown option/),
    })
  })

  test('with production’s OfficeRnD and a live key it does not begin, and says both', async () => {
    const live = { OFFICERND_URL: HOUSE, STRIPE_SECRET_KEY: 'sk_live_none' }
    const { code, said } = await run(['--env', 'staging'], live)
    expect(code).toBe(2)
    expect(said).toContain('OFFICERND_URL is production’s')
    expect(said).toContain('STRIPE_SECRET_KEY is not a test key')
  })

  test('--live alone prints the first five purchases and asks nobody', async () => {
    const { code, said } = await run(['--live'])
    expect({ code, said }).toEqual({ code: 0, said: FIRST_FIVE.join('\n') })
    expect(said.match(/^ {2}\d\. /gm)).toHaveLength(5)
  })
})
