/** Who owns which account, as far as the table of docs/handover.md says it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Finding, ok, toAsk } from './settings.ts'

const HANDOVER = join(import.meta.dirname, '../../docs/handover.md')
const BLANK = '[VERIFY]'

export const credentials = (): Finding[] => credentialsIn(readFileSync(HANDOVER, 'utf8'))

/** One finding for each cell of the table "Credentials" that is still to be filled in. */
export function credentialsIn(markdown: string): Finding[] {
  const [, chapter = ''] = /^## Credentials\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(markdown) ?? []
  const [head = [], , ...rows] = chapter
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const blanks = rows.flatMap((cells) =>
    cells.flatMap((cell, at) =>
      cell.includes(BLANK) ? [toAsk(`${cells[1]}: ${head[at]} (docs/handover.md)`)] : []
    )
  )
  return blanks.length > 0 ? blanks : [ok(`all ${rows.length} accounts have their owners`)]
}
