/** OfficeRnD fails once while a pass is asked for: the run gets it all the same, and gets one. */
import { describe, expect, test } from 'vitest'
import type { FaultKind } from '../../sandbox/faults.ts'
import { newOrder, startPassClient } from '../../support/pass-client.ts'

const passClient = startPassClient()

const PASSES = { method: 'POST', path: '/passes' }

/** What a run may take: eight seconds of waiting, then its own retries. */
const PATIENCE_MS = 20_000

async function servedOnce(email: string, paymentId: string) {
  const metadata = await passClient.outcome(paymentId, PATIENCE_MS)
  await passClient.quiet()
  const { passes, emails, toTeam, paid } = await passClient.holdings(email)
  expect([metadata.outcome, passes.length, emails.length, toTeam.length, paid.length]).toEqual([
    ...['granted', 1, 1, 1, 1],
  ])
  expect(metadata.pass_id).toBe(passes[0]?._id)
}

describe('POST /passes at OfficeRnD fails once', () => {
  const QUICK: FaultKind[] = [
    'refused',
    'reset-after-effect',
    '500-before',
    '500-after',
    '429',
    '401',
    'garbage',
    'semantic-refusal',
  ]
  test.each(QUICK)('%s: the page still says granted, of one pass', async (kind) => {
    const { order, begun } = await passClient.payAndLeave()
    await passClient.outcome(begun.paymentIntentId)
    await passClient.stack().webhooks('hold')
    await passClient.stack().fault({ vendor: 'officernd', match: PASSES, kind })
    const bought = await passClient.buy({ email: order.email })
    await servedAgain(order.email, bought.begun.paymentIntentId)
  })

  /** Their second visit: another pass for the same day, so that adopting the first would show. */
  async function servedAgain(email: string, paymentId: string) {
    const metadata = await passClient.outcome(paymentId, PATIENCE_MS)
    await passClient.quiet()
    const { passes, emails } = await passClient.holdings(email)
    expect([metadata.outcome, passes.length, emails.length]).toEqual(['granted', 2, 2])
    expect(metadata.pass_id).toBe(passes[1]?._id)
    const faults = (await passClient.stack().state()).requests.filter(({ fault }) => fault !== null)
    expect(faults.at(-1)?.path).toContain('/passes')
  }

  test.each<FaultKind>(['hang-before', 'hang-after'])(
    '%s: the page is told within ten seconds that we are working, and one pass comes',
    async (kind) => {
      await passClient.stack().fault({ vendor: 'officernd', match: PASSES, kind })
      const { order, begun } = await passClient.payAndLeave()
      const from = Date.now()
      const answer = await passClient.complete(begun)
      expect(Date.now() - from).toBeLessThan(10_000)
      expect([answer.status, answer.said.outcome]).toEqual([200, 'working'])
      await servedOnce(order.email, begun.paymentIntentId)
    }
  )
})

describe('a fault of another step after the payment', () => {
  test.each<[string, 'stripe' | 'officernd', string, string, FaultKind]>([
    ['the plan cannot be read', 'officernd', 'GET', '/plans', '500-before'],
    [
      'the outcome is written and the answer lost',
      'stripe',
      'POST',
      '/payment_intents',
      '500-after',
    ],
    ['the outcome is not written at first', 'stripe', 'POST', '/payment_intents', 'refused'],
  ])('%s: one pass, one e-mail each', async (_, vendor, method, path, kind) => {
    const order = newOrder()
    const begun = await passClient.begin(order)
    await passClient.stack().fault({ vendor, match: { method, path }, kind, times: 2 })
    await passClient.payWith(begun)
    await servedOnce(order.email, begun.paymentIntentId)
  })
})
