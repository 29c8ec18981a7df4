/** What a sweep has to read, by what the last one saw. */
import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import type { Payment } from '../../../src/clients/stripe/payments.ts'
import {
  completedPaymentIds,
  lookFor,
  paidPayments,
  type Seen,
  wholeLook,
  withDay,
} from '../../../src/operations/look.ts'
import { createSweepRecord } from '../../../src/operations/sweep-record.ts'
import { memoryStorage } from '../../support/memory-storage.ts'

const NOW_MS = Date.parse('2026-05-04T17:00:00Z')
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ago = (minutes: number) => NOW_MS - minutes * MINUTE_MS

const SEEN: Seen = { atMs: ago(5), dayReadMs: ago(20), open: [] }
const event = (type: string, minutes: number, id = 'pi_1') =>
  ({ type, created: ago(minutes) / 1000, data: { object: { id } } }) as unknown as Stripe.Event

const EVERYTHING = { fromMs: NOW_MS - 14 * 24 * HOUR_MS, ids: [] }
const A_DAY_AGO_MS = NOW_MS - 24 * HOUR_MS
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

test.each([
  ['nothing to read', null, { fromMs: A_DAY_AGO_MS, ids: [] }],
  [
    'half an hour and a sale',
    { fromMs: ago(35), ids: ['pi_1'], oldestMs: ago(9999) },
    { fromMs: A_DAY_AGO_MS, ids: ['pi_1'], oldestMs: ago(9999) },
  ],
  [
    'a sale alone',
    { fromMs: null, ids: ['pi_1'], oldestMs: ago(9999) },
    { fromMs: A_DAY_AGO_MS, ids: ['pi_1'] },
  ],
  ['everything', wholeLook(NOW_MS), EVERYTHING],
])('with a day: %s', (_, look, expected) => {
  expect(withDay(look, NOW_MS)).toMatchObject(expected)
})

test('two sweeps at once: what one has found is not forgotten by the other', () => {
  const storage = memoryStorage()
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

const paid = (id: string, more: object = {}) =>
  ({ id, status: 'succeeded', metadata: {}, charge: { createdMs: NOW_MS }, ...more }) as Payment

test('the paid payments of a look: what is listed, and what is named and paid, each once', async () => {
  const known: Record<string, Payment | null> = {
    pi_named: paid('pi_named'),
    pi_listed: paid('pi_listed'),
    pi_unpaid: paid('pi_unpaid', { status: 'requires_payment_method', charge: null }),
    pi_debit: paid('pi_debit', { status: 'processing' }),
    pi_oldest: paid('pi_oldest', { charge: { createdMs: ago(60) } }),
    pi_older: paid('pi_older', { charge: { createdMs: ago(60) - 1 } }),
    pi_gone: null,
  }
  const read: string[] = []
  const stripe = {
    paidSince: async () => [paid('pi_listed')],
    getPayment: async (id: string) => {
      read.push(id)
      return known[id] ?? null
    },
  }
  const ids = [...Object.keys(known), 'seti_1']
  const found = (fromMs: number | null) =>
    paidPayments({ stripe }, { fromMs, ids, oldestMs: ago(60) })
  const idsOf = (all: Payment[]) => all.map(({ id }) => id)
  expect(idsOf(await found(0))).toEqual(['pi_listed', 'pi_named', 'pi_oldest'])
  expect(read).not.toContain('pi_listed')
  expect(read).not.toContain('seti_1')
  expect(idsOf(await found(null))).toEqual(['pi_named', 'pi_listed', 'pi_oldest'])
})

test('more than fifty that are named are read as a list', async () => {
  const asked: unknown[] = []
  const stripe = {
    paidSince: async (fromMs: number) => {
      asked.push(fromMs)
      return []
    },
    getPayment: async (id: string) => {
      asked.push(id)
      return null
    },
  }
  const look = (ids: string[]) => paidPayments({ stripe }, { fromMs: null, ids, oldestMs: 5 })
  await look(many.slice(0, 50))
  expect(asked).toEqual(many.slice(0, 50))
  asked.length = 0
  await look(many)
  expect(asked).toEqual([5])
})

test('the payments with an outcome', async () => {
  const all = [paid('pi_1', { metadata: { outcome: 'granted' } }), paid('pi_2')]
  const eachPaid = async (_: unknown, visit: (one: Payment) => void) => {
    for (const one of all) visit(one)
    return true
  }
  expect(await completedPaymentIds({ stripe: { eachPaid } }, 0)).toEqual(['pi_1'])
})
