/** How a Durable Object looks to its callers. */

/** A Durable Object behind a remote call: every method returns a promise. */
export type Rpc<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never
}
