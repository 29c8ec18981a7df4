/** The command behind `npm run bench`: everything measured in one run, printed and written to `docs/`. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliBytes, bundleOf } from './build.ts'
import { timeCounting } from './counting.ts'
import { burnAll } from './cpu.ts'
import { type Stage, withStages } from './environment.ts'
import { newTimes } from './free-slots.ts'
import { growMonth } from './growth-month.ts'
import { growRooms } from './growth-rooms.ts'
import { timeAll } from './latency.ts'
import { loadNow, machine } from './machine.ts'
import { type PerSide, ROOT, WORKERS } from './names.ts'
import { countPages } from './page.ts'
import { runRaces } from './races.ts'
import { missesOf, type Results, reportOf } from './report.ts'
import { BOOKINGS, SALES } from './scenarios.ts'
import { startAll } from './startup.ts'

const SCRIPTS = ['checkout.js', 'purchase.js', 'booking.js', 'turnstile.js']

/** Says what is being done: minutes pass. */
async function told<T>(what: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now()
  const result = await work()
  console.log(`${what}: ${((performance.now() - from) / 1000).toFixed(0)} s`)
  return result
}

async function onStages(stages: PerSide<Stage>) {
  await Promise.all([stages.ours.webhooks('drop'), stages.naive.webhooks('drop')])
  const times = newTimes()
  const scenes = [...SALES, ...BOOKINGS]
  return {
    pages: await told('Pages', () => countPages(stages.ours)),
    timed: await told('Latency', () => timeAll(stages, scenes, times)),
    burnt: await told('CPU', () => burnAll(stages, times)),
    races: await told('Races', () => runRaces(stages)),
  }
}

async function sizes() {
  const bundles = await Promise.all(
    WORKERS.map(async (worker) => ({
      worker,
      ours: (await bundleOf('ours', worker)).gzipBytes,
      naive: (await bundleOf('naive', worker)).gzipBytes,
    }))
  )
  const scripts = await Promise.all(
    SCRIPTS.map(async (script) => ({ script, bytes: await brotliBytes(script) }))
  )
  return { bundles, scripts }
}

// The exit handlers delete temporary folders, which a plain signal would leave behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const results: Results = {
  machine: machine(),
  ...(await sizes()),
  starts: await told('Start-up', startAll),
  counted: await told('Counting', timeCounting),
  ...(await withStages(onStages)),
  rooms: await told('Growth of calendars', () => withStages(growRooms)),
  month: await told('Growth of a month', growMonth),
  loadAfter: loadNow(),
}

const report = reportOf(results)
console.log(`\n${report}`)
await writeFile(join(ROOT, 'docs/benchmarks.md'), report)

const wrong = results.races.filter(({ ours }) => !ours)
for (const { name } of wrong) console.error(`Not once and only once: ${name}`)
console.log(`${missesOf(results).length} goals missed; written to docs/benchmarks.md`)
process.exit(wrong.length > 0 ? 1 : 0)
