/** The limits as they are read from the vars of a Worker. */
import { expect, test } from 'vitest'
import { type LimitVars, parseLimits } from '../../../src/payments/rules/rate-limits.ts'

const VARS: LimitVars = {
  LIMIT_WINDOW_SECONDS: '600',
  LIMIT_INTENTS_PER_ADDRESS: '11',
  LIMIT_INTENTS_OVER_ALL: '22',
  LIMIT_CODES_PER_ADDRESS: '33',
  LIMIT_CODES_OVER_ALL: '44',
  TRUSTED_ADDRESSES: '203.0.113.1, 2001:db8::1',
}

test('each var is its own limit, and the window is in milliseconds', () => {
  expect(parseLimits(VARS)).toEqual({
    windowMs: 600_000,
    perClient: { intents: 11, codes: 33 },
    global: { intents: 22, codes: 44 },
    trusted: ['203.0.113.1', '2001:db8::1'],
  })
})

test('without trusted addresses none is trusted', () => {
  expect(parseLimits({ ...VARS, TRUSTED_ADDRESSES: '' }).trusted).toEqual([])
})

test('a number that cannot be read stays unreadable, and does not become a limit', () => {
  const { perClient } = parseLimits({ ...VARS, LIMIT_CODES_PER_ADDRESS: 'ten' })
  expect(perClient).toEqual({ intents: 11, codes: Number.NaN })
})
