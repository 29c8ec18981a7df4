/** Waiting: for a time, or better for a fact. */
export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const SOON_MS = 50
const SELDOM_MS = 400
/** What a small machine that has other things to do needs longer. */
const SLOWNESS = 4

/** Asks again and again, ever less often (every `seldomMs` in the end), until the answer is something. */
export async function until<T>(
  ask: () => T | Promise<T>,
  ms = 15_000,
  seldomMs = SELDOM_MS
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + SLOWNESS * ms
  for (let waitMs = Math.min(SOON_MS, seldomMs); ; waitMs = Math.min(seldomMs, waitMs * 1.5)) {
    const answer = await ask()
    if (answer) return answer as Exclude<T, false | null | undefined>
    if (Date.now() > end) throw new Error(`not within ${SLOWNESS * ms} ms: ${ask}`)
    await pause(waitMs)
  }
}
