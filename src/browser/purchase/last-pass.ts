/** The last pass of a product that was bought in this browser. */
import { safeStorage } from '../page/storage.ts'

export interface LastPass {
  passDate: string
  /** Milliseconds since the epoch. */
  boughtAt: number
  attemptId: string
  outcome: string
}

const local = safeStorage(() => localStorage)
const keyOf = (slug: string) => `lt-pass-${slug}`

export function lastPass(slug: string, store = local): LastPass | undefined {
  try {
    return JSON.parse(store.get(keyOf(slug)))
  } catch {
    return undefined
  }
}

export function rememberPass(slug: string, pass: LastPass, store = local): void {
  store.set(keyOf(slug), JSON.stringify(pass))
}
