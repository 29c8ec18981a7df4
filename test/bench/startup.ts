/** Time from the start of a runtime process to its first response, for each bundle and for an empty Worker. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../sandbox/ports.ts'
import { bundleOf } from './build.ts'
import { RUNTIME } from './machine.ts'
import { median } from './measure.ts'
import { SIDES, WORKERS } from './names.ts'

const RUNS = 15
const EMPTY = 'export default { fetch: () => new Response("{}") }'

export interface Start {
  name: string
  ms: number
}

/** All Workers in turn, the empty one first, so that other load affects all of them equally. */
export async function startAll(): Promise<Start[]> {
  const home = await mkdtemp(join(tmpdir(), 'labour-temple-start-'))
  const codes = new Map([['empty', EMPTY]])
  for (const side of SIDES) {
    for (const worker of WORKERS) {
      codes.set(`${side} ${worker}`, (await bundleOf(side, worker)).code)
    }
  }
  const runs = new Map([...codes.keys()].map((name) => [name, [] as number[]]))
  try {
    for (let run = 0; run <= RUNS; run += 1) {
      for (const [name, code] of codes) {
        const ms = await startOnce(home, code)
        if (run > 0) runs.get(name)?.push(ms)
      }
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
  return [...runs].map(([name, all]) => ({ name, ms: median(all) }))
}

const configFor = (port: number) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .it)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const it :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "ALLOWED_ORIGINS", text = "https://labourtemple.com")]
);
`

async function startOnce(home: string, code: string): Promise<number> {
  const port = await freePort()
  const config = join(home, 'config.capnp')
  await writeFile(join(home, 'worker.mjs'), code)
  await writeFile(config, configFor(port))
  const from = performance.now()
  const runtime = spawn(RUNTIME.default, ['serve', config], { stdio: 'ignore' })
  const gone = new Promise((resolve) => runtime.once('close', resolve))
  try {
    while (!(await answers(port))) {
      if (performance.now() - from > 20_000) throw new Error('The runtime did not come up')
    }
    return performance.now() - from
  } finally {
    runtime.kill('SIGKILL')
    await gone
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    })
    socket.once('data', (data) => {
      // Without the object that knows of the sweeps the Worker answers 503: it is up.
      resolve(/^HTTP\/1\.1 (200|503)/.test(data.toString()))
      socket.destroy()
    })
    socket.once('error', () => setTimeout(() => resolve(false), 1))
  })
}
