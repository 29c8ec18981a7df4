/** The list of long tests names files that are there, each once: a file renamed would run nowhere. */
import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AT_FULL, LONG } from './support/long-tests.ts'

const filesOf = (patterns: string[]) => patterns.flatMap((pattern) => globSync(pattern))

test.each(AT_FULL)('%s names files', (pattern) => {
  const names = pattern.match(/\{(.*)\}/)?.[1]?.split(',') ?? ['']
  expect(globSync(pattern)).toHaveLength(names.length)
})

test('no file is run twice, and each track has tests of real Workers in both', () => {
  const long = filesOf(LONG)
  expect(new Set(filesOf(AT_FULL)).size).toBe(filesOf(AT_FULL).length)
  const left = globSync('test/workers/**/*.test.ts').filter((file) => !long.includes(file))
  for (const files of [long, left])
    for (const track of ['passes', 'rooms', 'memberships'])
      expect(files.some((file) => file.includes(`/${track}/`))).toBe(true)
})
