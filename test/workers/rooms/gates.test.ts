/** After the customer has paid: Gate 2, the events, the e-mails, what their page is told, and Stripe's webhook. */
import Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { formatDay } from '../../../src/core/time.ts'
import type { FaultKind } from '../../sandbox/faults.ts'
import {
  type Booked,
  calendarPath,
  newBooking,
  type Order,
  pause,
  read,
  startRoomClient,
  TEAM,
} from '../../support/room-client.ts'
import { allDay, at, daily, timed } from '../../support/room-days.ts'

const roomClient = startRoomClient()

const BACK = 'is on its way back to your card; that takes 5 to 10 business days.'

const emailsTo = async (email: string) => (await roomClient.holdings(email)).emails
const emailsAbout = async (email: string) => (await roomClient.holdings(email)).toTeam

describe('booked', () => {
  test('each event says who, when, what was paid and for which payment', async () => {
    const room = 'sonic-studio' as const
    const extras = {
      showName: 'Notes',
      groupSize: 4,
      setChoice: 'Armchairs',
      specialRequests: 'Tea',
    }
    const days = daily(roomClient.days(room, 2), '10:00', 2)
    const { order, begun } = await roomClient.book({ room, days, extras, notes: 'By the window' })
    const events = await roomClient.eventsOf(begun.paymentIntentId)
    expect(events.map(({ summary }) => summary)).toEqual(
      days.map(() => 'Sonic Studio: Ada Byron (Notes)')
    )
    for (const [nth, { date }] of days.entries()) {
      const text = events.find(
        ({ extendedProperties }) => extendedProperties?.private?.booking_date === date
      )?.description
      for (const words of [
        ...[formatDay(date), '10 AM to 12 PM', `Day ${nth + 1} of 2`, order.email, order.phone],
        ...['Podcast or show: Notes', 'Group size: 4', 'Set choice: Armchairs', 'Tea'],
        ...['By the window', begun.paymentIntentId],
      ])
        expect(text).toContain(words)
    }
  })

  test('the customer and the team are written to once; their e-mail brings the calendar file', async () => {
    const room = 'slinky' as const
    const date = roomClient.day(room)
    const { order, payment, metadata } = await roomClient.book({
      room,
      days: [at(date, '10:00', 2)],
    })
    const [email, ...more] = await emailsTo(order.email)
    const [note, ...others] = await emailsAbout(order.email)
    expect([more, others]).toEqual([[], []])
    expect(email?.subject).toBe(`Your booking: Slinky, ${formatDay(date)}`)
    for (const words of ['Slinky', `${formatDay(date)}, 10 AM to 12 PM`, '$20.00', payment])
      expect(email?.text).toContain(words)
    expect(email?.text).toContain('Full refund if you cancel 48 hours or more before the start')
    const [file] = email?.attachments ?? []
    expect(atob(file?.content ?? '')).toMatch(/^BEGIN:VCALENDAR[\s\S]*BEGIN:VEVENT/)
    expect(note?.to).toEqual(TEAM)
    expect(note?.subject).toBe(`Slinky booked: Ada Byron, ${date}`)
    expect(metadata).toMatchObject({ outcome: 'confirmed' })
    expect(metadata.emails).toBeUndefined()
  })
})

describe('Gate 2', () => {
  const room = 'mackinaw' as const

  test.each<[string, (date: string) => object]>([
    ['a timed event', (date) => timed(date, '10:30', '11:00')],
    ['one that ends ten minutes before', (date) => timed(date, '09:00', '09:50')],
    ['an all-day "Closed" that Google shows as Free', (date) => allDay(date)],
  ])(
    'staff enter %s while the customer pays: all money back, both are told, no event',
    async (_, event) => {
      const [before = '', date = ''] = roomClient.days(room, 2)
      const order = newBooking({ room, days: daily([before, date], '10:00', 2) })
      const begun = await roomClient.begin(order)
      const byHand = await roomClient.enter(room, event(date))
      expect(await roomClient.pay(begun)).toBe('succeeded')
      const metadata = await roomClient.outcome(begun.paymentIntentId)
      expect(metadata).toMatchObject({ outcome: 'refunded', refund_reason: 'slot-taken' })
      expect(metadata.refund_cents).toBe(String(begun.amountCents))
      expect(await roomClient.verdict(begun.paymentIntentId)).toBe('refunded')
      await roomClient.logged('Gate 2 conflict', begun.paymentIntentId)

      const [email, ...more] = await emailsTo(order.email)
      const [note, ...others] = await emailsAbout(order.email)
      expect([more, others]).toEqual([[], []])
      expect(email?.subject).toBe('Your payment for Mackinaw has been refunded')
      expect(email?.text).toContain('Someone else took this time')
      expect(note?.to).toEqual(TEAM)
      expect(note?.subject).toBe('Refunded: Ada Byron, $120.00, Mackinaw')
      for (const words of [order.email, order.phone, begun.paymentIntentId, 'Gate 2'])
        expect(note?.text).toContain(words)

      const { said } = await roomClient.status(begun)
      expect(said).toMatchObject({
        ...{ outcome: 'refunded', refund: { amountCents: 12_000 } },
      })
      // Nothing of the days without staff is kept from others, and nothing of staff's is touched.
      expect((await roomClient.offered(room, before))['10:00']).toBe(7)
      expect((await roomClient.standing(room)).map(({ id }) => id)).toContain(byHand)
    }
  )

  test('staff enter a Free timed event: the room is the customer’s', async () => {
    const days = [at(roomClient.day(room), '10:00', 2)]
    const begun = await roomClient.begin(newBooking({ room, days }))
    const free = { transparency: 'transparent' }
    await roomClient.enter(room, timed(days[0]?.date ?? '', '10:00', '12:00', free))
    expect(await roomClient.pay(begun)).toBe('succeeded')
    expect((await roomClient.outcome(begun.paymentIntentId)).outcome).toBe('confirmed')
  })

  test('refunded by hand before the webhook comes: no event, and no second refund', async () => {
    await roomClient.stack().webhooks('hold')
    const begun = await roomClient.begin(
      newBooking({ room, days: [at(roomClient.day(room), '10:00')] })
    )
    await roomClient.pay(begun)
    expect(
      (await roomClient.stripe('/refunds', { payment_intent: begun.paymentIntentId })).status
    ).toBe(200)
    await roomClient.stack().webhooks('normal')
    await roomClient.stack().deliver()
    const metadata = await roomClient.outcome(begun.paymentIntentId)
    expect(metadata).toMatchObject({ outcome: 'refunded', refund_reason: 'by-hand' })
    expect(await roomClient.verdict(begun.paymentIntentId)).toBe('refunded')
  })
})

describe('Gate 1', () => {
  test('while the calendar cannot be read: 502 in words, and nothing is begun or held', async () => {
    const order = newBooking({ room: 'shears', days: [at(roomClient.day('shears'), '09:00')] })
    for (const kind of ['500-before', '401', 'semantic-refusal', 'garbage'] as const) {
      await roomClient
        .stack()
        .fault({ vendor: 'google', match: { method: 'GET' }, kind, times: -1 })
      const answer = await roomClient.press(order)
      expect([answer.status, answer.said.code], kind).toEqual([502, 'availability-unknown'])
      expect(answer.said.error).toContain('Nothing has been charged')
      await roomClient.stack().clearFaults()
    }
    expect((await roomClient.holdings(order.email)).customers).toEqual([])
    await roomClient.logged('availability check failed', 'shears')
    expect((await roomClient.offered('shears', order.days[0]?.date ?? ''))['09:00']).toBe(8)
    const { begun } = await roomClient.book(order)
    expect(await roomClient.verdict(begun.paymentIntentId)).toBe('booked')
  })

  test('once the room is no longer shared with us: 502, nothing is charged', async () => {
    await roomClient.share('shears', 'none')
    const order = newBooking({ room: 'shears', days: [at(roomClient.day('shears'), '09:00')] })
    expect((await roomClient.press(order)).said.code).toBe('availability-unknown')
    await roomClient.share('shears', 'writer')
    expect((await roomClient.holdings(order.email)).intents).toEqual([])
  })
})

describe('an insert that goes wrong once', () => {
  const room = 'board-room' as const
  test.each<FaultKind>([
    '500-after',
    'reset-after-effect',
    'garbage',
    '500-before',
    'refused',
    '429',
    '401',
    'semantic-refusal',
  ])('%s: one event a day, nothing refunded', async (kind) => {
    const days = daily(roomClient.days(room, 2), '09:00')
    const begun = await roomClient.begin(newBooking({ room, days }))
    const match = { method: 'POST', path: calendarPath(room) }
    await roomClient.stack().fault({ vendor: 'google', match, kind })
    await roomClient.pay(begun)
    expect((await roomClient.outcome(begun.paymentIntentId)).outcome).toBe('confirmed')
    expect(await roomClient.verdict(begun.paymentIntentId)).toBe('booked')
    expect(await roomClient.collisions(room)).toEqual([])
  })

  test('Stripe loses its answer to the outcome: still one event, one e-mail each', async () => {
    const order = newBooking({ room, days: [at(roomClient.day(room), '09:00')] })
    const begun = await roomClient.begin(order)
    const match = { method: 'POST', path: `/payment_intents/${begun.paymentIntentId}` }
    await roomClient.stack().fault({ vendor: 'stripe', match, kind: '500-after' })
    await roomClient.pay(begun)
    expect((await roomClient.outcome(begun.paymentIntentId)).outcome).toBe('confirmed')
    await roomClient.quiet()
    expect(await roomClient.verdict(begun.paymentIntentId)).toBe('booked')
    expect([(await emailsTo(order.email)).length, (await emailsAbout(order.email)).length]).toEqual(
      [1, 1]
    )
  })
})

describe('GET /booking-status', () => {
  const room = 'radiator-annex' as const
  const UNKNOWN = {
    error:
      'We could not find this payment. If you have paid, please write to us or ask at the front desk.',
    code: 'unknown-payment',
  }
  const one = () => newBooking({ room, days: [at(roomClient.day(room), '09:00', 2)] })
  const about = (order: Order) => ({ room, days: order.days, amountCents: 12_000 })

  test('without the secret, with a wrong one, or for what is no room: 404, all alike', async () => {
    const begun = await roomClient.begin(one())
    const other = await roomClient.begin(one())
    const pass = await roomClient.payAndLeave()
    const asks = [
      roomClient.status(begun, {}),
      roomClient.status(begun, { 'x-client-secret': '' }),
      roomClient.status(begun, { 'x-client-secret': 'wrong' }),
      roomClient.status(begun, { 'x-client-secret': other.clientSecret }),
      roomClient.status({ ...begun, paymentIntentId: `${begun.paymentIntentId}0` }),
      roomClient.status({ ...begun, paymentIntentId: begun.clientSecret }),
      roomClient.status({ ...begun, paymentIntentId: '../customers' }),
      roomClient.status({ ...begun, paymentIntentId: '' }),
      roomClient.status(pass.begun),
      roomClient.ask(`/booking-status?payment_intent=seti_1AbCdEf`, {
        headers: { 'x-client-secret': 'seti_1AbCdEf_secret' },
      }),
      roomClient.ask(
        `/booking-status?payment_intent=${begun.paymentIntentId}&client_secret=${begun.clientSecret}`
      ),
    ]
    for (const { status, said } of await Promise.all(asks))
      expect([status, said]).toEqual([404, UNKNOWN])
  })

  test('not paid yet, declined, and cancelled: not-paid', async () => {
    const order = one()
    const begun = await roomClient.begin(order)
    const notPaid = { outcome: 'not-paid', ...about(order) }
    expect((await roomClient.status(begun)).said).toEqual(notPaid)
    await roomClient.pay(begun, 'pm_card_chargeDeclined')
    expect((await roomClient.status(begun)).said).toEqual(notPaid)
    await roomClient.stripe(`/payment_intents/${begun.paymentIntentId}/cancel`, {})
    const answer = await roomClient.status(begun)
    expect([answer.status, answer.said]).toEqual([200, notPaid])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('paid and no webhook came: working, and the question itself starts the booking', async () => {
    await roomClient.stack().webhooks('drop')
    const order = one()
    const begun = await roomClient.begin(order)
    expect(await roomClient.pay(begun)).toBe('succeeded')
    const receiptUrl = (await roomClient.holdings(order.email)).paid[0]?.receipt_url
    const { said } = await roomClient.status(begun)
    expect(said).toEqual({ outcome: 'working', ...about(order), receiptUrl })
    expect((await roomClient.outcome(begun.paymentIntentId)).outcome).toBe('confirmed')
    expect((await roomClient.status(begun)).said).toEqual({
      ...said,
      outcome: 'confirmed',
      calendarUids: [`${begun.paymentIntentId}-1@labourtemple.com`],
    })
    expect(await roomClient.verdict(begun.paymentIntentId)).toBe('booked')
  })

  test('refunded: how much, why and when it is back, in words', async () => {
    const order = one()
    const begun = await roomClient.begin(order)
    await roomClient.enter(room, timed(order.days[0]?.date ?? '', '08:00', '17:00'))
    await roomClient.pay(begun)
    await roomClient.outcome(begun.paymentIntentId)
    const { said } = await roomClient.status(begun)
    const words = `Someone else took this time, or a part of it, before your payment came through, so nothing is booked. $120.00 ${BACK}`
    expect(said).toMatchObject({
      ...{ outcome: 'refunded', ...about(order), refund: { amountCents: 12_000, words } },
    })
  })

  test('refunded by hand afterwards: refunded, in words of its own', async () => {
    const { begun } = await roomClient.book(one())
    await roomClient.stripe('/refunds', { payment_intent: begun.paymentIntentId })
    const { said } = await roomClient.status(begun)
    const words = `Our team has refunded you for this booking. $120.00 ${BACK}`
    expect([said.outcome, said.refund]).toEqual(['refunded', { amountCents: 12_000, words }])
  })
})

describe('POST /webhook', () => {
  const room = 'day-office' as const
  const stripe = new Stripe('sk_test_sandbox')
  const sign = (payload: string, secret = 'whsec_sandbox_bookings', secondsAgo = 0) =>
    stripe.webhooks.generateTestHeaderStringAsync({
      ...{ payload, secret },
      timestamp: Math.floor(Date.now() / 1000) - secondsAgo,
    })
  const deliver = async (body: string, signature?: string) =>
    read(
      await fetch(`${roomClient.stack().bookings.url}/webhook`, {
        method: 'POST',
        headers: { ...(signature && { 'stripe-signature': signature }) },
        body,
      })
    )
  /** A payment that no webhook has reported, and the event that would. */
  async function unreported(): Promise<{ begun: Booked; payload: string }> {
    await roomClient.stack().webhooks('drop')
    const begun = await roomClient.begin(
      newBooking({ room, days: [at(roomClient.day(room), '09:00')] })
    )
    expect(await roomClient.pay(begun)).toBe('succeeded')
    return { begun, payload: await eventOf(begun.paymentIntentId) }
  }
  const eventOf = async (id: string, type = 'payment_intent.succeeded') => {
    const { events } = (await roomClient.stack().state()).stripe
    const event = events.find((one) => {
      return one.type === type && (one.data as { object: { id: string } }).object.id === id
    })
    return JSON.stringify(event)
  }
  const untouched = async ({ paymentIntentId }: { paymentIntentId: string }) => {
    await roomClient.quiet()
    expect((await roomClient.intent(paymentIntentId)).metadata.outcome).toBeUndefined()
  }

  test('unsigned, wrongly signed, too old or changed is 400 and books nothing', async () => {
    const { begun, payload } = await unreported()
    const changed = payload.replace('"amount":2000', '"amount":1')
    expect(changed).not.toBe(payload)
    const answers = [
      await deliver(payload),
      await deliver(payload, 't=1,v1=abc'),
      await deliver(payload, await sign(payload, 'whsec_sandbox_checkout')),
      await deliver(payload, await sign(payload, undefined, 360)),
      await deliver(changed, await sign(payload)),
    ]
    for (const { status, said } of answers)
      expect([status, said]).toEqual([400, { received: false }])
    await untouched(begun)
    expect(await roomClient.eventsOf(begun.paymentIntentId)).toEqual([])
    // The same, well signed, is taken, and taken once however often it comes.
    for (const _ of [1, 2, 3])
      expect((await deliver(payload, await sign(payload))).said).toEqual({ received: true })
    expect((await roomClient.outcome(begun.paymentIntentId)).outcome).toBe('confirmed')
    expect(await roomClient.verdict(begun.paymentIntentId)).toBe('booked')
  })

  test('of a day pass and of a membership is taken with 200 and left alone', async () => {
    await roomClient.stack().webhooks('drop')
    const { begun } = await roomClient.payAndLeave()
    const before = await roomClient.stack().state()
    const setUp = {
      id: 'seti_1AbCdEf',
      object: 'setup_intent',
      metadata: { track: '1', plan: 'all-access' },
    }
    const pass = await eventOf(begun.paymentIntentId)
    const joined = JSON.stringify({
      ...JSON.parse(pass),
      type: 'setup_intent.succeeded',
      data: { object: setUp },
    })
    for (const payload of [pass, joined]) {
      const answer = await deliver(payload, await sign(payload))
      expect([answer.status, answer.said]).toEqual([200, { received: true }])
    }
    await untouched(begun)
    const { google, stripe, requests } = await roomClient.stack().state()
    expect([google, stripe]).toEqual([before.google, before.stripe])
    expect(requests.length).toBe(before.requests.length)
  })

  test('that claims a payment which was not made books nothing', async () => {
    const { payload } = await unreported()
    const unpaid = await roomClient.begin(
      newBooking({ room, days: [at(roomClient.day(room), '09:00')] })
    )
    const { metadata } = await roomClient.intent(unpaid.paymentIntentId)
    const event = JSON.parse(payload)
    event.data.object = { ...event.data.object, id: unpaid.paymentIntentId, metadata }
    event.data.object.status = 'requires_payment_method'
    const lie = JSON.stringify(event)
    expect((await deliver(lie, await sign(lie))).status).toBe(200)
    await pause(500)
    await untouched(unpaid)
    expect(await roomClient.eventsOf(unpaid.paymentIntentId)).toEqual([])
  })
})
