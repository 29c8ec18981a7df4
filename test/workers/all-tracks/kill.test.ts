/** Both Workers are killed outright between any two steps of a sale: the next sweep sees to the rest. */
import { afterAll, expect, test } from 'vitest'
import { startAllTracks } from '../../support/all-tracks.ts'
import { newJoin, ONE_OF_EACH } from '../../support/membership-client.ts'
import { until } from '../../support/pass-client.ts'
import { newBooking } from '../../support/room-client.ts'
import { daily } from '../../support/room-days.ts'

const house = startAllTracks({ isKillable: true, vars: { STALE_SECONDS: '1' } })

/** Each vendor lets a Worker wait this long, so that one step can be told from the next. */
const DELAY_MS = 250
const LOOK_MS = 10
const MOST_MS = 30_000

const EVERY_MOMENT = [1, 2, 3, 4, 5, 6, 7, 8]

interface Sale {
  /** The last click; from then on the run is at work. */
  pay(): Promise<unknown>
  outcome(): Promise<string | undefined>
  /** What was bought, how often the customer was written to, how often the team was. */
  result(): Promise<unknown>
  ok: unknown
}

async function pass(): Promise<Sale> {
  const { order, begun } = await house.orderPass()
  const { paymentIntentId: payment } = begun
  return {
    pay: () => house.pay(begun),
    outcome: async () => (await house.intent(payment)).metadata.outcome,
    async result() {
      const { paid, passes, emails, toTeam } = await house.holdings(order.email)
      return [paid, passes, emails, toTeam].map((all) => all.length)
    },
    ok: [1, 1, 1, 1],
  }
}

async function booking(): Promise<Sale> {
  const days = daily(house.days('slinky', 2), '09:00')
  const order = newBooking({ room: 'slinky', days })
  const begun = await house.begin(order)
  const { paymentIntentId: payment } = begun
  return {
    pay: () => house.pay(begun),
    outcome: async () => (await house.intent(payment)).metadata.outcome,
    async result() {
      const [toCustomer, toTeam] = [
        await house.toCustomer(order.email),
        await house.toTeam(order.email),
      ]
      return [await house.verdict(payment), toCustomer.length, toTeam.length]
    },
    ok: ['booked', 1, 1],
  }
}

async function membership(): Promise<Sale> {
  const order = newJoin()
  const setUp = await house.membershipClient.begin(order)
  return {
    pay: () => house.membershipClient.giveCard(setUp),
    // The workflow of the paid invoice may be the one that finishes: then the subscription says it alone.
    async outcome() {
      const { setups, subscriptions } = await house.membershipClient.membershipClient(order.email)
      const outcomes = [...setups, ...subscriptions].map(({ metadata }) => metadata?.outcome)
      return outcomes.find(Boolean)
    },
    result: () => house.membershipClient.counts(order.email),
    ok: ONE_OF_EACH,
  }
}

const SALES: Record<string, () => Promise<Sale>> = { pass, booking, membership }

const KILLS = Object.keys(SALES).flatMap((name) => EVERY_MOMENT.map((nth) => [name, nth] as const))

let ok = 0
let interrupted = 0
afterAll(() => {
  const early = `${interrupted} before an outcome was written`
  process.stdout.write(`kills: ${ok} of ${KILLS.length}, ${early}\n`)
})

async function ended(): Promise<number> {
  const { requests } = await house.stack().state()
  return requests.filter(({ browser, path, endedAt }) => {
    return !browser && endedAt !== null && !path.includes('token')
  }).length
}

test.each(KILLS)('%s, killed after request %i: correct after one sweep', async (name, nth) => {
  const sale = await (SALES[name] ?? pass)()
  await house.quiet()
  const before = await ended()
  await house.stack().latency(DELAY_MS)
  expect(await sale.pay()).toBe('succeeded')
  // A sale may have fewer requests: then it is killed when it is complete.
  const isDue = async () => (await ended()) >= before + nth || (await sale.outcome())
  await until(isDue, MOST_MS, LOOK_MS)
  const workers = ['checkout', 'bookings'] as const
  await Promise.all(workers.map((worker) => house.stack().kill(worker)))
  await house.stack().latency(0)
  if (!(await sale.outcome())) interrupted++
  await Promise.all(workers.map((worker) => house.stack().start(worker)))

  await house.stack().cron()
  await until(sale.outcome, MOST_MS)
  await house.quiet()
  expect(await sale.result()).toEqual(sale.ok)
  ok++
})

test('most were killed before their outcome was written', () => {
  expect(interrupted).toBeGreaterThan(KILLS.length / 2)
})
