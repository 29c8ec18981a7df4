/** The one port of durable work: a step is done once and remembered, whatever happens to the process. */

/**
 * How long a step is tried. `until-done` lasts about a quarter of an hour, then the run has errored
 * and a person is needed; `courtesy` about a minute, for what harms nobody when it fails.
 */
export type Patience = 'until-done' | 'courtesy'

/** What a step returns is stored: plain data, never `undefined`. */
export type Step = <T>(name: string, work: () => Promise<T>, patience?: Patience) => Promise<T>

/** A step that may fail without harm: `null` when it did. */
export async function attempt<T>(
  step: Step,
  name: string,
  work: () => Promise<T>
): Promise<T | null> {
  try {
    return await step(name, work, 'courtesy')
  } catch {
    return null
  }
}
