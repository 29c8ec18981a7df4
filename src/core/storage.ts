/** Persistent storage of a Durable Object; reads and writes are synchronous. */
export interface Storage {
  get<T>(key: string): T | undefined
  put<T>(key: string, value: T): void
}

/** The one alarm of a Durable Object, at a time in ms since the epoch. Setting it replaces the earlier one. */
export interface Alarm {
  /** `null` if none is set. */
  get(): Promise<number | null>
  set(atMs: number): Promise<void>
}
