/** How many rounds of vendor calls an answer waited for, as the sandbox recorded them. */

import type { Stack } from '../sandbox/stack.ts'
import type { SandboxState } from '../sandbox/state.ts'

export type Call = SandboxState['requests'][number]

/** Calls that end after the next began ran beside it; those that ended before it are a chain. */
export function rounds(calls: Call[]): number {
  const depths: number[] = []
  for (const call of calls) {
    const earlier = calls
      .slice(0, depths.length)
      .map((other, at) => ((other.endedAt ?? Infinity) <= call.startedAt ? (depths[at] ?? 0) : 0))
    depths.push(1 + Math.max(0, ...earlier))
  }
  return Math.max(0, ...depths)
}

export function atOnce(calls: Call[]): number {
  const inFlight = (at: number) =>
    calls.filter(({ startedAt, endedAt }) => startedAt <= at && at < (endedAt ?? Infinity)).length
  return Math.max(0, ...calls.map(({ startedAt }) => inFlight(startedAt)))
}

/** What was asked for between a request and its answer; token and mail calls do not count. */
export async function watched<T>(
  { stack, quiet }: { stack(): Stack; quiet(): Promise<unknown> },
  ask: () => Promise<T>
) {
  await quiet()
  const first = (await stack().state()).requests.length
  const answer = await ask()
  const answeredAt = Date.now()
  const calls = (await stack().state()).requests
    .slice(first)
    .filter(({ startedAt }) => startedAt < answeredAt)
    .filter(({ vendor, path, browser }) => {
      return vendor !== 'mailersend' && path !== '/oauth/token' && !browser
    })
  const made = calls.map(({ method, path }) => `${method} ${path}`).join('\n')
  return { answer, calls, made, rounds: rounds(calls), atOnce: atOnce(calls) }
}
