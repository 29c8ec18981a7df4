/** What counting a request costs: the first door, then the exact limits of the client's networks and of all. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptions } from 'miniflare'
import { unstable_getMiniflareWorkerOptions as optionsOf } from 'wrangler'
import { bundle } from './build.ts'
import { STORAGE, withoutLimit } from './environment.ts'
import { median } from './measure.ts'
import { ROOT } from './names.ts'

/** Counts in one request: what else the request takes weighs little then. */
const TIMES = 5
/** At the end the limiter of all holds 100 uses, which is its limit in the TOML. */
const RUNS = 9

export interface Counted {
  client: string
  ms: number
  /** Of it the first limit, which Miniflare emulates with an object of its own. */
  firstLimitMs: number
}

/** What of the counting is done: all of it, its first limit alone, nothing. */
type Part = 'all' | 'first limit' | 'nothing'

/** Of each kind of client, the median of the milliseconds that one counted request takes longer. */
export async function timeCounting(): Promise<Counted[]> {
  const storage = await mkdtemp(join(STORAGE, 'labour-temple-counting-'))
  const options = convertV4MiniflareOptions({ workers: [await workerOptions()], cf: false })
  const miniflare = new Miniflare({ ...options, resourcePersistencePath: storage })
  const url = await miniflare.ready
  const time = async (address: string, part: Part) => {
    const query = new URLSearchParams({ address, part, times: `${TIMES}` })
    const from = performance.now()
    const response = await fetch(`${url}?${query}`)
    if ((await response.text()) !== 'counted') throw new Error(`Not counted: ${response.status}`)
    return (performance.now() - from) / TIMES
  }
  const ofClient = async (client: string, address: string): Promise<Counted> => {
    const runs: Record<'all' | 'first limit', number[]> = { all: [], 'first limit': [] }
    for (let run = 0; run <= RUNS; run += 1) {
      const idle = await time(address, 'nothing')
      runs.all.push((await time(address, 'all')) - idle)
      runs['first limit'].push((await time(address, 'first limit')) - idle)
    }
    // The first one starts the objects.
    const of = (part: keyof typeof runs) => median(runs[part].slice(1))
    return { client, ms: of('all'), firstLimitMs: of('first limit') }
  }
  try {
    return [
      await ofClient('IPv4, one network', '203.0.113.1'),
      await ofClient('IPv6, three networks', '2001:db8::1'),
    ]
  } finally {
    await miniflare.dispose()
    await rm(storage, { recursive: true, force: true })
  }
}

/** The checkout Worker's TOML, as far as counting needs it; nobody is refused. */
async function workerOptions(): Promise<V4WorkerOptions> {
  const said = optionsOf(join(ROOT, 'wrangler.checkout.toml'))
    .workerOptions as Partial<V4WorkerOptions>
  const { RATE_LIMITER } = (said.durableObjects ?? {}) as Record<string, string>
  const { code } = await bundle('test/bench/counting-worker.js')
  return {
    name: 'counting',
    compatibilityDate: said.compatibilityDate ?? '',
    compatibilityFlags: said.compatibilityFlags ?? [],
    modules: [{ type: 'ESModule', path: 'counting.mjs', contents: code }],
    bindings: {
      ...said.bindings,
      LIMIT_INTENTS_PER_ADDRESS: '1000',
      LIMIT_INTENTS_OVER_ALL: '1000',
    },
    durableObjects: { RATE_LIMITER },
    ratelimits: withoutLimit(said.ratelimits),
  } as V4WorkerOptions
}
