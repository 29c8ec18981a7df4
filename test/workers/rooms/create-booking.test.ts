/** POST /create-booking: what it costs, what Stripe is told, and that one attempt is one payment. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { formatDay } from '../../../src/core/time.ts'
import { formatSlot } from '../../../src/rooms/rules/slots.ts'
import { type Booked, newBooking, type Order, startRoomClient } from '../../support/room-client.ts'
import { at, daily } from '../../support/room-days.ts'

const roomClient = startRoomClient()

const HOLD_MS = 900_000

const rates = async () => {
  const { said } = await roomClient.ask('/rooms')
  const rooms = said.rooms as { slug: string; centsPerHour: number; discountEligible: boolean }[]
  return Object.fromEntries(rooms.map((room) => [room.slug, room]))
}
const livingIntents = async (email: string) => {
  const { intents } = await roomClient.holdings(email)
  return intents.filter(({ status }) => status !== 'canceled')
}

describe('POST /create-booking, the price', () => {
  test('is hours times the rate, day by day, whatever the body says', async () => {
    const room = 'mackinaw' as const
    const [one = '', two = ''] = roomClient.days(room, 2)
    const { centsPerHour } = (await rates())[room] ?? { centsPerHour: 0 }
    expect(centsPerHour).toBe(3000)
    const order = newBooking({ room, days: [at(two, '14:30', 2), at(one, '09:00', 3)] })
    const sly = { amount: 1, amountCents: 1, price: 1, discount: 100, lines: [], customer: 'cus_x' }
    const answer = await roomClient.press({ ...order, ...sly, metadata: { track: '3' } })
    const begun = answer.said as unknown as Booked
    expect([answer.status, begun.amountCents]).toEqual([200, 5 * 3000])
    expect(begun.lines).toEqual([
      { label: formatSlot(at(one, '09:00', 3)), cents: 9000 },
      { label: formatSlot(at(two, '14:30', 2)), cents: 6000 },
    ])
    const [intent, ...more] = (await roomClient.holdings(order.email)).intents
    expect([intent?.amount, intent?.currency, more]).toEqual([15_000, 'usd', []])
    expect(intent?.metadata?.track).toBe('2')
  })

  test.each<[string, 'slinky' | 'day-office', number[], number[]]>([
    ['8 and 9 hours are 10% cheaper, 7 hours are not', 'slinky', [8, 9, 7], [7200, 8100, 7000]],
    ['two days of 4 hours are not 8 hours', 'slinky', [4, 4], [4000, 4000]],
    ['a room that is not eligible costs the same', 'day-office', [8, 9], [16_000, 18_000]],
  ])('%s', async (_, room, hours, cents) => {
    const { discountEligible, centsPerHour } = (await rates())[room] ?? {}
    expect([discountEligible, centsPerHour]).toEqual(
      room === 'slinky' ? [true, 1000] : [false, 2000]
    )
    const dates = roomClient.days(room, hours.length)
    const days = dates.map((date, nth) => at(date, '08:00', hours[nth]))
    const begun = await roomClient.begin(newBooking({ room, days }))
    expect(begun.lines.map((line) => line.cents)).toEqual(cents)
    expect(begun.amountCents).toBe(cents.reduce((sum, each) => sum + each))
    for (const [nth, { label }] of begun.lines.entries()) {
      const cheaper = cents[nth] === (hours[nth] ?? 0) * (centsPerHour ?? 0) * 0.9
      expect(label).toBe(
        formatSlot(days[nth] ?? at('', '')) + (cheaper ? ', 10% off for 8 hours or more' : '')
      )
    }
  })
})

describe('POST /create-booking, what Stripe is told', () => {
  test('all that the form said, as the documents name it, and a description', async () => {
    const room = 'sonic-studio' as const
    const [one = '', two = ''] = roomClient.days(room, 2)
    const order = newBooking({
      ...{ room, days: [at(one, '09:00', 2), at(two, '09:00', 2)] },
      ...{ company: 'Analytical Ltd', notes: 'By the window' },
      extras: {
        showName: 'Notes',
        groupSize: 4,
        setChoice: 'Armchairs',
        specialRequests: 'A lamp',
      },
    })
    const pressedMs = Date.now()
    const begun = await roomClient.begin(order)
    const { customers, intents } = await roomClient.holdings(order.email)
    expect(intents).toHaveLength(1)
    expect(intents[0]).toMatchObject({
      ...{ id: begun.paymentIntentId, client_secret: begun.clientSecret },
      ...{ amount: begun.amountCents, customer: customers[0]?.id, capture_method: 'automatic' },
      ...{ allowed_payment_method_types: ['card'], setup_future_usage: null },
      ...{ status: 'requires_payment_method', description: `Room: Sonic Studio, ${one}, ${two}` },
    })
    expect(intents[0]?.metadata).toEqual({
      ...{ track: '2', room, booking_dates: `${one},${two}`, booking_time: '09:00-11:00' },
      ...{ customer_name: 'Ada Byron', email: order.email, phone: order.phone },
      ...{ company: 'Analytical Ltd', notes: 'By the window' },
      ...{
        show_name: 'Notes',
        group_size: '4',
        set_choice: 'Armchairs',
        special_requests: 'A lamp',
      },
      ...{ attempt_id: order.attemptId, attempt_version: '1' },
    })
    expect(customers).toMatchObject([{ name: 'Ada Byron', email: order.email, phone: order.phone }])
    expect(Object.keys(begun).toSorted()).toEqual(
      [
        'amountCents',
        'attemptId',
        'clientSecret',
        'holdSecondsLeft',
        'holdUntil',
        'lines',
        'paymentIntentId',
      ].toSorted()
    )
    expect(begun.attemptId).toBe(order.attemptId)
    expect(begun.holdSecondsLeft).toBeGreaterThan(HOLD_MS / 1000 - 30)
    expect(begun.holdSecondsLeft).toBeLessThanOrEqual(HOLD_MS / 1000)
    expect(Date.parse(begun.holdUntil) - pressedMs - HOLD_MS).toBeGreaterThanOrEqual(0)
    expect(Date.parse(begun.holdUntil) - Date.now() - HOLD_MS).toBeLessThanOrEqual(0)
  })

  test('times that differ are named for each date in its order', async () => {
    const room = 'shears' as const
    const [one = '', two = ''] = roomClient.days(room, 2)
    const order = newBooking({ room, days: [at(two, '14:30', 2), at(one, '09:00', 3)] })
    const { paymentIntentId } = await roomClient.begin(order)
    const { metadata } = await roomClient.intent(paymentIntentId)
    expect(metadata).toMatchObject({
      booking_dates: `${one},${two}`,
      booking_time: '09:00-12:00,14:30-16:30',
    })
  })

  test('extras of a room that asks for none are not kept', async () => {
    const days = [at(roomClient.day('shears'), '09:00')]
    const extras = { showName: 'Notes', groupSize: 400 }
    const { paymentIntentId } = await roomClient.begin(newBooking({ room: 'shears', days, extras }))
    const { metadata } = await roomClient.intent(paymentIntentId)
    expect([metadata.show_name, metadata.group_size]).toEqual([undefined, undefined])
  })

  test('a returning customer is the same customer, in capitals and spaces too', async () => {
    const room = 'board-room' as const
    const [one = '', two = ''] = roomClient.days(room, 2)
    const first = newBooking({ room, days: [at(one, '09:00')] })
    await roomClient.begin(first)
    const email = `  ${first.email.toUpperCase()} `
    await roomClient.begin(newBooking({ room, days: [at(two, '09:00')], email }))
    const { customers, intents } = await roomClient.holdings(first.email)
    expect(customers).toHaveLength(1)
    expect(intents.map(({ customer }) => customer)).toEqual([customers[0]?.id, customers[0]?.id])
  })
})

describe('POST /create-booking, the same attempt', () => {
  const room = 'radiator-annex' as const
  const one = () => newBooking({ room, days: [at(roomClient.day(room), '09:00', 2)] })

  test('pressed again is the same payment, and the hold is renewed', async () => {
    const order = one()
    const first = await roomClient.begin(order)
    const second = await roomClient.begin(order)
    const { holdUntil, holdSecondsLeft } = second
    expect(second).toEqual({ ...first, holdUntil, holdSecondsLeft })
    expect(Date.parse(second.holdUntil)).toBeGreaterThan(Date.parse(first.holdUntil))
    expect(await livingIntents(order.email)).toHaveLength(1)
  })

  test('pressed five times at once is one payment that can be made', async () => {
    const order = one()
    const answers = await Promise.all(Array.from({ length: 5 }, () => roomClient.press(order)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(new Set(answers.map(({ said }) => said.paymentIntentId)).size).toBe(1)
    expect(await livingIntents(order.email)).toHaveLength(1)
    expect((await roomClient.holdings(order.email)).customers).toHaveLength(1)
  })

  test.each<[string, (order: Order) => Partial<Order>]>([
    ['another phone', () => ({ phone: '+1 206 555 0199' })],
    ['another hour of the same day', ({ days }) => ({ days: [at(days[0]?.date ?? '', '10:00')] })],
    ['another day', () => ({ days: [at(roomClient.day(room), '09:00')] })],
    ['another room', () => ({ room: 'slinky', days: [at(roomClient.day('slinky'), '09:00')] })],
  ])('with %s cancels the first payment and begins a new one', async (_, changes) => {
    const order = one()
    const first = await roomClient.begin(order)
    const changed = { ...order, ...changes(order) }
    const second = await roomClient.begin(changed)
    expect(second.paymentIntentId).not.toBe(first.paymentIntentId)
    expect((await roomClient.intent(first.paymentIntentId)).status).toBe('canceled')
    expect(await roomClient.pay(first)).not.toBe('succeeded')
    const open = await livingIntents(order.email)
    expect(open.map(({ id }) => id)).toEqual([second.paymentIntentId])

    // What the customer no longer wants is free, what they want now is held.
    const before = order.days[0] ?? at('', '')
    const now = changed.days[0] ?? at('', '')
    const elsewhere = before.date !== now.date || order.room !== changed.room
    const offered = await roomClient.offered(order.room, before.date)
    if (elsewhere) expect(offered['08:00']).toBe(9)
    expect((await roomClient.offered(changed.room, now.date))[now.start]).toBeUndefined()
    expect(await roomClient.pay(second)).toBe('succeeded')
    expect((await roomClient.outcome(second.paymentIntentId)).outcome).toBe('confirmed')
    expect(await roomClient.verdict(second.paymentIntentId)).toBe('booked')
  })

  test('with five bodies at once leaves at most one payment, and its hours are the held ones', async () => {
    const order = one()
    const date = order.days[0]?.date ?? ''
    const starts = ['08:00', '10:00', '12:00', '14:00', '16:00']
    const bodies = starts.map((start) => ({ ...order, days: [at(date, start)] }))
    const answers = await Promise.all(bodies.map((body) => roomClient.press(body)))
    for (const { status, said } of answers)
      if (status !== 200) expect([status, said.code]).toEqual([409, 'attempt-changed'])
    const open = await livingIntents(order.email)
    expect(open).toHaveLength(1)
    const begun = answers.find(({ said }) => said.paymentIntentId === open[0]?.id)
    expect(begun?.status).toBe(200)
    expect(await roomClient.pay(begun?.said as unknown as Booked)).toBe('succeeded')
    const { outcome } = await roomClient.outcome(String(open[0]?.id))
    expect(outcome).toBe('confirmed')
    expect(await roomClient.verdict(String(open[0]?.id))).toBe('booked')
  })

  test.each<[string, object]>([
    ['the same body', {}],
    ['another body', { phone: '+1 206 555 0199' }],
  ])('after it was paid, with %s, is told so and charges nothing', async (_, changes) => {
    const { order } = await roomClient.book(one())
    const again = await roomClient.press({ ...order, ...changes })
    expect([again.status, again.said]).toEqual([200, { alreadyPaid: true, outcome: 'confirmed' }])
    const { paid, intents } = await roomClient.holdings(order.email)
    expect([paid.length, intents.length]).toEqual([1, 1])
  })

  test('after a declined card is the same payment, and another card books', async () => {
    const order = one()
    const first = await roomClient.begin(order)
    expect(await roomClient.pay(first, 'pm_card_chargeDeclined')).toBe('card_declined')
    const second = await roomClient.begin(order)
    expect(second.paymentIntentId).toBe(first.paymentIntentId)
    expect(await roomClient.pay(second)).toBe('succeeded')
    expect((await roomClient.outcome(second.paymentIntentId)).outcome).toBe('confirmed')
  })
})

describe('POST /create-booking, another attempt', () => {
  const room = 'board-room' as const
  test('at a time that is taken is 409 with other times that can be had', async () => {
    const [date = '', other = ''] = roomClient.days(room, 2)
    await roomClient.book({ room, days: [at(date, '10:00', 3)] })
    const wish = newBooking({ room, days: [at(date, '11:00', 2), at(other, '11:00', 2)] })
    const { requests } = await roomClient.stack().state()
    const answer = await roomClient.press(wish)
    expect([answer.status, answer.said.code, answer.said.field]).toEqual([
      409,
      'slot-taken',
      'days',
    ])
    expect(answer.said.error).toBe(
      `${formatDay(date)}: This time has just been taken. Nothing has been charged; please choose another.`
    )
    const { alternatives } = answer.said as { alternatives: Order['days'] }
    expect(alternatives).toHaveLength(3)
    for (const slot of alternatives) {
      expect(slot.hours).toBe(2)
      expect(slot.date, 'not their other day').not.toBe(other)
      expect((await roomClient.offered(room, slot.date))[slot.start]).toBeGreaterThanOrEqual(2)
    }
    expect(alternatives[0]).toEqual(at(date, '13:30', 2))
    const after = (await roomClient.stack().state()).requests.slice(requests.length)
    expect(after.filter(({ method, path }) => method !== 'GET' && path !== '/token')).toEqual([])
    expect((await roomClient.holdings(wish.email)).intents).toEqual([])
    expect((await roomClient.offered(room, other))['08:00'], 'their other day is not held').toBe(9)
  })

  test('of the same person at another time is a booking of its own', async () => {
    const date = roomClient.day(room)
    const first = await roomClient.book({ room, days: [at(date, '09:00')] })
    const { email } = first.order
    const second = await roomClient.book({
      room,
      days: [at(date, '11:00')],
      email,
      attemptId: randomUUID(),
    })
    expect(await roomClient.verdicts([first.begun, second.begun])).toEqual(['booked', 'booked'])
  })

  test('of ten days is ten events', async () => {
    const days = daily(roomClient.days('day-office', 10), '09:00', 2)
    const { begun, metadata } = await roomClient.book({ room: 'day-office', days })
    expect(begun.amountCents).toBe(10 * 2 * 2000)
    expect(await roomClient.verdict(begun.paymentIntentId)).toBe('booked')
    const events = await roomClient.eventsOf(begun.paymentIntentId)
    expect(metadata.event_ids?.split(',').toSorted()).toEqual(events.map(({ id }) => id).toSorted())
  })
})

describe('POST /create-booking while a vendor is down', () => {
  const room = 'shears' as const
  const DOWN = [
    ['Stripe answers 500', 'stripe', '500-before'],
    ['Stripe cannot be reached', 'stripe', 'refused'],
    ['Stripe refuses our key', 'stripe', '401'],
  ] as const
  test.each(DOWN)(
    '%s: 502 in words, nothing charged or held, and again works',
    async (_, vendor, kind) => {
      const date = roomClient.day(room)
      const order = newBooking({ room, days: [at(date, '09:00')] })
      await roomClient.stack().fault({ vendor, kind, times: -1 })
      const answer = await roomClient.press(order)
      expect([answer.status, answer.said.code]).toEqual([502, 'vendor-unavailable'])
      expect(answer.said.error).toContain('Nothing has been charged')
      await roomClient.stack().clearFaults()
      expect((await roomClient.offered(room, date))['08:00'], 'nothing is held').toBe(9)
      const begun = await roomClient.begin(order)
      expect(await livingIntents(order.email)).toHaveLength(1)
      expect(await roomClient.pay(begun)).toBe('succeeded')
      expect((await roomClient.outcome(begun.paymentIntentId)).outcome).toBe('confirmed')
    }
  )

  test('only the intent cannot be made: 502 in words, and the hold is let go', async () => {
    const date = roomClient.day(room)
    const match = { method: 'POST', path: '/payment_intents' }
    await roomClient.stack().fault({ vendor: 'stripe', match, kind: 'semantic-refusal', times: -1 })
    const answer = await roomClient.press(newBooking({ room, days: [at(date, '09:00')] }))
    expect([answer.status, answer.said.code]).toEqual([502, 'vendor-unavailable'])
    expect((await roomClient.offered(room, date))['08:00']).toBe(9)
  })
})
