/** The monthly sheet of the rooms: payments against calendars, and calendars against payments. */
import { describe, expect, test } from 'vitest'
import { reconcileClientOf, thisMonth } from '../../support/reconcile-client.ts'
import { newBooking, type RoomSlug, startRoomClient } from '../../support/room-client.ts'
import { at, daily } from '../../support/room-days.ts'

const roomClient = startRoomClient({ vars: { ALERT_ROOM_SECONDS: '0' } })
const audit = reconcileClientOf(roomClient, 'bookings')

const HOUR_MS = 3600_000

async function booked(room: RoomSlug, hours = 2) {
  const day = roomClient.day(room)
  const { payment, order } = await roomClient.book({ room, days: [at(day, '09:00', hours)] })
  const [event] = await roomClient.eventsOf(payment)
  return { id: payment, order, day, eventId: event?.id ?? '' }
}

const mark = (id: string, metadata: Record<string, string>) =>
  audit.mark(`/payment_intents/${id}`, metadata)

/** Now, in this month whatever the day: an event that is ours by its mark. */
const marked = (payment: string) => ({
  summary: 'Nobody knows',
  start: { dateTime: new Date(Date.now()).toISOString() },
  end: { dateTime: new Date(Date.now() + HOUR_MS).toISOString() },
  extendedProperties: { private: { labour_temple: 'booking', payment_intent: payment } },
})

test('bookings that went right: every question asked, nothing to look at', async () => {
  await booked('slinky')
  await booked('mackinaw', 8)
  await roomClient.book({
    room: 'board-room',
    days: daily(roomClient.days('board-room', 10), '13:00', 3),
  })
  await roomClient.quiet()
  const report = await audit.reconcile()
  const [track] = report.tracks
  expect(track?.checks.map(({ name, checked, mismatches }) => [name, checked, mismatches])).toEqual(
    [
      ['events', 3, []],
      ['refund', 0, []],
      ['refunded', 0, []],
      ['money', 3, []],
      ['email', 3, []],
      ['readable', 0, []],
    ]
  )
  expect(report.summary).toEqual(['T2 checks: 9 / mismatches: 0 / repaired: 0'])
  expect([report.patterns, report.notes]).toEqual([[], []])
})

test('a booking that lost its room and got its money back is right', async () => {
  const order = { room: 'shears' as const, days: [at(roomClient.day('shears'), '09:00')] }
  await roomClient.book(order)
  const late = await roomClient.beginPastGateOne({
    ...{ ...order, name: 'Late', email: 'late@example.com', phone: '1' },
    attemptId: crypto.randomUUID(),
  })
  expect(await roomClient.pay(late)).toBe('succeeded')
  expect((await roomClient.outcome(late.paymentIntentId)).outcome).toBe('refunded')
  expect(await audit.foundOf(late.paymentIntentId)).toEqual([])
})

describe('a booking', () => {
  test('whose event staff have deleted', async () => {
    const { id, eventId, order } = await booked('slinky')
    await roomClient.takeOut('slinky', eventId)
    const [found, ...more] = (await audit.found()).filter((one) => one.id === id)
    expect(more).toEqual([])
    expect(found).toMatchObject({ check: 'events', kind: 'no event', repairable: false })
    expect(found).toMatchObject({ who: `Ada Byron, ${order.email}`, amountCents: 2000 })
  })

  test('of which one day of three is gone: that day is named', async () => {
    const days = roomClient.days('slinky', 3)
    const { payment } = await roomClient.book({ room: 'slinky', days: daily(days, '09:00') })
    const events = await roomClient.eventsOf(payment)
    const gone = events.find(({ extendedProperties: of }) => of?.private?.booking_date === days[1])
    await roomClient.takeOut('slinky', gone?.id ?? '')
    const [found] = (await audit.found()).filter(({ id }) => id === payment)
    expect([found?.check, found?.kind]).toEqual(['events', 'no event'])
    expect(found?.what.match(/\d{4}, 9 AM/g)).toHaveLength(1)
  })

  test('whose event is at another time', async () => {
    const { id } = await booked('slinky')
    await mark(id, { booking_time: '10:00-12:00' })
    expect(await audit.foundOf(id)).toEqual(['events: event at another time'])
  })

  test('that was charged another amount', async () => {
    const day = roomClient.day('shears')
    const days = [at(day, '09:00')]
    const late = await roomClient.begin(newBooking({ room: 'shears', days }))
    await roomClient.stripe(`/payment_intents/${late.paymentIntentId}`, { amount: '999' })
    await roomClient.pay(late)
    await roomClient.outcome(late.paymentIntentId)
    expect(await audit.foundOf(late.paymentIntentId)).toEqual(['money: another amount'])
  })

  test('that was refunded, its event still there', async () => {
    const { id, eventId } = await booked('mackinaw')
    await audit.refundUnheard(id)
    const [found, ...more] = (await audit.found()).filter((one) => one.id === id)
    expect(more).toEqual([])
    expect([found?.check, found?.kind]).toEqual(['refunded', 'refunded, event still there'])
    expect(found?.what).toContain(eventId)
  })

  test('that says refunded, and is not', async () => {
    const { id } = await booked('mackinaw')
    await mark(id, { outcome: 'refunded' })
    expect(await audit.foundOf(id)).toEqual(['refund: said refunded, not refunded'])
  })

  test('whose e-mail never went', async () => {
    const { id } = await booked('mackinaw')
    await mark(id, { emails: 'unsent' })
    expect(await audit.foundOf(id)).toEqual(['email: e-mail unsent'])
  })
})

describe('an event marked as ours', () => {
  test('of a payment that Stripe does not know', async () => {
    const payment = 'pi_3Unknown00000000000000001'
    const event = await roomClient.enter('day-office', marked(payment))
    const [found, ...more] = (await audit.found()).filter(({ id }) => id === payment)
    expect(more).toEqual([])
    expect(found).toMatchObject({ check: 'refunded', kind: 'event without payment' })
    expect(found?.what).toContain(event)
  })

  test('of no payment at all goes by its own id', async () => {
    const event = await roomClient.enter('day-office', marked(''))
    expect(await audit.foundOf(event)).toEqual(['refunded: event without payment'])
  })

  test('of a payment that was never made', async () => {
    const order = { days: [at(roomClient.day('shears'), '15:00')], room: 'shears' as const }
    const { said } = await roomClient.press({
      ...{ ...order, name: 'Ada', email: 'ada@example.com', phone: '1' },
      attemptId: crypto.randomUUID(),
    })
    const payment = String(said.paymentIntentId)
    await roomClient.enter('day-office', marked(payment))
    expect(await audit.foundOf(payment)).toEqual(['refunded: refunded, event still there'])
  })

  test('what staff enter without the mark is theirs', async () => {
    const { extendedProperties: _, ...plain } = marked('')
    const event = await roomClient.enter('day-office', plain)
    expect(await audit.foundOf(event)).toEqual([])
  })
})

test('repair of a booking that nobody heard of: said first, booked once, then left alone', async () => {
  await roomClient.stack().webhooks('drop')
  const days = [at(roomClient.day('radiator-annex'), '09:00')]
  const { said } = await roomClient.press({
    ...{ room: 'radiator-annex', days, name: 'Ada', email: 'ada@example.com', phone: '1' },
    attemptId: crypto.randomUUID(),
  })
  const begun = {
    paymentIntentId: String(said.paymentIntentId),
    clientSecret: String(said.clientSecret),
  }
  const id = begun.paymentIntentId
  expect(await roomClient.pay(begun)).toBe('succeeded')
  const [found] = (await audit.found()).filter((one) => one.id === id)
  expect(found).toMatchObject({ check: 'events', kind: 'paid, not booked', repairable: true })

  const dry = await audit.repair({ id })
  expect(dry).toMatchObject({ id, dryRun: true, run: 'none', will: 'start' })
  expect(dry.writes.join('\n')).toContain('Google Calendar: Radiator Annex')
  await roomClient.quiet()
  expect(await roomClient.eventsOf(id)).toEqual([])

  expect(await audit.repair({ id, dryRun: false })).toMatchObject({ will: 'start' })
  expect((await roomClient.outcome(id)).outcome).toBe('confirmed')
  const again = await audit.repair({ id, dryRun: false })
  expect(again).toMatchObject({ run: 'complete', will: 'nothing', writes: [] })
  await roomClient.quiet()
  expect(await roomClient.verdict(id)).toBe('booked')
  expect(await audit.foundOf(id)).toEqual([])
  expect((await audit.reconcile()).tracks[0]?.repaired).toBe(1)
})

test('a day pass cannot be repaired here, nor can what is unknown', async () => {
  const { begun } = await roomClient.payAndLeave()
  for (const id of [begun.paymentIntentId, 'pi_3Unknown00000000000000001', 'sub_1']) {
    const answer = await audit.ask('/reconcile/repair', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id }),
    })
    expect([answer.status, answer.said.code]).toEqual([404, 'unknown-payment'])
  }
})

test('a calendar that cannot be read is named, not passed over', async () => {
  await roomClient.share('slinky', 'none')
  try {
    const answer = await audit.ask(`/reconcile?month=${thisMonth()}`)
    expect([answer.status, answer.said.code]).toEqual([502, 'vendor-unavailable'])
    expect(answer.said.error).toMatch(/google GET \S+c_sandbox_slinky\S+: 404/)
  } finally {
    await roomClient.share('slinky', 'writer')
  }
})
