/** What people read, and what its next owner reads, calls a customer by name, "the customer" or "they". */
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const THIS_FILE = join('test', 'neutral-words.test.ts')
const GENDERED = /\b(she|her|hers|herself|he|him|his|himself)\b/i

/** The lines of these files in which one of the words stands. */
function linesWith(words: RegExp, ...globs: string[]): string[] {
  return globs
    .flatMap((glob) => globSync(glob, { cwd: ROOT }))
    .filter((file) => file !== THIS_FILE)
    .flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .flatMap((line, at) => (words.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : []))
    )
}

test('no text, comment or test title calls a customer she or he', () => {
  expect(linesWith(GENDERED, '{src,test,tools}/**/*.ts', '*.md', 'docs/**/*.md')).toEqual([])
})

/** "Letter scanning" is the documents' copy of a plan. */
test('nothing that a person reads calls an e-mail a letter', () => {
  expect(
    linesWith(/\bletters?\b(?! scanning)/i, '{src,tools}/**/*.ts', '*.md', 'docs/**/*.md')
  ).toEqual([])
})
