import { expect, test } from 'vitest'
import { toInstant } from '../../../src/core/zoned-time.ts'
import {
  anchorFor,
  oneMonthAfter,
  oneMonthBefore,
} from '../../../src/memberships/rules/billing-anchor.ts'
import { PLAN_CONFIG, type Plan } from '../../../src/memberships/rules/plans.ts'
import { firstInvoice, owedFrom, quoteOf } from '../../../src/memberships/rules/quote.ts'
import { half, tenDollars } from './codes.ts'

const iso = (ms: number) => new Date(ms).toISOString()

test.each([
  ['in the middle of a month', '2026-11-21', '12:00', '2026-12-01T08:00:00.000Z'],
  ['on the 1st', '2026-12-01', '09:00', '2027-01-01T08:00:00.000Z'],
  [
    'last evening of a month, already the next in UTC',
    '2026-10-31',
    '18:00',
    '2026-11-01T08:00:00.000Z',
  ],
  ['last evening of the year', '2026-12-31', '20:00', '2027-01-01T08:00:00.000Z'],
  ['29 February', '2028-02-29', '12:00', '2028-03-01T08:00:00.000Z'],
  ['the day the clocks go forward', '2026-03-08', '12:00', '2026-04-01T08:00:00.000Z'],
  ['the day the clocks go back', '2026-11-01', '12:00', '2026-12-01T08:00:00.000Z'],
  [
    'first hour of a summer month: a month from now is earlier',
    '2026-07-01',
    '00:30',
    '2026-08-01T07:30:00.000Z',
  ],
])('the anchor of someone who joins %s', (_, day, clock, anchor) => {
  expect(iso(anchorFor(toInstant(day, clock)))).toBe(anchor)
})

test('a month after the 31st is the last day of a shorter month', () => {
  expect(iso(oneMonthAfter(Date.parse('2027-01-31T12:00:00Z')))).toBe('2027-02-28T12:00:00.000Z')
  expect(iso(oneMonthBefore(Date.parse('2026-12-01T08:00:00Z')))).toBe('2026-11-01T08:00:00.000Z')
})

const plan = (slug: string) => PLAN_CONFIG[slug] as Plan

test('a pro-rated plan with both codes: each on its own line', () => {
  const atMs = Date.parse('2026-11-16T08:00:00Z')
  const anchorMs = anchorFor(atMs)
  const joining = { plan: plan('all-access'), atMs, anchorMs, auto: half, manual: tenDollars }
  expect(quoteOf(joining, firstInvoice(joining))).toEqual({
    lines: [
      { label: 'Labour Temple All Access, until Tuesday, December 1, 2026', cents: 15_000 },
      { label: 'Ten dollars', cents: -1000 },
      { label: 'Initiation fee, once', cents: 20_000 },
      { label: 'Half', cents: -10_000 },
    ],
    dueTodayCents: 24_000,
    // Ten dollars for ever: each later month costs less as well.
    monthlyCents: 29_000,
    renewsOn: '2026-12-01',
    quotedAt: '2026-11-16T08:00:00.000Z',
  })
})

test('a plan that is not pro-rated costs a full month, from today', () => {
  const atMs = Date.parse('2026-11-16T20:00:00Z')
  const joining = { plan: plan('creator-pass'), atMs, anchorMs: null, auto: null, manual: half }
  const quote = quoteOf(joining, firstInvoice(joining))
  expect(quote.lines).toEqual([
    { label: 'Sonic Studio: Creator Pass, first month', cents: 50_000 },
    { label: 'Half, on this first payment only', cents: -25_000 },
    { label: 'Initiation fee, once', cents: 20_000 },
  ])
  expect(quote.renewsOn).toBe('2026-12-16')
})

test.each([
  [0, 0, 10_000],
  [500, 500, 10_500],
  [-500, -500, 9_500],
  [-9_950, -9_950, 50],
  [-9_951, -10_000, 0],
  [-20_000, -10_000, 0],
])(
  'a balance of %d cents changes $100 by %d: %d are charged, never 1 to 49',
  (balance, owed, due) => {
    const sold = { planCents: 12_000, planDiscountCents: 2_000, initiationCents: 0 }
    const invoice = { ...sold, initiationDiscountCents: 0, owedCents: 0 }
    expect(owedFrom(invoice, balance)).toBe(owed)
    expect(10_000 + owedFrom(invoice, balance)).toBe(due)
  }
)
