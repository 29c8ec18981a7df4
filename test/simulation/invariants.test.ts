/**
 * The rule: whoever paid gets exactly what was bought, once, or the money back, or a person is told.
 * Every vendor call of every scenario goes wrong, in every way or in a quarter of the ways by turns, and the
 * process is killed before or after it; two of them go wrong in one run; and everybody comes in every order.
 * `npm run test:invariants` tries all calls and ten thousand orders, `npm test` some of them.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FAULT_KINDS } from '../sandbox/faults.ts'
import type { Call } from './check-scenario.ts'
import type { Fault } from './process.ts'
import { SCENARIOS } from './scenarios.ts'
import { createWorkerPool } from './worker-pool.ts'

const ALL = Boolean(process.env.FULL)
const KINDS: Fault['kind'][] = [...FAULT_KINDS, 'crash-before', 'crash-after']

/** In one process a hanging call is a lost one, eight seconds later: here, one more of the same. */
const APART = KINDS.filter((kind) => !kind.startsWith('hang'))
const PATIENCE_MS = 20 * 60_000

/** Of their pairs so many are tried, evenly spread; the second may come while the first is being recovered from. */
const PAIRED = ['a new visitor', 'a new customer books a room', 'a new member']
const MOST_PAIRS = 500
const RECOVERY = 3
const SOME_SINGLES = 8
const SOME_PAIRS = 32

const ORDERS = ALL ? 10_000 : 48
const ORDERS_TWICE = 12

const workerPool = createWorkerPool()
const judged = { runs: 0, ok: 0 }

afterAll(async () => {
  process.stdout.write(`faults: ${judged.ok} of ${judged.runs} runs correct\n`)
  await workerPool.close()
})

/**
 * Every call in every way for the scenarios that are tried in pairs as well; of the others every call in
 * every fourth way, by turns. In `npm test` some of them.
 */
function singles(scenario: string, calls: readonly Call[]): Fault[][] {
  const isWhole = PAIRED.includes(scenario)
  const all = calls
    .filter(isNotAgain)
    .flatMap(({ nth }, place) =>
      (isWhole ? KINDS : APART)
        .filter((_, kind) => isWhole || (place + kind) % 4 === 0)
        .map((kind) => [{ nth, kind }])
    )
  return ALL ? all : some(all, SOME_SINGLES)
}

/** Of ten days' events, one after the other, the first and the last stand for all. */
function isNotAgain({ name }: Call, place: number, calls: readonly Call[]): boolean {
  const kind = kindOf(name)
  return kind !== kindOf(calls[place - 1]?.name) || kind !== kindOf(calls[place + 1]?.name)
}

const kindOf = (name = '') => name.replace(/\/events\/\w+$/, '/events/…')

function pairs(calls: readonly Call[]): Fault[][] {
  const last = calls.at(-1)?.nth ?? 0
  const seconds = [...calls.map(({ nth }) => nth), ...range(last + 1, last + RECOVERY)]
  return calls.flatMap(({ nth }) =>
    seconds
      .filter((second) => second > nth)
      .flatMap((second) =>
        APART.flatMap((kind) =>
          APART.map((other) => [
            { nth, kind },
            { nth: second, kind: other },
          ])
        )
      )
  )
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at)

/** Evenly spread; the step shares no divisor with the number of kinds, so that each comes up. */
function some<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.floor(all.length / most)) | 1
  return all.filter((_, place) => place % step === 0)
}

/** What was found in each run in which anything was. */
async function failuresIn(scenario: string, calls: readonly Call[], runs: readonly Fault[][]) {
  const names = new Map(calls.map(({ nth, name }) => [nth, name]))
  const verdicts = await workerPool.judge(scenario, runs)
  judged.runs += runs.length
  judged.ok += verdicts.filter((found) => found.length === 0).length
  return verdicts.flatMap((found, place) => {
    if (found.length === 0) return []
    const said = (runs[place] ?? []).map(
      ({ nth, kind }) => `${kind} at ${nth} ${names.get(nth) ?? 'after it'}`
    )
    return [`${said.join(', then ')}: ${found.join('; ')}`]
  })
}

describe.each(Object.keys(SCENARIOS))('%s', (scenario) => {
  let calls: Call[]
  beforeAll(async () => {
    calls = await workerPool.callsOf(scenario)
  }, PATIENCE_MS)

  test(
    'comes to its end when nothing goes wrong',
    async () => {
      expect(await failuresIn(scenario, calls, [[]])).toEqual([])
    },
    PATIENCE_MS
  )

  test.runIf(ALL || !SCENARIOS[scenario]?.isLong)(
    ALL
      ? 'comes to its end, whichever call goes wrong'
      : 'comes to its end when one call goes wrong',
    async () => {
      expect(await failuresIn(scenario, calls, singles(scenario, calls))).toEqual([])
    },
    PATIENCE_MS
  )

  test.runIf(PAIRED.includes(scenario))(
    'comes to its end when two calls go wrong',
    async () => {
      const runs = some(pairs(calls), ALL ? MOST_PAIRS : SOME_PAIRS)
      expect(await failuresIn(scenario, calls, runs)).toEqual([])
    },
    PATIENCE_MS
  )
})

test(
  'a seed is an order of events that can be played again',
  async () => {
    const seeds = range(1, ORDERS_TWICE)
    const once = await Promise.all(seeds.map(workerPool.orderOf))
    const again = await Promise.all(seeds.map(workerPool.orderOf))
    expect(again).toEqual(once)
    expect(new Set(once.map(String)).size).toBe(seeds.length)
  },
  PATIENCE_MS
)

test(
  'whoever comes first: page, webhooks, sweep, alarm and other customers in every order',
  async () => {
    const seeds = range(1, ORDERS)
    const verdicts = await workerPool.play(seeds)
    const failures = verdicts.flatMap((found, place) =>
      found.length > 0 ? [`seed ${seeds[place]}: ${found.join('; ')}`] : []
    )
    process.stdout.write(`orders: ${ORDERS - failures.length} of ${ORDERS} correct\n`)
    expect(failures).toEqual([])
  },
  PATIENCE_MS
)
