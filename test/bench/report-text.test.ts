/** The prose of docs/benchmarks.md is written by `npm run bench`: what is edited there only would be lost. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as texts from './report-text.ts'

const report = readFileSync(join(import.meta.dirname, '../../docs/benchmarks.md'), 'utf8')

/** Written only while a goal is missed. */
const isWritten = (name: string) => name !== 'MISSES' || report.includes('## Goals missed')

test.each(Object.entries(texts).filter(([name]) => isWritten(name)))(
  '%s stands in the report word for word',
  (_, text) => {
    expect(report).toContain(text)
  }
)
