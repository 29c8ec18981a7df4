/** A vendor fails once or is down while somebody joins, and the customer has to have one of everything in the end. */
import { expect } from 'vitest'
import type { Fault } from '../sandbox/faults.ts'
import { type MembershipClient, ONE_OF_EACH } from './membership-client.ts'

/** What a run may take: eight seconds of waiting, then its own retries. */
export const PATIENCE_MS = 45_000

export type Where = [vendor: 'stripe' | 'officernd', method: string, path: string]

export function strikesAt(membershipClient: MembershipClient) {
  let hits = 0
  const faulty = async () =>
    (await membershipClient.stack().state()).requests.filter(({ fault }) => fault !== null).length
  return {
    async strike(fault: Fault) {
      hits = await faulty()
      await membershipClient.stack().fault(fault)
    },
    async servedOnce(email: string, setupId: string) {
      const metadata = await membershipClient.decided(setupId, PATIENCE_MS)
      await membershipClient.quiet()
      expect([metadata.outcome, await membershipClient.counts(email)]).toEqual([
        'active',
        ONE_OF_EACH,
      ])
      expect(await faulty(), 'the fault was met').toBeGreaterThan(hits)
    },
  }
}
