/** Forwards calls to the vendor emulators: records and delays each call and injects faults. */
import type { Hono } from 'hono'
import type { FaultKind, Faults } from './faults.ts'
import type { Call, Requests } from './requests.ts'
import { vendorError } from './vendor-errors.ts'
import type { VendorName } from './vendors.ts'

/** There will be no answer: the socket must be closed. An in-process caller gets the cause instead. */
export class ConnectionDropped extends Error {}

export const FAULT_HEADER = 'x-sandbox-fault'

export interface Gate {
  requests: Requests
  faults: Faults
  latency: { of(vendor: VendorName): number }
  vendors: Record<VendorName, { app: Hono }>
  /** Aborts all hanging calls; a reset replaces it. */
  epoch(): AbortSignal
}

export async function pass(gate: Gate, vendor: VendorName, request: Request): Promise<Response> {
  const body = await request.text()
  const call = gate.requests.open(request, vendor, body)
  call.fault = gate.faults.take(call)
  const ms = gate.latency.of(vendor)
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
  try {
    const answer = await perform(call, {
      effect: (fault) => gate.vendors[vendor].app.fetch(below(request, call, fault)),
      signals: [request.signal, gate.epoch()],
    })
    gate.requests.close(call, answer.status)
    return answer
  } catch (cause) {
    gate.requests.close(call, cause instanceof ConnectionDropped ? 0 : 500)
    throw cause
  }
}

interface Means {
  effect(fault?: '500-before' | '500-after'): Response | Promise<Response>
  signals: AbortSignal[]
}

async function perform(call: Call, { effect, signals }: Means): Promise<Response> {
  switch (call.fault) {
    case null:
      return await effect()
    case 'refused':
      throw dropped()
    case 'reset-after-effect':
      await effect()
      throw dropped()
    case 'hang-before':
      return await hang(signals)
    case 'hang-after':
      await effect()
      return await hang(signals)
    case '500-before':
    case '500-after':
      return await fail(call, call.fault, effect)
    case 'garbage':
      return garbage(await (await effect()).text())
    default:
      return vendorError(call, call.fault)
  }
}

/** Stripe keeps a 500 under its idempotency key, so its stand-in has to speak the 500 itself. */
async function fail(call: Call, kind: FaultKind & `500-${string}`, effect: Means['effect']) {
  if (call.vendor === 'stripe') return await effect(kind)
  if (kind === '500-after') await effect()
  return vendorError(call, '500')
}

/** A good status over half an answer, or over some proxy's page where there was no body to halve. */
function garbage(text: string): Response {
  const body = text.length > 1 ? text.slice(0, Math.ceil(text.length / 2)) : '<html><body>Bad gat'
  return new Response(body, { headers: { 'content-type': 'application/json' } })
}

const dropped = () => new ConnectionDropped('dropped', { cause: new TypeError('fetch failed') })

async function hang(signals: AbortSignal[]): Promise<never> {
  const signal = AbortSignal.any(signals)
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  }
  throw new ConnectionDropped('hung', { cause: signal.reason })
}

/** The same request as the vendor's own server would see it, without the sandbox's prefix. */
function below(request: Request, call: Call, fault?: string): Request {
  const url = new URL(request.url)
  url.pathname = call.path || '/'
  const headers = new Headers(request.headers)
  headers.delete(FAULT_HEADER)
  if (fault) headers.set(FAULT_HEADER, fault)
  const bodiless = call.method === 'GET' || call.method === 'HEAD'
  return new Request(url, {
    method: call.method,
    headers,
    ...(!bodiless && { body: call.body }),
  })
}
