/** Requests to the Workers as the pages send them. */
import { parseList } from '../../src/core/settings.ts'
import type { Settings } from '../doctor/settings.ts'
import type { SmokeContext } from './context.ts'
import { Wrong } from './steps.ts'

/** @throws with the Worker's own words when it refuses. */
export async function ask<T>(
  { fetcher }: Pick<SmokeContext, 'fetcher'>,
  { home, vars, name }: Settings,
  path: string,
  { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {}
): Promise<T> {
  const [origin = ''] = parseList(vars.ALLOWED_ORIGINS ?? '')
  const response = await fetcher(home + path, {
    headers: { origin, ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (response.ok) return JSON.parse(text)
  const words = `${name} answers ${path} with ${response.status}: ${errorIn(text)}`
  // A refusal stays one; a vendor of the Worker's may be back in a moment.
  throw response.status < 500 ? new Wrong(words) : new Error(words)
}

function errorIn(text: string): string {
  try {
    return String(JSON.parse(text).error ?? text)
  } catch {
    return text.slice(0, 200)
  }
}

/** The first one on sale; `what` is a plan, product or room. */
export function firstForSale<T extends { forSale: boolean }>(all: readonly T[], what: string): T {
  const found = all.find(({ forSale }) => forSale)
  if (!found) throw new Wrong(`no ${what} is for sale there`)
  return found
}
