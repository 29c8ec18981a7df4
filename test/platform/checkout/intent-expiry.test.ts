/** The alarm of an attempt, in workerd: an intent that nobody pays is cancelled, one that is paid is left alone. */
import { runDurableObjectAlarm } from 'cloudflare:test'
import { expect, test, vi } from 'vitest'
import { advance } from '../support/clock.ts'
import { alarmOf } from '../support/objects.ts'
import { vendors } from '../support/vendors.ts'
import { beginMembership, beginPass, pay, run, type Sale } from './sales.ts'
import { env } from './worker.ts'

const DAY_MS = 24 * 3600_000
const SOON = { interval: 50, timeout: 20_000 }

const ledgerOf = ({ attemptId }: Sale) => env.ATTEMPT_LEDGER.getByName(attemptId)

async function statusOf({ id }: Sale): Promise<string | undefined> {
  const { payment_intents: payments, setup_intents: setups } = (await vendors.state()).stripe
  return [...payments, ...setups].find((one) => one.id === id)?.status
}

const SALES = [
  ['a day pass', beginPass],
  ['a membership', beginMembership],
] as const

test.each(SALES)('%s that nobody pays: after a day its intent is cancelled', async (_, begin) => {
  const beforeMs = Date.now()
  const sale = await begin()
  const ledger = ledgerOf(sale)
  const alarmMs = (await alarmOf(ledger)) ?? 0
  expect(alarmMs).toBeGreaterThanOrEqual(beforeMs + DAY_MS)
  expect(alarmMs).toBeLessThanOrEqual(Date.now() + DAY_MS)
  await advance(DAY_MS)
  expect(await runDurableObjectAlarm(ledger)).toBe(true)
  await vi.waitFor(async () => expect(await statusOf(sale)).toBe('canceled'), SOON)
})

test.each(SALES)('%s that is paid: the alarm changes nothing', async (_, begin) => {
  const sale = await begin()
  await pay(sale)
  await run(sale)
  await advance(DAY_MS)
  await runDurableObjectAlarm(ledgerOf(sale))
  expect(await statusOf(sale)).toBe('succeeded')
})
