/** Scheduled jobs and reconciliation, measured on a month with 10,000 day passes sold. */
import { monthBefore, spanOfMonth } from '../../src/core/month.ts'
import { seattleDay } from '../../src/core/time.ts'
import { openStage, type Stage } from './environment.ts'
import { fill } from './growth-fill.ts'
import { DELAY_MS } from './latency.ts'
import { pause, quiet } from './measure.ts'
import { cpuMs, memoryMb } from './process.ts'

const PAYMENTS = 10_000
const THIRTY_DAYS_MS = 30 * 24 * 3600_000
/** Page size of Stripe's lists; the last page may be shorter. */
const PAGE = 100
const PATIENCE_MS = 300_000

interface Job {
  name: string
  /** The month that it reads; "thirty days" ends now. */
  month: 'thirty days' | 'last month'
  work(stage: Stage): Promise<void>
}

const scheduled = (cron: string) => (stage: Stage) => stage.scheduled('checkout', cron)

const lastMonth = () => monthBefore(seattleDay(Date.now()))

/** All must agree: a sheet of mismatches would be another amount of work. */
async function reconcile({ checkout }: Stage): Promise<void> {
  const headers = { authorization: 'Bearer sandbox-operator-token' }
  const answer = await fetch(`${checkout.url}/reconcile?month=${lastMonth()}`, { headers })
  const report = (await answer.json()) as { summary?: string[] }
  const expected = `T3 checks: ${PAYMENTS * 5} / mismatches: 0`
  if (!report.summary?.some((line) => line.startsWith(expected)))
    throw new Error(`${answer.status}: ${JSON.stringify(report).slice(0, 300)}`)
}

/** The jobs of the checkout Worker that read past payments. */
const JOBS: Job[] = [
  { name: 'sweep, every five minutes', month: 'thirty days', work: scheduled('*/5 * * * *') },
  { name: 'sweep, once a night', month: 'thirty days', work: scheduled('0 11 * * *') },
  { name: 'reconciliation of a month', month: 'last month', work: reconcile },
]

export interface JobRun {
  job: string
  seconds: number
  /** CPU of the runtime process; the limit is 15 minutes for a cron, 5 for a request. */
  cpuSeconds: number
  calls: number
  /** Upper bound of payments and events read: full pages. */
  payments: number
  events: number
  beforeMb: number
  mostMb: number
}

export interface MonthGrowth {
  payments: number
  jobs: JobRun[]
}

export async function growMonth(): Promise<MonthGrowth> {
  const jobs: JobRun[] = []
  for (const month of ['thirty days', 'last month'] as const) {
    const own = JOBS.filter((job) => job.month === month)
    jobs.push(...(await onStage(spanOf(month), own)))
  }
  return { payments: PAYMENTS, jobs }
}

function spanOf(month: Job['month']) {
  if (month === 'last month') return spanOfMonth(lastMonth())
  const toMs = Date.now()
  return { fromMs: toMs - THIRTY_DAYS_MS, toMs }
}

async function onStage({ fromMs, toMs }: { fromMs: number; toMs: number }, jobs: Job[]) {
  let now: number | null = fromMs
  const stage = await openStage('ours', () => now ?? Date.now())
  try {
    await stage.webhooks('drop')
    const apartMs = Math.floor((toMs - fromMs) / PAYMENTS)
    await fill(stage, { count: PAYMENTS, fromMs, apartMs }, (ms) => {
      now = ms
    })
    now = null
    await pause(500)
    const runs: JobRun[] = []
    for (const job of jobs) runs.push(await run(stage, job))
    return runs
  } finally {
    await stage.close()
  }
}

async function run(stage: Stage, { name, work }: Job): Promise<JobRun> {
  const { pid } = stage.checkout
  const first = stage.requests().length
  const beforeMb = memoryMb(pid, 'VmRSS')
  await stage.latency(DELAY_MS)
  const burntMs = cpuMs(pid)
  const from = performance.now()
  await Promise.race([work(stage), giveUp(name)])
  const seconds = (performance.now() - from) / 1000
  await stage.latency(0)
  await quiet(stage)
  const made = stage.requests().slice(first)
  const pages = (path: string) => made.filter((call) => call.path === path).length
  return {
    job: name,
    seconds,
    cpuSeconds: (cpuMs(pid) - burntMs) / 1000,
    calls: made.length,
    payments: pages('/v1/payment_intents') * PAGE,
    events: pages('/v1/events') * PAGE,
    beforeMb,
    mostMb: memoryMb(pid, 'VmHWM'),
  }
}

function giveUp(job: string): Promise<never> {
  return new Promise((_, reject) => {
    const late = () => reject(new Error(`The ${job}, was not done within ${PATIENCE_MS / 1000} s`))
    setTimeout(late, PATIENCE_MS).unref()
  })
}
