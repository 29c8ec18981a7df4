/** What this browser remembers of a purchase: the attempt, the last pass, the outcome. */

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export interface LastPass {
  passDate: string
  /** Milliseconds since the epoch. */
  boughtAt: number
  attemptId: string
  outcome: string
}

/** What the confirmation page is told; nothing that names a person. */
export interface Outcome {
  outcome: string
  passDate?: string
  receiptUrl?: string
}

/** The page keeps working, for as long as it is open, where a browser forbids storage. */
export function safely(open: () => Store): Store {
  const kept = new Map<string, string>()
  const attempt = <T>(work: (store: Store) => T): T | undefined => {
    try {
      return work(open())
    } catch {
      return undefined
    }
  }
  return {
    getItem: (key) => attempt((store) => store.getItem(key)) ?? kept.get(key) ?? null,
    setItem: (key, value) => {
      kept.set(key, value)
      attempt((store) => store.setItem(key, value))
    },
    removeItem: (key) => {
      kept.delete(key)
      attempt((store) => store.removeItem(key))
    },
  }
}

/** Version 4; `crypto.randomUUID` is missing from iPads that stopped at iOS 14. */
function uuid(): string {
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => {
    const [random = 0] = crypto.getRandomValues(new Uint8Array(1))
    return (Number(digit) ^ (random & (15 >> (Number(digit) / 4)))).toString(16)
  })
}

function parse<T>(text: string | null): T | undefined {
  try {
    return text ? (JSON.parse(text) as T) : undefined
  } catch {
    return undefined
  }
}

export interface Memory {
  /** One UUID from the first press of the button until the purchase has succeeded. */
  attemptId(): string
  /** Begins anew: what is bought next is another purchase. */
  forgetAttempt(): void
  lastPass(): LastPass | undefined
  /** `passDate` is the day that the page promised; the outcome's own is what the Worker said. */
  succeed(outcome: Outcome, passDate: string, now: number): void
}

export function createMemory(slug: string, session: Store, local: Store): Memory {
  const attemptKey = `lt-attempt-${slug}`
  const passKey = `lt-pass-${slug}`
  const attemptId = () => {
    const id = session.getItem(attemptKey) ?? uuid()
    session.setItem(attemptKey, id)
    return id
  }
  return {
    attemptId,
    forgetAttempt: () => session.removeItem(attemptKey),
    lastPass: () => parse<LastPass>(local.getItem(passKey)),
    succeed: (outcome, passDate, now) => {
      const pass: LastPass = {
        passDate,
        boughtAt: now,
        attemptId: attemptId(),
        outcome: outcome.outcome,
      }
      local.setItem(passKey, JSON.stringify(pass))
      session.setItem('lt-purchase', JSON.stringify(outcome))
      session.removeItem(attemptKey)
    },
  }
}
