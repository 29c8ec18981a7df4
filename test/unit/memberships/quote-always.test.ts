/** What is true of the price at every moment, tried at thousands. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seattleDay } from '../../../src/core/time.ts'
import {
  anchorFor,
  oneMonthAfter,
  renewalDay,
} from '../../../src/memberships/rules/billing-anchor.ts'
import { PLAN_CONFIG } from '../../../src/memberships/rules/plans.ts'
import { firstInvoice, quoteOf } from '../../../src/memberships/rules/quote.ts'
import { half, tenDollars } from './codes.ts'

const moments = fc.integer({
  min: Date.parse('2026-01-01T00:00:00Z'),
  max: Date.parse('2032-01-01T00:00:00Z'),
})

test('at every moment: the anchor is ahead, on the 1st in Seattle or at the natural date, never past it', () => {
  fc.assert(
    fc.property(moments, (atMs) => {
      const anchorMs = anchorFor(atMs)
      expect(anchorMs).toBeGreaterThan(atMs)
      expect(anchorMs).toBeLessThanOrEqual(oneMonthAfter(atMs))
      const natural = Math.floor(oneMonthAfter(atMs) / 1000) * 1000
      expect(anchorMs === natural || seattleDay(anchorMs).endsWith('-01')).toBe(true)
      expect(renewalDay(atMs, anchorMs) > seattleDay(atMs)).toBe(true)
    }),
    { numRuns: 2000 }
  )
})

test('at every moment, for every plan and code: later never costs more, never less than nothing', () => {
  const codes = fc.constantFrom(null, half, tenDollars)
  const plans = fc.constantFrom(...Object.values(PLAN_CONFIG))
  const later = fc.integer({ min: 0, max: 900_000 })
  fc.assert(
    fc.property(moments, plans, codes, codes, later, (atMs, plan, auto, manual, waitMs) => {
      const anchorMs = plan.prorated ? anchorFor(atMs) : null
      if (anchorMs !== null && atMs + waitMs >= anchorMs) return
      const due = (at: number) => {
        const joining = { plan, atMs: at, anchorMs, auto, manual }
        return quoteOf(joining, firstInvoice(joining)).dueTodayCents
      }
      expect(due(atMs + waitMs)).toBeLessThanOrEqual(due(atMs))
      expect(due(atMs + waitMs)).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 2000 }
  )
})
