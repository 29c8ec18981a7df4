/** Codes of a membership: the automatic one lowers the initiation fee, a typed one the plan. */
import { describe, expect, test } from 'vitest'
import type { Quote } from '../../../src/memberships/rules/quote.ts'
import {
  newJoin,
  PLANS,
  type Slug,
  startMembershipClient,
} from '../../support/membership-client.ts'

const membershipClient = startMembershipClient()

interface Valid {
  valid: boolean
  code: string
  name: string
  appliesTo: string
  discountCents: number
  quote: Quote
}

const ask = async (code: string, plan: Slug = 'all-access') =>
  membershipClient.post('/validate-promo', { plan, code })

describe('POST /validate-promo takes', () => {
  test.each<[string, string, string, (planCents: number) => number, number]>([
    ['WELCOME10', '10% off', '10% off', (cents) => Math.round(cents / 10), 27_000],
    ['TENFOREVER', '10% for ever', '10% for ever', (cents) => Math.round(cents / 10), 27_000],
    [
      'HALFONCE',
      'Half price once',
      'Half price once, on this first payment only',
      (cents) => Math.round(cents / 2),
      30_000,
    ],
    [
      'FIVEOFF',
      '$5 off',
      '$5 off, on this first payment only',
      (cents) => Math.min(500, cents),
      30_000,
    ],
  ])('%s off the plan, beside the automatic code, with a label of its own', async (...expected) => {
    const [code, name, label, off, monthlyCents] = expected
    const answer = await ask(code)
    expect(answer.status).toBe(200)
    const said = answer.said as unknown as Valid
    expect(Object.keys(said).sort()).toEqual(
      ['valid', 'code', 'name', 'appliesTo', 'discountCents', 'quote'].sort()
    )
    expect(said).toMatchObject({ valid: true, code, name, appliesTo: 'plan' })
    const { lines, dueTodayCents } = said.quote
    const planCents = lines[0]?.cents ?? Number.NaN
    expect(said.discountCents).toBe(off(planCents))
    expect(lines.slice(1)).toEqual([
      { label, cents: -off(planCents) },
      { label: 'Initiation fee, once', cents: 20_000 },
      { label: 'Half-price initiation', cents: -10_000 },
    ])
    expect(lines.reduce((sum, { cents }) => sum + cents, 0)).toBe(dueTodayCents)
    expect(said.quote.monthlyCents).toBe(monthlyCents)
  })

  test.each(['welcome10', ' WELCOME10 ', '\tWelcome10\n'])('%j for WELCOME10', async (typed) => {
    const { said } = await ask(typed)
    expect(said).toMatchObject({ valid: true, code: 'WELCOME10' })
  })

  test.each(PLANS.map(([slug]) => slug))('WELCOME10 on %s, off its first payment', async (slug) => {
    const page = (await membershipClient.send(`/plans/${slug}`, {})).said as unknown as {
      quote: Quote
    }
    const said = (await ask('WELCOME10', slug)).said as unknown as Valid & { code: string }
    // In the last hour of a month a tenth of the few cents that are due may be nothing.
    if (Math.round(Number(page.quote.lines[0]?.cents) / 10) === 0) {
      expect([said.valid, said.code]).toEqual([false, 'promo-not-for-this'])
      return
    }
    const [plan, off] = said.quote.lines
    expect([said.valid, off?.cents]).toEqual([true, -Math.round((plan?.cents ?? 0) / 10)])
  })

  test('FIVEOFF of a whole first month is five dollars, on every day of the month', async () => {
    const said = (await ask('FIVEOFF', 'creator-pass')).said as unknown as Valid
    expect([said.valid, said.discountCents, said.quote.lines[0]?.cents]).toEqual([
      true,
      500,
      50_000,
    ])
  })
})

/** Code, plan, the refusal's code, and its words. */
const REFUSED: [string, Slug, string, string][] = [
  [
    'EXPIRED',
    'all-access',
    'promo-expired',
    'This code has expired. Please use another one, or go on without a code.',
  ],
  [
    'USEDUP',
    'all-access',
    'promo-used-up',
    'This code has been used as often as it may be. Please use another one, or go on without a code.',
  ],
  [
    'PAUSED',
    'all-access',
    'promo-inactive',
    'This code is no longer active. Please use another one, or go on without a code.',
  ],
  [
    'EUROS',
    'all-access',
    'promo-currency',
    'This code is not for payments in US dollars. Please use another one, or go on without a code.',
  ],
  [
    'BIGSPENDER',
    'all-access',
    'promo-minimum-line',
    'This code has a minimum amount and cannot be used on a membership. Please use another one, or go on without a code.',
  ],
  [
    'MEMBERSONLY',
    'passport',
    'promo-not-for-this',
    'This code does not apply to this purchase. Please use another one, or go on without a code.',
  ],
  [
    'NOSUCHCODE',
    'startup',
    'promo-unknown',
    'We do not know this code. Please check the spelling.',
  ],
  [
    'AUTO-ALL-ACCESS',
    'all-access',
    'promo-automatic',
    'This code is applied by itself; there is no need to type it.',
  ],
  [
    ' auto-all-access ',
    'passport',
    'promo-not-for-this',
    'This code does not apply to this purchase. Please use another one, or go on without a code.',
  ],
]

describe.each(REFUSED)('%s on %s', (code, plan, refusal, error) => {
  test('POST /validate-promo says no in words, with 200', async () => {
    const answer = await ask(code, plan)
    expect([answer.status, answer.said]).toEqual([200, { valid: false, error, code: refusal }])
  })

  test('POST /create-payment is 400, names the field and makes nothing', async () => {
    const order = newJoin({ plan, promo: code })
    const answer = await membershipClient.press(order)
    expect(answer.status).toBe(400)
    expect(answer.said).toEqual({ error, code: refusal, field: 'promo' })
    const { customers, members, setups } = await membershipClient.membershipClient(order.email)
    expect([customers, members, setups]).toEqual([[], [], []])
  })
})

test('FIRSTTIME is for those who have never paid: told after the card is set up, nothing charged', async () => {
  const { order } = await membershipClient.join({ plan: 'startup' })
  const again = newJoin({ plan: 'passport', email: order.email, promo: 'FIRSTTIME' })
  const setUp = await membershipClient.begin(again)
  await membershipClient.giveCard(setUp)
  const { status, said } = await membershipClient.finish(setUp, again)
  expect([status, said.code]).toEqual([409, 'quote-changed'])
  expect(said.error).toMatch(/promotion code cannot be used.*Nothing has been charged/)
  const { subscriptions } = await membershipClient.membershipClient(order.email)
  expect(subscriptions.map(({ metadata }) => metadata?.attempt_id)).toEqual([order.attemptId])
})
