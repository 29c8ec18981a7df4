/**
 * Writes CSV for spreadsheet programs. Text that a customer typed is never run as a formula.
 *
 * Written by hand because a package would be a dependency of both Workers for these few lines.
 * Packages escape formulas only on request (`escape_formulas` of csv-stringify, `escapeFormulae` of
 * Papa Parse, both off by default), so the tests would be needed anyway.
 */
import { startsFormula } from './sanitize.ts'

/** The rows as CSV (RFC 4180), each ending in CRLF. No rows give an empty string. Never throws. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** Quotes every cell, so commas and line breaks need no special case. */
function cell(value: string | number): string {
  const text = String(value)
  const safe = startsFormula(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
