/** What this browser remembers: the attempt under way, and what became of the last one. */

/** '' is nothing. */
export interface Store {
  get(key: string): string
  set(key: string, value: string): void
}

/** The page keeps working, for as long as it is open, where a browser forbids storage. */
export function safely(open: () => Pick<Storage, 'getItem' | 'setItem'>): Store {
  const kept: Record<string, string> = {}
  const attempt = <T>(work: () => T) => {
    try {
      return work()
    } catch {}
  }
  return {
    get: (key) => attempt(() => open().getItem(key)) || kept[key] || '',
    set: (key, value) => {
      kept[key] = value
      attempt(() => open().setItem(key, value))
    },
  }
}

export const session = safely(() => sessionStorage)

/** A UUID of the browser's own making: iPads that stopped at iOS 14 have no `crypto.randomUUID`. */
const uuid = () => URL.createObjectURL(new Blob([])).slice(-36)

export interface Attempt {
  /** One UUID from the first press of the button until it has succeeded. */
  id(): string
  /** Begins anew: what is bought next is another purchase. */
  forget(): void
}

export function createAttempt(slug: string, store = session): Attempt {
  const key = `lt-attempt-${slug}`
  return {
    id: () => {
      const id = store.get(key) || uuid()
      store.set(key, id)
      return id
    },
    forget: () => store.set(key, ''),
  }
}
