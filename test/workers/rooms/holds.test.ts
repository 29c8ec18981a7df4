/** A hold in real time, with the platform's own alarm. Everything else about its time: `test/platform/bookings/holds.test.ts`. */
import { describe, expect, test } from 'vitest'
import {
  type Booked,
  newBooking,
  type RoomSlug,
  startRoomClient,
  until,
} from '../../support/room-client.ts'
import { at } from '../../support/room-days.ts'

/** Longer than a slow machine takes for a few presses, and for what is asked in between. */
const HOLD_SECONDS = 15
const roomClient = startRoomClient({ vars: { HOLD_SECONDS: String(HOLD_SECONDS) } })

/** The alarm wakes half a second after the hold's end, then the payment is cancelled. */
const LET_GO_MS = 5_000
const RUNS_OUT_MS = HOLD_SECONDS * 1000 + 15_000

const statusOf = async ({ paymentIntentId }: Booked) =>
  (await roomClient.intent(paymentIntentId)).status
/** When Stripe was asked to cancel: how soon we look is no matter of the Worker's. */
async function cancelledAt({ paymentIntentId }: Booked): Promise<number> {
  const { requests } = await roomClient.stack().state()
  const path = `/payment_intents/${paymentIntentId}/cancel`
  return requests.find((one) => one.method === 'POST' && one.path.endsWith(path))?.startedAt ?? 0
}
const isFree = async (room: RoomSlug, date: string, start: string) =>
  (await roomClient.offered(room, date))[start] !== undefined
const overAt = ({ holdUntil }: Booked) => Date.parse(holdUntil)

describe.concurrent('a hold', () => {
  test('shows the time as taken to others, and runs out with its payment within five seconds', async () => {
    const room = 'slinky' as const
    const date = roomClient.day(room)
    const order = newBooking({ room, days: [at(date, '10:00', 2)] })
    const begun = await roomClient.begin(order)
    expect(await isFree(room, date, '10:00')).toBe(false)
    const other = await roomClient.press(newBooking({ room, days: [at(date, '11:00')] }))
    expect([other.status, other.said.code]).toEqual([409, 'slot-taken'])

    await until(async () => (await statusOf(begun)) === 'canceled', RUNS_OUT_MS)
    const letGoAfterMs = (await cancelledAt(begun)) - overAt(begun)
    expect(letGoAfterMs).toBeGreaterThanOrEqual(0)
    expect(letGoAfterMs).toBeLessThan(LET_GO_MS)
    expect(await roomClient.pay(begun)).not.toBe('succeeded')
    expect(await isFree(room, date, '10:00')).toBe(true)
    await roomClient.logged('hold expired', order.attemptId, begun.paymentIntentId)
    const again = await roomClient.book({ room, days: order.days })
    expect(await roomClient.verdict(again.payment)).toBe('booked')
  })

  test('whose payment is cancelled in the dashboard is free at once', async () => {
    const room = 'day-office' as const
    const date = roomClient.day(room)
    const begun = await roomClient.begin(newBooking({ room, days: [at(date, '09:00')] }))
    expect(
      (await roomClient.stripe(`/payment_intents/${begun.paymentIntentId}/cancel`, {})).status
    ).toBe(200)
    await until(() => isFree(room, date, '09:00'), 10_000)
    expect(Date.now()).toBeLessThan(overAt(begun))
  })
})
