/** Twenty requests in parallel for the same order, card or room; counts the records left afterwards. */
import type { SandboxState, Wire } from '../sandbox/state.ts'
import { joinOrder, type PassClient, passClientAt, passOrder, roomOrder } from './client.ts'
import type { Stage } from './environment.ts'
import { openDays } from './free-slots.ts'
import { DELAY_MS } from './latency.ts'
import { pause, quiet } from './measure.ts'
import { type PerSide, SIDES } from './names.ts'

const AT_ONCE = 20

export interface Race {
  name: string
  sides: PerSide<string[]>
  /** Whether our side ended with exactly one charge and one booking. */
  ours: boolean
}

interface Outcome {
  counts: Record<string, number>
  good: boolean
}

const many = <T>(work: (place: number) => Promise<T>) =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, place) => work(place)))

async function settled({ stage }: PassClient): Promise<SandboxState> {
  await stage.latency(0)
  await pause(1000)
  await quiet(stage, 400)
  return structuredClone(stage.look())
}

const customersOf = ({ stripe }: SandboxState, email: string) =>
  stripe.customers.filter((one) => one.email === email).map(({ id }) => id)

const theirs = (all: Wire[], customers: string[]) =>
  all.filter(({ customer, status }) => {
    return customers.includes(String(customer)) && status !== 'failed' && status !== 'canceled'
  })

/** One attempt, pressed, paid and completed twenty times: a page that is sent again and again. */
async function sameButton(passClient: PassClient): Promise<Outcome> {
  const order = passOrder()
  await many(async () => {
    const begun = await passClient.begin(order).catch(() => null)
    if (!begun) return
    await passClient.pay(begun)
    await passClient.complete(begun)
  })
  const state = await settled(passClient)
  const customers = customersOf(state, order.body.email)
  const members = state.officernd.members.filter(({ email }) => email === order.body.email)
  const passes = state.officernd.passes.filter(({ member }) =>
    members.some(({ _id }) => _id === member)
  )
  const charges = theirs(state.stripe.charges, customers).length
  const counts = { charges, passes: passes.length, members: members.length }
  return { counts, good: Object.values(counts).every((count) => count === 1) }
}

/** One card set up, and the page says twenty times at once that it is. */
async function sameCard(passClient: PassClient): Promise<Outcome> {
  const begun = await passClient.payAndLeave(joinOrder())
  await many(() => passClient.complete(begun).catch(() => null))
  const state = await settled(passClient)
  const { email } = begun.order.body
  const customers = customersOf(state, email)
  const own = state.officernd.members.filter((member) => member.email === email)
  const counts = {
    charges: theirs(state.stripe.charges, customers).length,
    subscriptions: theirs(state.stripe.subscriptions, customers).length,
    memberships: state.officernd.memberships.filter(({ member }) =>
      own.some(({ _id }) => _id === member)
    ).length,
  }
  return { counts, good: Object.values(counts).every((count) => count === 1) }
}

/** Twenty customers for one hour of one room; each who is let through pays. */
async function sameRoom(passClient: PassClient): Promise<Outcome> {
  const date = openDays().at(-1) ?? ''
  const orders = Array.from({ length: AT_ONCE }, () =>
    roomOrder('radiator-annex', [{ date, start: '12:30', hours: 1 }])
  )
  const before = structuredClone(passClient.stage.look())
  await many(async (place) => {
    const order = orders[place]
    const begun = order && (await passClient.begin(order).catch(() => null))
    if (begun) await passClient.pay(begun)
  })
  const after = await settled(passClient)
  const since = (list: 'charges' | 'refunds') =>
    after.stripe[list].length - before.stripe[list].length
  const events = (state: SandboxState) =>
    Object.values(state.google.calendars)
      .flat()
      .filter(({ status }) => status !== 'cancelled').length
  const counts = {
    charges: since('charges'),
    refunds: since('refunds'),
    bookings: events(after) - events(before),
  }
  const good = counts.bookings === 1 && counts.charges - counts.refunds === 1
  return { counts, good }
}

const RACES = [
  ['One Buy Now pressed 20 times at once', sameButton],
  ['One card completed 20 times at once', sameCard],
  ['20 customers for one hour of a room', sameRoom],
] as const

export async function runRaces(stages: PerSide<Stage>): Promise<Race[]> {
  const races: Race[] = []
  for (const [name, run] of RACES) {
    const sides: PerSide<string[]> = { ours: [], naive: [] }
    let ours = false
    for (const side of SIDES) {
      const stage = stages[side]
      await stage.webhooks('normal')
      await stage.latency(DELAY_MS)
      const { counts, good } = await run(passClientAt(stage))
      sides[side] = Object.entries(counts).map(([what, count]) => `${count} ${what}`)
      if (side === 'ours') ours = good
      await stage.webhooks('drop')
    }
    races.push({ name, sides, ours })
  }
  return races
}
