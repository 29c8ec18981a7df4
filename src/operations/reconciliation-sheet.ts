/** Collects one track's checks: how many records were checked, the mismatches and the repairs. */

export type Track = 1 | 2 | 3

/** A mismatch, and what a person should do about it. */
export interface Finding {
  /** Equal for mismatches of the same kind, so that repeated ones are noticed. */
  kind: string
  what: string
  suggestion: string
  /** Whether the sale's own workflow can create what is missing. */
  repairable?: boolean
}

/** `not-applicable`: the check makes no sense for this record and is not counted. */
export type CheckResult = Finding | 'ok' | 'not-applicable'

export interface Mismatch extends Required<Finding> {
  check: string
  /** Id of the payment, the subscription, the SetupIntent or the vendor's record. */
  id: string
  who?: string
  amountCents?: number
}

export interface Check {
  name: string
  title: string
  checked: number
  mismatches: Mismatch[]
}

export interface TrackReport {
  track: Track
  /** The three checks of the documents come first. */
  checks: Check[]
  repaired: number
  /** `'T3 checks: 12 / mismatches: 1 / repaired: 0'` */
  summary: string
}

export interface CheckedRecord {
  id: string
  who?: string
  amountCents?: number
  /** The record's metadata, which shows whether it was repaired. */
  metadata?: Record<string, string>
}

/** Metadata key with the time at which a repair was requested. */
export const REPAIRED_AT = 'repaired_at'

export type TrackSheet<Name extends string> = ReturnType<typeof createTrackSheet<Name>>

export function createTrackSheet<Name extends string>(track: Track, titles: Record<Name, string>) {
  const checks = Object.entries<string>(titles).map(
    ([name, title]): Check => ({ name, title, checked: 0, mismatches: [] })
  )
  let repaired = 0

  /** Returns whether the record has no mismatch in this check. */
  function add(
    name: string,
    { id, who, amountCents }: CheckedRecord,
    result: CheckResult
  ): boolean {
    const check = checks.find((check) => check.name === name)
    if (!check || result === 'not-applicable') return true
    check.checked++
    if (result === 'ok') return true
    const { kind, what, suggestion, repairable = false } = result
    check.mismatches.push({
      check: name,
      kind,
      id,
      ...(who && { who }),
      what,
      ...(amountCents !== undefined && { amountCents }),
      suggestion,
      repairable,
    })
    return false
  }

  return {
    record(subject: CheckedRecord, results: Partial<Record<Name, CheckResult>>): void {
      const passed = Object.entries<CheckResult | undefined>(results).map(([name, result]) =>
        add(name, subject, result ?? 'not-applicable')
      )
      if (subject.metadata?.[REPAIRED_AT] && passed.every(Boolean)) repaired++
    },

    report(): TrackReport {
      const checked = checks.reduce((sum, check) => sum + check.checked, 0)
      // A repaired record was a mismatch before its repair.
      const mismatched = checks.reduce((sum, { mismatches }) => sum + mismatches.length, repaired)
      const summary = `T${track} checks: ${checked} / mismatches: ${mismatched} / repaired: ${repaired}`
      return { track, checks, repaired, summary }
    },
  }
}
