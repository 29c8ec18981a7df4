/** One run of the comparison: page, snapshot for the next run, lines for the terminal, exit code. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Fetch } from '../../src/clients/http.ts'
import { globalFetch } from '../../src/clients/shared-clients.ts'
import { type Difference, differencesOf } from '../../src/payments/rules/offerings.ts'
import { compare } from './compare.ts'
import { offeringsPage } from './page.ts'
import { readSources } from './sources.ts'

type Environment = Readonly<Record<string, string | undefined>>

interface Run {
  environment: Environment
  fetcher: Fetch
  /** The snapshot of the last run. */
  before: string | null
  writtenAt: string
}

export interface OfferingsReport {
  page: string
  snapshot: string
  lines: string[]
  exitCode: 0 | 1 | 2
  differences: Difference[]
}

export async function offeringsReport(run: Run): Promise<OfferingsReport> {
  const comparison = compare(await readSources(run.environment, run.fetcher))
  const differences = differencesOf(comparison)
  const changes = run.before === null ? null : changesSince(run.before, differences)
  const states = Object.entries(comparison.sources)
  const unreadable = states.filter(([, state]) => state === 'unreadable').map(([name]) => name)
  return {
    page: offeringsPage({ comparison, differences, changes, writtenAt: run.writtenAt }),
    snapshot: `${JSON.stringify({ writtenAt: run.writtenAt, ...comparison, differences }, null, 2)}\n`,
    differences,
    lines: [
      ...states.slice(2).map(([name, state]) => `${name}: ${state}`),
      ...differences.map(({ about, field, words }) => `${about}${field && ` ${field}`}: ${words}`),
      `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`,
    ],
    exitCode: unreadable.length > 0 ? 2 : differences.length > 0 ? 1 : 0,
  }
}

function changesSince(before: string, now: readonly Difference[]) {
  const then = (JSON.parse(before) as { differences: Difference[] }).differences
  const keyOf = ({ about, field, words }: Difference) => JSON.stringify([about, field, words])
  const without = (all: readonly Difference[], others: readonly Difference[]) => {
    const keys = new Set(others.map(keyOf))
    return all.filter((one) => !keys.has(keyOf(one)))
  }
  return { added: without(now, then), gone: without(then, now) }
}

const PAGE = 'offerings-comparison.html'
const SNAPSHOT = 'offerings-comparison.json'

/** Writes page and snapshot into the current folder, prints the lines, returns the exit code. */
export async function writeOfferings(environment: Environment): Promise<0 | 1 | 2> {
  const { page, snapshot, lines, exitCode } = await offeringsReport({
    environment,
    fetcher: globalFetch,
    before: existsSync(SNAPSHOT) ? readFileSync(SNAPSHOT, 'utf8') : null,
    writtenAt: new Date().toISOString(),
  })
  writeFileSync(PAGE, page)
  writeFileSync(SNAPSHOT, snapshot)
  for (const line of lines) console.log(line)
  console.log(`Written: ${PAGE} and ${SNAPSHOT}`)
  return exitCode
}
