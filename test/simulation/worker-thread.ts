/** A thread that judges runs; started with a mutation, it judges the code with that one change in it. */
import '../sandbox/move-time.ts'
import { enableCompileCache, registerHooks } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { fastTimers } from './fast-timers.ts'
import type { Mutation } from './mutations/index.ts'
import type { Task } from './worker-pool.ts'

/** Runs looked at side by side. */
const AT_ONCE = 8

const { mutation } = (workerData ?? {}) as { mutation?: Mutation }

/** One text of one file reads otherwise; that it is there, and only once, is part of the bargain. */
function mutate({ file, from, to }: Mutation): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!url.endsWith(`/src/${file}`)) return loaded
      const parts = String(loaded.source).split(from)
      if (parts.length !== 2)
        throw new Error(`${file} holds this ${parts.length - 1} times: ${from}`)
      return { ...loaded, source: parts.join(to) }
    },
  })
}

enableCompileCache()
if (mutation) mutate(mutation)
fastTimers()
// Thousands of errors are made here that nobody reads.
Error.stackTraceLimit = 0
for (const level of ['info', 'warn', 'error'] as const) console[level] = () => {}
const { callsOf, judge, judgeTroubled } = await import('./check-scenario.ts')
const { callsOfEpisode, playEpisode } = await import('./episodes.ts')
const { digestAtOnce, runSeed } = await import('./interleavings.ts')
digestAtOnce()

async function answer(task: Task): Promise<unknown> {
  if (task.what === 'calls') return callsOf(task.scenario)
  if (task.what === 'order') return (await runSeed(task.seed)).order
  if (task.what === 'episode') return playEpisode(task.name)
  if (task.what === 'episode calls') return callsOfEpisode(task.name)
  if (task.what === 'disturbed') return sideBySide(task.runs, (run) => playEpisode(task.name, run))
  if (task.what === 'troubles')
    return sideBySide(task.troubles, (trouble) => judgeTroubled(task.scenario, trouble))
  if (task.what === 'seeds') {
    const found: string[][] = []
    for (const seed of task.seeds) found.push((await runSeed(seed)).found)
    return found
  }
  return sideBySide(task.runs, (faults) => judge(task.scenario, faults))
}

async function sideBySide<T>(all: readonly T[], look: (one: T) => Promise<string[]>) {
  const found: string[][] = []
  for (let at = 0; at < all.length; at += AT_ONCE)
    found.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(look))))
  return found
}

parentPort?.on('message', async ({ task }: { task: Task }) => {
  try {
    parentPort?.postMessage({ value: await answer(task) })
  } catch (error) {
    parentPort?.postMessage({ error: String(error instanceof Error ? error.stack : error) })
  }
})
