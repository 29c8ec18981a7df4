/** Measures one request to one side: duration, rounds, vendor calls and calls in parallel. */
import { atOnce, rounds } from '../support/vendor-rounds.ts'
import type { Answer } from './client.ts'
import type { Stage } from './environment.ts'

export interface Sample {
  ms: number
  rounds: number
  calls: number
  atOnce: number
  /** The vendors' own time: the duration of the longest chain of calls. */
  vendorMs: number
  answer: Answer
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

type Call = ReturnType<Stage['requests']>[number]

/** Nothing is on its way to a vendor, and for a moment nothing has set out. */
export async function quiet(stage: Stage, forMs = 150): Promise<void> {
  let seen = -1
  for (;;) {
    const calls = stage.requests()
    const done = calls.length === seen && calls.every(({ endedAt }) => endedAt !== null)
    if (done) return
    seen = calls.length
    await pause(forMs)
  }
}

/** Token and email calls count as calls, not as rounds; a page's own calls count as neither. */
const counts = ({ vendor, path }: Call) => vendor !== 'mailersend' && !path.endsWith('/token')

export async function measure(stage: Stage, ask: () => Promise<Answer>): Promise<Sample> {
  const first = stage.requests().length
  const from = performance.now()
  const answer = await ask()
  const ms = performance.now() - from
  const answeredAt = Date.now()
  const made = stage
    .requests()
    .slice(first)
    .filter(({ startedAt, browser }) => startedAt < answeredAt && !browser)
  // The answer cannot have waited for a call that was still open when it came.
  const waitedFor = made.filter(({ endedAt }) => (endedAt ?? Infinity) <= answeredAt)
  return {
    ms,
    rounds: rounds(waitedFor.filter(counts)),
    calls: made.length,
    atOnce: atOnce(made),
    vendorMs: longest(waitedFor),
    answer,
  }
}

/** The duration of the longest chain of calls in which each starts after the previous one ended. */
function longest(calls: Call[]): number {
  const chains: number[] = []
  for (const call of calls) {
    const earlier = calls
      .slice(0, chains.length)
      .map((other, at) => ((other.endedAt ?? 0) <= call.startedAt ? (chains[at] ?? 0) : 0))
    chains.push((call.endedAt ?? 0) - call.startedAt + Math.max(0, ...earlier))
  }
  return Math.max(0, ...chains)
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
