/** The monthly sheet of memberships and day passes: right sales are right, each miss is found by its name. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../../sandbox/officernd/seed-data.ts'
import { seattleDay, startMembershipClient } from '../../support/membership-client.ts'
import { reconcileClientOf, thisMonth } from '../../support/reconcile-client.ts'

const membershipClient = startMembershipClient({ vars: { ALERT_SECONDS: '0' } })
const audit = reconcileClientOf(membershipClient, 'checkout')

const NOBODY = '5f2a9c7e1b4d3a0012c0dead'

async function pass(changes = {}) {
  const { begun, order } = await membershipClient.buy(changes)
  const metadata = await membershipClient.outcome(begun.paymentIntentId)
  return { id: begun.paymentIntentId, order, metadata, passId: metadata.pass_id ?? '' }
}

async function member() {
  const { order } = await membershipClient.join()
  const subscription = await theirs(order.email)
  const { metadata } = subscription
  return { id: subscription.id, order, metadata, membershipId: metadata.membership_id ?? '' }
}

async function theirs(email: string) {
  const { subscriptions } = await membershipClient.membershipClient(email)
  const [only] = subscriptions
  if (!only) throw new Error(`no subscription of ${email}`)
  return { ...only, metadata: only.metadata ?? {} }
}

const markPayment = (id: string, metadata: Record<string, string>) =>
  audit.mark(`/payment_intents/${id}`, metadata)
const markSubscription = (id: string, metadata: Record<string, string>) =>
  audit.mark(`/subscriptions/${id}`, metadata)

test('sales that went right: every question asked, nothing to look at', async () => {
  await membershipClient.beginPass()
  await pass()
  await pass({ promo: 'WELCOME10' })
  await member()
  await membershipClient.join({ plan: 'creator-pass' })
  await membershipClient.quiet()
  const report = await audit.reconcile()
  const asked = report.tracks.map(({ track, checks }) => [
    track,
    Object.fromEntries(checks.map(({ name, checked }) => [name, checked])),
  ])
  expect(asked).toEqual([
    [1, { member: 2, membership: 2, initiation: 2, money: 2, email: 2, record: 2, single: 2 }],
    [3, { member: 2, pass: 2, day: 2, money: 2, email: 2, readable: 0 }],
  ])
  expect(report.summary).toEqual([
    'T1 checks: 14 / mismatches: 0 / repaired: 0',
    'T3 checks: 10 / mismatches: 0 / repaired: 0',
  ])
  expect(report.tracks.flatMap(({ checks }) => checks.flatMap((one) => one.mismatches))).toEqual([])
  expect(report.patterns).toEqual([])
  expect(report.notes.join(' ')).toContain('Passes in OfficeRnD do not show that we created them')
  expect((await audit.ask('/reconcile?month=2025-05')).said.summary).toEqual([
    'T1 checks: 0 / mismatches: 0 / repaired: 0',
    'T3 checks: 0 / mismatches: 0 / repaired: 0',
  ])
})

describe('a day pass', () => {
  test('whose pass is gone', async () => {
    const { id, passId, order } = await pass()
    await audit.officernd('DELETE', `/passes/${passId}`)
    const [found, ...more] = (await audit.found()).filter((one) => one.id === id)
    expect(more).toEqual([])
    expect(found).toMatchObject({
      ...{ check: 'pass', kind: 'no pass', repairable: false, amountCents: 5000 },
      who: `Ada Byron, ${order.email}`,
    })
    expect(found?.what).toContain(passId)
  })

  test('whose pass staff made anew by hand is right', async () => {
    const { id, passId, metadata } = await pass()
    await audit.officernd('DELETE', `/passes/${passId}`)
    const midnight = `${metadata.pass_date}T00:00:00.000Z`
    await audit.officernd('POST', '/passes', {
      ...{ member: metadata.pass_member_id, type: 'hotdesk', count: 1 },
      ...{ validFrom: midnight, validTo: midnight, intervalLength: 'once' },
      grantActiveStatus: true,
    })
    expect(await audit.foundOf(id)).toEqual([])
  })

  test('whose pass is for another day', async () => {
    const { id } = await pass()
    await markPayment(id, { pass_date: '2026-01-05' })
    expect(await audit.foundOf(id)).toEqual(['day: pass for another day'])
  })

  test('whose pass the kiosk refuses', async () => {
    const { id, metadata } = await pass()
    const midnight = `${metadata.pass_date}T00:00:00.000Z`
    const [made] = (await audit.officernd('POST', '/passes', {
      ...{ member: metadata.pass_member_id, type: 'membership', count: 1 },
      ...{ validFrom: midnight, validTo: midnight, grantActiveStatus: true },
    })) as { _id: string }[]
    await markPayment(id, { pass_id: made?._id ?? '' })
    expect(await audit.foundOf(id)).toEqual(['day: pass that the kiosk refuses'])
  })

  test('whose member is not there', async () => {
    const { id, passId } = await pass()
    const email = `${randomUUID()}@example.com`
    await markPayment(id, { member_id: NOBODY, pass_member_id: NOBODY, email, pass_id: passId })
    expect(await audit.foundOf(id)).toEqual(['member: no member'])
  })

  test('whose pass is another payment’s too', async () => {
    const [one, other] = [await pass(), await pass()]
    await markPayment(other.id, { pass_id: one.passId })
    const said = [...(await audit.foundOf(one.id)), ...(await audit.foundOf(other.id))]
    expect(said).toEqual(['pass: one pass for two payments'])
  })

  test('that was refunded, its pass still valid', async () => {
    const { id } = await pass()
    await audit.refundUnheard(id)
    expect(await audit.foundOf(id)).toEqual(['money: refunded, pass still valid'])
  })

  test('that says refunded, and is not', async () => {
    const { id } = await pass()
    await markPayment(id, { outcome: 'refunded' })
    expect(await audit.foundOf(id)).toEqual(['money: said refunded, not refunded'])
  })

  test('that was handed to the team', async () => {
    const { id } = await pass()
    await markPayment(id, { outcome: 'alerted' })
    expect(await audit.foundOf(id)).toEqual(['pass: handed to the team'])
  })

  test('that was charged another amount', async () => {
    const { id } = await pass()
    await markPayment(id, { discount_cents: '1000' })
    expect(await audit.foundOf(id)).toEqual(['money: another amount'])
  })

  test('that was bought twice within ten minutes', async () => {
    const first = await pass()
    const second = await pass({ email: first.order.email })
    expect(await audit.foundOf(first.id)).toEqual(['money: perhaps paid twice'])
    expect(await audit.foundOf(second.id)).toEqual([])
  })

  test('whose e-mail never went', async () => {
    const { id } = await pass()
    await markPayment(id, { emails: 'unsent' })
    expect(await audit.foundOf(id)).toEqual(['email: e-mail unsent'])
  })
})

describe('a membership', () => {
  test.each<[string, (one: Awaited<ReturnType<typeof member>>) => Promise<unknown>, string[]]>([
    [
      'that OfficeRnD bills too',
      ({ membershipId }) => audit.officernd('PUT', `/memberships/${membershipId}`, { price: 300 }),
      ['membership: billed twice'],
    ],
    [
      'that is over while Stripe bills',
      ({ membershipId }) =>
        audit.officernd('PUT', `/memberships/${membershipId}`, {
          ...{ startDate: '2026-01-01', endDate: '2026-02-01' },
        }),
      ['membership: billed, membership over'],
    ],
    [
      'that starts on another day',
      ({ membershipId }) =>
        audit.officernd('PUT', `/memberships/${membershipId}`, { startDate: '2026-01-01' }),
      ['membership: another start'],
    ],
    [
      'whose e-mail never went',
      ({ id }) => markSubscription(id, { emails: 'unsent' }),
      ['email: e-mail unsent'],
    ],
    [
      'of somebody who is no member',
      ({ id }) =>
        markSubscription(id, {
          ...{ member_id: NOBODY, officernd_member_id: NOBODY },
          email: `${randomUUID()}@example.com`,
        }),
      ['member: no member'],
    ],
    [
      'sold at another price of Stripe’s',
      ({ id }) => markSubscription(id, { price_id: 'price_other' }),
      ['money: another price'],
    ],
    [
      'charged otherwise than shown',
      ({ id }) => markSubscription(id, { quoted_cents: '1' }),
      ['money: another amount'],
    ],
    [
      'whose initiation fee is another one',
      ({ id }) => markSubscription(id, { initiation_cents: '1' }),
      ['initiation: no initiation fee'],
    ],
    [
      'whose subscription has ended',
      async ({ id }) => {
        await membershipClient.stack().webhooks('drop')
        await fetch(`${membershipClient.stack().sandbox.url}/stripe/v1/subscriptions/${id}`, {
          ...{ method: 'DELETE', headers: { authorization: 'Bearer sk_test_sandbox' } },
        })
      },
      ['membership: ended, membership goes on'],
    ],
    [
      'whose first payment went back',
      async ({ order }) => {
        const { payments } = await membershipClient.membershipClient(order.email)
        await audit.refundUnheard(payments[0]?.id ?? '')
      },
      ['money: refunded, membership goes on'],
    ],
  ])('%s', async (_, spoil, kinds) => {
    const one = await member()
    await spoil(one)
    expect(await audit.foundOf(one.id)).toEqual(kinds)
  })

  test('of another plan; and the membership that no subscription names', async () => {
    const { id, metadata, membershipId } = await member()
    const startDate = `${seattleDay(Date.now())}T00:00:00.000Z`
    const [made] = (await audit.officernd('POST', '/memberships', {
      ...{ member: metadata.officernd_member_id, office: SANDBOX_OFFICE, name: 'Startup' },
      ...{ plan: SANDBOX_MEMBERSHIP_PLANS.startup, startDate, isPersonal: true, price: 0 },
    })) as { _id: string }[]
    expect(await audit.foundOf(made?._id ?? '')).toEqual(['record: membership without payment'])
    await markSubscription(id, { membership_id: made?._id ?? '' })
    expect(await audit.foundOf(id)).toEqual(['membership: another plan'])
    expect(await audit.foundOf(membershipId)).toEqual(['record: membership without payment'])
  })

  test('that is not in OfficeRnD, though its run said so', async () => {
    const { id, order } = await member()
    const other = await membershipClient.officerndId(await membershipClient.beginPass())
    await markSubscription(id, {
      ...{ membership_id: NOBODY, email: `${randomUUID()}@example.com` },
      ...{ member_id: other, officernd_member_id: other },
    })
    const [found] = (await audit.found()).filter((one) => one.id === id)
    expect(found).toMatchObject({ check: 'membership', kind: 'no membership', repairable: false })
    expect(found?.who).toContain(`${order.firstName} ${order.lastName}`)
  })

  test('that OfficeRnD refuses: its run is still at work, a repair leaves it alone', async () => {
    const match = { method: 'POST', path: '/memberships' }
    await membershipClient
      .stack()
      .fault({ vendor: 'officernd', match, kind: '500-before', times: -1 })
    const { order, setUp } = await membershipClient.giveAndLeave()
    await membershipClient.finish(setUp, order)
    const { id } = await theirs(order.email)
    expect(await audit.foundOf(id)).toEqual(['membership: billed, no outcome'])
    const answer = await audit.repair({ id, dryRun: false })
    expect(answer).toMatchObject({ run: 'running', will: 'nothing', writes: [] })
    await membershipClient.stack().clearFaults()
    await membershipClient.decided(setUp.setupIntentId, 40_000)
    expect(await audit.foundOf(id)).toEqual([])
  })
})

describe('repair', () => {
  test('of a day pass that nobody heard of: said first, made once, then left alone', async () => {
    await membershipClient.stack().webhooks('drop')
    const { order, begun } = await membershipClient.payAndLeave()
    const id = begun.paymentIntentId
    const [found] = (await audit.found()).filter((one) => one.id === id)
    expect(found).toMatchObject({ check: 'pass', kind: 'paid, no outcome', repairable: true })

    const said = await audit.repair({ id })
    expect(said).toMatchObject({ id, dryRun: true, run: 'none', will: 'start' })
    expect(said.writes.join('\n')).toMatch(/day pass for .*\n.*confirmation to ada-/)
    await membershipClient.quiet()
    expect((await membershipClient.holdings(order.email)).passes).toEqual([])
    expect((await membershipClient.intent(id)).metadata.repaired_at).toBeUndefined()

    const before = (await audit.reconcile()).tracks[1]?.repaired ?? 0
    expect(await audit.repair({ id, dryRun: false })).toMatchObject({ will: 'start' })
    expect((await membershipClient.outcome(id)).outcome).toBe('granted')
    expect(await audit.foundOf(id)).toEqual([])
    const after = (await audit.reconcile()).tracks[1]
    expect(after?.repaired).toBe(before + 1)
    expect(after?.summary).toMatch(/^T3 checks: \d+ \/ mismatches: \d+ \/ repaired: \d+$/)

    const again = await audit.repair({ id, dryRun: false })
    expect(again).toMatchObject({ run: 'complete', will: 'nothing', writes: [] })
    expect(again.words).toContain('cannot run again')
    await membershipClient.quiet()
    const { passes, emails } = await membershipClient.holdings(order.email)
    expect([passes.length, emails.length]).toEqual([1, 1])
  })

  test('of a card without a subscription: the customer is a member once', async () => {
    await membershipClient.stack().webhooks('drop')
    const { order, setUp } = await membershipClient.giveAndLeave()
    const id = setUp.setupIntentId
    expect(await audit.foundOf(id)).toEqual(['membership: card given, no subscription'])
    const said = await audit.repair({ id })
    expect(said.writes.join('\n')).toContain(
      `a subscription to Labour Temple All Access for ${order.email}`
    )
    expect((await membershipClient.membershipClient(order.email)).subscriptions).toEqual([])
    await audit.repair({ id, dryRun: false })
    await audit.repair({ id, dryRun: false })
    await membershipClient.decided(id)
    await membershipClient.quiet()
    expect(await membershipClient.counts(order.email)).toMatchObject({
      subscriptions: 1,
      memberships: 1,
      emails: 1,
    })
    expect(await audit.foundOf(id)).toEqual([])
    expect(await audit.foundOf((await theirs(order.email)).id)).toEqual([])
  })

  test('of what is complete or unpaid: nothing, and it says why', async () => {
    const done = await pass()
    await audit.officernd('DELETE', `/passes/${done.passId}`)
    const answer = await audit.repair({ id: done.id, dryRun: false })
    expect(answer).toMatchObject({ run: 'complete', will: 'nothing', writes: [] })
    expect(answer.words).toContain('outcome: granted')
    const unpaid = await membershipClient.beginPass()
    const { words } = await audit.repair({ id: unpaid.paymentIntentId, dryRun: false })
    expect(words).toContain('not paid')
  })

  test.each([
    'pi_3Unknown00000000000000001',
    'seti_1Unknown',
    'sub_1Unknown',
    'cus_1',
    '../refunds',
  ])('of %s: it is not known', async (id) => {
    const init = { method: 'POST', body: JSON.stringify({ id }) }
    const headers = { 'content-type': 'application/json' }
    const answer = await audit.ask('/reconcile/repair', { ...init, headers })
    expect([answer.status, answer.said.code]).toEqual([404, 'unknown-payment'])
  })
})

test('what came twice is named; the sheet for the spreadsheet has it all, and runs nothing', async () => {
  const evil = '=HYPERLINK("https://evil.example")'
  const { id } = await pass()
  await markPayment(id, { emails: 'unsent', customer_name: `${evil} Byron` })
  const report = await audit.reconcile()
  expect(report.patterns.join('\n')).toMatch(/T3: e-mail unsent, \d+ times: flag to Chris/)
  const answer = await audit.ask(`/reconcile?month=${thisMonth()}&format=csv`)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="reconciliation-checkout-${thisMonth()}.csv"`
  )
  expect(answer.text).toContain(id)
  expect(answer.text).toContain(`"'=HYPERLINK(""https://evil.example"") Byron, `)
  expect(answer.text).not.toMatch(/(^|,)"[=+\-@]/m)
  for (const line of report.summary) expect(answer.text).toContain(`"${line}"\r\n`)
})
