/** One attempt to buy: of one track, counted once for each body, and ended by too many declined cards. */
import { beforeEach, expect, test, vi } from 'vitest'
import { createAttemptLedger } from '../../../src/payments/attempt-ledger.ts'
import { intentRateLimit, readAttempt, startVersion } from '../../../src/payments/buyer.ts'
import { stopCardTesting } from '../../../src/payments/card-declines.ts'
import type { SaleContext } from '../../../src/payments/context.ts'
import { memoryStorage } from '../../support/memory-storage.ts'

beforeEach(() => void vi.spyOn(console, 'info').mockImplementation(() => {}))

function attempt() {
  const ledger = createAttemptLedger(memoryStorage())
  return ledger as unknown as Parameters<typeof readAttempt>[0]
}

test('an attempt of one track is refused in another, and stays as it was', async () => {
  const ledger = attempt()
  expect(await readAttempt(ledger, '3:a')).toBeNull()
  await startVersion(ledger, '3:a')
  const used = { code: 'attempt-used' }
  await expect(readAttempt(ledger, '1:a')).rejects.toMatchObject(used)
  await expect(startVersion(ledger, '1:a')).rejects.toMatchObject(used)
  expect(await readAttempt(ledger, '3:b')).toMatchObject({ version: 1, fingerprint: '3:a' })
})

test('each version of an attempt is counted under a name of its own', async () => {
  const names: string[] = []
  const consume = async (what: string, name: string) => void names.push(`${what} ${name}`)
  const limit = (id: string, print: string) =>
    intentRateLimit({ rateLimit: { check: consume, consume } }, id, print)
  await limit('a', 'f').consume(1)
  await limit('a', 'f').check(2)
  await limit('a', 'g').consume(1)
  await limit('b', 'f').consume(1)
  expect(names[0]).toBe('intents a:1:f')
  expect(new Set(names).size).toBe(4)
})

test.each([
  ['pi_1', 'canceled', ['cancel payment', 'tell']],
  ['seti_1', 'canceled', ['cancel set-up', 'tell']],
  ['pi_1', 'succeeded', ['cancel payment']],
  ['pi_1', 'processing', ['cancel payment']],
])('ten cards were declined on %s, which is %s by then', async (id, status, expected) => {
  const did: string[] = []
  const cancel = (what: string) => async () => {
    did.push(`cancel ${what}`)
    return { status, metadata: {} }
  }
  const ctx = {
    config: { teamEmails: [] },
    stripe: { cancelPayment: cancel('payment'), cancelSetup: cancel('set-up') },
    attempt: () => ({ wasSent: async () => false, noteSent: async () => {} }),
    mail: { send: async () => void did.push('tell') },
  } as unknown as SaleContext
  await stopCardTesting((_name, work) => work(), ctx, id)
  expect(did).toEqual(expected)
})
