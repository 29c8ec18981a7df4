/** What the page after a payment is told, and who is told it. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { Charge, Payment } from '../../../src/clients/stripe/payments.ts'
import { bookingStatus } from '../../../src/rooms/api/booking-status.ts'
import type { BookingContext } from '../../../src/rooms/context.ts'
import { booking, ADA as METADATA } from './fixtures.ts'

const PAID = { ...booking().payment, id: 'pi_1', clientSecret: 'pi_1_secret_a' }
const SPENT = { ...(PAID.charge as Charge), refundedCents: 10_000 }

beforeEach(() => void vi.spyOn(console, 'info').mockImplementation(() => {}))

/** The outcome or the refusal, and the workflow that the question starts. */
async function told(is: Partial<Payment> | null, secret = PAID.clientSecret, id = 'pi_1') {
  const begun: string[] = []
  const ctx = {
    now: () => 0,
    stripe: { getPayment: async () => is && { ...PAID, ...is } },
    workflows: { start: async (of: string) => void begun.push(of) },
  } as unknown as BookingContext
  const answer = await bookingStatus(ctx, id, secret).then(
    ({ outcome }) => outcome,
    ({ code }) => code
  )
  return [answer, ...begun]
}

test.each<[string, Partial<Payment> | null, string, string]>([
  ['another secret', {}, 'pi_1_secret_b', 'pi_1'],
  ['no secret', {}, '', 'pi_1'],
  ['a payment without a secret', { clientSecret: '' }, '', 'pi_1'],
  ['no payment', null, PAID.clientSecret, 'pi_1'],
  ['a pass', { metadata: { track: '3' } }, PAID.clientSecret, 'pi_1'],
  ['a client secret for an id', {}, PAID.clientSecret, 'pi_1_secret_a'],
])('%s is an unknown payment', async (_, is, secret, id) => {
  expect(await told(is, secret, id)).toEqual(['unknown-payment'])
})

const outcome = (more: object) => ({ metadata: { ...METADATA, ...more } })
test.each<[string, Partial<Payment>, string[]]>([
  ['is not paid', { status: 'requires_payment_method' }, ['not-paid']],
  ['is being paid', { status: 'processing' }, ['working']],
  ['is paid', {}, ['working', 'pi_1']],
  ['is confirmed', outcome({ outcome: 'confirmed' }), ['confirmed']],
  ['was refunded by us', outcome({ refund_reason: 'slot-taken' }), ['refunded']],
  ['was refunded in Stripe', { ...outcome({ outcome: 'confirmed' }), charge: SPENT }, ['refunded']],
  ['was refunded in Stripe before it was served', { charge: SPENT }, ['working', 'pi_1']],
  [
    'has no day left',
    outcome({ outcome: 'confirmed', cancelled_dates: '2026-05-04' }),
    ['refunded'],
  ],
])('a booking that %s', async (_, is, expected) => {
  expect(await told(is)).toEqual(expected)
})
