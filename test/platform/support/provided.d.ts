import 'vitest'

declare module 'vitest' {
  /** What `test/support/vendors-for-workerd.ts` hands in. */
  interface ProvidedContext {
    vendorsPort: number
    aheadMs: number
  }
}
