/** A month in which 10,000 day passes were sold: what the scheduled jobs make of it. */
import { DELAY_MS } from './latency.ts'
import { pause, quiet } from './measure.ts'
import { memoryMb } from './process.ts'
import { openStage, type Stage } from './stage.ts'

const PAYMENTS = 10_000
const MONTH_MS = 30 * 24 * 3600_000
/** Of Stripe's lists; the last one may be shorter. */
const PAGE = 100
const PATIENCE_MS = 300_000

type Job = (stage: Stage) => Promise<void>

const scheduled =
  (cron: string): Job =>
  (stage) =>
    stage.scheduled('checkout', cron)

/** What the checkout Worker does when it looks back; `null` for what is not measured yet. */
const JOBS: Record<string, Job | null> = {
  'sweep, every five minutes': scheduled('*/5 * * * *'),
  'sweep, once a night': scheduled('0 11 * * *'),
  // Needs a month of members and passes at OfficeRnD beside the payments, or all of it would differ.
  'reconciliation of a month': null,
}

export interface JobRun {
  job: string
  /** `null` for a job that is not measured yet. */
  figures: JobFigures | null
}

export interface JobFigures {
  seconds: number
  calls: number
  /** How many of the month's payments, and of their events, it has been shown. */
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
  const start = Date.now() - MONTH_MS
  let now: number | null = start
  const stage = await openStage('ours', () => now ?? Date.now())
  try {
    await stage.webhooks('drop')
    const customer = await stripe(stage, '/customers', { email: 'many@example.com', name: 'Many' })
    for (let sold = 0; sold < PAYMENTS; sold += 1) {
      now = start + (sold / PAYMENTS) * (MONTH_MS - 60_000)
      await stripe(stage, '/payment_intents', paid(customer, sold))
    }
    now = null
    await pause(500)
    const jobs: JobRun[] = []
    for (const [job, work] of Object.entries(JOBS)) {
      jobs.push({ job, figures: work ? await run(stage, job, work) : null })
    }
    return { payments: PAYMENTS, jobs }
  } finally {
    await stage.close()
  }
}

/** Sold and served: what every payment of a good month looks like. */
const paid = (customer: string, number: number) => ({
  amount: '5000',
  currency: 'usd',
  customer,
  confirm: 'true',
  payment_method: 'pm_card_visa',
  'allowed_payment_method_types[0]': 'card',
  'metadata[track]': '3',
  'metadata[product]': 'day-pass',
  'metadata[member_id]': '5f2a9c7e1b4d3a0012c0beef',
  'metadata[email]': 'many@example.com',
  'metadata[attempt_id]': `attempt-${number}`,
  'metadata[outcome]': 'granted',
})

async function stripe(stage: Stage, path: string, form: Record<string, string>): Promise<string> {
  const response = await stage.city.fetch(
    new Request(`${stage.city.url}/stripe/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form).toString(),
    })
  )
  const said = (await response.json()) as { id?: string }
  if (!response.ok || !said.id) throw new Error(JSON.stringify(said))
  return said.id
}

async function run(stage: Stage, job: string, work: Job): Promise<JobFigures> {
  const { pid } = stage.checkout
  const first = stage.requests().length
  const beforeMb = memoryMb(pid, 'VmRSS')
  await stage.latency(DELAY_MS)
  const from = performance.now()
  await Promise.race([work(stage), giveUp(job)])
  const seconds = (performance.now() - from) / 1000
  await stage.latency(0)
  await quiet(stage)
  const made = stage.requests().slice(first)
  const pages = (path: string) => made.filter((call) => call.path === path).length
  return {
    seconds,
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
