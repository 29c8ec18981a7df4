/** The monthly reconciliation: Stripe held against what was made of each payment, as a report. */
import { csvOf } from '../core/csv.ts'
import { log } from '../core/log.ts'
import { formatCents } from '../core/money.ts'
import { isMonth, type Month } from '../core/month.ts'
import { Refusal } from '../core/refusals.ts'
import type { Mismatch, TrackReport } from './reconciliation-sheet.ts'

export interface Report {
  month: Month
  tracks: TrackReport[]
  /** One line a track, as the documents' sheet has them. */
  summary: string[]
  /** The same miss twice or more: the documents send it to Chris. */
  patterns: string[]
  /** What could not be told. */
  notes: string[]
}

/** @throws Refusal `invalid-field` */
export function parseMonth(text: string | undefined): Month {
  if (text && isMonth(text)) return text
  throw new Refusal('invalid-field', 'month', 'Say which month: ?month=2026-05')
}

export function buildReport(
  month: Month,
  tracks: TrackReport[],
  notes: readonly (string | null)[]
): Report {
  const report = {
    month,
    tracks,
    summary: tracks.map(({ summary }) => summary),
    patterns: tracks.flatMap(repeatedMismatches),
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
  'Amount',
  'What to do',
  'Repairable',
]

/** The sheet as the documents keep it: the mismatches, and the summary at the bottom. */
export function reportCsv({ tracks, summary, patterns, notes }: Report): string {
  const rows = tracks.flatMap((track) =>
    mismatchesOf({ tracks: [track] }).map((one) => [
      `T${track.track}`,
      one.check,
      one.kind,
      one.id,
      one.who ?? '',
      one.what,
      one.amountCents === undefined ? '' : formatCents(one.amountCents),
      one.suggestion,
      one.repairable ? 'yes' : 'no',
    ])
  )
  return csvOf([COLUMNS, ...rows, ...[...summary, ...patterns, ...notes].map((line) => [line])])
}
