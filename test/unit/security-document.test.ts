/** docs/security.md names a test for each control: that test exists, with the title that asserts it. */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const ROOT = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const document = read('docs/security.md')

/** Paths under `test/`, as the document writes them. */
const NAMED = [
  ...new Set(
    [
      ...document.matchAll(
        /`((?:architecture|assumptions|browser|clients|platform|playbooks|security|simulation|tools|unit|workers)(?:\/[\w.*-]+)*)`/g
      ),
    ].map(([, path = '']) => path)
  ),
]

test.each(NAMED)('test/%s exists', (path) => {
  const found = ['.test.ts', '*.test.ts'].flatMap((end) =>
    globSync(`test/${path}${end}`, { cwd: ROOT })
  )
  expect(found).not.toEqual([])
})

test('the hostile requests have the numbers that the document gives', () => {
  const cases = globSync('test/security/cases*.ts', { cwd: ROOT }).map(read).join('\n')
  const numbers = new Set([...cases.matchAll(/'(\d+)[a-z]*'/g)].map(([, number]) => number))
  const given = [...document.matchAll(/`security\/requests` \(([^)]+)\)/g)].flatMap(
    ([, list = '']) => list.split(/, |–/).map((one) => /\d+/.exec(one)?.[0] ?? one)
  )
  expect(given.length).toBeGreaterThan(20)
  expect(given.filter((number) => !numbers.has(number))).toEqual([])
})

/** Control of the first table → a title of each test that is named there. */
const ASSERTED: Record<string, Record<string, string>> = {
  'Stripe account, card testing': {
    'security/rate-limits': '1,000 tries within ten minutes',
    'unit/payments/rate-limit': 'stops all of them together, and the team is told once',
  },
  'one payment, card testing': {
    'simulation/abuse': 'of a %s: the tenth cancels it, and the team is told once',
  },
  'who is a member': {
    'simulation/abuse': 'a probe is counted before any vendor is asked, also with a wrong code',
    'unit/core/secrets':
      'a member is named by 24 hex digits that are others at every attempt and tell nothing',
  },
  'a limited code': {
    'unit/payments/promo-ledger': 'gets a code twice in 24 hours, and others get it in between',
    'simulation/abuse':
      'a code with one use: an e-mail address that does not pay keeps it twice a day at most',
  },
  OfficeRnD: {
    'simulation/abuse':
      'are counted in the reconciliation, and whoever paid, has a pass or a membership is not',
  },
  'the sweep': {
    'simulation/abuse':
      'finds a card that was set up among 500 unpaid ones, whose webhook and events are lost',
  },
  'the confirmation pages': {
    'browser/confirmation.browser': 'with an outcome in its URL that anybody could have written',
  },
  'promotion codes': {
    'security/rate-limits': 'that are guessed are looked up 20 times, wherever they are typed',
  },
  rooms: {
    'security/rate-limits': 'of a room begin 10, and hold no more than 3 at a time',
    'unit/rooms/room-ledger': 'a hold keeps others out until it lapses, to the millisecond',
  },
  'the price': {
    'security/requests': '%s: each is refused, and nothing is begun',
    'workers/*/request-bodies': '400 and ',
  },
  "another person's payment": {
    'security/requests': "others' payments, and payments of another kind (51–62), are not found",
  },
  'free passes and rooms': {
    'security/requests':
      'what Stripe did not sign for the %s Worker (82–95) is refused, what is of no use left alone',
    'clients/stripe-signature': '%d seconds away it does not',
  },
  'one attempt in two tracks': {
    'simulation/abuse': 'a pass that was started stays: joining with its attempt is refused',
    'unit/payments/typed-text': '%s: an attempt of nobody is refused',
  },
  'one sale served twice': {
    'simulation/invariants': 'nothing goes wrong',
    'workers/passes/attempts': 'pressed five times at once, is one payment',
  },
  "the house's pages": {
    'security/requests': '%s: each is refused, and nothing is begun',
    'workers/all-tracks/cors': 'POST from %s is 403, and the log names it',
  },
  'the Workers': { 'security/requests': '%s: each is refused, and nothing is begun' },
  'personal data, keys': { 'security/no-leaks': 'no line of either Worker has one of them in it' },
  'e-mails, OfficeRnD, Stripe': {
    'unit/payments/typed-text':
      'names and companies lose markup, line breaks, bidirectional marks and leading signs',
    'unit/rooms/emails-customer': 'a name makes no property and no component',
    'unit/rooms/emails-team': 'makes no line, markup or template variable of its own',
  },
  "staff's spreadsheets": { 'unit/core/csv': 'a cell that a spreadsheet would run' },
  'the Worker as a proxy': {
    'clients/malformed-responses': 'a redirect is an error, and is not followed',
    'clients/google-calendar': 'an answer that never comes is waited for, but not for ever',
  },
  reconciliation: {
    'security/requests': '%s: each is refused, and nothing is begun',
    'workers/all-tracks/reconcile-access':
      'a hundred wrong tokens are 404 like an unknown path, and the right one is admitted',
    'unit/core/secrets': '%j and %j: %j',
  },
  'the payment page': {
    'browser/pinned-scripts.browser':
      'a script of ours that was changed: it does not run, and the page says what to do',
    'tools/pinned-scripts': 'the policy in docs/security.md is the one that is built',
    'security/supply-chain': 'only those that are named run a script when they are installed',
  },
}

const rows = document
  .slice(document.indexOf('## Threats'), document.indexOf('## Rate limits'))
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
  .map((line) => line.split('|').map((cell) => cell.trim()))

test('every control of the table names its tests, and here is what each asserts', () => {
  const named = rows.map(([, asset = '', , , tests = '']) => [
    asset,
    [...tests.matchAll(/`([^`]+)`/g)].map(([, path]) => path),
  ])
  expect(Object.fromEntries(named)).toEqual(
    Object.fromEntries(
      Object.entries(ASSERTED).map(([asset, titles]) => [asset, Object.keys(titles)])
    )
  )
})

test.each(
  Object.entries(ASSERTED).flatMap(([asset, titles]) =>
    Object.entries(titles).map(([path, title]) => [asset, path, title] as const)
  )
)('%s: test/%s has the test “%s”', (_, path, title) => {
  const sources = globSync(`test/${path}.test.ts`, { cwd: ROOT }).map(read)
  expect(sources.filter((source) => !source.includes(title))).toEqual([])
  expect(sources).not.toEqual([])
})
