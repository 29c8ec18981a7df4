/** What an object that survives remembers; reads and writes are immediate. */
export interface Storage {
  get<T>(key: string): T | undefined
  put<T>(key: string, value: T): void
}
