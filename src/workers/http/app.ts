/** Middleware shared by both Workers: routes, CORS, body limits and parsing, error responses. */
import { type Context, type ErrorHandler, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { contextStorage, tryGetContext } from 'hono/context-storage'
import { type RequestIdVariables, requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type * as z from 'zod/mini'
import { log, setLogContext } from '../../core/log.ts'
import { invalidField, RateLimited, Refusal } from '../../core/refusals.ts'
import { parseList } from '../../core/settings.ts'
import { VendorError } from '../../core/vendor-error.ts'
import { currentWorkflow } from '../platform/log-context.ts'
import { limitRequests, type RequestLimitEnv } from './request-limit.ts'

/** Far above any form or Stripe event. The platform's own limit is 100 MB. */
const FORM_BYTES = 64 * 1024
const EVENT_BYTES = 256 * 1024

/** Browsers cache the CORS preflight response for a day. */
const PREFLIGHT_SECONDS = '86400'

/** After the customer has paid, an error message must not say that nothing was charged. */
const PERHAPS_PAID =
  'We could not look at your payment just now. If it went through, you will get an email about it; you will not be charged twice.'

type Setting = { Bindings: { ALLOWED_ORIGINS: string } & RequestLimitEnv }

/** Stripe's requests: they are signed and have no origin. */
const WEBHOOK = '/webhook'

/** The operators' paths start with this. They are called from a terminal, with a token. */
const OPERATORS = '/reconcile'

/**
 * A router with the shared middleware. Add the routes to it. The operator token is checked before
 * everything else, so that without it an operators' path looks like an unknown one.
 */
export function createApp<E extends Setting>(requireOperatorToken: MiddlewareHandler<E>): Hono<E> {
  const app = new Hono<E>()
  app.use(contextStorage(), newRequestId, securityHeaders, noStore)
  app.use(`${OPERATORS}/*`, requireOperatorToken)
  app.use(matchRoutes(app))
  app.use(requireAllowedOrigin)
  app.use(requireJson)
  app.use((c, next) => (c.req.path === WEBHOOK ? eventLimit : formLimit)(c, next))
  app.use(limitRequests(isCounted))
  app.notFound((c) => refusalResponse(new Refusal('not-found'), c))
  app.onError(onError)
  return app
}

/** Stripe must be heard and an operator admitted however often they come; the health check asks no vendor. */
function isCounted(path: string): boolean {
  return path !== WEBHOOK && path !== '/health' && !path.startsWith(OPERATORS)
}

/** Ignores ids that clients send, because they could imitate other requests in the log. */
const newRequestId = requestId({ limitLength: 0 })

setLogContext(() => ({
  request: tryGetContext<{ Variables: RequestIdVariables }>()?.get('requestId'),
  workflow: currentWorkflow(),
}))

/** Responses are data for our own pages: browsers must not run, frame or sniff them. */
const securityHeaders = secureHeaders({
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  crossOriginResourcePolicy: 'cross-origin',
  xFrameOptions: 'DENY',
})

/** Responses are not cached unless the route sets its own header. */
const noStore: MiddlewareHandler = async (c, next) => {
  await next()
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
}

const formLimit = maxBody(FORM_BYTES)
const eventLimit = maxBody(EVENT_BYTES)

/** Counts the bytes as they arrive, because `Content-Length` may be missing. */
function maxBody(maxSize: number): MiddlewareHandler {
  return bodyLimit({ maxSize, onError: (c) => refusalResponse(new Refusal('too-large'), c) })
}

type Read<T extends z.ZodMiniType> = { in: { json: z.input<T> }; out: { json: z.output<T> } }

/** `'extras.specialRequests'`; of a list its own name. */
function fieldAt(path: readonly PropertyKey[]): string {
  const end = path.findIndex((part) => typeof part === 'number')
  return path.slice(0, end < 0 ? undefined : end).join('.')
}

/**
 * Parses the body with a schema. `validateFirst` checks the field that says what is bought before all
 * other fields. Of the others the first invalid one is named, in the schema's order.
 */
export function body<T extends z.ZodMiniType>(
  schema: T,
  validateFirst: (body: Record<string, unknown>) => void = () => {}
  // biome-ignore lint/suspicious/noExplicitAny: Hono's own type for a middleware of any app.
): MiddlewareHandler<any, string, Read<T>> {
  return async (c, next) => {
    const sent = fieldsOf(await c.req.arrayBuffer())
    validateFirst({ ...sent })
    const parsed = schema.safeParse(sent)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const field = fieldAt(issue?.path ?? [])
      if (!field) throw new Refusal('bad-json')
      // Only a rule of ours has words for the customer.
      const words = issue?.code === 'custom' ? issue.message : undefined
      throw words ? new Refusal('invalid-field', field, words) : invalidField(field)
    }
    c.req.addValidatedData('json', { ...(parsed.data as object) })
    await next()
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

function fieldsOf(bytes: ArrayBuffer): object {
  try {
    const sent: unknown = JSON.parse(utf8.decode(bytes))
    if (sent && typeof sent === 'object' && !Array.isArray(sent)) return sent
  } catch {}
  throw new Refusal('bad-json')
}

/** 404 for a path without a route, 405 with `Allow` for a method that its routes do not have. */
function matchRoutes<E extends Setting>(app: Hono<E>): MiddlewareHandler {
  let routes: { pattern: RegExp; methods: string[] }[] | undefined
  return async (c, next) => {
    // Routes are added after this middleware, so they are read with the first request.
    routes ??= allowedMethods(app)
    const route = routes.find(({ pattern }) => pattern.test(c.req.path))
    if (!route) throw new Refusal('not-found')
    if (!route.methods.includes(c.req.method)) {
      c.header('Allow', route.methods.join(', '))
      throw new Refusal('method-not-allowed')
    }
    await next()
  }
}

/** The path of each route as a pattern, and the methods that it takes. Method ALL is middleware. */
function allowedMethods<E extends Setting>(app: Hono<E>) {
  const methodsByPath = new Map<string, Set<string>>()
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue
    const methods = methodsByPath.get(path) ?? new Set()
    methodsByPath.set(path, methods.add(method))
    if (method === 'GET') methods.add('HEAD')
  }
  return [...methodsByPath].map(([path, methods]) => ({
    pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`),
    methods: [...methods, 'OPTIONS'],
  }))
}

/** Allows our own pages only. Browsers send `Origin` with every POST, so a POST without it is refused. */
const requireAllowedOrigin: MiddlewareHandler<Setting> = async (c, next) => {
  if (c.req.path === WEBHOOK) return next()
  c.header('Vary', 'Origin')
  const origin = c.req.header('origin')
  const allowed = origin !== undefined && parseList(c.env.ALLOWED_ORIGINS).includes(origin)
  if (origin !== undefined && !allowed) log.originRefused(origin, c.req.path)
  const isMissing = c.req.method === 'POST' && !c.req.path.startsWith(OPERATORS)
  if (!allowed && (origin !== undefined || isMissing)) {
    throw new Refusal('origin-refused')
  }
  if (allowed) {
    c.header('Access-Control-Allow-Origin', origin)
    c.header('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id')
  }
  if (c.req.method !== 'OPTIONS') return next()
  c.header('Access-Control-Allow-Methods', 'GET, POST')
  c.header('Access-Control-Allow-Headers', 'content-type, x-client-secret')
  c.header('Access-Control-Max-Age', PREFLIGHT_SECONDS)
  return c.body(null, 204)
}

/** JSON is always UTF-8; the charset may be named or left out. */
const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i

/** Other content types can be sent by any page without a CORS preflight. */
const requireJson: MiddlewareHandler = async (c, next) => {
  const isForm = c.req.method === 'POST' && c.req.path !== WEBHOOK
  if (isForm && !JSON_TYPE.test(c.req.header('content-type') ?? ''))
    throw new Refusal('json-required')
  return next()
}

const onError: ErrorHandler = (error, c) => refusalResponse(toRefusal(error, c), c)

function toRefusal(error: Error, c: Context): Refusal | null {
  if (error instanceof Refusal) return error
  if (error instanceof VendorError) {
    log.vendorFailed(c.req.path, error)
    return c.req.path.startsWith('/complete-')
      ? new Refusal('vendor-unavailable', undefined, PERHAPS_PAID)
      : new Refusal('vendor-unavailable')
  }
  log.unexpectedError(c.req.path, error)
  return null
}

function refusalResponse(refusal: Refusal | null, c: Context): Response {
  if (refusal instanceof RateLimited) c.header('Retry-After', String(refusal.waitSeconds))
  const response = refusal
    ? {
        error: refusal.message,
        code: refusal.code,
        ...(refusal.field ? { field: refusal.field } : {}),
        ...refusal.details,
      }
    : { error: 'Something went wrong on our side. Please try again in a minute.', code: 'broken' }
  return c.json(response, refusal?.status ?? 500)
}
