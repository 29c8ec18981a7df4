/** The whole stack: the sandbox's server and both real Workers, each in a workerd of its own. */
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WorkerAddress } from './cron.ts'
import type { Fault } from './faults.ts'
import { SANDBOX_CALENDARS } from './google/calendars.ts'
import { SANDBOX_DOMAIN } from './mailersend/emails.ts'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from './officernd/seed-data.ts'
import { freePort } from './ports.ts'
import { createSandbox } from './sandbox.ts'
import { type Served, serve } from './serve.ts'
import { type Remote, remote } from './stack-control.ts'
import type { SandboxState } from './state.ts'
import { SANDBOX_INITIATION, SANDBOX_PRICES } from './stripe/seed-prices.ts'
import { type RunningWorker, startWorker } from './wrangler.ts'

export type WorkerName = 'checkout' | 'bookings'
const NAMES: WorkerName[] = ['checkout', 'bookings']

/** For tests that are not about rate limits: in a minute they send more than one customer does in weeks. */
export const NO_LIMITS = {
  LIMIT_INTENTS_PER_ADDRESS: '1000000',
  LIMIT_INTENTS_OVER_ALL: '1000000',
  LIMIT_CODES_PER_ADDRESS: '1000000',
  LIMIT_CODES_OVER_ALL: '1000000',
  LIMIT_HOLDS: '1000000',
}

export interface StackOptions {
  vars?: Record<string, string>
  ports?: { sandbox: number; checkout: number; bookings: number }
  /** Called with every line that a Worker prints. */
  log?: (line: string, worker: WorkerName) => void
  /** The folder of built Workers to run; without it, wrangler rebuilds at every change in `src/`. */
  built?: string | undefined
  /** For tests that kill a Worker: each has a process of its own. */
  isKillable?: true
  /** For tests that look e-mails up more often than 10 times a minute. */
  mailLimit?: false
}

export interface Stack extends Remote {
  sandbox: { url: string }
  checkout: { url: string }
  bookings: { url: string }
  /** Every line that both Workers printed since the start or the last reset. */
  logs(): string[]
  kill(name: WorkerName): Promise<void>
  /** Starts it again on the storage of the killed process. */
  start(name: WorkerName): Promise<void>
  close(): Promise<void>
}

export type { Fault, SandboxState }

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const ports = options.ports ?? {
    sandbox: await freePort(),
    checkout: await freePort(),
    bookings: await freePort(),
  }
  const lines: string[] = []
  const workers = await createWorkers(options, ports, lines)
  const sandbox = createSandbox({
    workers: () => workers.addresses,
    restartWorkers: workers.restart,
    ...(options.mailLimit === false && { mailLimit: false }),
  })
  const server = await serve(sandbox, ports.sandbox)
  const stack: Stack = {
    sandbox: { url: server.url },
    checkout: { url: `http://localhost:${ports.checkout}` },
    bookings: { url: `http://localhost:${ports.bookings}` },
    ...remote(server.url),
    state: async () => snapshot(sandbox.state()),
    logs: () => [...lines],
    kill: workers.kill,
    start: workers.start,
    close: () => close(server, workers),
  }
  try {
    await Promise.all(NAMES.map(workers.start))
  } catch (cause) {
    await stack.close()
    throw cause
  }
  return stack
}

/** Copies the rest; Stripe's records and the requests are copies already. */
function snapshot({ officernd, mailersend, google, ...copied }: SandboxState): SandboxState {
  return { ...copied, ...structuredClone({ officernd, mailersend, google }) }
}

async function close(server: Served, workers: Workers): Promise<void> {
  await Promise.all([workers.close(), server.close()])
}

type Ports = NonNullable<StackOptions['ports']>
type Workers = Awaited<ReturnType<typeof createWorkers>>

async function createWorkers(options: StackOptions, ports: Ports, lines: string[]) {
  const home = await mkdtemp(join(tmpdir(), 'labour-temple-'))
  const clear = () => rmSync(home, { recursive: true, force: true })
  process.once('exit', clear)
  const running = new Map<WorkerName, RunningWorker>()
  const start = async (name: WorkerName) => {
    if (running.has(name)) throw new Error(`The ${name} Worker is running already`)
    const worker = startWorker({
      name,
      envFile: `test/sandbox/${name}.env`,
      port: ports[name],
      storage: join(home, name),
      vars: { ...varsOf(ports), ...options.vars },
      built: options.built,
      isKillable: options.isKillable ?? false,
      onLine: (line) => {
        lines.push(line)
        options.log?.(line, name)
      },
    })
    running.set(name, worker)
    await worker.ready()
  }
  const kill = async (name: WorkerName) => {
    await running.get(name)?.kill()
    running.delete(name)
  }
  const stop = async (name: WorkerName) => {
    await running.get(name)?.stop()
    running.delete(name)
  }
  const restart = async () => {
    await Promise.all(NAMES.map(stop))
    await Promise.all(NAMES.map((name) => rm(join(home, name), { recursive: true, force: true })))
    lines.length = 0
    await Promise.all(NAMES.map(start))
  }
  const closeAll = async () => {
    await Promise.all(NAMES.map(stop))
    clear()
    process.off('exit', clear)
  }
  return { addresses: addressesOf(ports), start, kill, restart, close: closeAll }
}

export function varsOf(ports: Ports): Record<string, string> {
  const sandbox = `http://127.0.0.1:${ports.sandbox}`
  const origins = ['https://labourtemple.com', 'https://www.labourtemple.com']
  return {
    STRIPE_URL: `${sandbox}/stripe`,
    OFFICERND_URL: `${sandbox}/officernd/api/v1/organizations/labour-temple`,
    OFFICERND_TOKEN_URL: `${sandbox}/officernd/oauth/token`,
    GOOGLE_TOKEN_URL: `${sandbox}/google/token`,
    GOOGLE_CALENDAR_URL: `${sandbox}/google/calendar/v3`,
    MAILERSEND_URL: `${sandbox}/mailersend/v1`,
    MAILERSEND_DOMAIN_ID: SANDBOX_DOMAIN,
    OFFICERND_OFFICE: SANDBOX_OFFICE,
    OFFICERND_PLANS: pairs(SANDBOX_MEMBERSHIP_PLANS),
    ROOM_CALENDARS: pairs(SANDBOX_CALENDARS),
    STRIPE_PRICES: pairs(SANDBOX_PRICES),
    STRIPE_INITIATION_PRODUCT: SANDBOX_INITIATION.product,
    HEARTBEAT_URL: `${sandbox}/heartbeat`,
    ALERT_WEBHOOK_URL: `${sandbox}/alerts`,
    TURNSTILE_URL: `${sandbox}/turnstile/siteverify`,
    // This machine counts as the network on site; tests send other addresses in `cf-connecting-ip`.
    TRUSTED_ADDRESSES: '127.0.0.1 ::1',
    ALLOWED_ORIGINS: [...origins, `http://localhost:${ports.sandbox}`, sandbox].join(' '),
  }
}

/** Formats a table of ids for a Worker variable: `passport:price_1 startup:price_2`. */
export function pairs(table: Record<string, string>): string {
  return Object.entries(table)
    .map(([slug, id]) => `${slug}:${id}`)
    .join(' ')
}

function addressesOf(ports: Ports): Record<WorkerName, WorkerAddress> {
  const address = (name: WorkerName): WorkerAddress => ({
    url: `http://localhost:${ports[name]}`,
    webhookSecret: `whsec_sandbox_${name}`,
    cronUrl: `http://localhost:${ports[name]}/cdn-cgi/local/scheduled?cron=*/5+*+*+*+*`,
  })
  return { checkout: address('checkout'), bookings: address('bookings') }
}
