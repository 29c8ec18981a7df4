/** HTTP code of both naive Workers: CORS from the list of origins, JSON responses, 500 for other errors. */
import type { Env } from './vendors.ts'

export type Body = Record<string, string>

export class Wrong extends Error {
  readonly status: number

  constructor(status: number, words: string) {
    super(words)
    this.status = status
  }
}

export const json = (value: object, status = 200) => Response.json(value, { status })

/** Runs the route and adds the CORS headers. */
export async function answer<E extends Env>(
  request: Request,
  env: E,
  route: (path: string, request: Request, env: E) => Promise<Response>
): Promise<Response> {
  const origin = request.headers.get('origin') ?? ''
  const cors = new Headers({ vary: 'Origin' })
  if (env.ALLOWED_ORIGINS.split(' ').includes(origin)) {
    cors.set('access-control-allow-origin', origin)
    cors.set('access-control-allow-methods', 'GET, POST')
    cors.set('access-control-allow-headers', 'content-type')
  }
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: cors })
  const response = await route(new URL(request.url).pathname, request, env).catch(failed)
  for (const [name, value] of cors) response.headers.set(name, value)
  return response
}

function failed(error: unknown): Response {
  if (error instanceof Wrong) return json({ error: error.message }, error.status)
  console.error(String(error))
  return json({ error: 'Something went wrong' }, 500)
}

/** `passport:price_1 startup:price_2` → the value of one of them. */
export const entry = (pairs: string, name: string) =>
  pairs
    .split(' ')
    .map((pair) => pair.split(':'))
    .find(([key]) => key === name)?.[1] ?? ''
