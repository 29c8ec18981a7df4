import { expect, test } from 'vitest'
import { normalizeEmail, sha256Hex, toMetadata } from '../../../src/core/ids.ts'
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
  expect(normalizeEmail('  Ada@Example.COM ')).toBe('ada@example.com')
  expect(await sha256Hex('ada@example.com')).toMatch(/^[0-9a-f]{64}$/)
  expect(await sha256Hex('a', 'b')).not.toBe(await sha256Hex('ab'))
})

test('metadata keeps to Stripe’s limits', () => {
  const metadata = toMetadata({ notes: 'x'.repeat(600), company: '', phone: undefined, a: '1' })
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
