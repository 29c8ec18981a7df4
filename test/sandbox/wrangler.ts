/** Starts one Worker, in a process group of its own or beside the sandbox, waits until it is healthy, and stops it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type { Hosted } from './host-worker.ts'
import { isFree } from './ports.ts'
import { aheadMs, dateMoved, mainMoved } from './time.ts'
import { sandboxConfig } from './worker-config.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** The script of the command, to run it without a shell or npx. */
export const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js')
const READY_MS = 180_000
const STOP_MS = 2000

export interface WorkerSpec {
  name: string
  envFile: string
  port: number
  storage: string
  vars: Record<string, string>
  /** The folder of built Workers to run; without it, `wrangler dev` rebuilds at every change in `src/`. */
  built: string | undefined
  /** A built Worker gets a process of its own; without it, it cannot be killed, and is up in half the time. */
  isKillable: boolean
  onLine(line: string): void
}

export interface RunningWorker {
  /** Resolves when `/health` answers 200; rejects with the last output when that never comes. */
  ready(): Promise<void>
  /** Sends SIGKILL to the whole group and resolves when all processes have ended; throws if it is not killable. */
  kill(): Promise<void>
  /** Ends it; wrangler first gets time to delete its temporary files. */
  stop(): Promise<void>
}

/**
 * The shell around wrangler ends the group as soon as our end of its stdin closes: even when this
 * process is killed outright, no Worker is left behind.
 */
const GUARD = '("$@" </dev/null; kill -9 0) & cat >/dev/null; kill -9 0'

const alive = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of alive) signalGroup(child, 'SIGKILL')
})

export function startWorker(spec: WorkerSpec): RunningWorker {
  // By a clock of the past, Miniflare in this process would take our compatibility date for one to come.
  const isBeside = !spec.isKillable && aheadMs() >= 0
  return spec.built && isBeside ? startBeside(hostedOf(spec, spec.built), spec) : startApart(spec)
}

/** In this process, but for workerd itself; it is healthy when it listens. */
function startBeside(hosted: Hosted, { onLine }: WorkerSpec): RunningWorker {
  const started = import('./host-worker.ts').then(({ hostWorker }) => hostWorker(hosted, onLine))
  started.catch(() => {}) // `ready` tells.
  return {
    async ready() {
      await started
    },
    kill: () => Promise.reject(new Error('Only a stack that is killable can kill a Worker')),
    async stop() {
      const host = await started.catch(() => null)
      await host?.dispose()
      await untilFree(hosted.port)
    },
  }
}

function startApart(spec: WorkerSpec): RunningWorker {
  const child = spawn('sh', ['-c', GUARD, 'sh', process.execPath, ...commandOf(spec)], {
    cwd: ROOT,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...environment(), ...compiled(spec) },
  })
  alive.add(child)
  const last: string[] = []
  const keep = (line: string) => {
    last.push(line)
    if (last.length > 60) last.shift()
    spec.onLine(line)
  }
  eachLine(child.stdout, keep)
  eachLine(child.stderr, keep)
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => {
      alive.delete(child)
      resolve()
    })
  })
  return {
    ready: () => untilHealthy(spec, gone, last),
    async kill() {
      signalGroup(child, 'SIGKILL')
      await gone
      await untilFree(spec.port)
    },
    async stop() {
      signalGroup(child, 'SIGTERM')
      await Promise.race([gone, pause(STOP_MS)])
      await this.kill()
    },
  }
}

/** Only what a program needs to run: a real key in our shell would override the sandbox's. */
export function environment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME']
  return {
    ...Object.fromEntries(kept.map((name) => [name, process.env[name]])),
    // No calls to the internet: no metrics, no registry, no look-up for `request.cf`.
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    NO_COLOR: '1',
  }
}

/** Node compile cache, shared by all processes of one build. */
const compiled = ({ built }: WorkerSpec) => built && { NODE_COMPILE_CACHE: join(built, 'compiled') }

function commandOf(spec: WorkerSpec): string[] {
  if (!spec.built) return wranglerArgs(spec)
  const hosted = hostedOf(spec, spec.built)
  return [join(ROOT, 'test/sandbox/worker-process.ts'), JSON.stringify(hosted)]
}

const hostedOf = ({ name, port, storage, vars }: WorkerSpec, folder: string): Hosted => ({
  ...{ name, folder, port, storage, vars },
  aheadMs: aheadMs(),
})

/** At another time than now, a main module of its own; it still follows every save in `src/`. */
function mainOf({ name, storage }: WorkerSpec): string[] {
  const ahead = aheadMs()
  if (ahead === 0) return []
  const folder = `${storage}-moved`
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'moved-date.js'), dateMoved(ahead))
  const main = join(folder, 'moved.js')
  writeFileSync(main, mainMoved(join(ROOT, `src/workers/${name}/worker.ts`), ahead))
  return [main]
}

function wranglerArgs(spec: WorkerSpec): string[] {
  const { name, port, storage, envFile, vars } = spec
  return [
    WRANGLER,
    ...[
      'dev',
      '--env=',
      ...mainOf(spec),
      '-c',
      sandboxConfig(ROOT, name),
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
    ],
    ...['--inspector-port', '0', '--persist-to', storage, '--env-file', join(ROOT, envFile)],
    ...['--test-scheduled', '--show-interactive-dev-session=false'],
    ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ]
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || !alive.has(child)) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group is gone already.
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The runtime keeps its port for a moment after wrangler has ended. */
async function untilFree(port: number): Promise<void> {
  for (let tries = 0; tries < 200 && !(await isFree(port)); tries += 1) await pause(10)
}

function eachLine(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = ''
  stream?.setEncoding('utf8')
  stream?.on('data', (text: string) => {
    const lines = (rest + stripVTControlCharacters(text)).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') onLine(line)
  })
}

async function untilHealthy(spec: WorkerSpec, gone: Promise<void>, last: string[]): Promise<void> {
  const end = Date.now() + READY_MS
  let ended = false
  gone.then(() => {
    ended = true
  })
  while (!ended && Date.now() < end) {
    const health = await fetch(`http://127.0.0.1:${spec.port}/health`, {
      signal: AbortSignal.timeout(5000),
    }).catch(() => null)
    await health?.arrayBuffer().catch(() => null)
    if (health?.status === 200) return
    await pause(50)
  }
  const why = ended ? 'ended before it was ready' : `was not ready within ${READY_MS / 1000} s`
  throw new Error(`The ${spec.name} Worker ${why}. Its last output:\n${last.join('\n')}`)
}
