/** Finds free ports for a stack and checks whether a fixed port is free. */
import { createServer } from 'node:net'
import { threadId } from 'node:worker_threads'

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** So many of its own has each process: two that look at the same moment must not find the same one. */
const SHARE = 50
const FIRST = 12_000
/** Below the range from which the system takes ports for outgoing calls, so nothing slips in. */
const SHARES = 18_000 / SHARE

let asked = 0

export async function freePort(): Promise<number> {
  const from = FIRST + ((process.pid + 7 * threadId) % SHARES) * SHARE
  for (let tries = 0; tries < SHARE; tries += 1) {
    const port = from + (asked++ % SHARE)
    if (await isFree(port)) return port
  }
  throw new Error('No free port found')
}
