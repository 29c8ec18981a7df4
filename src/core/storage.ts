/** Persistent storage of a Durable Object; reads and writes are synchronous. */
export interface Storage {
  get<T>(key: string): T | undefined
  put<T>(key: string, value: T): void
}
