/** What a sweep has to read, by what the last one saw. */
import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import type { Storage } from '../../../src/core/storage.ts'
import { lookFor, type Seen } from '../../../src/operations/look.ts'
import { createSweepRecord } from '../../../src/operations/sweep-record.ts'

const NOW_MS = Date.parse('2026-05-04T17:00:00Z')
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ago = (minutes: number) => NOW_MS - minutes * MINUTE_MS

const SEEN: Seen = { atMs: ago(5), dayReadMs: ago(20), open: [] }
const event = (type: string, minutes: number, id = 'pi_1') =>
  ({ type, created: ago(minutes) / 1000, data: { object: { id } } }) as unknown as Stripe.Event

const EVERYTHING = { fromMs: NOW_MS - 14 * 24 * HOUR_MS, ids: [] }
const A_DAY = { fromMs: NOW_MS - 24 * HOUR_MS }
const many = Array.from({ length: 51 }, (_, nth) => `pi_${nth}`)

test.each<[string, Seen | undefined, Stripe.Event[] | undefined, object | null]>([
  ['nothing is known', undefined, [], EVERYTHING],
  ['the events cannot be read', SEEN, undefined, EVERYTHING],
  [
    'the last sweep is longer ago than the events reach',
    { ...SEEN, atMs: ago(91) },
    [],
    EVERYTHING,
  ],
  ['the last sweep is in the future', { ...SEEN, atMs: ago(-1) }, [], EVERYTHING],
  ['more is open than is read singly', { ...SEEN, open: many }, [], EVERYTHING],
  ['nothing is open and nothing happened', SEEN, [], null],
  ['an event is older than half an hour', SEEN, [event('invoice.paid', 36)], null],
  ['a day was last read an hour ago', { ...SEEN, dayReadMs: ago(60) }, [], A_DAY],
  ['a sale is open', { ...SEEN, open: ['pi_1'] }, [], { fromMs: null, ids: ['pi_1'] }],
  ['something happened', SEEN, [event('invoice.paid', 34)], { fromMs: ago(35), ids: [] }],
  [
    'a payment was paid, and another is open',
    { ...SEEN, open: ['pi_2'] },
    [event('payment_intent.succeeded', 1), event('payment_intent.succeeded', 1)],
    { fromMs: ago(35), ids: ['pi_2', 'pi_1'] },
  ],
])('%s', (_, seen, events, expected) => {
  const look = lookFor(seen, events, NOW_MS)
  if (expected === null) expect(look).toBeNull()
  else expect(look).toMatchObject(expected)
})

test('two sweeps at once: what one has found is not forgotten by the other', () => {
  const kept = new Map<string, unknown>()
  const storage = {
    get: (key: string) => kept.get(key),
    put: (key: string, value: unknown) => void kept.set(key, value),
  } as unknown as Storage
  const record = createSweepRecord(storage, () => NOW_MS)
  record.saw('payments', { ...SEEN, open: ['pi_1', 'pi_2'] }, [])
  record.saw('payments', { ...SEEN, atMs: ago(0), open: ['pi_2', 'pi_found'] }, ['pi_1'])
  record.saw('payments', { ...SEEN, atMs: ago(1), open: ['pi_1'] }, ['pi_2'])
  record.saw('set-ups', { ...SEEN, open: [] }, [])
  expect(record.seen()).toEqual({
    payments: { ...SEEN, atMs: ago(0), open: ['pi_found', 'pi_1'] },
    'set-ups': SEEN,
  })
})
