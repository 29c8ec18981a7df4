/** A booking as e-mails are told of it; each test changes what it is about. */

import { type Booking, type PaidBooking, parseBooking } from '../../../src/rooms/booking.ts'

export const PAID_MS = Date.parse('2026-04-20T17:02:00Z')
export const NOW_MS = Date.parse('2026-04-20T17:03:04Z')
export const RECEIPT = 'https://pay.stripe.com/receipts/payment/abc?charge=ch_1'

/** The metadata of a room's payment, as the Worker writes it. */
export const ADA: Record<string, string> = {
  track: '2',
  room: 'board-room',
  customer_name: 'Ada Byron',
  email: 'ada@example.com',
  phone: '206 555 0100',
  booking_dates: '2026-05-04',
  booking_time: '09:00-11:00',
  attempt_id: '5f0c8a52-0000-4000-8000-000000000001',
}

export const SONIC: Record<string, string> = {
  ...ADA,
  room: 'sonic-studio',
  show_name: 'Notes on the Engine',
  group_size: '4',
  set_choice: 'Armchairs',
  special_requests: 'A second lamp, please',
}

/** Whatever a person can type, aimed at pages, e-mails, templates and calendar files. */
export const EVIL =
  'Eve, "the; sly"\\n </a><script>alert(1)</script> {{support_email}}\r\nBcc: x@example.com\r\nEND:VEVENT\r\nATTACH:https://evil.example/x \u202e🎤'

export const EVERY_TEXT = [
  ...['customer_name', 'phone', 'company', 'notes'],
  ...['show_name', 'group_size', 'set_choice', 'special_requests'],
]

export function booking(metadata = ADA, receiptUrl = RECEIPT): PaidBooking {
  return {
    payment: {
      id: 'pi_3Room0000000000000001',
      status: 'succeeded',
      amountCents: 10_000,
      createdMs: PAID_MS,
      clientSecret: 'pi_3Room0000000000000001_secret_x',
      description: 'Room: Slinky, 2026-05-11',
      customerId: 'cus_1',
      metadata,
      charge: {
        id: 'ch_1',
        createdMs: PAID_MS,
        refundedCents: 0,
        paidBy: 'card',
        receipt: { id: 'ch_1', url: receiptUrl, paymentMethod: 'Visa ending in 4242' },
      },
    },
    sale: parseBooking({ metadata }) as Booking,
    config: {
      siteUrl: 'https://www.labourtemple.com',
      teamEmails: ['team@example.com', 'chris@example.com'],
      supportEmail: 'admin@labourtemple.com',
      isLiveMode: false,
      unconfirmed: [],
      alertAfterMs: 300_000,
      staleAfterMs: 1_800_000,
      calendars: { 'board-room': 'board@group.calendar.google.com' },
      holdDurationMs: 900_000,
    },
  }
}
