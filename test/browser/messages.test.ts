/** The selling pages' sentences and what the browser remembers. */
import { describe, expect, test, vi } from 'vitest'
import {
  dayConsent,
  paymentErrorMessage,
  renewalNotice,
  secondPass,
  visitDay,
  whyNotToday,
} from '../../src/browser/page/messages.ts'
import { createAttempt, safeStorage } from '../../src/browser/page/storage.ts'
import { lastPass, rememberPass } from '../../src/browser/purchase/last-pass.ts'

const saturday = Date.parse('2026-11-21T18:02:00Z')
const last = {
  passDate: '2026-11-23',
  boughtAt: saturday,
  attemptId: 'a',
  outcome: 'granted',
}

describe('days in Seattle', () => {
  test('the day to agree to', () => {
    expect(dayConsent('2026-11-23')).toBe('Yes, I want a pass for Monday, November 23, 2026')
  })

  test('what a bank payment is too slow for: "today" only when the pass is for today', () => {
    expect(visitDay('2026-11-21', saturday)).toBe('today')
    expect(visitDay('2026-11-23', saturday)).toBe('on Monday, November 23, 2026')
  })

  test.each([
    ['today', '2026-11-20T18:00:00Z', '2026-11-20', ''],
    ['a Saturday', '2026-11-21T18:00:00Z', '2026-11-23', 'We are closed today, Saturday.'],
    ['Thanksgiving', '2026-11-26T18:00:00Z', '2026-11-30', 'We are closed today, Thanksgiving.'],
    [
      'a Friday evening',
      '2026-11-21T02:00:00Z',
      '2026-11-23',
      'A pass for today can no longer be bought.',
    ],
    [
      'a Saturday evening of a house that opens on Sundays',
      '2026-11-22T02:00:00Z',
      '2026-11-22',
      'A pass for today can no longer be bought.',
    ],
  ])('why a pass is not for today: %s', (_, now, passDate, words) => {
    expect(whyNotToday(passDate, Date.parse(now))).toBe(words)
  })

  test('23:30 in Seattle is still the same day, though UTC is a day on', () => {
    expect(visitDay('2026-11-21', Date.parse('2026-11-22T07:30:00Z'))).toBe('today')
  })

  test('what follows the first payment of a membership, on which day', () => {
    const quote = { lines: [], dueTodayCents: 9677, quotedAt: '' }
    expect(
      renewalNotice({
        ...quote,
        monthlyCents: 30_000,
        renewsOn: '2026-12-01',
        reduced: { monthlyCents: 24_000, until: '2027-02-01' },
      })
    ).toBe(
      'Then $240.00 a month from Tuesday, December 1, 2026, and $300.00 a month from Monday, February 1, 2027.'
    )
    expect(renewalNotice({ ...quote, monthlyCents: 30_000, renewsOn: '2026-12-01' })).toBe(
      'Then $300.00 on Tuesday, December 1, 2026.'
    )
  })

  test('a second pass names the day and the hour of the first', () => {
    expect(secondPass(last, saturday + 3_600_000)).toBe(
      'You already have a pass for Monday, November 23, 2026, bought at 10:02 AM: buy another?'
    )
    expect(secondPass(last, saturday + 86_400_000)).toContain(
      'bought on November 21, 2026 at 10:02 AM'
    )
  })

  test('a second pass, when the first is not paid yet', () => {
    expect(secondPass({ ...last, outcome: 'pending' }, saturday)).toBe(
      'You already paid for a pass from your bank account at 10:02 AM: buy another?'
    )
  })
})

describe('errors of Stripe.js', () => {
  test.each([
    [
      { type: 'card_error', message: 'Your card was declined.' },
      'Your card was declined. Nothing has been charged. Please try again, or pay another way.',
    ],
    [{ type: 'validation_error', message: 'Incomplete.' }, 'Incomplete.'],
    [
      {
        type: 'invalid_request_error',
        code: 'payment_intent_authentication_failure',
        message: 'We are unable to authenticate your payment method.',
      },
      'We are unable to authenticate your payment method. Nothing has been charged. Please try again, or pay another way.',
    ],
    [
      {
        type: 'invalid_request_error',
        code: 'payment_intent_authentication_failure',
        message: 'Please choose a different payment method and try again.',
      },
      'Please choose a different payment method and try again. Nothing has been charged.',
    ],
    [
      {
        type: 'invalid_request_error',
        code: 'setup_intent_authentication_failure',
        message: 'We are unable to authenticate this card.',
      },
      'We are unable to authenticate this card. Nothing has been charged. Please try again, or pay another way.',
    ],
  ])('%o is written for customers', (error, words) => {
    expect(paymentErrorMessage(error)).toBe(words)
  })

  test.each([
    { type: 'api_connection_error', message: 'Lost.' },
    { type: 'invalid_request_error', message: 'The provided amount (1) does not match' },
    Object.assign(new Error('elements.submit() must be called'), { name: 'IntegrationError' }),
    'nonsense',
  ])('%o is not: the customer reads our own words', (error) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(paymentErrorMessage(error)).toContain('you will not be charged twice')
    expect(log).toHaveBeenCalledWith(error)
    log.mockRestore()
  })
})

describe('what the browser remembers', () => {
  const memoryStore = () => {
    const kept = new Map<string, string>()
    return safeStorage(() => ({
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
    }))
  }

  test('one attempt for each thing on sale, a UUID, until it is forgotten', () => {
    const store = memoryStore()
    const attempt = createAttempt('day-pass', store)
    const first = attempt.id()
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(attempt.id()).toBe(first)
    expect(createAttempt('day-pass', store).id()).toBe(first)
    expect(createAttempt('startup', store).id()).not.toBe(first)

    attempt.reset()
    expect(attempt.id()).not.toBe(first)
  })

  test('the last pass', () => {
    const store = memoryStore()
    expect(lastPass('day-pass', store)).toBeUndefined()
    rememberPass('day-pass', last, store)
    expect(lastPass('day-pass', store)).toEqual(last)
    expect(lastPass('other', store)).toBeUndefined()
  })

  test('a browser that forbids storage keeps the attempt while the page is open', () => {
    const forbidden = safeStorage(() => {
      throw new Error('The operation is insecure.')
    })
    const attempt = createAttempt('day-pass', forbidden)
    expect(attempt.id()).toBe(attempt.id())
  })

  test('nonsense in storage is as good as nothing', () => {
    const store = memoryStore()
    store.set('lt-pass-day-pass', '{')
    expect(lastPass('day-pass', store)).toBeUndefined()
  })
})
