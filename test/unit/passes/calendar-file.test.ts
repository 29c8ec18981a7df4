/** The calendar file of a day pass, as a calendar reads it. */

import { describe, expect, test } from 'vitest'
import { toInstant } from '../../../src/core/zoned-time.ts'
import { purchaseEmails } from '../../../src/passes/emails/customer.ts'
import { refundedCustomer } from '../../../src/passes/emails/refunded.ts'
import { type PaidPass, parsePassPurchase } from '../../../src/passes/purchase.ts'
import { OWN_EMAIL, PURCHASE_TEMPLATE } from '../../../src/payments/emails/templates.ts'
import { calendarText, passEvent } from '../../../src/payments/rules/calendar-file.ts'
import { CONFIG, event, payment } from '../../sandbox/emails/sale.ts'
import { readCalendarFile } from '../../support/calendar-file.ts'

const DAY = '2026-12-04'
const NOW_MS = toInstant('2026-12-03', '12:00')

function paidWith(purchaseTemplateId: string): PaidPass {
  const made = payment({ track: '3', product: 'day-pass', pass_date: DAY })
  const sale = parsePassPurchase(made)
  if (!sale) throw new Error('not a purchase')
  return { payment: made, sale, config: { ...CONFIG, purchaseTemplateId } }
}

describe.each([PURCHASE_TEMPLATE, OWN_EMAIL])('confirmation by %s', (template) => {
  const [confirmation, ...others] = purchaseEmails(paidWith(template), DAY, 'Bob Noyce')

  test('has one file, with the day as a whole and the id of the page’s file', () => {
    const [file, ...more] = confirmation?.attachments ?? []
    expect(more).toEqual([])
    const found = readCalendarFile(file?.text ?? '')
    const shown = found.start.toLocaleDateString('sv-SE')
    expect([shown, found.isWholeDay, found.uid]).toEqual([
      DAY,
      true,
      passEvent('pi_3Sample0000000000001', DAY).uid,
    ])
    expect(found.summary).toBe('Labour Temple: day pass')
    expect(found.location).toContain('2800 1st Ave')
  })

  test('no other e-mail of the sale repeats it', () => {
    expect(others.flatMap(({ attachments = [] }) => attachments)).toEqual([])
  })
})

test('a pass that is taken back leaves the calendar again', () => {
  const paid = paidWith(OWN_EMAIL)
  const [sent] = purchaseEmails(paid, DAY, null)
  const about = { day: DAY, result: 'gone', nowMs: NOW_MS } as const
  const [file] = refundedCustomer(paid, event('refunded', 5000), about).attachments ?? []
  const [before, after] = [sent?.attachments?.[0], file].map((each) =>
    readCalendarFile(each?.text ?? '')
  )
  expect(after?.uid).toBe(before?.uid)
  expect([before?.method, after?.method]).toEqual(['PUBLISH', 'CANCEL'])
  expect([before?.status, after?.status]).toEqual(['CONFIRMED', 'CANCELLED'])
  expect([before?.sequence, after?.sequence]).toEqual([0, 1])
})

test.each(['used', 'past', 'stuck'] as const)('a pass that is %s stays in it', (result) => {
  const about = { day: DAY, result, nowMs: NOW_MS }
  const email = refundedCustomer(paidWith(OWN_EMAIL), event('refunded', 5000), about)
  expect(email.attachments).toBeUndefined()
})

test('a long address of the house does not make a line longer than 75 octets', () => {
  const organizer = `${'members-and-guests.'.repeat(3)}team@labourtemple.example.com`
  const text = calendarText(passEvent('pi_1', DAY), { organizer, nowMs: NOW_MS })
  readCalendarFile(text)
  expect(text.replaceAll('\r\n ', '')).toContain(`mailto:${organizer}\r\n`)
})
