/** What each workflow of a room does and leaves undone, with its vendors and ledgers as records of calls. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { BusyEvent } from '../../../src/clients/google/events.ts'
import type { Payment } from '../../../src/clients/stripe/payments.ts'
import { eventId } from '../../../src/core/ids.ts'
import { VendorError } from '../../../src/core/vendor-error.ts'
import type { Step } from '../../../src/core/workflow.ts'
import { parseBooking } from '../../../src/rooms/booking.ts'
import type { BookingContext } from '../../../src/rooms/context.ts'
import { priceOfBooking } from '../../../src/rooms/rules/price.ts'
import { type Room, roomOf } from '../../../src/rooms/rules/rooms.ts'
import { bookRoom } from '../../../src/rooms/workflows/book-room.ts'
import { alertUndeleted, cancelNamedDays } from '../../../src/rooms/workflows/cancel-days.ts'
import { expireHold } from '../../../src/rooms/workflows/expire-hold.ts'
import { checkCalendar, claimRoom, refundReason } from '../../../src/rooms/workflows/gate-two.ts'
import { refundBooking } from '../../../src/rooms/workflows/refund-booking.ts'
import { isOwnRefund } from '../../../src/rooms/workflows/refund-or-dispute.ts'
import { sendUnsentBookingEmails } from '../../../src/rooms/workflows/unsent-emails.ts'
import { booking, ADA as METADATA } from './fixtures.ts'

const BOOKING = booking()
const { id } = BOOKING.payment
const ATTEMPT = BOOKING.sale.attemptId
const START_MS = Date.parse('2026-05-04T16:00:00Z')
const HOUR_MS = 3600_000
const PRICE_CENTS = priceOfBooking(roomOf('board-room') as Room, BOOKING.sale.slots).totalCents
const SPENT: Partial<Payment> = {
  charge: { ...(BOOKING.payment.charge as NonNullable<Payment['charge']>), refundedCents: 10_000 },
}

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

const step: Step = (_name, work) => work()

interface House {
  /** What Stripe says of the payment. */
  payment?: Partial<Payment>
  events?: BusyEvent[]
  nowMs?: number
  /** Whether the hold has expired, as asked one time after another. */
  expired?: boolean[]
  /** The attempt has claimed this payment. */
  owner?: string
  eventDays?: string[]
  undeletable?: boolean
  entry?: { intentId: string } | null
  mailIsDown?: boolean
  cancelled?: Payment['status']
}

function house(is: House = {}) {
  const did: string[] = []
  const payment: Payment = { ...BOOKING.payment, ...is.payment }
  const expired = [...(is.expired ?? [])]
  const ledger = {
    claim: async () => ({ ok: true }),
    heldSlots: async () => null,
    expiredHolds: async () => (expired.shift() ? [{ holder: ATTEMPT }] : []),
    release: async () => void did.push('free the room'),
    eventDays: async () => is.eventDays ?? [],
    markEventsPending: async () => {},
    confirmEvents: async () => {},
  }
  const ctx = {
    config: BOOKING.config,
    now: () => is.nowMs ?? START_MS - HOUR_MS,
    stripe: {
      getPayment: async () => payment,
      cancelPayment: async () => {
        did.push('cancel')
        return { ...payment, status: is.cancelled ?? 'canceled' }
      },
      refundAll: async () => {
        did.push('refund')
        return { id: 're_1', cents: 10_000 }
      },
      async updateMetadata(_: string, { outcome, emails }: Record<string, string>) {
        did.push(['note', outcome, emails].filter(Boolean).join(' '))
        return { ...payment, metadata: { ...payment.metadata, ...(outcome && { outcome }) } }
      },
    },
    mail: {
      async send({ subject = '' }: { subject?: string }) {
        if (is.mailIsDown) throw new Error('down')
        did.push(
          /^ALERT/.test(subject) ? 'alert' : /refund/i.test(subject) ? 'money e-mail' : 'e-mail'
        )
      },
    },
    calendar: {
      listEvents: async () => ({ events: is.events ?? [], isWritable: true }),
      createEvent: async () => void did.push('event'),
      deleteEvent: async () => {
        if (is.undeletable) throw new Error('no')
        did.push('delete event')
      },
    },
    calendarHealth: () => ({ noteWritten: async () => {}, reportTrouble: async () => {} }),
    room: () => ledger,
    attempt: () => ({
      claim: async () => is.owner ?? id,
      read: async () => (is.entry === undefined ? { intentId: id } : is.entry),
    }),
    workflows: { start: async () => true },
  }
  return { ctx: ctx as unknown as BookingContext, did }
}

const event = (more: Partial<BusyEvent> = {}) =>
  ({
    ...{ id: 'of-staff', busy: true, startMs: START_MS, endMs: START_MS + 2 * HOUR_MS },
    ...{ isAllDay: false, ...more },
  }) as unknown as BusyEvent
const own = await eventId(id, '2026-05-04')

test.each<[string, House, string | null]>([
  ['nothing is in the calendar', {}, 'free'],
  ['staff have the hour', { events: [event()] }, 'taken'],
  ['staff have it marked free', { events: [event({ busy: false })] }, 'free'],
  ['its own event is there after a first try', { events: [event({ id: own })] }, 'free'],
  [
    'another booking is there beside its own event',
    { events: [event({ id: own }), event()] },
    'taken',
  ],
  ['the first hour begins now', { nowMs: START_MS }, 'too-late'],
  ['the first hour begins in a millisecond', { nowMs: START_MS - 1 }, 'free'],
  [
    'it has begun, and its event is there',
    { nowMs: START_MS, events: [event({ id: own })] },
    'free',
  ],
])('Gate 2, when %s', async (_, is, expected) => {
  expect(await checkCalendar(step, house(is).ctx, BOOKING)).toBe(expected)
})

test.each<
  [
    string,
    Partial<Payment>,
    Parameters<typeof refundReason>[1],
    'free' | 'taken' | 'too-late' | null,
    string | null,
  ]
>([
  ['nothing stands against it', {}, null, 'free', null],
  ['it is paid too late', {}, null, 'too-late', 'too-late'],
  ['staff have the hour', {}, null, 'taken', 'slot-taken'],
  ['the calendar cannot be read', {}, null, null, 'availability-unknown'],
  ['another customer has it', {}, 'slot-taken', 'free', 'slot-taken'],
  ['the money is back already', SPENT, null, 'free', 'by-hand'],
  [
    'the money is back by an earlier try',
    { ...SPENT, metadata: { ...METADATA, refund_reason: 'too-late' } },
    null,
    'free',
    'too-late',
  ],
])('why the money goes back, when %s', (_, payment, claimed, checked, expected) => {
  const paid = { ...BOOKING, payment: { ...BOOKING.payment, ...payment } }
  expect(refundReason(paid, claimed, checked)).toBe(expected)
})

test('what a page or an event said of the payment is not believed: it is read again', async () => {
  const { ctx, did } = house({ payment: SPENT })
  const snapshot = { object: BOOKING.payment, atMs: ctx.now() }
  const params = { kind: 'book-room', paymentId: id, snapshot } as const
  expect(await bookRoom(step, ctx, params)).toEqual({ outcome: 'refunded' })
  expect(did).not.toContain('event')
})

test.each<[string, House, string[]]>([
  ['without an event: the room is free at the end', {}, ['free the room', 'note refunded']],
  [
    'with an event: it is deleted before the room is free',
    { eventDays: ['2026-05-04'] },
    ['delete event', 'free the room', 'note refunded'],
  ],
  ['of a second payment: the room stays with the first', { owner: 'pi_first' }, ['note refunded']],
  ['while MailerSend is down', { mailIsDown: true }, ['free the room', 'note refunded unsent']],
])('a refund %s', async (_, is, last) => {
  const { ctx, did } = house(is)
  expect(await refundBooking(step, ctx, BOOKING, 'slot-taken')).toEqual({ outcome: 'refunded' })
  expect(did[0]).toBe('refund')
  const after = ['delete event', 'free the room', 'note refunded', 'note refunded unsent']
  expect(did.filter((what) => after.includes(what))).toEqual(last)
})

test('a refund whose event cannot be deleted: the team is told, and the workflow has not ended', async () => {
  const { ctx, did } = house({ eventDays: ['2026-05-04'], undeletable: true })
  await expect(refundBooking(step, ctx, BOOKING, 'slot-taken')).rejects.toThrow('left')
  expect(did).toContain('alert')
  expect(did).not.toContain('free the room')
  expect(did).not.toContain('note refunded')
})

test('days whose event cannot be deleted: the team is told, and the workflow has not ended', async () => {
  const { ctx, did } = house()
  const slot = BOOKING.sale.slots[0] as (typeof BOOKING.sale.slots)[number]
  const undeleted = [{ slot, room: 'board-room', eventId: own }]
  await expect(alertUndeleted(step, ctx, BOOKING, undeleted)).rejects.toThrow('left')
  expect(did).toEqual(['alert'])
  await alertUndeleted(step, ctx, BOOKING, [])
  expect(did).toEqual(['alert'])
})

test.each<[string, House, string, string[]]>([
  ['has expired', { expired: [true, true] }, 'released', ['cancel', 'free the room']],
  ['was renewed before', { expired: [false] }, 'renewed', []],
  ['is renewed while its payment is cancelled', { expired: [true, false] }, 'released', ['cancel']],
  ['is paid meanwhile', { expired: [true, true], cancelled: 'succeeded' }, 'paid', ['cancel']],
  ['is being paid', { expired: [true, true], cancelled: 'processing' }, 'paid', ['cancel']],
  ['has no payment', { expired: [true, true], entry: null }, 'released', ['free the room']],
  [
    'is in another room than the payment',
    { expired: [true, true], payment: { metadata: { room: 'slinky' } } },
    'released',
    ['free the room'],
  ],
])('a hold that %s', async (_, is, outcome, did) => {
  const all = house(is)
  const params = { kind: 'hold-expired', room: 'board-room', attemptId: ATTEMPT } as const
  expect(await expireHold(step, all.ctx, params)).toEqual({ outcome })
  expect(all.did).toEqual(did)
})

test.each<[Record<string, string>, boolean]>([
  [{}, false],
  [{ outcome: 'confirmed' }, false],
  [{ outcome: 'refunded' }, true],
  [{ outcome: 'confirmed', refund_reason: 'by-hand' }, false],
  [{ refund_reason: 'slot-taken' }, true],
  [{ refund_reason: 'something else' }, false],
])('with the metadata %j a refund is our own: %j', (metadata, expected) => {
  expect(isOwnRefund({ ...BOOKING.payment, metadata })).toBe(expected)
})

const UNSENT = { ...METADATA, emails: 'unsent' }
test.each<[string, House['payment'], string[]]>([
  [
    'confirmed',
    { metadata: { ...UNSENT, outcome: 'confirmed' } },
    ['e-mail', 'e-mail', 'note sent late'],
  ],
  [
    'confirmed, and refunded since',
    { ...SPENT, metadata: { ...UNSENT, outcome: 'confirmed' } },
    [],
  ],
  [
    'refunded by us',
    { ...SPENT, metadata: { ...UNSENT, outcome: 'refunded', refund_reason: 'too-late' } },
    ['money e-mail', 'money e-mail', 'note sent late'],
  ],
  ['confirmed, and its e-mails are sent', { metadata: { ...METADATA, outcome: 'confirmed' } }, []],
])('the e-mails of a booking that is %s', async (_, payment = {}, expected) => {
  const { ctx, did } = house({ payment })
  expect(parseBooking({ metadata: payment.metadata ?? {} })).not.toBeNull()
  await sendUnsentBookingEmails(step, ctx, { kind: 'unsent-booking-emails', paymentId: id })
  expect(did).toEqual(expected)
})

test.each<
  [
    string,
    { owner?: string; held?: boolean; intent?: string; cents?: number; claim?: object },
    unknown,
  ]
>([
  ['has held the room', { held: true }, null],
  ['has held it for less than was paid', { held: true, cents: 1 }, null],
  ['holds nothing, and paid its price', {}, null],
  ['holds nothing, and paid another price', { cents: 9_999 }, 'not the price of these times'],
  [
    'holds it for another payment',
    { held: true, intent: 'pi_2', cents: 9_999 },
    'not the price of these times',
  ],
  ['has paid before', { owner: 'pi_first' }, 'paid-twice'],
  [
    'has claimed other times before',
    { held: true, claim: { ok: false, reason: 'other-slots' } },
    'paid-twice',
  ],
  [
    'comes after another customer',
    { held: true, claim: { ok: false, reason: 'taken' } },
    'slot-taken',
  ],
  ['was released', { held: true, claim: { ok: false, reason: 'released' } }, 'slot-taken'],
])('a paid attempt that %s', async (_, is, expected) => {
  const { intent = id, cents = PRICE_CENTS } = is
  const { ctx } = house({ owner: is.owner ?? id, entry: { intentId: intent } })
  const heldSlots = async () => (is.held ? BOOKING.sale.slots : null)
  const claim = async () => is.claim ?? { ok: true }
  Object.assign(ctx, { room: () => ({ heldSlots, claim }) })
  const paid = { ...BOOKING, payment: { ...BOOKING.payment, amountCents: cents } }
  const claimed = await claimRoom(step, ctx, paid).then(
    ({ refused }) => refused,
    ({ message }) => message
  )
  expect(claimed).toBe(expected)
})

test.each<[string, string, string | undefined, number, string[][]]>([
  ['is to come', '2026-05-04', undefined, START_MS - 1, [['2026-05-04'], [], []]],
  ['has begun', '2026-05-04', undefined, START_MS, [[], ['2026-05-04'], []]],
  ['is cancelled already', '2026-05-04', '2026-05-04', START_MS - 1, [[], [], []]],
  ['is not of the booking', '2026-05-05', undefined, START_MS - 1, [[], [], ['2026-05-05']]],
])('a refund in part names a day that %s', async (_, named, earlier, nowMs, expected) => {
  const { ctx, did } = house({ nowMs })
  const released: string[] = []
  Object.assign(ctx.stripe, { listRefunds: async () => [{ metadata: { booking_dates: named } }] })
  Object.assign(ctx.calendar, { getEvent: async () => null })
  const releaseDay = async (_of: string, date: string) => void released.push(date)
  Object.assign(ctx, { room: () => ({ releaseDay }) })
  const metadata = { ...METADATA, ...(earlier && { cancelled_dates: earlier }) }
  const paid = { ...BOOKING, payment: { ...BOOKING.payment, metadata } }
  const { freed, begun, unknown } = await cancelNamedDays(step, ctx, paid)
  const dates = (slots: readonly { date: string }[]) => slots.map(({ date }) => date)
  expect([dates(freed.map(({ slot }) => slot)), dates(begun), unknown]).toEqual(expected)
  expect(released).toEqual(expected[0])
  expect(did.includes('delete event')).toBe(expected[0]?.length === 1)
})

test.each([
  [403, ['read-only']],
  [500, []],
])(
  'an event that Google answers with %d: the money goes back, and the room %j',
  async (status, expected) => {
    const { ctx, did } = house()
    const trouble: string[] = []
    const createEvent = () => Promise.reject(new VendorError('google', 'POST', status))
    Object.assign(ctx.calendar, { createEvent })
    const reportTrouble = async (problem: string) => void trouble.push(problem)
    Object.assign(ctx, { calendarHealth: () => ({ noteWritten: async () => {}, reportTrouble }) })
    const entry = { intentId: 'pi_none' }
    Object.assign(ctx, { attempt: () => ({ claim: async () => id, read: async () => entry }) })
    Object.assign(ctx.stripe, {
      getPayment: async () => ({ ...BOOKING.payment, amountCents: PRICE_CENTS }),
    })
    const params = { kind: 'book-room', paymentId: id } as const
    expect(await bookRoom(step, ctx, params)).toEqual({ outcome: 'refunded' })
    expect(did).toContain('refund')
    expect(trouble).toEqual(expected)
  }
)

test.each([
  [403, 1],
  [500, 'GET failed with 500'],
])(
  'a day whose calendar answers with %d when its event is looked for',
  async (status, expected) => {
    const { ctx } = house()
    const getEvent = () => Promise.reject(new VendorError('google', 'GET', status))
    Object.assign(ctx.stripe, {
      listRefunds: async () => [{ metadata: { booking_dates: '2026-05-04' } }],
    })
    Object.assign(ctx.calendar, { getEvent })
    Object.assign(ctx, { room: () => ({ releaseDay: async () => {} }) })
    const cancelled = await cancelNamedDays(step, ctx, BOOKING).then(
      ({ freed }) => freed.length,
      (error) => `${error.operation} failed with ${error.status}`
    )
    expect(cancelled).toBe(expected)
  }
)
