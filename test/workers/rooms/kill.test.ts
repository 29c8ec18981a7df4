/** The bookings Worker is killed outright in the middle of serving the customer. */
import { expect, test } from 'vitest'
import { calendarPath, newBooking, startRoomClient, until } from '../../support/room-client.ts'
import { at, daily } from '../../support/room-days.ts'

const roomClient = startRoomClient({ isKillable: true, vars: { STALE_SECONDS: '3' } })

const DELAY_MS = 400
const room = 'slinky' as const

async function isInserting(): Promise<boolean> {
  const { requests } = await roomClient.stack().state()
  const path = `/calendar/v3${calendarPath(room)}`
  return requests.some((one) => one.method === 'POST' && one.path === path && !one.endedAt)
}

async function someStand(): Promise<boolean> {
  const count = (await roomClient.standing(room)).length
  return count > standing && count < standing + 10
}
const standing = 0

const sweptOutcome = (payment: string) =>
  until(async () => {
    await roomClient.stack().cron()
    const { metadata } = await roomClient.intent(payment)
    return metadata.outcome ? metadata : null
  }, 45_000)

test.each<[string, number, () => Promise<unknown>]>([
  ["as soon as it has answered Stripe's webhook", 1, async () => {}],
  ['while Google is entering the first of ten days', 10, () => until(isInserting)],
  ['when some of ten days stand', 10, () => until(someStand)],
])(
  'killed %s: started again, the sweep sees to the whole booking, once',
  async (_, count, moment) => {
    const before = (await roomClient.standing(room)).filter(({ status }) => status === 'confirmed')
    for (const { id } of before) await roomClient.takeOut(room, id)
    await roomClient.stack().webhooks('hold')
    const order = newBooking({ room, days: daily(roomClient.days(room, count), '10:00', 2) })
    const begun = await roomClient.begin(order)
    expect(await roomClient.pay(begun)).toBe('succeeded')
    await roomClient.quiet()
    await roomClient.stack().latency(DELAY_MS, 'google')
    expect(await roomClient.stack().deliver()).toBeGreaterThan(0)
    await moment()
    await roomClient.stack().kill('bookings')
    await roomClient.quiet()
    expect((await roomClient.intent(begun.paymentIntentId)).metadata.outcome).toBeUndefined()

    await roomClient.stack().start('bookings')
    const { outcome } = await sweptOutcome(begun.paymentIntentId)
    await roomClient.quiet()
    expect(outcome).toBe('confirmed')
    expect(await roomClient.verdict(begun.paymentIntentId)).toBe('booked')
    expect(await roomClient.collisions(room)).toEqual([])
    const { emails, toTeam, paid } = await roomClient.holdings(order.email)
    expect([paid.length, emails.length, toTeam.length]).toEqual([1, 1, 1])
  }
)

test('killed before it gave their money back: started again, it goes back in full, once', async () => {
  const days = [at(roomClient.day('shears'), '10:00', 2)]
  const begun = await roomClient.beginPastGateOne(newBooking({ room: 'shears', days }))
  await roomClient.book({ room: 'shears', days })
  await roomClient.quiet()
  await roomClient.stack().latency(DELAY_MS, 'stripe')
  expect(await roomClient.pay(begun)).toBe('succeeded')
  await until(async () => {
    const { requests } = await roomClient.stack().state()
    return requests.some(({ path, query, endedAt }) => {
      return path === '/v1/refunds' && query.includes(begun.paymentIntentId) && !endedAt
    })
  })
  await roomClient.stack().kill('bookings')
  await roomClient.stack().latency(0)
  await roomClient.stack().start('bookings')
  expect((await sweptOutcome(begun.paymentIntentId)).outcome).toBe('refunded')
  await roomClient.quiet()
  expect(await roomClient.verdict(begun.paymentIntentId)).toBe('refunded')
})

test('killed while it kept a room for the customer: started again, the room is still kept for the customer', async () => {
  const date = roomClient.day('board-room')
  const begun = await roomClient.begin(
    newBooking({ room: 'board-room', days: [at(date, '10:00', 2)] })
  )
  await roomClient.stack().kill('bookings')
  await roomClient.stack().start('bookings')
  const other = newBooking({ room: 'board-room', days: [at(date, '11:00')] })
  expect((await roomClient.press(other)).said.code).toBe('slot-taken')
  expect(await roomClient.pay(begun)).toBe('succeeded')
  expect((await roomClient.outcome(begun.paymentIntentId)).outcome).toBe('confirmed')
})
