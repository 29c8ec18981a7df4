/** Where runs are judged side by side: as many threads as there are cores, each asked for a few at a time. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Call } from './check-scenario.ts'
import type { Disturbed } from './episodes.ts'
import type { Mutation } from './mutations/index.ts'
import type { Fault } from './process.ts'
import type { Trouble } from './troubles.ts'

export type Task =
  | { what: 'calls'; scenario: string }
  | { what: 'runs'; scenario: string; runs: Fault[][] }
  | { what: 'seeds'; seeds: number[] }
  | { what: 'order'; seed: number }
  | { what: 'episode'; name: string }
  | { what: 'episode calls'; name: string }
  | { what: 'disturbed'; name: string; runs: Disturbed[] }
  | { what: 'troubles'; scenario: string; troubles: Trouble[] }

interface Asked {
  task: Task
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Few enough that no thread is left with much at the end. */
const A_FEW = 32

export type WorkerPool = ReturnType<typeof createWorkerPool>

export function createWorkerPool(options: { threads?: number; mutation?: Mutation } = {}) {
  const { threads = availableParallelism(), mutation } = options
  const waiting: Asked[] = []
  const idle: Worker[] = []
  const busy = new Map<Worker, Asked>()
  const workers = Array.from({ length: threads }, open)

  function open(): Worker {
    const url = new URL('./worker-thread.ts', import.meta.url)
    const worker = new Worker(url, { workerData: { mutation }, execArgv: [], stdout: true })
    worker.on('message', ({ value, error }: { value: unknown; error?: string }) => {
      const asked = busy.get(worker)
      busy.delete(worker)
      idle.push(worker)
      if (error === undefined) asked?.resolve(value)
      else asked?.reject(new Error(error))
      next()
    })
    worker.on('error', (error) => {
      const cause = error instanceof Error ? error : new Error(String(error))
      busy.get(worker)?.reject(cause)
      for (const { reject } of waiting.splice(0)) reject(cause)
    })
    idle.push(worker)
    return worker
  }

  function next(): void {
    const worker = waiting.length > 0 ? idle.shift() : undefined
    const asked = worker && waiting.shift()
    if (!worker || !asked) return
    busy.set(worker, asked)
    worker.postMessage({ task: asked.task })
    next()
  }

  function ask<T>(task: Task): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    waiting.push({ task, resolve, reject })
    next()
    return promise as Promise<T>
  }

  /** Asks for a few at a time; the answers are in the order of the questions. */
  async function inParts<T>(all: readonly T[], taskOf: (few: T[]) => Task): Promise<string[][]> {
    const parts: Promise<string[][]>[] = []
    for (let at = 0; at < all.length; at += A_FEW)
      parts.push(ask(taskOf(all.slice(at, at + A_FEW))))
    return (await Promise.all(parts)).flat()
  }

  return {
    callsOf: (scenario: string) => ask<Call[]>({ what: 'calls', scenario }),
    /** Of each run every breach of the rule. */
    judge: (scenario: string, runs: readonly Fault[][]) =>
      inParts(runs, (few) => ({ what: 'runs', scenario, runs: few })),
    play: (seeds: readonly number[]) => inParts(seeds, (few) => ({ what: 'seeds', seeds: few })),
    /** Every broken rule of an episode. */
    episode: (name: string) => ask<string[]>({ what: 'episode', name }),
    callsOfEpisode: (name: string) => ask<string[]>({ what: 'episode calls', name }),
    disturb: (name: string, runs: readonly Disturbed[]) =>
      inParts(runs, (few) => ({ what: 'disturbed', name, runs: few })),
    judgeTroubled: (scenario: string, troubles: readonly Trouble[]) =>
      inParts(troubles, (few) => ({ what: 'troubles', scenario, troubles: few })),
    /** Who was next, each time. */
    orderOf: (seed: number) => ask<string[]>({ what: 'order', seed }),
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  }
}
