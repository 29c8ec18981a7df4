/** Proxies that make one assumption about a vendor false, between the Workers and the stand-ins. */
import type { VendorProxy } from '../simulation/process.ts'

/** Which requests a proxy changes: the method, and how the path ends (before the query). */
export interface Match {
  method?: string
  path: RegExp
}

export const matches = ({ method, path }: Match, request: Request) =>
  (method === undefined || request.method === method) && path.test(new URL(request.url).pathname)

/** Changes the JSON of matching answers; answers that are not JSON or not successful pass unchanged. */
export function changingJson(match: Match, change: (json: unknown) => unknown): VendorProxy {
  return async (request, send) => {
    const answer = await send(request)
    if (!matches(match, request) || !answer.ok) return answer
    const text = await answer.text()
    const headers = new Headers(answer.headers)
    headers.delete('content-length')
    return new Response(JSON.stringify(change(JSON.parse(text))), {
      status: answer.status,
      headers,
    })
  }
}

/** Changes each record of an answer, whether it is a list or one object. */
export const changingRecords = (
  match: Match,
  change: (record: Record<string, unknown>) => Record<string, unknown>
): VendorProxy =>
  changingJson(match, (json) =>
    Array.isArray(json) ? json.map(change) : change(json as Record<string, unknown>)
  )

/** The vendor calls fields by other names: `{ type: 'resourceType' }`. */
export const renaming = (match: Match, names: Record<string, string>): VendorProxy =>
  changingRecords(match, (record) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [names[name] ?? name, value]))
  )

/** The vendor does not send these fields. */
export const without = (match: Match, ...fields: string[]): VendorProxy =>
  changingRecords(match, (record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !fields.includes(name)))
  )

/** The vendor ignores a query parameter. */
export function ignoringParameter(match: Match, name: string): VendorProxy {
  return (request, send) => {
    if (!matches(match, request)) return send(request)
    const url = new URL(request.url)
    url.searchParams.delete(name)
    return send(new Request(url, request))
  }
}

/** Matching requests have their effect, and the answer is this. */
export const answering = (match: Match, answer: (sent: Response) => Response): VendorProxy => {
  return async (request, send) => {
    const sent = await send(request)
    return matches(match, request) ? answer(sent) : sent
  }
}

/** Matching requests are answered by this, and never reach the vendor. */
export const refusing = (match: Match, answer: () => Response): VendorProxy => {
  return async (request, send) => (matches(match, request) ? answer() : send(request))
}

/** The first is nearest to the Workers. */
export const both = (...proxies: VendorProxy[]): VendorProxy =>
  proxies.reduceRight<VendorProxy>(
    (inner, outer) => (request, send) => outer(request, (next) => inner(next, send)),
    (request, send) => send(request)
  )

/** Only the first `times` matching requests go through `proxy`. */
export function firstTimes(times: number, match: Match, proxy: VendorProxy): VendorProxy {
  let left = times
  return (request, send) =>
    matches(match, request) && left-- > 0 ? proxy(request, send) : send(request)
}
