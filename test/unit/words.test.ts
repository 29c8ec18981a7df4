/** docs/words.md, as `npm run emails` writes it: whole, and without what only the code reads. */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { REFUSALS } from '../../src/core/refusals.ts'
import { PASS_REFUND_POLICY } from '../../src/passes/rules/catalog.ts'
import { closureOn } from '../../src/payments/rules/closures.ts'
import { ROOM_REFUND_POLICY } from '../../src/rooms/rules/cancellation.ts'
import { literalsIn } from '../sandbox/emails/literals.ts'
import { SAMPLES } from '../sandbox/emails/samples.ts'
import { PLACES, wordsToRead } from '../sandbox/emails/words.ts'

const ROOT = new URL('../../', import.meta.url)
const TO_CUSTOMERS = SAMPLES.filter(({ to }) => to === 'customer')
const words = wordsToRead(TO_CUSTOMERS)

describe('texts of a source', () => {
  test.each([
    ["const a = 'One two.' // 'not this'", ['One two.']],
    ['/* "nor this" */ b("It’s \\"two\\"")', ['It’s "two"']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source that is read.
    ['`Hello ${name ? `dear ${name}` : "you"}, ${x}!`', ['Hello …, …!', 'dear …', 'you']],
    ["text.replace(/['\"`]/g, 'a b')", ['a b']],
    ["const half = (a / 2) / b; say('So.')", ['So.']],
  ])('%s', (source, texts) => {
    expect(literalsIn(source)).toEqual(texts)
  })
})

test('the file is as `npm run emails` would write it', () => {
  const file = new URL('../../docs/words.md', import.meta.url)
  expect(readFileSync(file, 'utf8')).toBe(words)
})

test('every refusal, policy and closure is there', () => {
  for (const [, message] of Object.values(REFUSALS)) expect(words).toContain(message)
  expect(words).toContain(PASS_REFUND_POLICY)
  expect(words).toContain(ROOM_REFUND_POLICY)
  expect(words).toContain(closureOn('2026-11-26')?.reason)
})

test('every file that refuses a customer or speaks on a page is read for it', () => {
  const files = (patterns: string | readonly string[]) => globSync(patterns, { cwd: ROOT })
  const source = (file: string) => readFileSync(new URL(file, ROOT), 'utf8')
  const pages = files('src/browser/**/*.{ts,html}').filter((file) =>
    literalsIn(source(file)).some((text) => /^\p{Lu}\p{L}* .*\p{L}[.?!]$/u.test(text))
  )
  // What operators are answered is not for customers.
  const refusing = files('src/{core,clients,payments,passes,memberships,rooms,workers}/**/*.ts')
    .filter((file) => !/operat/.test(file))
    .filter((file) => /new (Refusal|RateLimited)\(/.test(source(file)))
  const read = Object.values(PLACES).flatMap(files)
  expect([...pages, ...refusing].filter((file) => !read.includes(file))).toEqual([])
})

test('customers read of emails, as the documents spell them', () => {
  for (const part of words.split('## E-mails')) expect(part).not.toMatch(/\be-mail/i)
})

test('no letter is promised: an email is', () => {
  expect(words).not.toMatch(/\bletters?\b(?! scanning)/i)
})

test('the front desk is never the only way out', () => {
  const [pages = ''] = words.split('## E-mails')
  const toDesk = pages.split('\n').filter((line) => /ask.* front desk/i.test(line))
  // An address or a link of the embed stands before "or".
  for (const line of toDesk) expect(line).toMatch(/write to .*or ask|^- (Please … )?or ask/)
  expect(toDesk.length).toBeGreaterThan(10)
  for (const { name, email } of TO_CUSTOMERS)
    if (/front desk/.test(email.text ?? '')) expect(email.text, name).toMatch(/@labourtemple\.com/)
})

test('every refusal that a customer can meet says what to do', () => {
  const ofProgramsOnly =
    /^(not-found|method-not-allowed|origin-refused|json-required|too-large|bad-json|invalid-(product|plan|room))$/
  for (const [code, [, message]] of Object.entries(REFUSALS))
    if (!ofProgramsOnly.test(code)) expect(message, code).toMatch(/please|no need to/i)
})

test('what the pages say is there: labels, buttons, messages, what comes without JavaScript', () => {
  for (const text of [
    'Company (optional)',
    'Book Now',
    'Please do not close this page.',
    'Your day pass is ready',
    'Booking here needs JavaScript.',
    'Please reload the page, switch off any script blocker',
    'Not there in 10 minutes?',
  ])
    expect(words).toContain(text)
})

test.each(TO_CUSTOMERS)('$name is there, line by line', ({ name, email }) => {
  expect(words).toContain(`### ${name}\n`)
  expect(words).toContain(`> Subject: ${email.subject}`)
  for (const line of email.text?.split('\n') ?? []) expect(words).toContain(line.trim())
})

test('nothing is there that only the code reads', () => {
  const [pages = ''] = words.split('## E-mails')
  for (const line of pages.split('\n').filter((one) => one.startsWith('- '))) {
    expect(line).not.toMatch(/[<>{}_]|^- …?-|undefined/)
  }
})
