/** Browser storage: the id of the current attempt, and its result for the confirmation page. */

/** An empty string means: no value. */
export interface Store {
  get(key: string): string
  set(key: string, value: string): void
}

/** Falls back to memory if the browser forbids storage; the values then last as long as the page. */
export function safeStorage(open: () => Pick<Storage, 'getItem' | 'setItem'>): Store {
  const fallback: Record<string, string> = {}
  const tryStorage = <T>(work: () => T) => {
    try {
      return work()
    } catch {}
  }
  return {
    get: (key) => tryStorage(() => open().getItem(key)) || fallback[key] || '',
    set: (key, value) => {
      fallback[key] = value
      tryStorage(() => open().setItem(key, value))
    },
  }
}

export const session = safeStorage(() => sessionStorage)

/** What was chosen and typed for a purchase that is not complete. */
export const draftKey = (slug: string) => `lt-draft-${slug}`

/** A UUID from an object URL, because iOS 14 has no `crypto.randomUUID`. */
const uuid = () => URL.createObjectURL(new Blob([])).slice(-36)

export interface Attempt {
  /** The same UUID from the first press of the button until the purchase succeeds. */
  id(): string
  /** The next purchase is a separate one: `id` returns a new UUID, and the draft is gone. */
  reset(): void
}

export function createAttempt(slug: string, store = session): Attempt {
  const key = `lt-attempt-${slug}`
  return {
    id: () => {
      const id = store.get(key) || uuid()
      store.set(key, id)
      return id
    },
    reset: () => {
      store.set(key, '')
      store.set(draftKey(slug), '')
    },
  }
}
