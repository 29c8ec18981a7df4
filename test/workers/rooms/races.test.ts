/** Many want one time of one room: one begins to pay, and of those who paid one has it, each of the others their money. */
import { describe, expect, test } from 'vitest'
import {
  type Booked,
  newBooking,
  type Order,
  pause,
  type RoomSlug,
  startRoomClient,
} from '../../support/room-client.ts'
import { at, daily } from '../../support/room-days.ts'

const roomClient = startRoomClient()

const MANY = 20

const many = <T>(count: number, make: (nth: number) => T) =>
  Array.from({ length: count }, (_, nth) => make(nth))

/** Everybody has an outcome, one is booked and all others refunded, and nothing in the room collides. */
async function oneHasIt(room: RoomSlug, all: readonly Booked[]) {
  const ids = all.map(({ paymentIntentId }) => paymentIntentId)
  const outcomes = await roomClient.outcomes(ids, 30_000)
  const verdicts = await roomClient.verdicts(all)
  const lost = many(all.length - 1, () => 'refunded')
  expect(verdicts.toSorted()).toEqual(['booked', ...lost])
  expect(await roomClient.collisions(room)).toEqual([])
  for (const [nth, { outcome, refund_reason }] of outcomes.entries()) {
    const told = verdicts[nth] === 'booked' ? ['confirmed', undefined] : ['refunded', 'slot-taken']
    expect([outcome, refund_reason]).toEqual(told)
  }
  return { winner: ids[verdicts.indexOf('booked')] ?? '', verdicts }
}

test('20 press for one time at once: one payment, and 19 are offered other times', async () => {
  const date = roomClient.day('slinky')
  const orders = many(MANY, () => newBooking({ room: 'slinky', days: [at(date, '10:00', 2)] }))
  const answers = await Promise.all(orders.map((order) => roomClient.press(order)))
  const begun = answers.filter(({ status }) => status === 200)
  const refused = answers.filter(({ status }) => status !== 200)
  expect([begun.length, refused.length]).toEqual([1, MANY - 1])
  for (const { status, said } of refused) {
    expect([status, said.code]).toEqual([409, 'slot-taken'])
    const alternatives = said.alternatives as Order['days']
    expect(alternatives).toHaveLength(3)
    expect(alternatives[0]).toEqual(at(date, '12:30', 2))
  }
  const { payment_intents } = (await roomClient.stack().state()).stripe
  const emails = orders.map(({ email }) => email)
  const made = payment_intents.filter(({ metadata }) => emails.includes(metadata?.email ?? ''))
  expect(made.map(({ id }) => id)).toEqual(begun.map(({ said }) => said.paymentIntentId))
})

test('four press at once for five days that share one: one payment, nothing else is held', async () => {
  const room = 'board-room' as const
  const dates = roomClient.days(room, 5)
  const shared = dates[2] ?? ''
  const orders = many(4, (nth) => {
    const start = ['08:00', '10:00', '12:00', '14:00'][nth] ?? ''
    return newBooking({
      room,
      days: dates.map((date) => at(date, date === shared ? '16:00' : start)),
    })
  })
  const answers = await Promise.all(orders.map((order) => roomClient.press(order)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409])
  const winner = answers.findIndex(({ status }) => status === 200)
  const offered = await roomClient.offered(room, dates[0] ?? '')
  for (const [nth, { days }] of orders.entries())
    expect(offered[days[0]?.start ?? ''] === undefined, `days of ${nth}`).toBe(nth === winner)
})

describe.each<[string, number, 'normal' | 'twice', number]>([
  ['at once', MANY, 'normal', 0],
  ['50 ms apart', 8, 'normal', 50],
  ['at once, each told of twice', 8, 'twice', 0],
])('paid past their holds, %s', (_, count, mode, apartMs) => {
  const payAll = (all: readonly Booked[]) =>
    Promise.all(
      all.map(async (begun, nth) => {
        await pause(nth * apartMs)
        expect(await roomClient.pay(begun)).toBe('succeeded')
      })
    )

  test(`${count} for one time: one has it, all others have their money back, once`, async () => {
    const room = 'mackinaw' as const
    const date = roomClient.day(room)
    const orders = many(count, () => newBooking({ room, days: [at(date, '10:00', 2)] }))
    const all = await Promise.all(orders.map((order) => roomClient.beginPastGateOne(order)))
    await roomClient.stack().webhooks(mode)
    await payAll(all)
    const { winner } = await oneHasIt(room, all)
    expect(await roomClient.standing(room)).toContainEqual((await roomClient.eventsOf(winner))[0])
    expect(await roomClient.offered(room, date)).toMatchObject({ '08:00': 1, '12:30': 4 })
  })

  test.each([5, 10])(
    'five for %i days of which only the last clashes: one has all of theirs, the others nothing',
    async (count) => {
      const room = count === 5 ? ('shears' as const) : ('radiator-annex' as const)
      const dates = roomClient.days(room, count)
      const last = dates.at(-1)
      const orders = ['08:00', '10:00', '12:00', '14:00', '16:00'].map((start) =>
        newBooking({
          room,
          days: dates.map((date) => at(date, date === last ? '12:00' : start)),
        })
      )
      const all = await Promise.all(orders.map((order) => roomClient.beginPastGateOne(order)))
      await roomClient.stack().webhooks(mode)
      await payAll(all)
      const { winner } = await oneHasIt(room, all)
      expect(await roomClient.eventsOf(winner)).toHaveLength(count)
      // What the losers wanted on the other days is free again.
      const won = orders[all.findIndex(({ paymentIntentId }) => paymentIntentId === winner)]
      const offered = await roomClient.offered(room, dates[0] ?? '')
      for (const { days } of orders) {
        const start = days[0]?.start ?? ''
        expect(offered[start] === undefined, start).toBe(start === won?.days[0]?.start)
      }
    }
  )
})

test('who pays with no hold for what another is paying for is refunded, and the other has it', async () => {
  const room = 'day-office' as const
  const days = daily([roomClient.day(room)], '09:00')
  const late = await roomClient.beginPastGateOne(newBooking({ room, days }))
  const holder = await roomClient.begin(newBooking({ room, days }))
  expect(await roomClient.pay(late)).toBe('succeeded')
  expect((await roomClient.outcome(late.paymentIntentId)).refund_reason).toBe('slot-taken')
  expect(await roomClient.pay(holder)).toBe('succeeded')
  expect((await roomClient.outcome(holder.paymentIntentId)).outcome).toBe('confirmed')
  expect(await roomClient.verdicts([late, holder])).toEqual(['refunded', 'booked'])
})
