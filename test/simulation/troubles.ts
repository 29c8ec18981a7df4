/**
 * Faults as they occur beside single ones: a call that fails several times running and then heals, a
 * vendor that is down from one moment to another, answers that come late, a list that lags.
 */
import { VENDORS, type VendorName } from '../sandbox/vendors.ts'
import type { VendorProxy } from './process.ts'
import type { Sim, SimOptions } from './simulation.ts'

export type Trouble =
  /** The first `times` calls of this kind fail; `path` is what their paths begin with. */
  | { is: 'fails'; method: string; path: string; times: number; kind: 'refused' | '500-after' }
  /** No answer from the call `fromCall` on, for so many minutes. */
  | { is: 'down'; vendor: VendorName; fromCall: number; minutes: number }
  /** Each answer takes seven seconds, a second less than anybody waits for it. */
  | { is: 'slow'; vendor: VendorName }
  /** What the call `fromCall` and the next two do is done, and their answers come when nobody waits. */
  | { is: 'late'; vendor: VendorName; fromCall: number }
  /** Lists do not show yet what is younger than a minute. */
  | { is: 'lags'; vendor: VendorName }

const MINUTE_MS = 60_000
const SLOW_MS = 7000
const TIMEOUT_MS = 8000
const LATE_CALLS = 3

interface Troubled extends TroubleState {
  options: SimOptions
  watch(sim: Sim): void
}

/** As a simulation knows it. */
export interface TroubleState {
  /** Whether it has healed; slow answers and lagging lists never do. */
  isOver(): boolean
  /** When it struck last; milliseconds, 0 if never. */
  lastMs(): number
}

/** A customer who comes back for half an hour. */
const PRESSES = 90

/** Options for a simulation, and what tells them of it. */
export function createTrouble(trouble: Trouble): Troubled {
  let sim: Sim | undefined
  let lastMs = 0
  const struck = <T>(effect: T): T => {
    lastMs = sim?.now() ?? 0
    return effect
  }
  const proxy: VendorProxy = async (request, send) => {
    const { method, url } = request
    const { pathname } = new URL(url)
    if (!sim) return send(request)
    switch (trouble.is) {
      case 'fails':
        return fails(trouble, { method, pathname })
          ? struck(failed(trouble, request, send))
          : send(request)
      case 'down':
        return isDown(sim, pathname, trouble) ? struck(lost()) : send(request)
      case 'slow':
        if (isOf(pathname, trouble.vendor)) sim.advance(SLOW_MS)
        return send(request)
      case 'late':
        return isLate(sim, pathname, trouble)
          ? struck(answeredLate(sim, request, send))
          : send(request)
      case 'lags':
        return isOf(pathname, trouble.vendor) && method === 'GET'
          ? lagging(sim, await send(request))
          : send(request)
    }
  }
  const state: TroubleState = {
    lastMs: () => lastMs,
    isOver: () => hasHealed(trouble, sim?.now() ?? 0),
  }
  return {
    ...state,
    options: { proxy, presses: PRESSES, trouble: state },
    watch(watched) {
      sim = watched
    },
  }
}

function hasHealed(trouble: Trouble & { sinceMs?: number; left?: number }, nowMs: number): boolean {
  switch (trouble.is) {
    case 'fails':
      return trouble.times === 0
    case 'down':
      return nowMs >= (trouble.sinceMs ?? Number.POSITIVE_INFINITY) + trouble.minutes * MINUTE_MS
    case 'late':
      return (trouble.left ?? LATE_CALLS) <= 0
    default:
      return true
  }
}

const isOf = (pathname: string, vendor: VendorName) => pathname.startsWith(`/${vendor}/`)

/** As it is when a connection breaks. */
async function lost(): Promise<never> {
  throw new TypeError('fetch failed')
}

type Failing = Extract<Trouble, { is: 'fails' }>

/** Takes one of the times. */
function fails(trouble: Failing, { method, pathname }: { method: string; pathname: string }) {
  if (method !== trouble.method || !pathname.startsWith(trouble.path) || trouble.times === 0)
    return false
  trouble.times -= 1
  return true
}

async function failed({ kind }: Failing, request: Request, send: Send): Promise<Response> {
  if (kind === 'refused') return lost()
  await send(request)
  return new Response('{}', { status: 500, headers: { 'content-type': 'application/json' } })
}

type Send = Parameters<VendorProxy>[1]
type Down = Extract<Trouble, { is: 'down' }> & { sinceMs?: number }

function isDown(sim: Sim, pathname: string, trouble: Down): boolean {
  if (!isOf(pathname, trouble.vendor) || sim.calls().length < trouble.fromCall) return false
  trouble.sinceMs ??= sim.now()
  return sim.now() < trouble.sinceMs + trouble.minutes * MINUTE_MS
}

type Late = Extract<Trouble, { is: 'late' }> & { left?: number }

function isLate(sim: Sim, pathname: string, trouble: Late): boolean {
  if (!isOf(pathname, trouble.vendor) || sim.calls().length < trouble.fromCall) return false
  trouble.left = (trouble.left ?? LATE_CALLS) - 1
  return trouble.left >= 0
}

async function answeredLate(sim: Sim, request: Request, send: Send): Promise<Response> {
  await send(request)
  sim.advance(TIMEOUT_MS)
  return lost()
}

const LISTS = ['data', 'items', 'results'] as const

/** Without the rows that were created within the last minute. */
async function lagging(sim: Sim, answer: Response): Promise<Response> {
  const text = await answer.text()
  const headers = new Headers(answer.headers)
  headers.delete('content-length')
  return new Response(shownOf(sim, text), { status: answer.status, headers })
}

type Row = Record<string, unknown>

function shownOf(sim: Sim, text: string): string {
  let body: Row
  try {
    body = JSON.parse(text) as Row
  } catch {
    return text
  }
  const old = (row: Row) => !(createdMs(row) > sim.now() - MINUTE_MS)
  if (Array.isArray(body)) return JSON.stringify(body.filter(old))
  const list = LISTS.find((name) => Array.isArray(body?.[name]))
  return list ? JSON.stringify({ ...body, [list]: (body[list] as Row[]).filter(old) }) : text
}

/** `NaN` if a row does not say. */
function createdMs({ created, createdAt, created_at: at }: Row): number {
  if (typeof created === 'number') return created * 1000
  return Date.parse(String(created ?? createdAt ?? at))
}

/** Every trouble of a scenario with these calls, in a fixed order. */
export function troublesOf(calls: readonly string[]): Trouble[] {
  const kinds = new Map<string, Trouble[]>()
  for (const [place, call] of calls.entries()) {
    const [method = '', pathname = ''] = call.split(' ')
    const vendor = VENDORS.find((one) => isOf(pathname, one))
    const path = pathname
      .replace(/(pi|seti|sub|in|cus|cs|re)_\w+.*$/, '')
      .replace(/\/events\/.*$/, '/events/')
    const key = `${method} ${path}`
    if (!vendor || kinds.has(key)) continue
    const fromCall = place + 1
    kinds.set(key, [
      ...TIMES.flatMap((times) =>
        (['refused', '500-after'] as const).map(
          (kind) => ({ is: 'fails', method, path, times, kind }) as const
        )
      ),
      { is: 'down', vendor, fromCall, minutes: 20 },
      { is: 'late', vendor, fromCall },
    ])
  }
  const seen = VENDORS.filter((vendor) => calls.some((call) => call.includes(`/${vendor}/`)))
  const whole = seen.map((vendor): Trouble => ({ is: 'slow', vendor }))
  const lists = seen
    .filter((vendor) => vendor === 'google' || vendor === 'mailersend')
    .map((vendor): Trouble => ({ is: 'lags', vendor }))
  return [...whole, ...lists, ...[...kinds.values()].flat()]
}

const TIMES = Array.from({ length: 12 }, (_, nth) => nth + 1)

export function inWords(trouble: Trouble): string {
  const { is, ...about } = trouble
  return `${is} ${Object.values(about).join(' ')}`
}
