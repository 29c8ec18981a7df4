/** Which paid bookings the sweep looks after, and of which the team is told. */
import { expect, test } from 'vitest'
import type { Charge, Payment } from '../../../src/clients/stripe/payments.ts'
import type { BookingContext } from '../../../src/rooms/context.ts'
import { unservedBookings } from '../../../src/rooms/operations/sweep.ts'
import { booking, ADA as METADATA } from './fixtures.ts'

const { payment: PAID, config } = booking()
const SPENT = { ...(PAID.charge as Charge), refundedCents: PAID.amountCents }

/** The workflow's kind, whether the team has something to do, and whether that is still so. */
async function seen(listed: Partial<Payment>, current: Partial<Payment> | null = listed) {
  const payment = { ...PAID, ...listed }
  const ctx = {
    config,
    stripe: {
      paidSince: async () => [payment],
      getPayment: async () => current && { ...PAID, ...current },
    },
  } as unknown as BookingContext
  const [item] = await unservedBookings(ctx, { fromMs: 0, ids: [], oldestMs: 0 })
  if (!item) return null
  const { params, alert, isUnserved } = item
  return [params?.kind ?? null, alert(900_000, '2026-05-04') !== null, await isUnserved()]
}

const outcome = (more: object = {}) => ({
  metadata: { ...METADATA, outcome: 'confirmed', ...more },
})
const unsent = outcome({ emails: 'unsent', outcome_at: '2026-05-04T17:00:00Z' })
const damaged = { metadata: { ...METADATA, booking_time: '' } }
test.each<[string, Partial<Payment>, Partial<Payment> | null | undefined, unknown]>([
  ['without an outcome', {}, undefined, ['book-room', true, true]],
  ['refunded before it was served', { charge: SPENT }, undefined, ['book-room', false, false]],
  ['refunded since', {}, { charge: SPENT }, ['book-room', true, false]],
  ['served since', {}, outcome(), ['book-room', true, false]],
  ['gone since', {}, null, ['book-room', true, false]],
  ['served', outcome(), undefined, null],
  ['served, with unsent e-mails', unsent, undefined, ['unsent-booking-emails', true, true]],
  ['served, its e-mails sent since', unsent, outcome(), ['unsent-booking-emails', true, false]],
  ['damaged', damaged, undefined, [null, true, true]],
  ['damaged and refunded', { ...damaged, charge: SPENT }, undefined, null],
  ['of another track', { metadata: { track: '3' }, description: 'Day Pass' }, undefined, null],
])('a booking that is %s', async (_, listed, current, expected) => {
  expect(await seen(listed, current)).toEqual(expected)
})
