/** Who owns which account, as far as the table of docs/handover.md says it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Finding, ok, toAsk, wrong } from './settings.ts'

const HANDOVER = join(import.meta.dirname, '../../docs/handover.md')
const WHERE = '(docs/handover.md)'

/** The systems of the documents' credentials inventory. */
const SYSTEMS = [
  ...['Stripe', 'OfficeRnD', 'Cloudflare', 'Webflow', 'MailerSend', 'Google Workspace'],
  ...['Domain registrar', 'Slack / team email'],
]

/** These are never left empty. */
const REQUIRED = ['account owner', 'two-factor access']

export const credentials = (): Finding[] => credentialsIn(readFileSync(HANDOVER, 'utf8'), SYSTEMS)

/** One finding for each cell of the table "Credentials" that is to be filled in, and each system without a row. */
export function credentialsIn(markdown: string, systems: readonly string[]): Finding[] {
  const [, chapter = ''] = /^## Credentials\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(markdown) ?? []
  const [head = [], , ...rows] = chapter
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const missing = [
    ...REQUIRED.filter((column) => !head.includes(column)).map((name) => `no column “${name}”`),
    ...systems
      .filter((system) => !rows.some(([, name]) => name === system))
      .map((name) => `no row “${name}”`),
  ].map((what) => wrong(`the table of accounts has ${what} ${WHERE}`))
  const blanks = rows.flatMap((cells) =>
    cells.flatMap((cell, at) =>
      isBlank(cell, head[at]) ? [toAsk(`${cells[1]}: ${head[at]} ${WHERE}`)] : []
    )
  )
  const found = [...missing, ...blanks]
  return found.length > 0 ? found : [ok(`all ${rows.length} accounts have their owners`)]
}

/** `[VERIFY]`, `[VERIFY — Chris to fill …]`, or nothing where something must stand. */
const isBlank = (cell: string, column = '') =>
  /\[\s*verify\b/i.test(cell) || (REQUIRED.includes(column) && /^[-–—?]?$/.test(cell))
