/**
 * The scenarios and the episodes under troubles as they occur: calls that fail several times running, a
 * vendor that is down, slow or late, lists that lag; the episodes also with each call going wrong once.
 * `npm run test:invariants` tries twenty-four of each scenario and sixteen of each episode, `npm test` some.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FAULT_KINDS } from '../sandbox/faults.ts'
import { type Disturbed, EPISODES } from './episodes.ts'
import { SCENARIOS } from './scenarios.ts'
import { inWords, type Trouble, troublesOf } from './troubles.ts'
import { createWorkerPool } from './worker-pool.ts'

const ALL = Boolean(process.env.FULL)
const PATIENCE_MS = 20 * 60_000
/** Of each scenario and episode, evenly spread. */
const TROUBLES = ALL ? 24 : 8
const OF_EPISODES = ALL ? 16 : 4
/** In one process a hanging call is a lost one. */
const KINDS = FAULT_KINDS.filter((kind) => !kind.startsWith('hang'))

const SOME_SCENARIOS = [
  'a returning visitor',
  'a new member',
  'a new customer books a room',
  'staff move a paid booking to another room, and refund it',
]

/** Of the other scenarios: how often a call fails until it heals. */
const SOME_TIMES = [1, 6, 12]

/** An event is read once or twice a night: with more, its day is over. */
const SOME_NIGHTS = [1, 3, 6]

function isOfStory(scenario: string, trouble: Trouble): boolean {
  if (SOME_SCENARIOS.includes(scenario) || trouble.is !== 'fails') return true
  return (SCENARIOS[scenario]?.nights ? SOME_NIGHTS : SOME_TIMES).includes(trouble.times)
}

const workerPool = createWorkerPool()
const judged = { runs: 0, ok: 0 }

afterAll(async () => {
  process.stdout.write(`troubles: ${judged.ok} of ${judged.runs} runs correct\n`)
  await workerPool.close()
})

/** Evenly spread. */
function some<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.floor(all.length / most)) | 1
  return all.filter((_, place) => place % step === 0)
}

function failures<T>(runs: readonly T[], verdicts: string[][], say: (run: T) => string) {
  judged.runs += runs.length
  judged.ok += verdicts.filter((found) => found.length === 0).length
  return verdicts.flatMap((found, place) =>
    found.length > 0 ? [`${say(runs[place] as T)}: ${found.join('; ')}`] : []
  )
}

describe.each(ALL ? Object.keys(SCENARIOS) : SOME_SCENARIOS)('%s', (scenario) => {
  test(
    'comes to its end under troubles',
    async () => {
      const calls = (await workerPool.callsOf(scenario)).map(({ name }) => name)
      const all = troublesOf(calls).filter((one) => isOfStory(scenario, one))
      const troubles = some(all, TROUBLES)
      const verdicts = await workerPool.judgeTroubled(scenario, troubles)
      expect(failures(troubles, verdicts, inWords)).toEqual([])
    },
    PATIENCE_MS
  )
})

describe.each(Object.keys(EPISODES))('%s', (name) => {
  let calls: string[]
  beforeAll(async () => {
    calls = await workerPool.callsOfEpisode(name)
  }, PATIENCE_MS)

  test(
    'ends correctly when one call goes wrong once',
    async () => {
      const all = calls.flatMap((_, place) =>
        KINDS.map((kind): Disturbed => ({ faults: [{ nth: place + 1, kind }] }))
      )
      const runs = some(all, OF_EPISODES)
      const say = ({ faults: [fault] = [] }: Disturbed) =>
        `${fault?.kind} at ${fault?.nth} ${calls[(fault?.nth ?? 0) - 1]}`
      expect(failures(runs, await workerPool.disturb(name, runs), say)).toEqual([])
    },
    PATIENCE_MS
  )

  test(
    'ends correctly under troubles',
    async () => {
      const runs = some(troublesOf(calls), OF_EPISODES).map((trouble) => ({ trouble }))
      const say = ({ trouble }: { trouble: Trouble }) => inWords(trouble)
      expect(failures(runs, await workerPool.disturb(name, runs), say)).toEqual([])
    },
    PATIENCE_MS
  )
})
