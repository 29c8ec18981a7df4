/** Talks to the Worker that served this script. */
import type { RefusalAnswer } from '../workers/contract.ts'

/** The Worker's own no: its words are meant for the customer. */
export class Refused extends Error {
  readonly code: string
  readonly field: string | undefined

  constructor(answer: RefusalAnswer) {
    super(answer.error)
    this.code = answer.code
    this.field = answer.field
  }
}

/** No answer, or none that can be read. What was asked may have happened all the same. */
export class Unreachable extends Error {}

const PATIENCE_MS = 25_000

async function ask<T>(url: string, init: RequestInit): Promise<T> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS)
  try {
    const response = await fetch(url, { ...init, signal: stop.signal })
    const body = await response.json()
    if (response.ok) return body as T
    throw body.error ? new Refused(body) : new Unreachable()
  } catch (error) {
    throw error instanceof Refused ? error : new Unreachable()
  } finally {
    clearTimeout(timer)
  }
}

export interface Api {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: object): Promise<T>
}

export function createApi(origin: string): Api {
  return {
    get: (path) => ask(origin + path, { cache: 'no-store' }),
    post: (path, body) =>
      ask(origin + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        // A tab closed right after paying still sends its last request.
        keepalive: true,
      }),
  }
}

/** Where the running script came from; only known while it is first run. */
export function scriptOrigin(): string {
  return new URL((document.currentScript as HTMLScriptElement).src).origin
}
