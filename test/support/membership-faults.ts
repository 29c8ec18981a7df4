/** A vendor fails once or is down while somebody joins, and she has to have one of everything in the end. */
import { expect } from 'vitest'
import type { Fault } from '../sandbox/faults.ts'
import { type Club, ONE_OF_EACH } from './membership-client.ts'

/** What a run may take: eight seconds of waiting, then its own retries. */
export const PATIENCE_MS = 45_000

export type Where = [vendor: 'stripe' | 'officernd', method: string, path: string]

export function strikesAt(club: Club) {
  let hits = 0
  const faulty = async () =>
    (await club.town().state()).requests.filter(({ fault }) => fault !== null).length
  return {
    async strike(fault: Fault) {
      hits = await faulty()
      await club.town().fault(fault)
    },
    async servedOnce(email: string, setupId: string) {
      const metadata = await club.decided(setupId, PATIENCE_MS)
      await club.quiet()
      expect([metadata.outcome, await club.counts(email)]).toEqual(['active', ONE_OF_EACH])
      expect(await faulty(), 'the fault was met').toBeGreaterThan(hits)
    },
  }
}
