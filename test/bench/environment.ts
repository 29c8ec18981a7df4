/** Starts one side: its own sandbox, and both Workers in one runtime process each. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptions } from 'miniflare'
import { unstable_getMiniflareWorkerOptions as optionsOf } from 'wrangler'
import type { WebhookMode } from '../sandbox/control.ts'
import { freePort } from '../sandbox/ports.ts'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { type Served, serve } from '../sandbox/serve.ts'
import { varsOf } from '../sandbox/stack.ts'
import type { SandboxState } from '../sandbox/state.ts'
import { bundleOf } from './build.ts'
import { ROOT, type SideName, type WorkerName } from './names.ts'
import { workerdChildren } from './process.ts'

export interface Stage {
  side: SideName
  ports: Ports
  latency(ms: number): Promise<void>
  webhooks(mode: WebhookMode): Promise<void>
  sandbox: { url: string; fetch: Sandbox['fetch'] }
  checkout: { url: string; pid: number }
  bookings: { url: string; pid: number }
  /** What its vendors hold, without a request of its own. */
  look(): SandboxState
  /** Every call that its vendors received. */
  requests(): SandboxState['requests']
  /** Runs a Worker's scheduled handler; resolves when it is done. */
  scheduled(worker: WorkerName, cron: string): Promise<void>
  close(): Promise<void>
}

/** Storage of Durable Objects and Workflows: in memory where possible, because the disk is not measured. */
export const STORAGE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** The benchmark sends more requests than the rate limits allow. */
const NO_LIMITS = {
  LIMIT_INTENTS_PER_ADDRESS: '1000000',
  LIMIT_INTENTS_OVER_ALL: '1000000',
}

interface Ports {
  sandbox: number
  checkout: number
  bookings: number
}

/** `real` is the clock of the vendors: a check may let them begin in the past. */
export async function openStage(side: SideName, real = Date.now): Promise<Stage> {
  const ports = {
    sandbox: await freePort(),
    checkout: await freePort(),
    bookings: await freePort(),
  }
  const url = (worker: WorkerName) => `http://127.0.0.1:${ports[worker]}`
  const address = (worker: WorkerName) => ({
    url: url(worker),
    webhookSecret: `whsec_sandbox_${worker}`,
    cronUrl: null,
  })
  const workers = { checkout: address('checkout'), bookings: address('bookings') }
  const limits = { tokenLimit: false, googleLimit: false, mailLimit: false } as const
  const sandbox = createSandbox({ workers: () => workers, real, ...limits })
  const served = await serve(sandbox, ports.sandbox)
  const storage = await mkdtemp(join(STORAGE, 'labour-temple-bench-'))
  const clear = () => rmSync(storage, { recursive: true, force: true })
  process.once('exit', clear)
  const checkout = await startWorker(side, 'checkout', { ports, storage })
  const bookings = await startWorker(side, 'bookings', { ports, storage })
  const running = { checkout, bookings }
  // Not over the network: a connection may have been closed while the sandbox was being filled.
  const control = async (path: string, body: object) => {
    const request = { method: 'POST', body: JSON.stringify(body) }
    const response = await sandbox.fetch(new Request(served.url + path, request))
    if (!response.ok) throw new Error(await response.text())
  }
  return {
    side,
    ports,
    latency: (ms) => control('/__latency', { ms }),
    webhooks: (mode) => control('/__webhooks', { mode }),
    sandbox: { url: served.url, fetch: sandbox.fetch },
    look: sandbox.state,
    requests: () => sandbox.state().requests,
    checkout: { url: url('checkout'), pid: checkout.pid },
    bookings: { url: url('bookings'), pid: bookings.pid },
    async scheduled(worker, cron) {
      const { scheduled } = await running[worker].miniflare.getWorker()
      const { outcome } = await scheduled({ cron, scheduledTime: new Date() })
      if (outcome !== 'ok') throw new Error(`${worker} ${cron}: ${outcome}`)
    },
    async close() {
      await close(served, [checkout.miniflare, bookings.miniflare])
      clear()
      process.off('exit', clear)
    },
  }
}

async function close(served: Served, all: Miniflare[]): Promise<void> {
  await Promise.all(all.map((miniflare) => miniflare.dispose()))
  await served.close()
}

interface Place {
  ports: Ports
  storage: string
}

async function startWorker(side: SideName, worker: WorkerName, { ports, storage }: Place) {
  const before = workerdChildren()
  const address = { host: '127.0.0.1', port: ports[worker], cf: false } as const
  // Discards the logs of the Worker.
  const handleStructuredLogs = () => {}
  const workers = [await workerOptions(side, worker, ports)]
  const options = convertV4MiniflareOptions({ ...address, handleStructuredLogs, workers })
  const miniflare = new Miniflare({ ...options, resourcePersistencePath: join(storage, worker) })
  await miniflare.ready
  const [pid] = workerdChildren().filter((each) => !before.includes(each))
  if (pid === undefined) throw new Error(`No runtime process for ${worker}`)
  return { miniflare, pid }
}

/** The Worker's TOML with the sandbox's addresses and keys; what only the platform has, only for ours. */
async function workerOptions(
  side: SideName,
  worker: WorkerName,
  ports: Ports
): Promise<V4WorkerOptions> {
  const toml = join(ROOT, `wrangler.${worker}.toml`)
  const said = optionsOf(toml).workerOptions as Partial<V4WorkerOptions>
  const { code } = await bundleOf(side, worker)
  const env = parseEnv(readFileSync(join(ROOT, `test/sandbox/${worker}.env`), 'utf8'))
  return {
    name: worker,
    compatibilityDate: said.compatibilityDate ?? '',
    compatibilityFlags: said.compatibilityFlags ?? [],
    modules: [{ type: 'ESModule', path: `${worker}.mjs`, contents: code }],
    bindings: {
      ...said.bindings,
      ...varsOf(ports),
      ...NO_LIMITS,
      ...env,
    },
    ...(side === 'ours' && {
      durableObjects: said.durableObjects,
      workflows: said.workflows,
      ratelimits: withoutLimit(said.ratelimits),
    }),
  } as V4WorkerOptions
}

type RateLimits = V4WorkerOptions['ratelimits']

/** All customers of the benchmark have one address. */
export function withoutLimit(said: RateLimits): RateLimits {
  const entries = Object.entries(said ?? {}).map(([name, one]) => {
    return [name, { ...one, simple: { ...one.simple, limit: 100_000 } }]
  })
  return Object.fromEntries(entries)
}

/** Both sides, one after the other; all of it is closed at the end, however it ends. */
export async function withStages<T>(work: (stages: Record<SideName, Stage>) => Promise<T>) {
  const ours = await openStage('ours')
  const naive = await openStage('naive')
  try {
    return await work({ ours, naive })
  } finally {
    await Promise.all([ours.close(), naive.close()])
  }
}
