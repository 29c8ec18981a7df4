/** What each Stripe event of a room starts, and when a room is released. */
import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import type { BookingContext } from '../../../src/rooms/context.ts'
import { handleBookingEvent } from '../../../src/rooms/stripe-events.ts'

const SALE = {
  ...{ track: '2', room: 'slinky', email: 'ada@example.com', attempt_id: 'a' },
  ...{ booking_dates: '2026-05-04', booking_time: '09:00-11:00' },
}

/** The workflows that an event starts and the releases of rooms. `current`: the attempt's intent by now. */
async function done(type: string, object: object, { count = 1, current = 'pi_1' } = {}) {
  const did: string[] = []
  const ctx = {
    stripe: { currentEvent: async (event: Stripe.Event) => event },
    workflows: {
      start: async (id: string, { kind }: { kind: string }) => {
        did.push(`${kind} ${id}`)
        return false
      },
    },
    room: (slug: string) => ({
      release: async (id: string) => void did.push(`free ${slug} ${id}`),
    }),
    attempt: () => ({
      countDecline: async () => count,
      read: async () => (current ? { intentId: current } : null),
    }),
  } as unknown as BookingContext
  const event = { id: 'evt_1', type, created: 1, data: { object } } as unknown as Stripe.Event
  await handleBookingEvent(ctx, event, 'webhook')
  return did
}

const intent = (metadata: object = SALE) => ({ id: 'pi_1', metadata, created: 1, customer: null })
const charge = (track: string) => ({
  ...{ id: 'ch_1', payment_intent: 'pi_1', amount_refunded: 500, metadata: { track } },
})
const refund = (more: object = {}) => ({
  ...{ id: 're_1', amount: 500, payment_intent: 'pi_1', metadata: { booking_dates: '2026-05-04' } },
  ...more,
})

test.each<[string, string, object, object, string[]]>([
  ['it is paid', 'payment_intent.succeeded', intent(), {}, ['book-room pi_1']],
  ['another sale is paid', 'payment_intent.succeeded', intent({ track: '3' }), {}, []],
  ['a ninth card is declined', 'payment_intent.payment_failed', intent(), { count: 9 }, []],
  [
    'a tenth card is declined',
    'payment_intent.payment_failed',
    intent(),
    { count: 10 },
    ['booking-declines pi_1-declines'],
  ],
  ['a tenth card of another sale', 'payment_intent.payment_failed', intent({}), { count: 10 }, []],
  ['it is cancelled', 'payment_intent.canceled', intent(), {}, ['free slinky a']],
  ['it is cancelled for another', 'payment_intent.canceled', intent(), { current: 'pi_2' }, []],
  [
    'the attempt of a cancelled one is forgotten',
    'payment_intent.canceled',
    intent(),
    { current: '' },
    [],
  ],
  ['another sale is cancelled', 'payment_intent.canceled', intent({}), {}, []],
  [
    'it is refunded',
    'charge.refunded',
    charge('2'),
    {},
    ['booking-refund-or-dispute pi_1-refunded-500'],
  ],
  ['a pass is refunded', 'charge.refunded', charge('3'), {}, []],
  [
    'its refund fails',
    'refund.failed',
    refund(),
    {},
    ['booking-refund-or-dispute pi_1-refund-failed-re_1'],
  ],
  ['a refund that names no days changes', 'refund.updated', refund({ metadata: null }), {}, []],
  ['a refund of no payment changes', 'refund.updated', refund({ payment_intent: null }), {}, []],
])('when %s', async (_, type, object, house, expected) => {
  expect(await done(type, object, house)).toEqual(expected)
})

test('days that a refund names start a workflow once, other days or another refund another', async () => {
  const named = async (more: object) => (await done('refund.updated', refund(more)))[0] ?? ''
  const first = await named({})
  expect(first).toMatch(/^booking-days-cancelled pi_1-days-cancelled-[0-9a-f]{16}$/)
  expect(await named({})).toBe(first)
  expect(await named({ metadata: { booking_dates: '2026-05-05' } })).not.toBe(first)
  expect(await named({ id: 're_2' })).not.toBe(first)
})
