/** What the membership page reads: the plans, what joining costs today, its script. */
import { describe, expect, test } from 'vitest'
import {
  anchorOf,
  monthFrom,
  PLANS,
  seattleDay,
  startMembershipClient,
} from '../../support/membership-client.ts'

const membershipClient = startMembershipClient()

const INVALID_PLAN = { error: 'Invalid plan', code: 'invalid-plan', field: 'plan' }
const plans = PLANS.map(([slug, name, monthlyCents, initiationCents, prorated, termsUrl]) => ({
  ...{ slug, name, monthlyCents, initiationCents, prorated, termsUrl, forSale: true },
}))

interface Page {
  quote: {
    lines: { label: string; cents: number }[]
    dueTodayCents: number
    monthlyCents: number
    renewsOn: string
    quotedAt: string
  }
  autoPromo: unknown
}

const pageOf = async (slug: string) =>
  (await membershipClient.send(`/plans/${slug}`, {})).said as unknown as Page

describe('GET /plans', () => {
  test('lists the six plans of the documents, and nothing else of them', async () => {
    const answer = await membershipClient.send('/plans', {})
    expect(answer.status).toBe(200)
    expect(answer.said).toEqual({ plans })
  })
})

describe('GET /plans/:slug', () => {
  test.each(plans)(
    '$slug: its plan, what is due today line by line, when it renews',
    async (plan) => {
      const from = Date.now()
      const answer = await membershipClient.send(`/plans/${plan.slug}`, {})
      expect(answer.status).toBe(200)
      expect(Object.keys(answer.said).sort()).toEqual(['autoPromo', 'plan', 'quote'])
      expect(answer.said.plan).toEqual(plan)
      const { quote } = answer.said as unknown as Page
      expect(Object.keys(quote).sort()).toEqual(
        ['lines', 'dueTodayCents', 'monthlyCents', 'renewsOn', 'quotedAt'].sort()
      )
      expect(quote.lines.reduce((sum, { cents }) => sum + cents, 0)).toBe(quote.dueTodayCents)
      expect(quote.monthlyCents).toBe(plan.monthlyCents)
      expect(quote.lines.map(({ cents }) => cents)).toContain(plan.initiationCents)
      const [first] = quote.lines
      expect(first?.label).toContain(plan.name)
      const at = Date.parse(quote.quotedAt)
      expect(at).toBeGreaterThanOrEqual(from - 1000)
      expect(at).toBeLessThanOrEqual(Date.now())
      const renews = plan.prorated ? anchorOf(at) : monthFrom(at)
      expect(quote.renewsOn).toBe(seattleDay(renews))
      if (plan.prorated) expect(first?.cents).toBeLessThanOrEqual(plan.monthlyCents)
      else expect(first?.cents).toBe(plan.monthlyCents)
    }
  )

  test('all-access carries AUTO-ALL-ACCESS, already taken off the initiation fee', async () => {
    const { quote, autoPromo } = await pageOf('all-access')
    expect(autoPromo).toEqual({
      code: 'AUTO-ALL-ACCESS',
      name: 'Half-price initiation',
      discountCents: 10_000,
    })
    expect(quote.lines.slice(1)).toEqual([
      { label: 'Initiation fee, once', cents: 20_000 },
      { label: 'Half-price initiation', cents: -10_000 },
    ])
    expect(quote.dueTodayCents).toBe((quote.lines[0]?.cents ?? 0) + 10_000)
  })

  test.each([
    ['startup', 'expired'],
    ['founder', 'missing'],
    ['passport', 'missing'],
    ['creator-pass', 'missing'],
    ['innovator-pass', 'missing'],
  ])('%s, whose automatic code is %s, has none and its normal price', async (slug) => {
    const { quote, autoPromo } = await pageOf(slug)
    expect(autoPromo).toBeNull()
    expect(quote.lines).toHaveLength(2)
    const fee = PLANS.find(([name]) => name === slug)?.[3] ?? Number.NaN
    expect(quote.dueTodayCents).toBe((quote.lines[0]?.cents ?? 0) + fee)
  })

  test.each(['All-Access', 'passport-monthly', 'day-pass', 'constructor', '__proto__', '%20'])(
    '%s is an invalid plan',
    async (slug) => {
      const answer = await membershipClient.send(`/plans/${slug}`, {})
      expect([answer.status, answer.said]).toEqual([400, INVALID_PLAN])
    }
  )
})

test('GET /checkout.js is a script that a browser keeps for five minutes', async () => {
  const answer = await membershipClient.send('/checkout.js', {})
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('javascript')
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
  expect(answer.text).toContain('/complete-checkout')
})
