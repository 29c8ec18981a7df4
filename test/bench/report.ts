/** The report: the measured values with their goals. */

import type { Bundles, Scripts } from './build.ts'
import type { Counted } from './counting.ts'
import type { Burnt } from './cpu.ts'
import * as goals from './goals.ts'
import type { MonthGrowth } from './growth-month.ts'
import type { RoomGrowth } from './growth-rooms.ts'
import { DELAY_MS, type Timed } from './latency.ts'
import type { Machine } from './machine.ts'
import type { PageCount } from './page.ts'
import type { Race } from './races.ts'
import {
  bundles,
  burnt,
  calendars,
  counting,
  latency,
  month,
  pages as pageTable,
  races as raceTable,
  scripts,
  starts,
} from './report-tables.ts'
import {
  ABOUT,
  CALENDARS,
  COUNTING,
  CPU,
  LATENCY,
  MISSES,
  MONTH,
  PAGES,
  RACES,
  SIZES,
  START,
} from './report-text.ts'
import type { Start } from './startup.ts'

export interface Results {
  machine: Machine
  timed: Timed[]
  counted: Counted[]
  races: Race[]
  burnt: Burnt[]
  starts: Start[]
  bundles: Bundles
  scripts: Scripts
  pages: PageCount[]
  rooms: RoomGrowth
  month: MonthGrowth
  loadAfter: number
}

export function reportOf(results: Results): string {
  const { machine, loadAfter } = results
  const made = [
    `${machine.date} · ${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB`,
    `load ${machine.load.toFixed(1)} before the run, ${loadAfter.toFixed(1)} after · Node ${machine.node} · workerd ${machine.workerd}`,
  ].join(' · ')
  const misses = missesOf(results)
  const parts = [
    `# Benchmarks\n\n${ABOUT}\n\n${made}`,
    `## Goals missed\n\n${misses.map((miss) => `- ${miss}`).join('\n') || 'None.'}\n\n${MISSES}`,
    `## Latency\n\n${LATENCY}\n\n${latency(results.timed)}`,
    `## Counting\n\n${COUNTING}\n\n${counting(results.counted)}`,
    `## Twenty at once\n\n${RACES}\n\n${raceTable(results.races)}`,
    `## CPU\n\n${CPU}\n\n${burnt(results.burnt)}`,
    `## Start-up\n\n${START}\n\n${starts(results.starts)}`,
    `## Sizes\n\n${SIZES}\n\n${bundles(results.bundles)}\n\n${scripts(results.scripts)}`,
    `## Requests until the summary stands\n\n${PAGES}\n\n${pageTable(results.pages)}`,
    `## Growth: calendars\n\n${CALENDARS}\n\n${calendars(results.rooms)}`,
    `## Growth: a month of sales\n\n${MONTH}\n\n${month(results.month)}`,
  ]
  return `${parts.join('\n\n')}\n`
}

export function missesOf({ timed, counted, races, starts, pages, ...sizes }: Results): string[] {
  const named = (name: string, miss: goals.Miss) => (miss ? [`${name}: ${miss}`] : [])
  const [empty] = starts
  return [
    ...timed.flatMap((one) => named(one.name, goals.timedMiss(one, DELAY_MS))),
    ...counted.flatMap(({ client, ms }) => named(`Counting, ${client}`, goals.countingMiss(ms))),
    ...races.flatMap(({ name, ours }) => named(name, ours ? '' : 'more than one')),
    ...starts.flatMap((one) =>
      named(`Start-up, ${one.name}`, empty ? goals.startMiss(one, empty) : '')
    ),
    ...sizes.bundles.flatMap(({ worker, ours }) =>
      named(`Bundle, ${worker}`, goals.bundleMiss(worker, ours))
    ),
    ...sizes.scripts.flatMap(({ script, bytes }) => named(script, goals.scriptMiss(script, bytes))),
    ...pages.flatMap(({ page, requests }) => named(`Page of ${page}`, goals.pageMiss(requests))),
  ]
}
