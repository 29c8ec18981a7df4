/**
 * Writes CSV for spreadsheet programs. Text that a customer typed is never run as a formula.
 *
 * Written by hand because a package would be a dependency of both Workers for these few lines.
 * Packages escape formulas only on request (`escape_formulas` of csv-stringify, `escapeFormulae` of
 * Papa Parse, both off by default), so the tests would be needed anyway.
 */
import { startsFormula } from './sanitize.ts'

/** Excel reads a file as UTF-8 only if it begins with this. */
const BYTE_ORDER_MARK = '\ufeff'

/** The rows as CSV (RFC 4180), each ending in CRLF. No rows give an empty string. Never throws. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((row) => `${row.map(cell).join(',')}\r\n`)
  return lines.length === 0 ? '' : BYTE_ORDER_MARK + lines.join('')
}

/** Quotes every text, so commas and line breaks need no special case. A number is none of a person's words. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = startsFormula(value) ? `'${value}` : value
  return `"${safe.replaceAll('"', '""')}"`
}
