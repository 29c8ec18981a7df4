/**
 * One process of a Worker that can be killed at any vendor call, on a clock of its own: what it keeps
 * in its objects survives, all that runs in it does not.
 */
import type { Storage } from '../../src/core/storage.ts'
import type { FaultKind } from '../sandbox/faults.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

/** One call of the Worker that goes wrong, counted from 1. */
export interface Fault {
  nth: number
  kind: FaultKind | 'crash-before' | 'crash-after'
}

export interface SimClock {
  now(): number
  advance(ms: number): void
}

/** Where somebody else may come in between; does nothing unless a scheduler decides. */
export type Turn = (what: string) => Promise<void>

/** Stands between the Worker and the vendors: may change a request, its answer, or both. */
export type VendorProxy = (
  request: Request,
  send: (request: Request) => Promise<Response>
) => Promise<Response>

export interface ProcessOptions {
  clock: SimClock
  sandbox: () => Sandbox
  faults: readonly Fault[]
  /** Calls that fail however often they are made. */
  isBroken: (method: string, path: string, body: string) => boolean
  proxy: VendorProxy
  turn: Turn
}

/** The life of one process, from its start to its kill. */
export type Incarnation = object

export type Process = ReturnType<typeof createProcess>

export const SANDBOX_URL = 'http://sandbox.test'
const TIMEOUT_MS = 8_000

/** The process was killed: nothing of it runs on, nothing it would have remembered is kept. */
export class ProcessKilled extends Error {}

export function createProcess(options: ProcessOptions) {
  const { clock, sandbox, faults, isBroken, proxy, turn } = options
  const calls: string[] = []
  const memories = new Map<string, Map<string, unknown>>()
  let life: Incarnation = {}
  let lastFaultMs = 0

  function kill(): ProcessKilled {
    life = {}
    return new ProcessKilled()
  }

  async function withFault(kind: Fault['kind'], request: Request): Promise<Response> {
    lastFaultMs = clock.now()
    if (kind === 'crash-before') throw kill()
    if (kind === 'crash-after') {
      await sandbox().fetch(request)
      throw kill()
    }
    const vendor = new URL(request.url).pathname.split('/')[1]
    // In process a call that hangs is one whose answer is lost, and eight seconds with it.
    const alike = { 'hang-before': 'refused', 'hang-after': 'reset-after-effect' } as const
    const armed = kind === 'hang-before' || kind === 'hang-after' ? alike[kind] : kind
    const body = JSON.stringify({ vendor, kind: armed })
    await sandbox().fetch(new Request(`${SANDBOX_URL}/__faults`, { method: 'POST', body }))
    if (armed !== kind) clock.advance(TIMEOUT_MS)
    return sandbox().fetch(request)
  }

  return {
    clock,
    turn,
    calls: () => [...calls],
    /** When the last thing went wrong; milliseconds. */
    lastFaultMs: () => lastFaultMs,
    life: () => life,
    isAlive: (mine: Incarnation) => mine === life,
    kill,

    /** Every call that the Worker makes to a vendor comes through here; some of them go wrong. */
    network(mine: Incarnation) {
      return async (input: string, init: RequestInit): Promise<Response> => {
        if (mine !== life) throw new ProcessKilled()
        const request = new Request(input, init)
        const { pathname } = new URL(input)
        const nth = calls.push(`${request.method} ${pathname}`)
        await turn(`${request.method} ${pathname}`)
        if (mine !== life) throw new ProcessKilled()
        if (isBroken(request.method, pathname, String(init.body ?? '')))
          throw new TypeError('fetch failed')
        const fault = faults.find((one) => one.nth === nth)
        const send = (sent: Request) =>
          fault ? withFault(fault.kind, sent) : sandbox().fetch(sent)
        const answer = await proxy(request, send)
        await turn(`answer to ${request.method} ${pathname}`)
        return answer
      }
    },

    memoryOf(name: string, mine: Incarnation): Storage {
      const kept = memories.get(name) ?? new Map<string, unknown>()
      memories.set(name, kept)
      return {
        get: <T>(key: string) => structuredClone(kept.get(key)) as T | undefined,
        put: (key, value) => {
          if (mine === life) kept.set(key, structuredClone(value))
        },
      }
    },

    /** An object elsewhere: every method answers with a promise, and takes its time. */
    asRemote<T extends Record<string, (...args: never[]) => unknown>>(mine: Incarnation, local: T) {
      const entries = Object.entries(local).map(([name, method]) => [
        name,
        async (...args: never[]) => {
          await turn(name)
          if (mine !== life) throw new ProcessKilled()
          const answer = await method(...args)
          await turn(`answer to ${name}`)
          return answer
        },
      ])
      return Object.fromEntries(entries) as {
        [K in keyof T]: (...args: Parameters<T[K]>) => Promise<Awaited<ReturnType<T[K]>>>
      }
    },
  }
}
