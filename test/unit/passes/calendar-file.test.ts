/** The calendar file of a day pass, as a calendar reads it. */

import ical from 'node-ical'
import { describe, expect, test } from 'vitest'
import { toInstant } from '../../../src/core/zoned-time.ts'
import { purchaseEmails } from '../../../src/passes/emails/customer.ts'
import { refundedCustomer } from '../../../src/passes/emails/refunded.ts'
import { type PaidPass, parsePassPurchase } from '../../../src/passes/purchase.ts'
import { OWN_EMAIL, PURCHASE_TEMPLATE } from '../../../src/payments/emails/templates.ts'
import { passEvent } from '../../../src/payments/rules/calendar-file.ts'
import { CONFIG, event, payment } from '../../sandbox/emails/sale.ts'

const DAY = '2026-12-04'
const NOW_MS = toInstant('2026-12-03', '12:00')

function paidWith(purchaseTemplateId: string): PaidPass {
  const made = payment({ track: '3', product: 'day-pass', pass_date: DAY })
  const sale = parsePassPurchase(made)
  if (!sale) throw new Error('not a purchase')
  return { payment: made, sale, config: { ...CONFIG, purchaseTemplateId } }
}

function eventIn(text: string | undefined) {
  const entries = Object.values(ical.sync.parseICS(text ?? ''))
  const [found] = entries.filter((one) => one?.type === 'VEVENT')
  if (found?.type !== 'VEVENT') throw new Error('no event')
  return found
}

describe.each([PURCHASE_TEMPLATE, OWN_EMAIL])('confirmation by %s', (template) => {
  const [confirmation, ...others] = purchaseEmails(paidWith(template), DAY, 'Bob Noyce')

  test('has one file, with the day as a whole and the id of the page’s file', () => {
    const [file, ...more] = confirmation?.attachments ?? []
    expect(more).toEqual([])
    const found = eventIn(file?.text)
    const shown = found.start.toLocaleDateString('sv-SE')
    expect([shown, found.datetype, found.uid]).toEqual([
      DAY,
      'date',
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
  const [before, after] = [sent?.attachments?.[0]?.text, file?.text].map(eventIn)
  expect(after?.uid).toBe(before?.uid)
  expect(file?.text).toContain('METHOD:CANCEL')
  expect([before?.status, after?.status]).toEqual(['CONFIRMED', 'CANCELLED'])
  expect([before?.sequence, after?.sequence].map(Number)).toEqual([0, 1])
})

test.each(['used', 'past', 'stuck'] as const)('a pass that is %s stays in it', (result) => {
  const about = { day: DAY, result, nowMs: NOW_MS }
  const email = refundedCustomer(paidWith(OWN_EMAIL), event('refunded', 5000), about)
  expect(email.attachments).toBeUndefined()
})

test('lines end in CRLF and have 75 octets at most', () => {
  const [email] = purchaseEmails(paidWith(OWN_EMAIL), DAY, null)
  const lines = email?.attachments?.[0]?.text.split('\r\n') ?? []
  expect(lines.at(-1)).toBe('')
  expect(lines.join('')).not.toMatch(/[\r\n]/)
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
})
