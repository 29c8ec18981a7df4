/** Sheets: whatever people type stays text, and one cell stays one cell. */
import { describe, expect, test } from 'vitest'
import { csvOf } from '../../../src/core/csv.ts'
import { reportCsv } from '../../../src/operations/reconciliation-report.ts'

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
    '﬩1',
    '⹀1+1',
    '゠1+1',
    '꞊1+1',
    '˭1+1',
    '═1+1',
    '≠1+1',
    '⩵1+1',
    '⩴1+1',
    '=\u03381+1',
    '֊1',
    '᠆1',
    '⸺1',
    '〜1',
    '︲1',
    '＂＝1+1',
    '＇=1+1',
    '“=1+1',
    '｜＝1+1',
    '︔=1+1',
    '、=1+1',
    '\u2800=1+1',
    '\u0301=1+1',
  ])('%j begins with an apostrophe', (text) => {
    expect(parse(csvOf([[text]]))).toEqual([[`'${text}`]])
  })

  test.each([
    'Ada Byron',
    'a=b',
    '$50.00',
    '',
    'a;=1',
    '5',
    '(206) 555',
    '“Ada”',
    '#1',
    '«Ada-Marie»',
    'ベルリン',
  ])('%j is left as it is', (text) => {
    expect(parse(csvOf([[text]]))).toEqual([[text]])
  })
})

test('commas, quotes and line breaks stay within their cell', () => {
  const rows = [
    ['one, two', 'the customer said "no"', 'a\r\nb\nc'],
    ['","', '"', '\r\n'.padStart(3, 'x')],
  ]
  expect(parse(csvOf(rows))).toEqual(rows)
})

test('numbers are numbers for a spreadsheet, negative ones too; what people typed is never one', () => {
  expect(csvOf([[12, -3, 50.5, '12', '-3']])).toBe('\ufeff12,-3,50.5,"12","\'-3"\r\n')
})

test('begins with the mark by which Excel knows UTF-8', () => {
  const bytes = new TextEncoder().encode(csvOf([['Zoë']]))
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
})

test('a table without rows is empty', () => {
  expect(csvOf([])).toBe('')
})

test('the reconciliation’s amounts are numbers, in dollars', () => {
  const mismatch = {
    ...{ check: 'passes', kind: 'no-pass', id: 'pi_1', who: 'Zoë', what: 'No pass.' },
    ...{ suggestion: 'Make it.', repairable: false, amountCents: 123_450 },
  }
  const checks = [{ name: 'passes', title: 'Passes', checked: 1, mismatches: [mismatch] }]
  const track = { track: 3, checks, repaired: 0, summary: 'T3' } as const
  const report = {
    month: '2026-11',
    tracks: [track],
    summary: ['T3'],
    patterns: [],
    counts: [],
    notes: [],
  }
  const [heading, row] = reportCsv(report).split('\r\n')
  expect(heading).toContain('"Amount (USD)"')
  expect(row).toBe('"T3","passes","no-pass","pi_1","Zoë","No pass.",1234.5,"Make it.","no"')
})
