/**
 * The oracle's own test: each seeded bug is put into the code, and the rule that it breaks must be
 * found broken. A bug that lives is a hole in the proof.
 */
import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { type SceneName, seedOf } from './interleavings.ts'
import { MUTATIONS, type SeededBug } from './mutations/index.ts'
import type { Fault } from './process.ts'
import { createWorkerPool } from './worker-pool.ts'

const ALL = Boolean(process.env.FULL)
const PATIENCE_MS = 5 * 60_000
const SEEDS_AT_ONCE = 20

/** `npm test` tries one that a scenario shows by itself, one of a mishap, one of the calendar. */
const SOME = [
  'a payment is made without its idempotency key',
  'the page is believed about whose member it is',
  'the wrong events are taken out',
]

type WorkerPool = ReturnType<typeof createWorkerPool>

async function invariantsBroken(
  workerPool: WorkerPool,
  { where, invariant }: SeededBug
): Promise<string[]> {
  if ('seeds' in where) return playUntil(workerPool, invariant, where)
  if ('episode' in where) return (await workerPool.episode(where.episode)).map(nameOf)
  const { scenario, call, kind } = where
  const calls = call ? await workerPool.callsOf(scenario) : []
  const hit = calls.filter(({ name }) => name.includes(call ?? ''))
  const runs: Fault[][] = kind ? hit.map(({ nth }) => [{ nth, kind }]) : [[]]
  expect(runs).not.toEqual([])
  return (await workerPool.judge(scenario, runs)).flat().map(nameOf)
}

async function playUntil(
  workerPool: WorkerPool,
  invariant: string,
  { scene, seeds: most }: { scene: SceneName; seeds: number }
): Promise<string[]> {
  const broken: string[] = []
  for (let nth = 1; nth <= most && !broken.includes(invariant); nth += SEEDS_AT_ONCE) {
    const seeds = Array.from({ length: SEEDS_AT_ONCE }, (_, at) => seedOf(scene, nth + at))
    broken.push(...(await workerPool.play(seeds)).flat().map(nameOf))
  }
  return broken
}

const nameOf = (breach: string) => breach.split(':')[0] ?? ''

const tried = MUTATIONS.filter(({ name }) => ALL || SOME.includes(name))
let caught = 0
afterAll(() => {
  process.stdout.write(`mutations: ${caught} of ${tried.length} caught\n`)
})

test.each(tried.map((bug) => [bug.name, bug.invariant, bug] as const))(
  '%s: the invariant “%s” is found broken',
  async (_name, invariant, bug) => {
    const { file, from, to } = bug
    const workerPool = createWorkerPool({ threads: 1, mutation: { file, from, to } })
    try {
      expect(await invariantsBroken(workerPool, bug)).toContain(invariant)
      caught++
    } finally {
      await workerPool.close()
    }
  },
  PATIENCE_MS
)

test.each(MUTATIONS)('$name: what it changes stands in the code, once', ({ file, from }) => {
  const code = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8')
  expect(code.split(from)).toHaveLength(2)
})

test('there are at least 60 seeded bugs, each with a name of its own', () => {
  const names = new Set(MUTATIONS.map(({ name }) => name))
  expect(names.size).toBe(MUTATIONS.length)
  expect(names.size).toBeGreaterThanOrEqual(60)
  expect(SOME.every((name) => names.has(name))).toBe(true)
})
