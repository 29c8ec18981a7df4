import { expect, test } from 'vitest'
import * as ids from '../../../src/core/ids.ts'
import { formatCents, percentOf } from '../../../src/core/money.ts'
import { Refusal } from '../../../src/core/refusals.ts'
import { parseList } from '../../../src/core/settings.ts'
import { PRODUCT_CONFIG, productOf } from '../../../src/passes/rules/catalog.ts'

test('the products are the documents’', () => {
  expect(Object.keys(PRODUCT_CONFIG)).toEqual(['day-pass'])
  expect(productOf('day-pass')).toMatchObject({
    name: 'Day Pass',
    priceCents: 5000,
    officerndPlanId: '66b399ef3de7dbab92b5c985',
    termsUrl: '/legal/membership-terms',
  })
})

test.each(['constructor', '__proto__', 'toString', 'Day-Pass', ''])('%j is not sold', (slug) => {
  expect(productOf(slug)).toBeUndefined()
})

test('cents in words, percentages to the cent', () => {
  expect(formatCents(5000)).toBe('$50.00')
  expect(formatCents(123456789)).toBe('$1,234,567.89')
  expect(percentOf(5000, 12.5)).toBe(625)
  expect(percentOf(999, 50)).toBe(500)
})

test('one person has one key, and hashes hold no address', async () => {
  expect(ids.normalizeEmail('  Ada@Example.COM ')).toBe('ada@example.com')
  expect(await ids.sha256Hex('ada@example.com')).toMatch(/^[0-9a-f]{64}$/)
  expect(await ids.sha256Hex('a', 'b')).not.toBe(await ids.sha256Hex('ab'))
})

test.each([
  ['Ada@Example.COM', 'ada@example.com'],
  ['ada+news+2@example.com', 'ada@example.com'],
  ['a.da@example.com', 'a.da@example.com'],
  ['A.da+x@gmail.com', 'ada@gmail.com'],
  ['a.d.a@googlemail.com', 'ada@gmail.com'],
  ['a.da@gmail.com.example', 'a.da@gmail.com.example'],
  ['+a@example.com', '@example.com'],
])('%s is the mailbox %s', (email, mailbox) => {
  expect(ids.mailboxOf(email)).toBe(mailbox)
})

test.each([
  [ids.intentKey('a', 2), 'a:intent-2'],
  [ids.setupKey('a', 2), 'a:setup-2'],
  [ids.subscriptionKey('a'), 'a:subscription'],
  [ids.payInvoiceKey('seti_1'), 'seti_1:pay'],
  [ids.refundKey('pi_1'), 'pi_1:refund'],
  [ids.customerKey('hash'), 'hash:customer'],
  [ids.emailTag('pi_1', 'confirmation'), 'pi_1:confirmation'],
  [ids.objectOfKey('pi_1:refund-1:2'), 'pi_1'],
  [ids.workflowId('pi_1'), 'pi_1'],
  [ids.expiredHoldWorkflowId('a', 5), 'hold-a-5'],
  [ids.expiredIntentWorkflowId('pi_1', 5), 'pi_1-expired-5'],
  [ids.subscriptionEventWorkflowId('sub_1', 'ended'), 'sub_1-ended'],
  [ids.refundWorkflowId('pi_1', 'refunded', 500), 'pi_1-refunded-500'],
  [ids.cancelledDaysWorkflowId('pi_1', 'k'), 'pi_1-days-cancelled-k'],
  [ids.unsentEmailsWorkflowId('pi_1'), 'pi_1-emails'],
  [ids.debitBegunWorkflowId('pi_1'), 'pi_1-debit-begun'],
  [ids.debitFailedWorkflowId('ch_1'), 'ch_1-debit-failed'],
  [ids.declinesWorkflowId('pi_1'), 'pi_1-declines'],
])('%s is the same in every version: what was begun under it is not begun again', (made, name) => {
  expect(made).toBe(name)
})

test('a workflow of a payment or of a failed debit is one of passes', () => {
  const made = ['pi_1', 'pi_1-refunded-500', 'ch_1-debit-failed', 'seti_1', 'sub_1-ended']
  expect(made.filter(ids.isPassWorkflow)).toEqual(made.slice(0, 3))
})

test('an event has an id of its own for each payment, day and try, in letters that Google takes', async () => {
  const made = await Promise.all([
    ids.eventId('pi_1', '2026-05-04'),
    ids.eventId('pi_1', '2026-05-04', 1),
    ids.eventId('pi_1', '2026-05-04', 2),
    ids.eventId('pi_1', '2026-05-05'),
    ids.eventId('pi_2', '2026-05-04'),
  ])
  expect(new Set(made).size).toBe(4)
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{32}$/)
})

test('metadata keeps to Stripe’s limits', () => {
  const metadata = ids.toMetadata({ notes: 'x'.repeat(600), company: '', phone: undefined, a: '1' })
  expect(metadata).toEqual({ notes: 'x'.repeat(500), a: '1' })
})

test('a refusal has a status and words', () => {
  const refusal = new Refusal('invalid-product', 'slug')
  expect([refusal.status, refusal.message, refusal.field]).toEqual([400, 'Invalid product', 'slug'])
})

test('lists in settings take spaces and commas', () => {
  expect(parseList('https://a.example, https://b.example\n c')).toEqual([
    'https://a.example',
    'https://b.example',
    'c',
  ])
})
