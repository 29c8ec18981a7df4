/** What a quote says of codes and of what is owed from before, month by month. */
import { expect, test } from 'vitest'
import type { PromotionCode } from '../../../src/clients/stripe/promotion-codes.ts'
import {
  autoCodeOf,
  PLAN_CONFIG,
  type Plan,
  settingsFor,
} from '../../../src/memberships/rules/plans.ts'
import { firstInvoice, owedFrom, quoteOf } from '../../../src/memberships/rules/quote.ts'
import { half, tenDollars } from './codes.ts'

const plan = (slug: string) => PLAN_CONFIG[slug] as Plan

/** Halves the price for so many months. */
const forMonths = (months: number | null): PromotionCode => ({
  ...half,
  coupon: { ...half.coupon, duration: 'some-months', months },
})
const forever: PromotionCode = { ...half, coupon: { ...half.coupon, duration: 'forever' } }

/** A plan without part months, from May 4. */
const WHOLE = { plan: plan('creator-pass'), atMs: Date.parse('2026-05-04T17:00:00Z') }
/** One with: joined on May 4, it renews on the 1st. */
const PART = { ...WHOLE, plan: plan('all-access'), anchorMs: Date.parse('2026-06-01T07:00:00Z') }

function quoted(manual: PromotionCode | null, of: typeof PART | typeof WHOLE = WHOLE) {
  const input = { anchorMs: null, ...of, auto: null, manual }
  return quoteOf(input, firstInvoice(input))
}

test.each([
  ['one month: the first payment only', 1, undefined],
  ['two months: one renewal', 2, '2026-07-04'],
  ['three months: two renewals', 3, '2026-08-04'],
])('a code for %s, from the day of joining', (_, months, until) => {
  const { reduced, monthlyCents, lines } = quoted(forMonths(months))
  expect(reduced).toEqual(until && { monthlyCents: 25_000, until })
  expect(monthlyCents).toBe(50_000)
  const note = until ? '' : ', on this first payment only'
  expect(lines[1]).toEqual({ label: `Half${note}`, cents: -25_000 })
})

test.each([
  ['one month: it ends on June 4, after one renewal', 1, '2026-07-01'],
  ['two months', 2, '2026-08-01'],
])('a code for %s, with a part month', (_, months, until) => {
  expect(quoted(forMonths(months), PART).reduced).toEqual({ monthlyCents: 15_000, until })
})

test('a code for months that names none lowers the first payment only', () => {
  const { reduced, lines } = quoted(forMonths(null))
  expect(reduced).toBeUndefined()
  expect(lines[1]?.label).toBe('Half, on this first payment only')
})

test('a code that ends at the moment of a renewal does not lower it', () => {
  const joinedOnAnchor = { ...PART, atMs: Date.parse('2026-05-01T07:00:00Z') }
  expect(quoted(forMonths(1), joinedOnAnchor).reduced).toBeUndefined()
})

test('a code for ever lowers each month, and says nothing of the first', () => {
  const { reduced, monthlyCents, lines } = quoted(forever)
  expect([reduced, monthlyCents]).toEqual([undefined, 25_000])
  expect(lines[1]).toEqual({ label: 'Half', cents: -25_000 })
})

test('a code once, and no code, leave the months as they are', () => {
  expect(quoted(half).monthlyCents).toBe(50_000)
  expect(quoted(half)).not.toHaveProperty('reduced')
  expect(quoted(null).lines).toHaveLength(2)
})

test('a code that takes nothing off has no line', () => {
  const none = { ...half, coupon: { ...half.coupon, percentOff: 0 } }
  expect(quoted(none).lines.map(({ label }) => label)).toEqual([
    'Sonic Studio: Creator Pass, first month',
    'Initiation fee, once',
  ])
})

test.each([
  ['owed', 700, { label: 'Owed from before', cents: 700 }],
  ['a credit', -700, { label: 'Credit from before', cents: -700 }],
  ['nothing', 0, undefined],
])('beside plan and fee there is %s', (_, owedCents, line) => {
  const input = { ...WHOLE, anchorMs: null, auto: null, manual: null }
  const invoice = { ...firstInvoice(input), owedCents }
  const { lines, dueTodayCents } = quoteOf(input, invoice)
  expect(lines[2]).toEqual(line)
  expect(dueTodayCents).toBe(70_000 + owedCents)
})

/** An invoice of so many cents after both codes: 1,000 and 400 before, each lowered. */
const sold = (cents: number) => ({
  ...{ planCents: 1000, planDiscountCents: 900 },
  ...{ initiationCents: 400, initiationDiscountCents: 500 - cents },
  owedCents: 0,
})

test.each([
  ['49 cents are added to the next payment', 49, 'Added to the next payment'],
  ['50 cents are charged', 50, 'Credit from before'],
])('%s', (_, cents, label) => {
  const input = { ...WHOLE, anchorMs: null, auto: null, manual: null }
  const { lines } = quoteOf(input, { ...sold(cents), owedCents: -cents })
  expect(lines.at(-1)).toEqual({ label, cents: -cents })
})

test.each([
  ['less than the least charge is not charged now', 49, 0, -49],
  ['the least charge is', 50, 0, 0],
  ['what is owed comes on top', 50, 10, 10],
  ['a credit is used as far as it goes', 100, -300, -100],
])('%s', (_, cents, balanceCents, expected) => {
  expect(owedFrom(sold(cents), balanceCents)).toBe(expected)
})

test('a code in dollars takes at most the whole line', () => {
  const input = { ...WHOLE, anchorMs: null, auto: tenDollars, manual: null }
  const small = { ...input, plan: { ...input.plan, initiationCents: 300 } }
  expect(firstInvoice(small).initiationDiscountCents).toBe(300)
  expect(firstInvoice(input).initiationDiscountCents).toBe(1000)
})

test('the automatic code of a plan has its name in capitals', () => {
  expect(autoCodeOf(plan('creator-pass'))).toBe('AUTO-CREATOR-PASS')
})

test('a plan is sold when its own price and plan are confirmed, and what all share', () => {
  expect(settingsFor(plan('founder'))).toEqual([
    'STRIPE_PRICES:founder',
    'OFFICERND_PLANS:founder',
    'STRIPE_INITIATION_PRODUCT',
    'MEMBERSHIP_TEMPLATE_VARIABLES',
    'OFFICERND_SCOPES',
    'OFFICERND_OFFICE',
    'MAILERSEND_DOMAIN_ID',
    'MAIL_FROM',
    'SUPPORT_EMAIL',
    'STRIPE_PUBLISHABLE_KEY',
  ])
})
