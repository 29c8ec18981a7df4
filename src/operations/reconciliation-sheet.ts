/** One track's sheet: what was looked at, what did not agree, what has been repaired since. */

export type Track = 1 | 2 | 3

/** What does not agree, and what a person does about it. */
export interface Finding {
  /** The same for the same kind of miss, so that one that comes twice is seen. */
  kind: string
  what: string
  suggestion: string
  /** Whether the run that missed it can be asked to make it. */
  repairable?: boolean
}

/** `not-asked`: the question does not arise for this one, and is not counted. */
export type CheckResult = Finding | 'right' | 'not-asked'

export interface Mismatch extends Required<Finding> {
  check: string
  /** The payment, the subscription, the set-up or the record at the vendor. */
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
  /** The documents' three first, then ours. */
  checks: Check[]
  repaired: number
  /** `'T3 checks: 12 / mismatches: 1 / repaired: 0'` */
  summary: string
}

export interface CheckedRecord {
  id: string
  who?: string
  amountCents?: number
  /** Its metadata, in which a repair has left its mark. */
  metadata?: Record<string, string>
}

/** By this name in the metadata it is known that somebody asked for a repair, and when. */
export const REPAIRED_AT = 'repaired_at'

export type TrackSheet<Name extends string> = ReturnType<typeof createTrackSheet<Name>>

export function createTrackSheet<Name extends string>(track: Track, titles: Record<Name, string>) {
  const checks = Object.entries<string>(titles).map(
    ([name, title]): Check => ({ name, title, checked: 0, mismatches: [] })
  )
  let repaired = 0

  function enter(
    name: string,
    { id, who, amountCents }: CheckedRecord,
    verdict: CheckResult
  ): boolean {
    const check = checks.find((one) => one.name === name)
    if (!check || verdict === 'not-asked') return true
    check.checked++
    if (verdict === 'right') return true
    const { kind, what, suggestion, repairable = false } = verdict
    check.mismatches.push({
      ...{ check: name, kind, id, ...(who && { who }), what },
      ...{ ...(amountCents !== undefined && { amountCents }), suggestion, repairable },
    })
    return false
  }

  return {
    record(subject: CheckedRecord, verdicts: Partial<Record<Name, CheckResult>>): void {
      const right = Object.entries<CheckResult | undefined>(verdicts).map(([name, verdict]) =>
        enter(name, subject, verdict ?? 'not-asked')
      )
      if (subject.metadata?.[REPAIRED_AT] && right.every(Boolean)) repaired++
    },

    report(): TrackReport {
      const checked = checks.reduce((sum, check) => sum + check.checked, 0)
      // What was repaired did not agree either, before it was.
      const missed = checks.reduce((sum, { mismatches }) => sum + mismatches.length, repaired)
      const summary = `T${track} checks: ${checked} / mismatches: ${missed} / repaired: ${repaired}`
      return { track, checks, repaired, summary }
    },
  }
}
