/** Sends the team the reconciliation of last month once a month, with the sheet attached. */
import type { Email } from '../clients/mailersend.ts'
import { emailTag } from '../core/ids.ts'
import { log } from '../core/log.ts'
import { formatCents } from '../core/money.ts'
import { type Month, monthBefore } from '../core/month.ts'
import { seattleDay } from '../core/time.ts'
import type { CommonConfig, SaleContext } from '../payments/context.ts'
import type { Comparison } from '../payments/rules/offerings.ts'
import { type OfferingsReport, reportOfferings } from './offerings.ts'
import { mismatchesOf, type Report, reportCsv } from './reconciliation-report.ts'
import type { Mismatch } from './reconciliation-sheet.ts'

/** Sent on the 3rd, when last month's payments have settled. The next days are retries if a vendor failed. */
const SEND_DAYS = ['03', '04', '05']

/** Most mismatches listed in the e-mail itself; the attached sheet has all of them. */
const MAX_LISTED = 30

/**
 * Called every night. The e-mail's tag makes sure that it is sent once a month. `compareOfferings`: of a Worker
 * whose keys can read what a vendor says of its offerings.
 */
export async function sendMonthlyReport<C extends SaleContext>(
  ctx: C,
  worker: string,
  reconcile: (ctx: C, month: Month) => Promise<Report>,
  compareOfferings?: (ctx: C) => Promise<Comparison>
): Promise<void> {
  const today = seattleDay(ctx.now())
  if (!SEND_DAYS.includes(today.slice(-2))) return
  try {
    const report = await reconcile(ctx, monthBefore(today))
    const offerings = compareOfferings && reportOfferings(await compareOfferings(ctx))
    await ctx.mail.send(reconciliationEmail({ ...report, offerings }, worker, ctx.config))
  } catch (error) {
    log.sweepItemFailed(`reconciliation of ${monthBefore(today)}`, error)
  }
}

type MonthlyReport = Report & { offerings?: OfferingsReport | undefined }

export function reconciliationEmail(
  report: MonthlyReport,
  worker: string,
  config: CommonConfig
): Email {
  const { month, summary, patterns, counts, notes, offerings } = report
  const all = mismatchesOf(report)
  const results = [
    ...(all.length === 0 ? [] : [`${all.length} to look at`]),
    ...(offerings?.results ?? []),
  ]
  const result = results.join(', ') || 'everything agrees'
  const more = all.length - MAX_LISTED
  return {
    tag: emailTag(`reconcile-${month}`, worker),
    to: config.teamEmails.map((email) => ({ email })),
    subject: `Reconciliation of ${month} (${worker}): ${result}`,
    text: [
      `Each Stripe payment of ${month} was compared with the records that were created for it.`,
      '',
      ...summary,
      '',
      ...paragraph('More than once:', patterns),
      ...(all.length > 0 ? ['To look at:', ''] : []),
      ...all.slice(0, MAX_LISTED).flatMap(mismatchLines),
      ...(more > 0 ? [`… and ${more} more in the attached sheet.`, ''] : []),
      ...(all.some(({ repairable }) => repairable) ? [HOW_TO_REPAIR, ''] : []),
      ...paragraph('Counted:', counts),
      ...paragraph('Could not be checked:', notes),
      ...paragraph(
        'Offerings, compared with the vendors as they are today:',
        offerings?.lines ?? []
      ),
      `The attached sheet, reconciliation-${worker}-${month}.csv, opens in any spreadsheet.`,
    ].join('\n'),
    attachments: [{ filename: `reconciliation-${worker}-${month}.csv`, text: reportCsv(report) }],
  }
}

const HOW_TO_REPAIR =
  'To repair: POST /reconcile/repair with the id, see docs/runbook.md. It first reports what it would do.'

function paragraph(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `- ${line}`), '']
}

function mismatchLines({
  kind,
  id,
  who,
  what,
  amountCents,
  suggestion,
  repairable,
}: Mismatch): string[] {
  const amount = amountCents === undefined ? '' : `, ${formatCents(amountCents)}`
  return [
    `${kind.toUpperCase()}: ${who ?? 'unknown person'}${amount} (${id})`,
    what,
    `What to do: ${suggestion}${repairable ? ' (repairable)' : ''}`,
    '',
  ]
}
