/** Once a month the team reads how last month reconciled; the sheet is attached. */
import type { Email } from '../clients/mailersend.ts'
import { emailTag } from '../core/ids.ts'
import { log } from '../core/log.ts'
import { formatCents } from '../core/money.ts'
import { type Month, monthBefore } from '../core/month.ts'
import { seattleDay } from '../core/time.ts'
import type { CommonConfig, SaleContext } from '../payments/context.ts'
import { mismatchesOf, type Report, reportCsv } from './reconciliation-report.ts'
import type { Mismatch } from './reconciliation-sheet.ts'

/** On the 3rd, when last month has settled; the days after are for vendors that did not answer on it. */
const LETTER_DAYS = ['03', '04', '05']

/** A letter with more would be read by nobody; all of them are in the attachment. */
const MOST_NAMED = 30

/** Called every night; the letter's tag lets it go once. */
export async function sendMonthlyReport<C extends SaleContext>(
  ctx: C,
  worker: string,
  reconcile: (ctx: C, month: Month) => Promise<Report>
): Promise<void> {
  const today = seattleDay(ctx.now())
  if (!LETTER_DAYS.includes(today.slice(-2))) return
  try {
    const report = await reconcile(ctx, monthBefore(today))
    await ctx.mail.send(reconciliationEmail(report, worker, ctx.config))
  } catch (error) {
    log.sweepItemFailed(`reconciliation of ${monthBefore(today)}`, error)
  }
}

export function reconciliationEmail(report: Report, worker: string, config: CommonConfig): Email {
  const { month, summary, patterns, notes } = report
  const all = mismatchesOf(report)
  const verdict = all.length === 0 ? 'everything agrees' : `${all.length} to look at`
  const more = all.length - MOST_NAMED
  return {
    tag: emailTag(`reconcile-${month}`, worker),
    to: config.teamEmails.map((email) => ({ email })),
    subject: `Reconciliation of ${month} (${worker}): ${verdict}`,
    text: [
      `Stripe was held against what was made of each payment of ${month}.`,
      '',
      ...summary,
      '',
      ...paragraph('The same more than once:', patterns),
      ...(all.length > 0 ? ['To look at:', ''] : []),
      ...all.slice(0, MOST_NAMED).flatMap(entryOf),
      ...(more > 0 ? [`… and ${more} more in the attached sheet.`, ''] : []),
      ...(all.some(({ repairable }) => repairable) ? [HOW_TO_REPAIR, ''] : []),
      ...paragraph('What cannot be told:', notes),
      `The attached sheet, reconciliation-${worker}-${month}.csv, opens in any spreadsheet.`,
    ].join('\n'),
    attachments: [{ filename: `reconciliation-${worker}-${month}.csv`, text: reportCsv(report) }],
  }
}

const HOW_TO_REPAIR =
  'What is repairable is made by POST /reconcile/repair with its id; README.md says how. It says beforehand what it would do.'

function paragraph(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `- ${line}`), '']
}

function entryOf({ kind, id, who, what, amountCents, suggestion, repairable }: Mismatch): string[] {
  const amount = amountCents === undefined ? '' : `, ${formatCents(amountCents)}`
  return [
    `${kind.toUpperCase()}: ${who ?? 'nobody known'}${amount} (${id})`,
    what,
    `What to do: ${suggestion}${repairable ? ' (repairable)' : ''}`,
    '',
  ]
}
