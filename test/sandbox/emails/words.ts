/** docs/words.md: every sentence that a customer can read, page by page and e-mail by e-mail, to proof-read. */
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { literalsIn } from './literals.ts'
import { textOf } from './page.ts'
import type { Sample } from './samples.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

/** Heading → the files with the words of that place. */
export const PLACES: Record<string, readonly string[]> = {
  'All selling pages': ['src/browser/page/*.ts', 'src/browser/turnstile.ts'],
  'Day pass': [
    'src/browser/webflow/purchase-embed.html',
    'src/browser/purchase.ts',
    'src/browser/purchase/*.ts',
    'src/passes/rules/*.ts',
  ],
  Memberships: [
    'src/browser/webflow/checkout-embed.html',
    'src/browser/checkout.ts',
    'src/browser/checkout/*.ts',
    'src/memberships/rules/*.ts',
  ],
  'Meeting rooms': [
    'src/browser/webflow/booking-embed.html',
    'src/browser/booking/*.ts',
    'src/rooms/rules/*.ts',
  ],
  'Days on which the house is closed, the place': [
    'src/payments/rules/closures.ts',
    'src/payments/rules/place.ts',
  ],
  'Confirmation pages': [
    'src/browser/webflow/*-confirmation-embed.html',
    'src/browser/confirmation/*.ts',
  ],
  'Refusals, on every page': [
    'src/core/refusals.ts',
    'src/core/email-address.ts',
    'src/payments/contract.ts',
    'src/{passes,memberships,rooms}/contract.ts',
    'src/{passes,memberships,rooms}/api/*.ts',
    'src/{passes,memberships,rooms}/for-sale.ts',
    'src/rooms/busy-times.ts',
    'src/memberships/{pricing,promo-codes}.ts',
    'src/payments/{buyer,promo-uses,rate-limit}.ts',
    'src/workers/http/{app,request-limit,sales-paused,turnstile}.ts',
  ],
}

/** Styles, ids, names of settings and of keys, and markup. */
const OF_THE_CODE = /[{};]\s*$|^\s*[.#@<]|:root|font:|^…?[-_]|…[-_@]|[A-Z][-_:]|^Enter$/m

/** A sentence, a heading, a label: not the name of a thing in the code. */
function isReadable(text: string): boolean {
  if (OF_THE_CODE.test(text) || !/\p{L}{2}/u.test(text)) return false
  const isSentence = /\p{L} \p{L}|…/u.test(text) && /^[\p{Lu}“$…]|[.?!:]$/u.test(text)
  return isSentence || /^\p{Lu}\p{Ll}{2,}(?: \p{L}+)*(?: \(\p{L}+\))?[.:]?$/u.test(text)
}

/** What an embed shows before its script runs, and what the script in it says. */
function wordsOfHtml(source: string): string[] {
  const scripts = [...source.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, code]) => code ?? ''
  )
  const shown = source
    .replace(/<!--[\s\S]*?-->|<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>/g, '')
    .split(/<\/?(?:p|h\d|label|option|button|div|section|legend|noscript|input|textarea)\b[^>]*>/)
    .map((part) => part.replace(/<[^>]+>/g, ''))
  return [...shown, ...scripts.flatMap(literalsIn)]
}

/** What only the team reads. */
const NOT_FOR_CUSTOMERS = /\/rules\/offerings\.ts$/

function wordsOf(pattern: string): string[] {
  return globSync(pattern, { cwd: ROOT })
    .filter((file) => !NOT_FOR_CUSTOMERS.test(file))
    .sort()
    .flatMap((file) => {
      const source = readFileSync(join(ROOT, file), 'utf8')
      return file.endsWith('.html') ? wordsOfHtml(source) : literalsIn(source)
    })
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** The document. `samples`: those to customers. */
export function wordsToRead(samples: readonly Sample[]): string {
  const pages = Object.entries(PLACES).flatMap(([heading, patterns]) => {
    const words = patterns.flatMap(wordsOf).map(oneLine).filter(isReadable)
    return ['', `## ${heading}`, '', ...[...new Set(words)].map((word) => `- ${word}`)]
  })
  const emails = samples.flatMap((sample) => [
    '',
    `### ${sample.name}`,
    '',
    ...textOf(sample)
      .trimEnd()
      .split('\n')
      .map((line) => `> ${line}`.trimEnd()),
  ])
  return [
    '# Words that customers read',
    '',
    'Written by `npm run emails`, from the code: to change a sentence, change it there. “…” stands for a name, an amount',
    'or a day.',
    ...pages,
    '',
    '## E-mails',
    ...emails,
    '',
  ].join('\n')
}
