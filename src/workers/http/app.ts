/** The manners of both Workers: who may ask, what a body must be, and how a no or a failure is said. */
import { type Context, type ErrorHandler, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { contextStorage, tryGetContext } from 'hono/context-storage'
import { type RequestIdVariables, requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type * as z from 'zod/mini'
import { log, setLogContext } from '../../core/log.ts'
import { RateLimited, Refusal } from '../../core/refusals.ts'
import { parseList } from '../../core/settings.ts'
import { VendorError } from '../../core/vendor-error.ts'

/** Far above any form of ours, and any event of Stripe's; the platform itself would let 100 MB in. */
const FORM_BYTES = 64 * 1024
const EVENT_BYTES = 256 * 1024

/** A day is long enough to remember which headers a browser may send. */
const PREFLIGHT_SECONDS = '86400'

/** After her last click nobody may tell her that nothing was charged. */
const PERHAPS_PAID =
  'We could not look at your payment just now. If it went through, you are being served and a letter follows; you will not be charged twice.'

type Setting = { Bindings: { ALLOWED_ORIGINS: string } }

/** Stripe's own posts: signed instead of sent from a page. */
const WEBHOOK = '/webhook'

/** Below it are the operators' paths: asked for from a terminal, with a token. */
const OPERATORS = '/reconcile'

/**
 * A router with the manners on; `routes` says which path takes which method, for the 405. Whether an
 * operators' path exists at all is theirs to know, so their token is looked at first.
 */
export function createApp<E extends Setting>(
  routes: Record<string, 'GET' | 'POST'>,
  requireOperatorToken: MiddlewareHandler<E>
): Hono<E> {
  const app = new Hono<E>()
  app.use(contextStorage(), newRequestId, securityHeaders, noStore)
  app.use(`${OPERATORS}/*`, requireOperatorToken)
  app.use(matchRoutes(routes))
  app.use(requireAllowedOrigin)
  app.use(requireJson)
  app.use((c, next) => (c.req.path === WEBHOOK ? eventLimit : formLimit)(c, next))
  app.notFound((c) => refusalResponse(new Refusal('not-found'), c))
  app.onError(onError)
  return app
}

/** Where the request came from; the platform says so, whatever the client sends. */
export function clientAddress(c: Context): string {
  return c.req.header('cf-connecting-ip') ?? 'unknown'
}

/** Ids of a client's own making could be made to look like another's in the log. */
const newRequestId = requestId({ limitLength: 0 })

setLogContext(() => ({
  request: tryGetContext<{ Variables: RequestIdVariables }>()?.get('requestId'),
}))

/** Answers are data for our own pages: nothing in them may be run, framed or guessed at. */
const securityHeaders = secureHeaders({
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  crossOriginResourcePolicy: 'cross-origin',
  xFrameOptions: 'DENY',
})

/** No cache keeps an answer, unless its route says so. */
const noStore: MiddlewareHandler = async (c, next) => {
  await next()
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
}

const formLimit = maxBody(FORM_BYTES)
const eventLimit = maxBody(EVENT_BYTES)

/** Counted as it comes in: a length may be left unsaid. */
function maxBody(maxSize: number): MiddlewareHandler {
  return bodyLimit({ maxSize, onError: (c) => refusalResponse(new Refusal('too-large'), c) })
}

type Read<T extends z.ZodMiniType> = { in: { json: z.input<T> }; out: { json: z.output<T> } }

/**
 * The body as a schema has it. `first` looks at the field that says what is bought, before all others;
 * of the others the first bad one is named, in the schema's order.
 */
export function body<T extends z.ZodMiniType>(
  schema: T,
  first: (body: Record<string, unknown>) => void = () => {}
  // biome-ignore lint/suspicious/noExplicitAny: Hono's own type for a middleware of any app.
): MiddlewareHandler<any, string, Read<T>> {
  return async (c, next) => {
    const sent = fieldsOf(await c.req.arrayBuffer())
    first({ ...sent })
    const parsed = schema.safeParse(sent)
    if (!parsed.success) {
      const field = parsed.error.issues[0]?.path[0]
      throw field ? new Refusal('invalid-field', String(field)) : new Refusal('bad-json')
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

function matchRoutes(routes: Record<string, 'GET' | 'POST'>): MiddlewareHandler {
  const paths = Object.entries(routes).map(([path, method]) => ({
    pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`),
    methods: method === 'GET' ? ['GET', 'HEAD', 'OPTIONS'] : [method, 'OPTIONS'],
  }))
  return async (c, next) => {
    const route = paths.find(({ pattern }) => pattern.test(c.req.path))
    if (!route) throw new Refusal('not-found')
    if (!route.methods.includes(c.req.method)) {
      c.header('Allow', route.methods.join(', '))
      throw new Refusal('method-not-allowed')
    }
    await next()
  }
}

/** Pages of ours only. A browser always says where it posts from, so a post without `Origin` is none. */
const requireAllowedOrigin: MiddlewareHandler<Setting> = async (c, next) => {
  if (c.req.path === WEBHOOK) return next()
  c.header('Vary', 'Origin')
  const origin = c.req.header('origin')
  const allowed = origin !== undefined && parseList(c.env.ALLOWED_ORIGINS).includes(origin)
  if (origin !== undefined && !allowed) log.originRefused(origin, c.req.path)
  const unsaid = c.req.method === 'POST' && !c.req.path.startsWith(OPERATORS)
  if (!allowed && (origin !== undefined || unsaid)) {
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

/** JSON has one encoding; the word for it may be said or left out. */
const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i

/** Anything but JSON could be sent by a foreign page without asking first. */
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
  const answer = refusal
    ? {
        error: refusal.message,
        code: refusal.code,
        ...(refusal.field ? { field: refusal.field } : {}),
        ...refusal.details,
      }
    : { error: 'Something went wrong on our side. Please try again in a minute.', code: 'broken' }
  return c.json(answer, refusal?.status ?? 500)
}
