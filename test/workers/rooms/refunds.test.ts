/** Money of a booking goes back: the room is free again, the customer is told once, and so is the team. */
import { describe, expect, test } from 'vitest'
import { calendarFiles, startAllTracks, subjects } from '../../support/all-tracks.ts'
import { TEAM, until } from '../../support/pass-client.ts'
import { newBooking, type RoomSlug, type Slot } from '../../support/room-client.ts'
import { daily } from '../../support/room-days.ts'

const house = startAllTracks()

const ROOM: RoomSlug = 'slinky'
const REFUNDED = 'Your payment for Slinky has been refunded'
const PART = 'Part of your payment for Slinky has been refunded'

const someDays = (count: number) => daily(house.days(ROOM, count), '10:00', 2)

async function booked(days: Slot[] = someDays(1)) {
  const { order, begun, payment } = await house.book({ room: ROOM, days })
  return { days, email: order.email, payment, cents: begun.amountCents, begun }
}

/** What stands and what was written, leaving out the e-mails about the booking itself. */
async function stands(email: string, payment: string) {
  const [toCustomer, toTeam] = [await house.toCustomer(email), await house.toTeam(email)]
  return {
    events: (await house.eventsOf(payment)).length,
    toCustomer: subjects(toCustomer).filter((subject) => !subject?.startsWith('Your booking')),
    toTeam: subjects(toTeam).filter((subject) => !/^\S+ booked:/.test(subject ?? '')),
  }
}

const dollars = (cents: number) => `$${(cents / 100).toFixed(2)}`
const FREED = (cents: number) => ({
  events: 0,
  toCustomer: [REFUNDED],
  toTeam: [`Refunded: Ada Byron, ${dollars(cents)}`],
})
const isFree = async ({ date, start, hours }: Slot) =>
  ((await house.offered(ROOM, date))[start] ?? 0) >= hours

describe('refunded in full', () => {
  test('the events go, every day is free again, one e-mail each with the file that cancels', async () => {
    const { days, email, payment, cents } = await booked(someDays(3))
    expect(await Promise.all(days.map(isFree))).toEqual([false, false, false])
    await house.refund(payment)
    await house.settle()
    await house.settle()
    expect(await stands(email, payment)).toEqual(FREED(cents))
    expect(await Promise.all(days.map(isFree))).toEqual([true, true, true])

    const [refunded] = (await house.toCustomer(email)).slice(-1)
    const [confirmed] = await house.toCustomer(email)
    expect(refunded?.text).toContain('The booking is cancelled')
    const [file = '', first = ''] = [refunded, confirmed].map((one) => one && calendarFiles(one))
    expect(file.match(/METHOD:CANCEL/g)).toHaveLength(3)
    const uids = (text: string) => text.match(/^UID:.+$/gm)
    expect(uids(file)).toHaveLength(3)
    expect(uids(file)).toEqual(uids(first))
    expect(file.match(/^STATUS:CANCELLED\r$/gm)).toHaveLength(3)

    const [told] = (await house.toTeam(email)).slice(-1)
    expect(told?.to).toEqual(TEAM)
    expect(told?.text?.match(/The room is free again/g)).toHaveLength(3)
    for (const words of [payment, 'Ada Byron', dollars(cents)]) expect(told?.text).toContain(words)
  })

  test('the room can be sold again, and the second booking stands', async () => {
    const { days, payment } = await booked()
    await house.refund(payment)
    await house.settle()
    const second = await booked(days)
    await house.settle()
    expect(await house.verdict(second.payment)).toBe('booked')
    expect(await house.eventsOf(payment)).toEqual([])
  })
})

describe('refunded in part', () => {
  test('customer and team are told; the rest later frees the room', async () => {
    const { email, payment, cents } = await booked()
    await house.refund(payment, 500)
    await house.settle()
    const part = 'In part: Refunded: Ada Byron, $5.00'
    expect(await stands(email, payment)).toEqual({ events: 1, toCustomer: [PART], toTeam: [part] })
    await house.refund(payment)
    await house.settle()
    const all = FREED(cents)
    expect(await stands(email, payment)).toEqual({
      ...all,
      toCustomer: [PART, ...all.toCustomer],
      toTeam: [part, ...all.toTeam],
    })
  })
})

describe('refunded by its own run', () => {
  test.each(['twice', 'reverse'] as const)(
    'webhooks %s: it is not taken for a refund by hand',
    async (mode) => {
      const taken = await booked()
      const order = newBooking({ room: ROOM, days: taken.days })
      const begun = await house.beginPastGateOne(order)
      await house.stack().webhooks(mode)
      expect(await house.pay(begun)).toBe('succeeded')
      await house.stack().deliver()
      const { outcome, refund_reason } = await house.outcome(begun.paymentIntentId)
      expect([outcome, refund_reason]).toEqual(['refunded', 'slot-taken'])
      await house.quiet()
      await house.stack().deliver()
      await house.settle()
      await house.settle()
      expect(await house.verdict(begun.paymentIntentId)).toBe('refunded')
      expect(await stands(order.email, begun.paymentIntentId)).toEqual({
        ...{ events: 0, toCustomer: [REFUNDED] },
        toTeam: ['Refunded: Ada Byron, $20.00, Slinky'],
      })
      const [email] = await house.toCustomer(order.email)
      expect(email?.text).toContain('Someone else took this time')
      expect(email?.attachments).toEqual([])
      const metadata = (await house.intent(begun.paymentIntentId)).metadata
      expect(metadata.refund_reason).toBe('slot-taken')
      expect(await house.verdict(taken.payment), 'of the one who has it').toBe('booked')
    }
  )
})

describe('refunded while its run is at work', () => {
  test.each(['normal', 'hold'] as const)(
    'webhooks %s: no event is left, the customer is told once',
    async (mode) => {
      const [day] = someDays(1)
      const order = newBooking({ room: ROOM, days: day ? [day] : [] })
      const begun = await house.begin(order)
      await house.stack().latency(700, 'google')
      expect(await house.pay(begun)).toBe('succeeded')
      await until(async () => {
        const { requests } = await house.stack().state()
        return requests.some(({ vendor, method, body }) => {
          return vendor === 'google' && method === 'POST' && body.includes(begun.paymentIntentId)
        })
      })
      await house.stack().webhooks(mode)
      await house.refund(begun.paymentIntentId)
      await house.outcome(begun.paymentIntentId)
      await house.stack().latency(0)
      await house.stack().webhooks('normal')
      await house.stack().deliver()
      await house.followed(order.email)
      await house.settle()
      expect(await stands(order.email, begun.paymentIntentId)).toEqual(FREED(begun.amountCents))
      expect(day && (await isFree(day))).toBe(true)
    }
  )

  test('before the run has begun: nothing is booked, the customer is told once', async () => {
    const order = newBooking({ room: ROOM, days: someDays(1) })
    const begun = await house.begin(order)
    await house.stack().webhooks('hold')
    expect(await house.pay(begun)).toBe('succeeded')
    await house.refund(begun.paymentIntentId)
    await house.stack().webhooks('normal')
    await house.stack().deliver()
    await house.followed(order.email)
    await house.settle()
    const { metadata } = await house.intent(begun.paymentIntentId)
    expect([metadata.outcome, metadata.refund_reason]).toEqual(['refunded', 'by-hand'])
    expect(await house.verdict(begun.paymentIntentId)).toBe('refunded')
    expect(subjects(await house.toCustomer(order.email))).toEqual([REFUNDED])
    expect(await house.toTeam(order.email)).toHaveLength(1)
  })
})

describe('the same news again', () => {
  test('each event twice: freed once, one e-mail each', async () => {
    await house.stack().webhooks('twice')
    const { email, payment, cents } = await booked()
    await house.refund(payment)
    await house.settle()
    expect(await stands(email, payment)).toEqual(FREED(cents))
  })

  test('every event a month later: nothing is done again', async () => {
    const [kept, back] = [await booked(), await booked()]
    await house.refund(back.payment)
    await house.settle()
    await house.stack().advance(30 * 24 * 3600)
    await house.settle()
    const before = await house.writes()
    const types = ['payment_intent.succeeded', 'charge.refunded']
    expect(await house.resend(kept.payment, ...types)).toBe(1)
    expect(await house.resend(back.payment, ...types)).toBe(2)
    expect((await house.status(kept.begun)).said.outcome).toBe('confirmed')
    await house.settle()
    expect((await house.writes()).slice(before.length)).toEqual([])
    expect(await house.verdict(kept.payment)).toBe('booked')
    expect(await stands(back.email, back.payment)).toEqual(FREED(back.cents))
  })
})
