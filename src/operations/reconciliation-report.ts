/** The report of the monthly reconciliation, which compares Stripe payments with the records created for them. */
import { csvOf } from '../core/csv.ts'
import { log } from '../core/log.ts'
import { dollarsOf } from '../core/money.ts'
import { isMonth, type Month } from '../core/month.ts'
import { Refusal } from '../core/refusals.ts'
import type { Mismatch, TrackReport } from './reconciliation-sheet.ts'

export interface Report {
  month: Month
  tracks: TrackReport[]
  /** One line per track, as in the documents' sheet. */
  summary: string[]
  /** Kinds of mismatch that occur at least twice. The documents say to report them to Chris. */
  patterns: string[]
  /** What was counted beside the checks. */
  counts: string[]
  /** What could not be checked. */
  notes: string[]
}

/** @throws Refusal `invalid-field` */
export function parseMonth(text: string | undefined): Month {
  if (text && isMonth(text)) return text
  throw new Refusal('invalid-field', 'month', 'Please name the month: ?month=2026-05')
}

export function buildReport(
  month: Month,
  tracks: TrackReport[],
  { notes, counts = [] }: { notes: readonly (string | null)[]; counts?: string[] }
): Report {
  const report = {
    month,
    tracks,
    summary: tracks.map(({ summary }) => summary),
    patterns: tracks.flatMap(repeatedMismatches),
    counts,
    notes: notes.filter((note) => note !== null),
  }
  log.reconciled(month, report.summary.join('; '))
  return report
}

export function mismatchesOf({ tracks }: Pick<Report, 'tracks'>): Mismatch[] {
  return tracks.flatMap((track) => track.checks.flatMap(({ mismatches }) => mismatches))
}

function repeatedMismatches(track: TrackReport): string[] {
  const idsOf = new Map<string, string[]>()
  for (const { kind, id } of mismatchesOf({ tracks: [track] }))
    idsOf.set(kind, [...(idsOf.get(kind) ?? []), id])
  return [...idsOf]
    .filter(([, ids]) => ids.length > 1)
    .map(([kind, ids]) => `T${track.track}: ${kind}, ${ids.length} times: flag to Chris`)
}

const COLUMNS = [
  'Track',
  'Check',
  'Kind',
  'Id',
  'Who',
  'What',
  'Amount (USD)',
  'What to do',
  'Repairable',
]

/** The sheet in the documents' format: one row per mismatch, the summary at the bottom. */
export function reportCsv({ tracks, summary, patterns, counts, notes }: Report): string {
  const rows = tracks.flatMap((track) =>
    mismatchesOf({ tracks: [track] }).map((mismatch) => [
      `T${track.track}`,
      mismatch.check,
      mismatch.kind,
      mismatch.id,
      mismatch.who ?? '',
      mismatch.what,
      mismatch.amountCents === undefined ? '' : dollarsOf(mismatch.amountCents),
      mismatch.suggestion,
      mismatch.repairable ? 'yes' : 'no',
    ])
  )
  return csvOf([
    COLUMNS,
    ...rows,
    ...[...summary, ...patterns, ...counts, ...notes].map((line) => [line]),
  ])
}
