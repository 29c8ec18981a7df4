/** Command: prints the mutation score of each folder and the mutants that no test sees, from StrykerJS's report. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Mutant {
  mutatorName: string
  replacement?: string
  status: string
  location: { start: { line: number; column: number } }
}

const DETECTED = ['Killed', 'Timeout']
const UNDETECTED = ['Survived', 'NoCoverage']

const path = join(import.meta.dirname, '../../reports/mutants.json')
const { files } = JSON.parse(readFileSync(path, 'utf8')) as {
  files: Record<string, { mutants: Mutant[] }>
}

/** The ledgers are a folder of their own here: like rules, they decide what is sold. */
const folderOf = (file: string) =>
  /(ledger|counter|limit)\.ts$/.test(file) ? 'ledgers' : dirname(file)

const scores = new Map<string, { detected: number; all: number }>()
for (const [file, { mutants }] of Object.entries(files)) {
  const score = scores.get(folderOf(file)) ?? { detected: 0, all: 0 }
  scores.set(folderOf(file), score)
  for (const { status, location, mutatorName, replacement = '' } of mutants) {
    if (DETECTED.includes(status)) score.detected++
    if ([...DETECTED, ...UNDETECTED].includes(status)) score.all++
    if (!UNDETECTED.includes(status)) continue
    const where = `${file}:${location.start.line}:${location.start.column}`
    console.log(
      `${where} ${status} ${mutatorName}: ${replacement.replaceAll(/\s+/g, ' ').slice(0, 80)}`
    )
  }
}
for (const [folder, { detected, all }] of [...scores].sort())
  console.log(`${folder}: ${Math.round((100 * detected) / all)} % (${detected} of ${all})`)
