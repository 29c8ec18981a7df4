/** A room is kept for the customer who is paying, and for no longer: what becomes of the time and of the payment. */
import { describe, expect, test } from 'vitest'
import {
  type Booked,
  newBooking,
  pause,
  type RoomSlug,
  startRoomClient,
  until,
} from '../../support/room-client.ts'
import { at, daily } from '../../support/room-days.ts'

/** Longer than a slow machine takes for a few presses, and for what is asked in between. */
const HOLD_SECONDS = 15
const desk = startRoomClient({ vars: { HOLD_SECONDS: String(HOLD_SECONDS) } })

/** The alarm wakes half a second after the hold's end, then the payment is cancelled. */
const LET_GO_MS = 5_000
const RUNS_OUT_MS = HOLD_SECONDS * 1000 + 15_000

const statusOf = async ({ paymentIntentId }: Booked) => (await desk.intent(paymentIntentId)).status
/** When Stripe was asked to cancel: how soon we look is no matter of the Worker's. */
async function cancelledAt({ paymentIntentId }: Booked): Promise<number> {
  const { requests } = await desk.stack().state()
  const path = `/payment_intents/${paymentIntentId}/cancel`
  return requests.find((one) => one.method === 'POST' && one.path.endsWith(path))?.startedAt ?? 0
}
const isFree = async (room: RoomSlug, date: string, start: string) =>
  (await desk.offered(room, date))[start] !== undefined
const overAt = ({ holdUntil }: Booked) => Date.parse(holdUntil)
const over = async (begun: Booked, moreMs = 0) => pause(overAt(begun) - Date.now() + moreMs)

// Each in a room or on a day of its own: they mostly wait.
describe.concurrent('a hold', () => {
  test('shows the time as taken to others, and runs out with its payment within five seconds', async () => {
    const room = 'slinky' as const
    const date = desk.day(room)
    const order = newBooking({ room, days: [at(date, '10:00', 2)] })
    const begun = await desk.begin(order)
    expect(await isFree(room, date, '10:00')).toBe(false)
    const other = await desk.press(newBooking({ room, days: [at(date, '11:00')] }))
    expect([other.status, other.said.code]).toEqual([409, 'slot-taken'])

    await until(async () => (await statusOf(begun)) === 'canceled', RUNS_OUT_MS)
    const letGoAfterMs = (await cancelledAt(begun)) - overAt(begun)
    expect(letGoAfterMs).toBeGreaterThanOrEqual(0)
    expect(letGoAfterMs).toBeLessThan(LET_GO_MS)
    expect(await desk.pay(begun)).not.toBe('succeeded')
    expect(await isFree(room, date, '10:00')).toBe(true)
    await desk.logged('hold expired', order.attemptId, begun.paymentIntentId)
    const again = await desk.book({ room, days: order.days })
    expect(await desk.verdict(again.payment)).toBe('booked')
  })

  test('of ten days runs out on all of them at once', async () => {
    const room = 'mackinaw' as const
    const days = daily(desk.days(room, 10), '09:00')
    const begun = await desk.begin(newBooking({ room, days }))
    const free = () => Promise.all(days.map(({ date, start }) => isFree(room, date, start)))
    expect(new Set(await free())).toEqual(new Set([false]))
    await until(async () => (await statusOf(begun)) === 'canceled', RUNS_OUT_MS)
    expect(new Set(await free())).toEqual(new Set([true]))
  })

  test('is renewed by a second and a third press, and no more by a fourth', async () => {
    const room = 'shears' as const
    const order = newBooking({ room, days: [at(desk.day(room), '09:00')] })
    const ends: number[] = []
    for (let presses = 0; presses < 5; presses++) {
      const begun = await desk.begin(order)
      ends.push(overAt(begun))
      await pause(200)
    }
    const [first = 0, second = 0, third = 0, ...later] = ends
    expect([second > first, third > second]).toEqual([true, true])
    expect(later).toEqual([third, third])
  })

  test('that was paid in time does not run out', async () => {
    const room = 'day-office' as const
    const { begun, order, payment } = await desk.book({ room, days: [at(desk.day(room), '09:00')] })
    await over(begun, 1_500)
    expect(await desk.verdict(payment)).toBe('booked')
    expect(await isFree(room, order.days[0]?.date ?? '', '09:00')).toBe(false)
  })

  test('that ran out can be had again by the customer who pressed, with a payment of its own', async () => {
    const room = 'day-office' as const
    const order = newBooking({ room, days: [at(desk.day(room), '09:00')] })
    const first = await desk.begin(order)
    await until(async () => (await statusOf(first)) === 'canceled', RUNS_OUT_MS)
    const second = await desk.begin(order)
    expect(second.paymentIntentId).not.toBe(first.paymentIntentId)
    expect(await desk.pay(second)).toBe('succeeded')
    expect((await desk.outcome(second.paymentIntentId)).outcome).toBe('confirmed')
  })

  test('whose payment is cancelled in the dashboard is free at once', async () => {
    const room = 'day-office' as const
    const date = desk.day(room)
    const begun = await desk.begin(newBooking({ room, days: [at(date, '09:00')] }))
    expect((await desk.stripe(`/payment_intents/${begun.paymentIntentId}/cancel`, {})).status).toBe(
      200
    )
    await until(() => isFree(room, date, '09:00'), 10_000)
    expect(Date.now()).toBeLessThan(overAt(begun))
  })
})

test('a hold whose payment cannot be cancelled at first: it is, as soon as Stripe answers', async () => {
  const room = 'sonic-studio' as const
  const extras = { showName: 'Notes', groupSize: 2, setChoice: 'Armchairs' }
  const days = [at(desk.day(room), '09:00', 2)]
  const begun = await desk.begin(newBooking({ room, days, extras }))
  await desk.keepUncancelled(begun)
  await over(begun, 1_500)
  expect(await statusOf(begun)).toBe('requires_payment_method')
  await desk.stack().clearFaults()
  await until(async () => (await statusOf(begun)) === 'canceled')
})

describe('after their hold has run out, with a payment that nobody cancelled, the customer pays', () => {
  test('and another holds the time: the customer is refunded, the other has it', async () => {
    const room = 'board-room' as const
    const days = [at(desk.day(room), '10:00', 2)]
    const late = await desk.begin(newBooking({ room, days }))
    await desk.keepUncancelled(late)
    await over(late)
    const other = await desk.begin(newBooking({ room, days }))
    expect(await desk.pay(late)).toBe('succeeded')
    expect(await desk.outcome(late.paymentIntentId)).toMatchObject({
      ...{ outcome: 'refunded', refund_reason: 'slot-taken' },
    })
    expect(await desk.pay(other)).toBe('succeeded')
    expect((await desk.outcome(other.paymentIntentId)).outcome).toBe('confirmed')
    expect(await desk.verdicts([late, other])).toEqual(['refunded', 'booked'])
    await desk.logged('Gate 2 conflict', late.paymentIntentId)
  })

  test('and the time is still free: the customer has it', async () => {
    const room = 'board-room' as const
    const days = [at(desk.day(room), '10:00', 2)]
    const late = await desk.begin(newBooking({ room, days }))
    await desk.keepUncancelled(late)
    await over(late, 1_000)
    expect(await desk.pay(late)).toBe('succeeded')
    expect((await desk.outcome(late.paymentIntentId)).outcome).toBe('confirmed')
    expect(await desk.verdict(late.paymentIntentId)).toBe('booked')
  })

  test('as does another who held it after the customer, five days long: one of the two has them', async () => {
    const room = 'radiator-annex' as const
    const days = daily(desk.days(room, 5), '10:00')
    const all: Booked[] = []
    for (let nth = 0; nth < 2; nth++) {
      const begun = await desk.begin(newBooking({ room, days }))
      await desk.keepUncancelled(begun)
      await over(begun)
      all.push(begun)
    }
    await Promise.all(all.map((begun) => desk.pay(begun)))
    await desk.outcomes(all.map(({ paymentIntentId }) => paymentIntentId))
    const verdicts = await desk.verdicts(all)
    expect(verdicts.toSorted()).toEqual(['booked', 'refunded'])
    expect(await desk.collisions(room)).toEqual([])
  })
})
