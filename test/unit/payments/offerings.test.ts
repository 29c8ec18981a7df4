/** When two sources disagree, how a difference is worded, and how an amount is written. */
import { describe, expect, test } from 'vitest'
import {
  type Comparison,
  type Difference,
  differencesOf,
  disagrees,
  dollars,
  type Fact,
  type Offering,
  type Remark,
} from '../../../src/payments/rules/offerings.ts'

const fact = (says: Fact['says'], field = 'price a month', mend = 'Stripe, Prices'): Fact => ({
  field,
  says,
  mend,
})
const offering = (slug: string, ...facts: Fact[]): Offering => ({
  ...{ slug, name: `The ${slug}`, kind: 'membership' },
  facts,
})
const comparison = (offerings: Offering[], remarks: Remark[] = []): Comparison => ({
  sources: {
    ...{ code: 'asked', documents: 'asked', stripe: 'asked' },
    ...{ officernd: 'asked', webflow: 'asked' },
  },
  offerings,
  remarks,
})

const AGREED = fact({ code: '$300', stripe: '$300' })
const REMARK = { about: 'Testimonials', words: 'the collection is empty', mend: 'Webflow, CMS' }

describe('a fact is disagreed about when two sources say different things', () => {
  test.each<[string, Fact['says'], boolean]>([
    ['no source says anything', {}, false],
    ['one source alone', { code: '$300' }, false],
    ['one source alone, blank', { stripe: null }, false],
    ['two that say the same', { code: '$300', stripe: '$300' }, false],
    ['two that are blank', { stripe: null, officernd: null }, false],
    ['two that differ', { code: '$300', stripe: '$310' }, true],
    ['one that is blank', { code: '$300', stripe: null }, true],
    ['two that differ in upper and lower case', { code: 'startup', webflow: 'Startup' }, true],
    ['a third that differs', { code: '$300', stripe: '$300', officernd: '$310' }, true],
    ['three that differ', { code: '$300', stripe: '$310', officernd: null }, true],
  ])('%s', (_, says, expected) => {
    expect(disagrees(fact(says))).toEqual(expected)
  })
})

describe('the words of a difference are what each source says, in the order of the fact', () => {
  test.each<[string, Fact['says'], string]>([
    [
      'every source by its title',
      { code: 'a', documents: 'b', stripe: 'c', officernd: 'd', webflow: 'e' },
      'Code: a · Documents: b · Stripe: c · OfficeRnD: d · Webflow CMS: e',
    ],
    ['in another order', { webflow: 'a', code: 'b' }, 'Webflow CMS: a · Code: b'],
    [
      'those that agree are named as well',
      { code: '$300', stripe: '$300', officernd: '$310' },
      'Code: $300 · Stripe: $300 · OfficeRnD: $310',
    ],
    [
      'a value that is null is "blank"',
      { code: '$300', stripe: null },
      'Code: $300 · Stripe: blank',
    ],
  ])('%s', (_, says, words) => {
    expect(differencesOf(comparison([offering('startup', fact(says))]))).toEqual([
      { about: 'startup', field: 'price a month', words, mend: 'Stripe, Prices' },
    ])
  })
})

describe('there is one difference for each fact disagreed about and for each remark', () => {
  test.each<[string, Comparison, Difference[]]>([
    ['none without offerings and remarks', comparison([]), []],
    ['none of an offering without facts', comparison([offering('startup')]), []],
    ['none of facts that agree', comparison([offering('startup', AGREED, AGREED)]), []],
    [
      'a remark has no field',
      comparison([offering('startup', AGREED)], [REMARK]),
      [{ ...REMARK, field: '' }],
    ],
    [
      'facts come first, by offering, then the remarks',
      comparison(
        [
          offering(
            'startup',
            fact({ code: '$30', stripe: '$35' }),
            AGREED,
            fact({ code: 'there', officernd: null }, 'plan in OfficeRnD', 'OfficeRnD, Plans')
          ),
          offering('all-access', AGREED),
          offering('day-pass', fact({ code: '$50', webflow: '$45' }, 'price', '')),
        ],
        [REMARK, { ...REMARK, about: 'Sauna' }]
      ),
      [
        {
          ...{ about: 'startup', field: 'price a month' },
          ...{ words: 'Code: $30 · Stripe: $35', mend: 'Stripe, Prices' },
        },
        {
          ...{ about: 'startup', field: 'plan in OfficeRnD' },
          ...{ words: 'Code: there · OfficeRnD: blank', mend: 'OfficeRnD, Plans' },
        },
        {
          ...{ about: 'day-pass', field: 'price' },
          ...{ words: 'Code: $50 · Webflow CMS: $45', mend: '' },
        },
        { ...REMARK, field: '' },
        { ...REMARK, about: 'Sauna', field: '' },
      ],
    ],
  ])('%s', (_, compared, differences) => {
    expect(differencesOf(compared)).toEqual(differences)
  })
})

describe('an amount is written in dollars, and with cents only if there are any', () => {
  test.each([
    ['no amount is blank', null, null],
    ['nothing is an amount', 0, '$0'],
    ['one cent', 1, '$0.01'],
    ['whole dollars', 30_000, '$300'],
    ['tens of cents keep their last zero', 3050, '$30.50'],
    ['cents that end in a digit other than zero', 3001, '$30.01'],
    ['a dollar less a cent', 99, '$0.99'],
    ['whole thousands keep their zeros', 100_000, '$1,000'],
    ['thousands with cents', 123_450, '$1,234.50'],
  ])('%s', (_, cents, text) => {
    expect(dollars(cents)).toEqual(text)
  })
})
