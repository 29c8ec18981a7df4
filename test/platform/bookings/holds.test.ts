/** A room is kept for the customer who is paying, and for no longer: what becomes of the time and of the payment. */
import { introspectWorkflowInstance, runDurableObjectAlarm } from 'cloudflare:test'
import { afterEach, expect, test, vi } from 'vitest'
import { expiredHoldWorkflowId } from '../../../src/core/ids.ts'
import { at, daily } from '../../support/room-days.ts'
import { advance } from '../support/clock.ts'
import { paymentOf, vendors } from '../support/vendors.ts'
import {
  type Begun,
  begin,
  collisions,
  complete,
  day,
  days,
  newBooking,
  offered,
  pay,
  press,
  verdict,
} from './sales.ts'
import { env } from './worker.ts'

const HOLD_MS = Number(env.HOLD_SECONDS) * 1000
const overAt = ({ holdUntil }: Begun) => Date.parse(holdUntil)
const statusOf = async ({ paymentIntentId }: Begun) => (await paymentOf(paymentIntentId)).status
const outcomeOf = async ({ paymentIntentId }: Begun) => (await paymentOf(paymentIntentId)).metadata

/** Moves past the hold's end and fires the room's alarm; resolves when its workflow has ended. */
async function expire(room: string, begun: Begun): Promise<unknown> {
  const untilMs = overAt(begun)
  const id = expiredHoldWorkflowId(begun.attemptId, untilMs)
  await using workflow = await introspectWorkflowInstance(env.BOOKING_WORKFLOW, id)
  await workflow.modify((modifier) => modifier.disableRetryDelays())
  await advance(untilMs + 500 - Date.now())
  await runDurableObjectAlarm(env.ROOM_LEDGER.getByName(room))
  await workflow.waitForStatus('complete')
  return workflow.getOutput()
}

/** The hold runs out, but nobody cancels the payment. */
const letRunOut = (begun: Begun) => advance(overAt(begun) - Date.now())

afterEach(() => vendors.clearFaults())

test('a hold shows the time as taken to others, and runs out with its payment', async () => {
  const room = 'slinky'
  const date = day(room)
  const begun = await begin(newBooking({ room, days: [at(date, '10:00', 2)] }))
  expect(overAt(begun) - Date.now()).toBeLessThanOrEqual(HOLD_MS)
  expect(await offered(room, date)).not.toContain('10:00')
  const other = await press(newBooking({ room, days: [at(date, '11:00')] }))
  expect([other.status, other.said.code]).toEqual([409, 'slot-taken'])

  expect(await expire(room, begun)).toEqual({ outcome: 'released' })
  expect(await statusOf(begun)).toBe('canceled')
  await expect(pay(begun)).rejects.toThrow()
  expect(await offered(room, date)).toContain('10:00')
  const again = await begin(newBooking({ room, days: [at(date, '10:00', 2)] }))
  await pay(again)
  await complete(again)
  expect(await verdict(again.paymentIntentId)).toBe('booked')
})

test('a hold of ten days runs out on all of them at once', async () => {
  const room = 'mackinaw'
  const slots = daily(days(room, 10), '09:00')
  const begun = await begin(newBooking({ room, days: slots }))
  const free = () =>
    Promise.all(slots.map(async ({ date }) => (await offered(room, date)).includes('09:00')))
  expect(new Set(await free())).toEqual(new Set([false]))
  await expire(room, begun)
  expect(await statusOf(begun)).toBe('canceled')
  expect(new Set(await free())).toEqual(new Set([true]))
})

test('a hold is renewed by a second and a third press, and no more by a fourth', async () => {
  const room = 'shears'
  const order = newBooking({ room, days: [at(day(room), '09:00')] })
  const ends: number[] = []
  for (let presses = 0; presses < 5; presses++) {
    ends.push(overAt(await begin(order)))
    await advance(60_000)
  }
  const [first = 0, second = 0, third = 0, ...later] = ends
  expect([second > first, third > second]).toEqual([true, true])
  expect(later).toEqual([third, third])
})

test('a hold that was paid in time does not run out', async () => {
  const room = 'day-office'
  const date = day(room)
  const begun = await begin(newBooking({ room, days: [at(date, '09:00')] }))
  await pay(begun)
  await complete(begun)
  await advance(overAt(begun) + 500 - Date.now())
  await runDurableObjectAlarm(env.ROOM_LEDGER.getByName(room))
  expect(await verdict(begun.paymentIntentId)).toBe('booked')
  expect(await offered(room, date)).not.toContain('09:00')
})

test('a hold that ran out can be had again by the customer who pressed, with a payment of its own', async () => {
  const room = 'day-office'
  const order = newBooking({ room, days: [at(day(room), '09:00')] })
  const first = await begin(order)
  await expire(room, first)
  const second = await begin(order)
  expect(second.paymentIntentId).not.toBe(first.paymentIntentId)
  await pay(second)
  await complete(second)
  expect((await outcomeOf(second)).outcome).toBe('confirmed')
})

test('a hold whose payment cannot be cancelled at first is kept, and ends when Stripe answers', async () => {
  const room = 'sonic-studio'
  const extras = { showName: 'Notes', groupSize: 2, setChoice: 'Armchairs' }
  const begun = await begin(newBooking({ room, days: [at(day(room), '09:00', 2)], extras }))
  await vendors.fault({
    vendor: 'stripe',
    match: { method: 'POST', path: `/payment_intents/${begun.paymentIntentId}/cancel` },
    ...{ kind: '401', times: 3 },
  })
  await letRunOut(begun)
  expect(await statusOf(begun)).toBe('requires_payment_method')
  expect(await expire(room, begun)).toEqual({ outcome: 'released' })
  expect(await statusOf(begun)).toBe('canceled')
})

test('paid too late while another holds the time: one is refunded, the other has it', async () => {
  const room = 'board-room'
  const slots = [at(day(room), '10:00', 2)]
  const warn = vi.spyOn(console, 'warn')
  const late = await begin(newBooking({ room, days: slots }))
  await letRunOut(late)
  const other = await begin(newBooking({ room, days: slots }))
  await pay(late)
  await complete(late)
  expect(await outcomeOf(late)).toMatchObject({ outcome: 'refunded', refund_reason: 'slot-taken' })
  await pay(other)
  await complete(other)
  expect((await outcomeOf(other)).outcome).toBe('confirmed')
  const verdicts = [await verdict(late.paymentIntentId), await verdict(other.paymentIntentId)]
  expect(verdicts).toEqual(['refunded', 'booked'])
  const lines = warn.mock.calls.map(String).filter((line) => line.includes(late.paymentIntentId))
  expect(lines).toContainEqual(expect.stringContaining('Gate 2 conflict'))
})

test('paid too late while the time is still free: the customer has it', async () => {
  const room = 'board-room'
  const late = await begin(newBooking({ room, days: [at(day(room), '10:00', 2)] }))
  await letRunOut(late)
  await pay(late)
  await complete(late)
  expect((await outcomeOf(late)).outcome).toBe('confirmed')
  expect(await verdict(late.paymentIntentId)).toBe('booked')
})

test('two who pay too late for the same five days: one of the two has them', async () => {
  const room = 'radiator-annex'
  const slots = daily(days(room, 5), '10:00')
  const all: Begun[] = []
  for (let nth = 0; nth < 2; nth++) {
    const begun = await begin(newBooking({ room, days: slots }))
    await letRunOut(begun)
    all.push(begun)
  }
  for (const begun of all) await pay(begun)
  await Promise.all(all.map(complete))
  const verdicts = await Promise.all(all.map(({ paymentIntentId }) => verdict(paymentIntentId)))
  expect(verdicts.toSorted()).toEqual(['booked', 'refunded'])
  expect(await collisions(room)).toEqual([])
})
