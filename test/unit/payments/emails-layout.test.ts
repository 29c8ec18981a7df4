/** What every e-mail to a customer keeps: the right name, no stranger's message, no address but ours and Stripe's. */
import { describe, expect, test } from 'vitest'
import { stripeUrl } from '../../../src/clients/stripe/urls.ts'
import { sanitizeText } from '../../../src/core/sanitize.ts'
import { renderEmail } from '../../../src/payments/emails/layout.ts'

const rendered = (firstName: string | null) =>
  renderEmail({
    heading: 'Heading',
    firstName,
    opening: ['Opening.'],
    facts: [
      { label: 'Fact', lines: ['Line'], link: { text: 'Link', url: 'https://example.com/' } },
    ],
    closing: [],
    supportEmail: 'admin@labourtemple.com',
  })

describe('greeting', () => {
  test.each([
    'Ada',
    'Mary Jane',
    'Anne-Marie',
    "D'Arcy",
    'J.R.',
    'Hopper, Grace',
    'Grace "Amazing"',
    'Nguyễn Thị',
    '小林',
    'Ada 👩🏽‍💻',
    'Zoë 🇺🇸',
    'نیکی‌ناز',
  ])('%s is greeted as typed', (name) => {
    expect(rendered(sanitizeText(name)).text.split('\n')[0]).toBe(`Hi ${name},`)
  })

  test.each([
    'Your account is locked, visit evil.example',
    'evil.example',
    'https://evil.example',
    'Call 206 555 0100',
    'you must pay again',
    'a@b',
    '',
    '   ',
  ])('"%s" is not a name', (name) => {
    expect(rendered(name).text.split('\n')[0]).toBe('Hello,')
    expect(rendered(name).html).toContain('Hello,')
  })

  test('nobody is greeted by name where nobody has paid', () => {
    expect(rendered(null).text).toContain('Hello,')
  })
})

test('text from people loses markup and hidden characters, and keeps joined ones', () => {
  expect(sanitizeText('<b>Ada</b>\u202e {{x}}\nB')).toBe('bAda/b x B')
  expect(sanitizeText('👩‍💻 Ada')).toBe('👩‍💻 Ada')
})

test.each([
  ['https://pay.stripe.com/receipts/1', 'https://pay.stripe.com/receipts/1'],
  ['https://invoice.stripe.com/i/1', 'https://invoice.stripe.com/i/1'],
  ['http://pay.stripe.com/1', ''],
  ['https://stripe.com.evil.example/1', ''],
  ['https://evilstripe.com/1', ''],
  ['https://pay.stripe.com@evil.example/', ''],
  ['https://evil@pay.stripe.com/', ''],
  ['javascript:alert(1)', ''],
  ['', ''],
])('%s as an address of Stripe', (address, expected) => {
  expect(stripeUrl(address)).toBe(expected)
})
