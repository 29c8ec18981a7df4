/** What OfficeRnD says about the passes of a product: whether they are valid for a month or longer. */
import { describe, expect, test } from 'vitest'
import type { OfficerndPlan } from '../../../src/clients/officernd/plans.ts'
import { PRODUCT_CONFIG, type Product } from '../../../src/passes/rules/catalog.ts'
import { productFacts } from '../../../src/passes/rules/offerings.ts'
import type { Fact, SourceState } from '../../../src/payments/rules/offerings.ts'

const PRODUCT: Product = { ...(PRODUCT_CONFIG['day-pass'] as Product), priceCents: 5000 }

const price = (code: string): Fact => ({
  field: 'price',
  says: { code },
  mend: 'src/passes/rules/catalog.ts',
})
const validity = (officernd: string | null): Fact => ({
  field: 'validity of its passes',
  says: { code: 'at least 1', officernd },
  mend: 'OfficeRnD, the plan, Passes validity: at 0 the kiosk refuses every pass',
})
const valid = (validityMonths: number | null): OfficerndPlan => ({
  name: 'Day Pass',
  priceCents: 4500,
  validityMonths,
})

type Plans = Record<string, OfficerndPlan | null>

const facts = (data: Plans, state: SourceState = 'asked', product = PRODUCT) =>
  productFacts(product, { state, data })

describe('passes are valid from one month on; another number is stated as it is', () => {
  test.each<[string, Plans, string | null]>([
    ['one month', { 'day-pass': valid(1) }, 'at least 1'],
    ['two months', { 'day-pass': valid(2) }, 'at least 1'],
    ['a year', { 'day-pass': valid(12) }, 'at least 1'],
    ['no month', { 'day-pass': valid(0) }, '0'],
    ['less than none', { 'day-pass': valid(-1) }, '-1'],
    ['half a month', { 'day-pass': valid(0.5) }, '0.5'],
    ['a plan that does not state it is blank', { 'day-pass': valid(null) }, null],
    ['a plan that is not there is blank', { 'day-pass': null }, null],
    ['a plan that is left out is blank', {}, null],
    ['another plan does not count', { startup: valid(12) }, null],
  ])('%s', (_, data, officernd) => {
    expect(facts(data)).toEqual([price('$50'), validity(officernd)])
  })
})

describe('OfficeRnD says nothing unless it was asked, whatever its data', () => {
  test.each<[string, SourceState, Plans]>([
    ['not asked', 'not asked', {}],
    ['not asked, with a plan', 'not asked', { 'day-pass': valid(1) }],
    ['unreadable', 'unreadable', {}],
    ['unreadable, with a plan', 'unreadable', { 'day-pass': valid(0) }],
  ])('%s', (_, state, data) => {
    expect(facts(data, state)).toEqual([price('$50')])
  })
})

describe('the price is of the code alone: OfficeRnD’s amount for the plan is not read', () => {
  test.each([
    ['whole dollars', 4000, '$40'],
    ['with cents', 4050, '$40.50'],
  ])('%s', (_, priceCents, text) => {
    const product = { ...PRODUCT, priceCents }
    expect(facts({ 'day-pass': valid(1) }, 'asked', product)).toEqual([
      price(text),
      validity('at least 1'),
    ])
  })
})
