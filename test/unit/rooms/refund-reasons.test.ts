import { expect, test } from 'vitest'
import {
  isRefundReason,
  type RefundReason,
  refundMessage,
} from '../../../src/rooms/rules/refund-reasons.ts'

const REASONS: RefundReason[] = [
  'slot-taken',
  'availability-unknown',
  'calendar-failed',
  'too-late',
  'paid-twice',
  'by-hand',
]

test.each(REASONS)('%s: the amount, where it goes and when it is back', (reason) => {
  expect(refundMessage(reason, 10_050)).toMatch(
    /\. \$100\.50 is on its way back to your card; that takes 5 to 10 business days\.$/
  )
})

test.each<[RefundReason, RegExp]>([
  ['slot-taken', /^Someone else took this time, .*before your payment .*nothing is booked\./],
  ['availability-unknown', /^We could not make sure that the room was free .*nothing is booked\./],
  ['calendar-failed', /^We could not enter your booking in .*calendar, so nothing is booked\./],
  ['too-late', /^Your payment .*after the first booked hour had begun, so nothing is booked\./],
])('%s: what happened, and that nothing is booked', (reason, words) => {
  expect(refundMessage(reason, 5000)).toMatch(words)
})

test('a second payment and a refund by hand say nothing that could be untrue of the booking', () => {
  expect(refundMessage('paid-twice', 5000)).toMatch(
    /^You had paid .* another payment, which stays valid\./
  )
  expect(refundMessage('by-hand', 5000)).toMatch(/^Our team has refunded you for this booking\./)
  for (const reason of ['paid-twice', 'by-hand'] as const)
    expect(refundMessage(reason, 5000)).not.toContain('nothing is booked')
})

test('no two reasons are told alike', () => {
  expect(new Set(REASONS.map((reason) => refundMessage(reason, 5000))).size).toBe(REASONS.length)
})

test.each(REASONS)('%s is a reason', (reason) => {
  expect(isRefundReason(reason)).toBe(true)
})

test.each(['', 'Slot-Taken', 'refunded', 'toString', '__proto__', 'constructor'])(
  '%j is none',
  (text) => {
    expect(isRefundReason(text)).toBe(false)
  }
)
