/** One request's way through: address, key, parameters, idempotency, work, answer. */
import { type Context, Hono } from 'hono'
import { admit } from './access.ts'
import { invalid, StripeError } from './errors.ts'
import { canonical, decode, type Tree } from './form.ts'
import { json, perform } from './handle-request.ts'
import type { Answer, createIdempotency } from './idempotency.ts'
import type { Route } from './route.ts'
import { API_VERSION, letters, type Store } from './store.ts'

interface Deps {
  store: Store
  idempotency: ReturnType<typeof createIdempotency>
  routes: Route[]
  /** Called after each request, to send its events out. */
  settle(): void
}

/** Open to pages, as api.stripe.com is. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
  'access-control-expose-headers': 'Request-Id, Idempotent-Replayed',
  'access-control-max-age': '300',
}

export function createApp(deps: Deps): Hono {
  const app = new Hono()
  app.options('*', (c) => {
    const asked = c.req.header('access-control-request-headers')
    return c.body(null, 200, {
      ...CORS,
      ...(asked ? { 'access-control-allow-headers': asked } : {}),
    })
  })
  for (const route of deps.routes) {
    const [method = '', path = ''] = route.key.split(' ')
    app.on(method, path, (c) => answer(c, () => handle(c, deps, route)))
  }
  app.all('*', (c) => answer(c, () => Promise.reject(unknownUrl(c))))
  return app
}

function unknownUrl(c: Context) {
  const path = c.req.path.slice(Math.max(0, c.req.path.indexOf('/v1')))
  return new StripeError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${c.req.method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  })
}

interface Outcome extends Answer {
  headers?: Record<string, string>
}

async function answer(c: Context, work: () => Promise<Outcome>): Promise<Response> {
  const requestId = `req_${letters(14)}`
  c.set('requestId', requestId)
  const outcome = await work().catch((error: unknown): Outcome => failed(error))
  return new Response(outcome.body, {
    status: outcome.status,
    headers: {
      ...CORS,
      'content-type': 'application/json',
      'request-id': requestId,
      'stripe-version': API_VERSION,
      ...outcome.headers,
    },
  })
}

function failed(error: unknown): Answer {
  if (error instanceof StripeError) {
    return { status: error.status, body: json({ error: error.body }) }
  }
  const message = `The emulator itself failed: ${(error as Error).stack}`
  return { status: 500, body: json({ error: { type: 'api_error', message } }) }
}

async function handle(c: Context, deps: Deps, route: Route): Promise<Outcome> {
  const { store, idempotency } = deps
  const id = c.req.param('id') ?? ''
  const tree = await readParams(c)
  const fromPage = admit(c.req.header('authorization'), route, tree)
  checkVersion(c)
  const key = c.req.method === 'POST' ? c.req.header('idempotency-key') : undefined
  const requestId = c.get('requestId') as string
  const headers = key ? { 'idempotency-key': key } : {}
  if (key) {
    const endpoint = route.key.replace(':id', id)
    const earlier = idempotency.begin(key, { endpoint, params: canonical(tree), requestId })
    if (earlier?.answer) {
      const replay = { 'idempotent-replayed': 'true', 'original-request': earlier.requestId }
      return { ...earlier.answer, headers: { ...headers, ...replay } }
    }
    // A turn of the loop in which a second request with the key finds the first still at work.
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  let done: Answer | undefined
  try {
    store.request = { id: requestId, idempotency_key: key ?? null }
    done = perform({ store, route, id, tree, fromPage, fault: c.req.header('x-sandbox-fault') })
    return { ...done, headers }
  } catch (error) {
    if (!(error instanceof StripeError && error.beforeWork)) done = failed(error)
    throw error
  } finally {
    store.request = { id: null, idempotency_key: null }
    if (key) idempotency.finish(key, done)
    deps.settle()
  }
}

async function readParams(c: Context): Promise<Tree> {
  const query = new URL(c.req.url).search
  if (c.req.method !== 'POST') return decode(query)
  const body = await c.req.text()
  const type = c.req.header('content-type') ?? ''
  if (body && !/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw invalid(
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.'
    )
  }
  return decode([query.slice(1), body].filter(Boolean).join('&'))
}

/** Objects have another shape in each version; the emulator supports only this one. */
function checkVersion(c: Context) {
  const version = c.req.header('stripe-version')
  if (version && version !== API_VERSION) {
    throw invalid(
      `Invalid Stripe API version: ${version} (the emulator supports only ${API_VERSION})`
    )
  }
}
