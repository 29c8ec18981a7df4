/** The steps of a smoke run: each is said as it ends, and what has to come true is waited for. */

/** A step's name, and what it does; it answers with words for the report. */
export type Check = readonly [name: string, work: () => Promise<string>]

/** How long something may take to come true, and how often it is looked at; ms. */
export interface Patience {
  limitMs: number
  pollMs: number
}

/** Waiting will not mend it. */
export class Wrong extends Error {}

/** Runs the steps in their order up to the first that fails. `null`, or what failed with its name. */
export async function runChecks(
  title: string,
  checks: readonly Check[],
  say: (line: string) => void
): Promise<string | null> {
  for (const [name, work] of checks) {
    try {
      say(`  ok      ${name}: ${await work()}`)
    } catch (error) {
      const why = wordsOf(error)
      say(`  FAILED  ${name}: ${why}`)
      return `${title}, ${name}: ${why}`
    }
  }
  return null
}

export const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Does one after the other and goes on past what fails. @throws what failed, when all have been tried. */
export async function allOf(works: readonly (() => Promise<string>)[]): Promise<string[]> {
  const done: string[] = []
  const failed: string[] = []
  for (const work of works) {
    try {
      done.push(await work())
    } catch (error) {
      failed.push(wordsOf(error))
    }
  }
  if (failed.length > 0) throw new Error([...failed, ...done].join('; '))
  return done
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Asks until it does not throw; a vendor that fails is asked again too. @throws the last error, in time. */
export async function until<T>({ limitMs, pollMs }: Patience, ask: () => Promise<T>): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof Wrong) throw error
      const why = wordsOf(error)
      if (Date.now() + pollMs > end) throw new Error(`${why} (for ${limitMs / 1000} s)`)
      await pause(pollMs)
    }
  }
}
