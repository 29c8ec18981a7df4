/** A table as a file that spreadsheets open: what people have typed into it stays text. */

/** A cell that begins so is taken for a formula, and run. */
const FORMULA = /^[=+\-@\t\r\n]/

export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** Every cell has its quotes: then neither commas nor line breaks need to be looked for. */
function cell(value: string | number): string {
  const text = String(value)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
