/**
 * A table as a file that spreadsheets open: what people have typed into it stays text.
 *
 * Written by hand, not with a package: it is these few lines in one fixed form, against a dependency
 * in both Workers. What matters most, that a customer's text is never run as a formula, a package
 * does only when asked to (`escape_formulas` of csv-stringify, `escapeFormulae` of Papa Parse, both
 * off by default), and the tests of it would be needed all the same.
 */

/** A cell that begins so is taken for a formula, and run. */
const FORMULA = /^[=+\-@\t\r\n]/

/** The rows as CSV (RFC 4180), each with CRLF at its end; no rows are an empty text. Never throws. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** Every cell has its quotes: then neither commas nor line breaks need to be looked for. */
function cell(value: string | number): string {
  const text = String(value)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
