/** Talks to the Worker that the script's tag names, or else to the one that served the script. */
import type { RefusalResponse } from '../../payments/contract.ts'
import { lostConnection } from './messages.ts'

/** Words for the customer; with a code they are the Worker's own no. */
export class Told extends Error {
  declare code?: string
  declare field?: string
  declare alternatives?: { date: string; start: string; hours: number }[]

  constructor(words: string, answer: Partial<RefusalResponse> = {}) {
    super(words)
    Object.assign(this, answer)
  }
}

const PATIENCE_MS = 25_000

/** Only known while the script is first run. */
const { dataset, src } = document.currentScript as HTMLScriptElement
const worker = new URL(dataset.worker || src).origin

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  try {
    // Browsers of before 2022 wait for as long as they themselves think fit.
    const signal = AbortSignal.timeout?.(PATIENCE_MS)
    const response = await fetch(worker + path, { ...init, signal })
    const body = await response.json()
    if (response.ok) return body
    throw new Told(body.error || lostConnection, body)
  } catch (error) {
    // No answer, or none that can be read: what was asked may have happened all the same.
    throw error instanceof Told ? error : new Told(lostConnection)
  }
}

export const get = <T>(path: string) => ask<T>(path)

let person: Promise<unknown> | undefined

/** For a page with a key of Turnstile's: requests then say that a person has pressed. */
export function guard(): void {
  person = import(`${new URL('turnstile.js', src)}`).catch(() => {})
}

export async function post<T>(path: string, body: object): Promise<T> {
  await person
  // Without a token the Worker says no, in words: if it asks for one at all.
  const turnstileToken = await window._prove?.(path)
  return ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, turnstileToken }),
    // A tab closed right after paying still sends its last request.
    keepalive: true,
  })
}

/**
 * What a request that failed after the customer's confirmation means: unless the Worker says that
 * nothing was charged, it hears of the payment from Stripe, whatever went wrong here.
 */
export function working(error: unknown): { outcome: 'working' } {
  if (/^(not-paid|quote-changed)$/.test((error as Told).code ?? '')) throw error
  return { outcome: 'working' }
}
