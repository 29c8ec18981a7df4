/** The bookings Worker is killed outright in the middle of serving the customer. */
import { expect, test } from 'vitest'
import { calendarPath, newBooking, startRoomClient, until } from '../../support/room-client.ts'
import { at, daily } from '../../support/room-days.ts'

const desk = startRoomClient({ vars: { STALE_SECONDS: '3' } })

const DELAY_MS = 400
const room = 'slinky' as const

async function isInserting(): Promise<boolean> {
  const { requests } = await desk.stack().state()
  const path = `/calendar/v3${calendarPath(room)}`
  return requests.some((one) => one.method === 'POST' && one.path === path && !one.endedAt)
}

async function someStand(): Promise<boolean> {
  const count = (await desk.standing(room)).length
  return count > standing && count < standing + 10
}
const standing = 0

const sweptOutcome = (payment: string) =>
  until(async () => {
    await desk.stack().cron()
    const { metadata } = await desk.intent(payment)
    return metadata.outcome ? metadata : null
  }, 45_000)

test.each<[string, number, () => Promise<unknown>]>([
  ["as soon as it has answered Stripe's webhook", 1, async () => {}],
  ['while Google is entering the first of ten days', 10, () => until(isInserting)],
  ['when some of ten days stand', 10, () => until(someStand)],
])(
  'killed %s: started again, the sweep sees to the whole booking, once',
  async (_, count, moment) => {
    const before = (await desk.standing(room)).filter(({ status }) => status === 'confirmed')
    for (const { id } of before) await desk.takeOut(room, id)
    await desk.stack().webhooks('hold')
    const order = newBooking({ room, days: daily(desk.days(room, count), '10:00', 2) })
    const begun = await desk.begin(order)
    expect(await desk.pay(begun)).toBe('succeeded')
    await desk.quiet()
    await desk.stack().latency(DELAY_MS, 'google')
    expect(await desk.stack().deliver()).toBeGreaterThan(0)
    await moment()
    await desk.stack().kill('bookings')
    await desk.quiet()
    expect((await desk.intent(begun.paymentIntentId)).metadata.outcome).toBeUndefined()

    await desk.stack().start('bookings')
    const { outcome } = await sweptOutcome(begun.paymentIntentId)
    await desk.quiet()
    expect(outcome).toBe('confirmed')
    expect(await desk.verdict(begun.paymentIntentId)).toBe('booked')
    expect(await desk.collisions(room)).toEqual([])
    const { emails, toTeam, paid } = await desk.holdings(order.email)
    expect([paid.length, emails.length, toTeam.length]).toEqual([1, 1, 1])
  }
)

test('killed before it gave their money back: started again, it goes back in full, once', async () => {
  const days = [at(desk.day('shears'), '10:00', 2)]
  const begun = await desk.beginPastGateOne(newBooking({ room: 'shears', days }))
  await desk.book({ room: 'shears', days })
  await desk.quiet()
  await desk.stack().latency(DELAY_MS, 'stripe')
  expect(await desk.pay(begun)).toBe('succeeded')
  await until(async () => {
    const { requests } = await desk.stack().state()
    return requests.some(({ path, query, endedAt }) => {
      return path === '/v1/refunds' && query.includes(begun.paymentIntentId) && !endedAt
    })
  })
  await desk.stack().kill('bookings')
  await desk.stack().latency(0)
  await desk.stack().start('bookings')
  expect((await sweptOutcome(begun.paymentIntentId)).outcome).toBe('refunded')
  await desk.quiet()
  expect(await desk.verdict(begun.paymentIntentId)).toBe('refunded')
})

test('killed while it kept a room for the customer: started again, the room is still kept for the customer', async () => {
  const date = desk.day('board-room')
  const begun = await desk.begin(newBooking({ room: 'board-room', days: [at(date, '10:00', 2)] }))
  await desk.stack().kill('bookings')
  await desk.stack().start('bookings')
  const other = newBooking({ room: 'board-room', days: [at(date, '11:00')] })
  expect((await desk.press(other)).said.code).toBe('slot-taken')
  expect(await desk.pay(begun)).toBe('succeeded')
  expect((await desk.outcome(begun.paymentIntentId)).outcome).toBe('confirmed')
})
