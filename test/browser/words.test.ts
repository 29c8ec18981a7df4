/** The purchase page's sentences and what the browser remembers. */
import { describe, expect, test, vi } from 'vitest'
import { createMemory, safely } from '../../src/browser/memory.ts'
import { bankNote, dayConsent, paymentWords, secondPass } from '../../src/browser/words.ts'

const saturday = Date.parse('2026-11-21T18:02:00Z')
const last = {
  passDate: '2026-11-23',
  boughtAt: saturday,
  attemptId: 'a',
  outcome: 'granted',
}

describe('days, as the house counts them', () => {
  test('the day to agree to', () => {
    expect(dayConsent('2026-11-23')).toBe('Yes, I want a pass for Monday, November 23, 2026')
  })

  test('a bank payment: "today" only when the pass is for today', () => {
    expect(bankNote('2026-11-21', saturday)).toContain('to visit today, pay by card')
    expect(bankNote('2026-11-23', saturday)).toContain(
      'to visit on Monday, November 23, 2026, pay by card'
    )
  })

  test('23:30 in Seattle is still the same day, though UTC is a day on', () => {
    expect(bankNote('2026-11-21', Date.parse('2026-11-22T07:30:00Z'))).toContain('visit today')
  })

  test('a second pass names the day and the hour of the first', () => {
    expect(secondPass(last, saturday + 3_600_000)).toBe(
      'You already have a pass for Monday, November 23, bought at 10:02 AM: buy another?'
    )
    expect(secondPass(last, saturday + 86_400_000)).toContain('bought on November 21 at 10:02 AM')
  })

  test('a second pass, when the first is not paid yet', () => {
    expect(secondPass({ ...last, outcome: 'pending' }, saturday)).toBe(
      'You already paid for a pass from your bank account at 10:02 AM: buy another?'
    )
  })
})

describe('errors of Stripe.js', () => {
  test.each([
    [{ type: 'card_error', message: 'Your card was declined.' }, 'Your card was declined.'],
    [{ type: 'validation_error', message: 'Incomplete.' }, 'Incomplete.'],
    [
      {
        type: 'invalid_request_error',
        code: 'payment_intent_authentication_failure',
        message: 'We are unable to authenticate your payment method.',
      },
      'We are unable to authenticate your payment method.',
    ],
  ])('%o is written for customers', (error, words) => {
    expect(paymentWords(error)).toBe(words)
  })

  test.each([
    { type: 'api_connection_error', message: 'Lost.' },
    { type: 'invalid_request_error', message: 'The provided amount (1) does not match' },
    Object.assign(new Error('elements.submit() must be called'), { name: 'IntegrationError' }),
    'nonsense',
  ])('%o is not: the customer reads our own words', (error) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(paymentWords(error)).toContain('you will not be charged twice')
    expect(log).toHaveBeenCalledWith(error)
    log.mockRestore()
  })
})

describe('what the browser remembers', () => {
  const shelf = () => {
    const kept = new Map<string, string>()
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    }
  }

  test('one attempt, a UUID, until the purchase has succeeded', () => {
    const session = shelf()
    const memory = createMemory('day-pass', session, shelf())
    const first = memory.attemptId()
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(memory.attemptId()).toBe(first)
    expect(createMemory('day-pass', session, shelf()).attemptId()).toBe(first)
    expect(createMemory('other', session, shelf()).attemptId()).not.toBe(first)

    memory.succeed({ outcome: 'granted', passDate: '2026-11-23' }, '2026-11-23', saturday)
    expect(memory.attemptId()).not.toBe(first)
    expect(memory.lastPass()).toEqual({ ...last, attemptId: first })
    expect(JSON.parse(session.getItem('lt-purchase') ?? '')).toEqual({
      outcome: 'granted',
      passDate: '2026-11-23',
    })
  })

  test('a browser that forbids storage keeps the attempt while the page is open', () => {
    const forbidden = safely(() => {
      throw new Error('The operation is insecure.')
    })
    const memory = createMemory('day-pass', forbidden, forbidden)
    expect(memory.attemptId()).toBe(memory.attemptId())
  })

  test('nonsense in storage is as good as nothing', () => {
    const local = shelf()
    local.setItem('lt-pass-day-pass', '{')
    expect(createMemory('day-pass', shelf(), local).lastPass()).toBeUndefined()
  })
})
