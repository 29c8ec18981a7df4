/** "workflow started" is a log line of a start, not of each question about a payment. */
import { afterEach, expect, test, vi } from 'vitest'
import { publicMemberId } from '../../../src/core/secrets.ts'
import { completePurchase } from '../../../src/passes/api/complete-purchase.ts'
import type { PassContext } from '../../../src/passes/context.ts'

afterEach(() => void vi.restoreAllMocks())

const payment = {
  id: 'pi_1',
  status: 'succeeded',
  amountCents: 5000,
  createdMs: 0,
  clientSecret: 'pi_1_secret_1',
  customerId: null,
  charge: null,
  metadata: {
    ...{ track: '3', product: 'day-pass', member_id: 'm1', email: 'ada@example.com' },
    ...{ pass_date: '2026-12-02', attempt_id: 'a1' },
  },
}

test('a page that asks 20 times for one payment leaves one line', async () => {
  const lines: string[] = []
  vi.spyOn(console, 'info').mockImplementation((line: string) => void lines.push(line))
  const started = new Set<string>()
  const ctx = {
    now: () => 0,
    stripe: { getPayment: async () => payment },
    attempt: () => ({ waitForResult: async () => null }),
    workflows: {
      start: async (id: string) => {
        const isNew = !started.has(id)
        started.add(id)
        return isNew
      },
    },
  } as unknown as PassContext
  const memberId = await publicMemberId('m1', payment.clientSecret)
  for (let tries = 0; tries < 20; tries += 1)
    await completePurchase(ctx, { slug: 'day-pass', memberId, paymentIntentId: 'pi_1' })
  const events = lines.map((line) => JSON.parse(line) as { event: string; intent: string })
  expect(events.filter(({ event }) => event === 'workflow started')).toEqual([
    expect.objectContaining({ intent: 'pi_1', by: 'page' }),
  ])
})
