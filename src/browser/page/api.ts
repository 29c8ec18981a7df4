/** Requests to the Worker in the script tag's `data-worker`, by default the one that served the script. */
import type { RefusalResponse } from '../../payments/contract.ts'
import { lostConnection } from './messages.ts'

/** An error whose message is written for the customer. It has a code if the Worker refused. */
export class UserError extends Error {
  code: string | undefined
  field: string | undefined
  alternatives: { date: string; start: string; hours: number }[] | undefined

  constructor(
    message: string,
    answer: Partial<RefusalResponse & Pick<UserError, 'alternatives'>> = {}
  ) {
    super(message)
    this.code = answer.code
    this.field = answer.field
    this.alternatives = answer.alternatives
  }
}

const TIMEOUT_MS = 25_000

let script: HTMLScriptElement

/** Must be called before the first request. */
export function setScript(tag: HTMLScriptElement): void {
  script = tag
}

async function request<T>(path: string, init?: RequestInit): Promise<T> {
  try {
    // Browsers from before 2022 use their own time limit.
    const signal = AbortSignal.timeout?.(TIMEOUT_MS)
    const response = await fetch(new URL(path, script.dataset.worker || script.src), {
      ...init,
      signal,
    })
    const body = await response.json()
    if (response.ok) return body
    throw new UserError(body.error || lostConnection, body)
  } catch (error) {
    // No readable response: the Worker may have processed the request anyway.
    throw error instanceof UserError ? error : new UserError(lostConnection)
  }
}

export const get = <T>(path: string, init?: RequestInit) => request<T>(path, init)

let turnstileLoaded: Promise<unknown> | undefined

/** For pages with a Turnstile site key: POST requests then carry a Turnstile token. */
export function loadTurnstile(): void {
  turnstileLoaded = import(
    `${new URL(script.dataset.turnstile || 'turnstile.js', script.src)}`
  ).catch(() => {})
}

export async function post<T>(path: string, body: object): Promise<T> {
  await turnstileLoaded
  // If the Worker requires a token, it refuses a request without one and says why.
  const turnstileToken = await window._turnstileToken?.(path)
  return request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, turnstileToken }),
    // Lets a tab that is closed right after the payment finish its last request.
    keepalive: true,
  })
}

/**
 * For a request that fails after the customer confirmed the payment. Unless the Worker says that
 * nothing was charged, the purchase continues: Stripe reports the payment to the Worker.
 */
export function treatAsWorking(error: unknown): { outcome: 'working' } {
  if (/^(not-paid|quote-changed)$/.test((error as UserError).code ?? '')) throw error
  return { outcome: 'working' }
}
