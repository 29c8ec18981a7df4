/** The list of every e-mail is complete, and each one is whole: as HTML, as text, and for the mail service. */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createMailersend } from '../../src/clients/mailersend.ts'
import { pageOf, textOf } from '../sandbox/emails/page.ts'
import { SAMPLES } from '../sandbox/emails/samples.ts'
import { SANDBOX_DOMAIN } from '../sandbox/mailersend/emails.ts'
import { createMailersend as createStandIn } from '../sandbox/mailersend/index.ts'
import { countTries } from '../support/tries.ts'

const source = (pattern: string) =>
  globSync(pattern)
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n')

test('every function that makes an e-mail is in the list', () => {
  const files = source('src/*/emails/*.ts') + source('src/operations/*-email.ts')
  const made = [...files.matchAll(/export function (\w+)\([^{]*\): Email(?:\[\]| \| null)? \{/g)]
  const samples = source('test/sandbox/emails/*.ts')
  expect(made.length).toBeGreaterThan(30)
  const names = made.map(([, name]) => name).filter((name) => !/^(un)?paidEmail$/.test(name ?? ''))
  expect(names.filter((name) => !samples.includes(`${name}(`))).toEqual([])
})

test('each name is used once', () => {
  expect(new Set(SAMPLES.map(({ name }) => name)).size).toBe(SAMPLES.length)
})

describe.each(SAMPLES)('$name', (sample) => {
  test('has no gap, as a page or as text', () => {
    for (const said of [pageOf(sample), textOf(sample)]) {
      expect(said).not.toMatch(/undefined|null|NaN|Invalid|\[object/)
    }
  })

  test('is taken by the mail service', async () => {
    const standIn = createStandIn({ clock: { now: Date.now } as never })
    const settings = {
      url: 'http://localhost/v1',
      apiKey: 'mlsn.sandbox',
      domainId: SANDBOX_DOMAIN,
      from: 'admin@labourtemple.com',
    }
    const mail = createMailersend(settings, {
      record: countTries(),
      fetcher: async (input, init) => standIn.app.request(new URL(String(input)).href, init),
    })
    await mail.send(sample.email)
    expect(standIn.state().messages).toHaveLength(1)
  })
})

test.each(SAMPLES.filter(({ to, email }) => to === 'customer' && !email.templateId))(
  '$name is our own HTML, with address and map, and the same words as text',
  ({ email }) => {
    for (const words of ['2800 1st Ave, Seattle, WA 98121', 'admin@labourtemple.com']) {
      expect(email.html).toContain(words)
      expect(email.text).toContain(words)
    }
    expect(email.html).toContain('https://www.google.com/maps/')
    expect(email.html).toContain('prefers-color-scheme: dark')
  }
)

test.each(SAMPLES)('$name tells every time as a clock in Seattle shows it', ({ email }) => {
  for (const said of [
    email.subject,
    email.text,
    email.html,
    ...Object.values(email.variables ?? {}),
  ]) {
    expect(said ?? '').not.toMatch(/\d{4}-\d\d-\d\dT\d\d:\d\d|\d:\d\d(:\d\d)? ?(GMT|Z\b)/)
  }
})
