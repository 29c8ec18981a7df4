/** Sheets: whatever people type stays text, and one cell stays one cell. */
import { describe, expect, test } from 'vitest'
import { csvOf } from '../../../src/core/csv.ts'

/** Reads as RFC 4180 has it. */
function parse(csv: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, cell = '', end] of csv.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)) {
    row.push(cell.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

describe('a cell that a spreadsheet would run', () => {
  test.each([
    '=HYPERLINK("https://evil.example","Refund")',
    '+1 206 555 0100',
    '-2+3',
    '@SUM(A1:A9)',
    '\t=1+1',
    '\r=1+1',
    '\n=1+1',
    ';=1+1',
    ',=1+1',
    '|=1+1',
    ' =1+1',
    '\u00a0\u3000=1+1',
    '"=1+1',
    '\u200b=1+1',
    '\ufeff=1+1',
    '\u202e=1+1',
    '\u2028=1+1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(A1)',
    '；＝1+1',
    '﹦1+1',
    '﹢1',
    '﹣1',
    '﹫SUM(A1)',
    '−1',
    '–1',
    '⁼1',
    '➕1',
    '\x00=1+1',
    '\v\f=1+1',
    ';;;=1+1',
  ])('%j begins with an apostrophe', (text) => {
    expect(parse(csvOf([[text]]))).toEqual([[`'${text}`]])
  })

  test.each(['Ada Byron', 'a=b', '$50.00', '', 'a;=1', '5', '(206) 555', '“Ada”', '#1'])(
    '%j is left as it is',
    (text) => {
      expect(parse(csvOf([[text]]))).toEqual([[text]])
    }
  )
})

test('commas, quotes and line breaks stay within their cell', () => {
  const rows = [
    ['one, two', 'the customer said "no"', 'a\r\nb\nc'],
    ['","', '"', '\r\n'.padStart(3, 'x')],
  ]
  expect(parse(csvOf(rows))).toEqual(rows)
})

test('numbers are written as they are, a negative one as text', () => {
  expect(csvOf([[12, -3]])).toBe('"12","\'-3"\r\n')
})

test('a table without rows is empty', () => {
  expect(csvOf([])).toBe('')
})
