/** By which track an object at Stripe was sold, and what has the form of an e-mail address. */
import { expect, test } from 'vitest'
import { isEmailAddress, trackBySigns } from '../../../src/payments/rules/signs.ts'

test.each([
  ['room', '2'],
  ['booking_dates', '2'],
  ['booking_time', '2'],
  ['product', '3'],
  ['pass_date', '3'],
  ['price_id', '1'],
  ['monthly_cents', '1'],
  ['quoted_cents', '1'],
  ['initiation_product', '1'],
])('the key %s alone shows track %s', (key, track) => {
  expect(trackBySigns({ description: '', metadata: { [key]: 'x' } })).toBe(track)
})

test.each([
  ['Room: Salon, 2026-05-04, 2026-05-05', '2'],
  ['Day pass for Monday, May 4, 2026', '3'],
  ['Membership: Passport', '1'],
])('the description "%s" alone shows track %s', (description, track) => {
  expect(trackBySigns({ description, metadata: {} })).toBe(track)
})

test.each([
  'A Room: Salon',
  'Day pass for Monday',
  'Day pass for Monday, May 4, 2026, and more',
  'for Monday, May 4, 2026',
  'No Membership: Passport',
  '',
])('the description "%s" alone shows nothing', (description) => {
  expect(trackBySigns({ description, metadata: {} })).toBeNull()
})

test.each(['1', '2', '3'])('the track %s that is written in the metadata is enough', (track) => {
  expect(trackBySigns({ description: 'Flowers', metadata: { track } })).toBe(track)
})

test.each(['attempt_id', 'attempt_version', 'member_id'])(
  'an object that only has %s counts as a pass',
  (key) => {
    expect(trackBySigns({ description: 'Flowers', metadata: { [key]: 'x' } })).toBe('3')
  }
)

test.each([
  ['a key before the description', 'Membership: Passport', { room: 'salon' }, '2'],
  ['a key before the written track', '', { price_id: 'price_1', track: '3' }, '1'],
  ['the description before the written track', 'Room: Salon, 2026-05-04', { track: '1' }, '2'],
  ['the description before a common key', 'Membership: Passport', { member_id: 'm_1' }, '1'],
  ['the written track before a common key', '', { attempt_id: 'a_1', track: '2' }, '2'],
])('of signs that differ, %s', (_, description, metadata: Record<string, string>, track) => {
  expect(trackBySigns({ description, metadata })).toBe(track)
})

test.each([
  ['other keys', { order: '7' }],
  ['an unknown track', { track: '4' }],
  ['keys without a value', { room: '', pass_date: '', price_id: '', attempt_id: '' }],
])('an object with %s is not ours', (_, metadata: Record<string, string>) => {
  expect(trackBySigns({ description: 'Flowers', metadata })).toBeNull()
})

test.each([
  ['bob@example.com', true],
  ['bob.noyce+desk@mail.example.co.uk', true],
  [undefined, false],
  ['', false],
  ['bob', false],
  ['bob@example', false],
  ['@example.com', false],
  ['bob@.', false],
  ['bob@example.', false],
  ['bob@@example.com', false],
  ['bob@example.com@example.com', false],
  ['Bob bob@example.com', false],
  ['bob@example.com Bob', false],
  ['bob@example.com\n', false],
])('whether %j has the form of an e-mail address: %s', (text, isAddress) => {
  expect(isEmailAddress(text)).toBe(isAddress)
})
