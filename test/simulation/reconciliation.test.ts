/** The monthly e-mail, the repair's decision, and a month that is longer than this house will ever see. */
import { beforeEach, describe, expect, test } from 'vitest'
import { createMailersend } from '../../src/clients/mailersend.ts'
import type { Pass } from '../../src/clients/officernd/passes.ts'
import { readSnapshot } from '../../src/clients/officernd/snapshot.ts'
import type { Payment } from '../../src/clients/stripe/payments.ts'
import { spanOfMonth } from '../../src/core/month.ts'
import type { WorkflowStatus } from '../../src/core/workflow.ts'
import { sendMonthlyReport } from '../../src/operations/reconciliation-email.ts'
import { buildReport, type Report, reportCsv } from '../../src/operations/reconciliation-report.ts'
import { createTrackSheet } from '../../src/operations/reconciliation-sheet.ts'
import { repair } from '../../src/operations/repair.ts'
import { passSheet } from '../../src/passes/operations/reconcile.ts'
import type { CheckoutContext } from '../../src/workers/checkout/context.ts'
import { createClock } from '../sandbox/clock.ts'
import { SANDBOX_DOMAIN } from '../sandbox/mailersend/emails.ts'
import { createMailersend as createVendor } from '../sandbox/mailersend/index.ts'
import { countTries } from '../support/tries.ts'

const CONFIG = {
  siteUrl: 'https://www.labourtemple.com',
  teamEmails: ['admin@labourtemple.com', 'membership@labourtemple.com'],
  supportEmail: 'admin@labourtemple.com',
  alertAfterMs: 900_000,
} as unknown as CheckoutContext['config']

const NIGHT = (day: string) => Date.parse(`${day}T11:00:00Z`)

function sheetWith(...ids: string[]) {
  const sheet = createTrackSheet(3, { pass: 'Pass created', email: 'E-mail sent' })
  const miss = { kind: 'no pass', what: 'It is gone.', suggestion: 'Make it.', repairable: true }
  sheet.record({ id: 'pi_right' }, { pass: 'ok', email: 'ok' })
  for (const id of ids)
    sheet.record({ id, who: '=Ada, ada@example.com', amountCents: 5000 }, { pass: miss })
  return sheet
}

const reportFor = (month: string, ...ids: string[]): Report =>
  buildReport(month, [sheetWith(...ids).report()], { notes: ['Something cannot be told.', null] })

describe('the sheet', () => {
  test('counts what was asked and what did not agree, in the documents’ own words', () => {
    expect(sheetWith('pi_1').report().summary).toBe('T3 checks: 3 / mismatches: 1 / repaired: 0')
  })

  test('what was repaired is a mismatch that was repaired; what still misses is not', () => {
    const sheet = sheetWith('pi_1')
    const metadata = { repaired_at: '2026-05-02T10:00:00Z' }
    sheet.record({ id: 'pi_2', metadata }, { pass: 'ok' })
    const miss = { kind: 'e-mail unsent', what: 'No.', suggestion: 'Write.' }
    sheet.record({ id: 'pi_3', metadata }, { pass: 'ok', email: miss })
    expect(sheet.report().summary).toBe('T3 checks: 6 / mismatches: 3 / repaired: 1')
  })

  test('a question that does not arise is not counted', () => {
    const sheet = createTrackSheet(1, { member: 'Member exists', email: 'E-mail sent' })
    sheet.record({ id: 'sub_1' }, { member: 'ok', email: 'not-applicable' })
    expect(sheet.report().summary).toBe('T1 checks: 1 / mismatches: 0 / repaired: 0')
  })

  test('only the same miss twice is a pattern', () => {
    expect(reportFor('2026-05', 'pi_1').patterns).toEqual([])
    expect(reportFor('2026-05', 'pi_1', 'pi_2').patterns).toEqual([
      'T3: no pass, 2 times: flag to Chris',
    ])
  })

  test('as a file: a row for each, the summary at the bottom, no formula', () => {
    const lines = reportCsv(reportFor('2026-05', 'pi_1', 'pi_2')).split('\r\n')
    expect(lines).toHaveLength(1 + 2 + 3 + 1)
    expect(lines[1]).toBe(
      `"T3","pass","no pass","pi_1","'=Ada, ada@example.com","It is gone.",50,"Make it.","yes"`
    )
    expect(lines.slice(3)).toEqual([
      '"T3 checks: 4 / mismatches: 2 / repaired: 0"',
      '"T3: no pass, 2 times: flag to Chris"',
      '"Something cannot be told."',
      '',
    ])
  })
})

describe('the e-mail', () => {
  let nowMs = 0
  const clock = createClock(() => nowMs)
  const vendor = createVendor({ clock })
  const mail = createMailersend(
    {
      ...{ url: 'http://mail/v1', apiKey: 'mlsn.sandbox', domainId: SANDBOX_DOMAIN },
      from: 'admin@labourtemple.com',
    },
    {
      record: countTries(),
      fetcher: async (input, init) => vendor.app.fetch(new Request(input, init)),
      now: () => nowMs,
    }
  )
  const context = { mail, config: CONFIG, now: () => nowMs } as CheckoutContext
  const night = async (day: string, ids: string[] = [], fails = false) => {
    nowMs = NIGHT(day)
    await sendMonthlyReport(context, 'checkout', async (_, month) => {
      if (fails) throw new Error('a vendor is down')
      return reportFor(month, ...ids)
    })
    nowMs += 60_000
    return vendor.state().messages
  }
  beforeEach(() => vendor.reset())

  test('goes on the 3rd, about last month, once, to the team, with the sheet', async () => {
    expect(await night('2026-06-02')).toEqual([])
    await night('2026-06-03', ['pi_1'])
    const [email, ...more] = await night('2026-06-03', ['pi_1'])
    expect(more).toEqual([])
    expect(email?.to).toEqual(CONFIG.teamEmails)
    expect(email?.subject).toBe('Reconciliation of 2026-05 (checkout): 1 to look at')
    for (const words of [
      'T3 checks: 3 / mismatches: 1 / repaired: 0',
      'NO PASS: =Ada, ada@example.com, $50.00 (pi_1)',
      'What to do: Make it. (repairable)',
      'POST /reconcile/repair',
      'Something cannot be told.',
    ])
      expect(email?.text).toContain(words)
    const [sheet] = email?.attachments ?? []
    expect(sheet?.filename).toBe('reconciliation-checkout-2026-05.csv')
    const text = Buffer.from(sheet?.content ?? '', 'base64').toString()
    expect(text).toBe(reportCsv(reportFor('2026-05', 'pi_1')))
  })

  test('goes the night after when the 3rd went wrong, and never three times', async () => {
    expect(await night('2026-06-03', [], true)).toEqual([])
    expect(await night('2026-06-04')).toHaveLength(1)
    const all = await night('2026-06-05')
    expect(all.map(({ subject }) => subject)).toEqual([
      'Reconciliation of 2026-05 (checkout): everything agrees',
    ])
    expect(await night('2026-06-06')).toHaveLength(1)
  })

  test('of January is about December; the night is Seattle’s', async () => {
    nowMs = Date.parse('2027-01-03T07:59:00Z')
    await sendMonthlyReport(context, 'checkout', async (_, month) => reportFor(month))
    expect(vendor.state().messages).toEqual([])
    const [email] = await night('2027-01-03')
    expect(email?.subject).toContain('2026-12')
  })

  test('names thirty at most; a sheet of thousands is attached whole', async () => {
    const ids = Array.from({ length: 5000 }, (_, nth) => `pi_${nth}`)
    const [email] = await night('2026-06-03', ids)
    expect(email?.text?.match(/^NO PASS/gm)).toHaveLength(30)
    expect(email?.text).toContain('and 4970 more')
    const text = Buffer.from(email?.attachments[0]?.content ?? '', 'base64').toString()
    expect(text).toContain('"pi_4999"')
  })
})

describe('a repair', () => {
  async function ask(
    state: WorkflowStatus,
    { dryRun = false, settled = null as string | null } = {}
  ) {
    const done: string[] = []
    const workflows = {
      state: async () => state,
      start: async (id: string) => done.push(`start ${id}`) > 0,
      restart: async (id: string) => void done.push(`restart ${id}`),
    }
    const note = async (metadata: Record<string, string>) =>
      void done.push(`note ${Object.keys(metadata)}`)
    const item = {
      workflowId: 'pi_1',
      params: {},
      alreadyDone: settled,
      plannedWrites: ['a pass'],
      note,
    }
    const answer = await repair({ workflows, now: () => 0 }, { id: 'pi_1', dryRun }, item)
    return { done, will: answer.will, writes: answer.writes }
  }

  test.each<[WorkflowStatus, string, string[]]>([
    ['none', 'start', ['note repaired_at', 'start pi_1']],
    ['errored', 'restart', ['note repaired_at,restarted_at', 'restart pi_1']],
    ['running', 'nothing', []],
    ['complete', 'nothing', []],
  ])('of a run that is %s: %s', async (state, will, done) => {
    expect(await ask(state)).toEqual({ will, done, writes: will === 'nothing' ? [] : ['a pass'] })
    expect(await ask(state, { dryRun: true })).toMatchObject({ will, done: [] })
    expect(await ask(state, { settled: 'over' })).toEqual({
      will: 'nothing',
      done: [],
      writes: [],
    })
  })
})

test('ten thousand payments of one month are held against ten thousand passes within seconds', async () => {
  const COUNT = 10_000
  const span = spanOfMonth('2026-05')
  const each =
    <T>(make: (nth: number) => T) =>
    async (visit: (one: T) => void) => {
      for (let nth = 0; nth < COUNT; nth++) visit(make(nth))
      return true
    }
  const officernd = {
    eachMember: each((nth) => ({ id: `m${nth}`, email: `a${nth}@example.com` })),
    eachPass: each((nth): Pass => {
      const day = '2026-05-04'
      const opens = { type: 'hotdesk', grantsActiveStatus: true }
      return { id: `p${nth}`, memberId: `m${nth}`, from: day, to: day, ...opens }
    }),
    eachMembership: async () => true,
  } as unknown as CheckoutContext['officernd']
  const records = await readSnapshot(officernd, span)
  const sheet = passSheet({ config: CONFIG, now: () => span.toMs }, records)
  // Every hundredth pass is not the one that the payment names.
  await each((nth): Payment => paid(nth, nth % 100 === 0 ? 'gone' : `p${nth}`))(sheet.take)
  expect(sheet.report().summary).toBe('T3 checks: 50000 / mismatches: 0 / repaired: 0')
}, 10_000)

function paid(nth: number, passId: string): Payment {
  const createdMs = Date.parse('2026-05-04T17:00:00Z') + nth * 1000
  return {
    id: `pi_${nth}`,
    ...{ status: 'succeeded', amountCents: 5000, createdMs, clientSecret: '', customerId: null },
    description: '',
    metadata: {
      ...{ track: '3', product: 'day-pass', email: `a${nth}@example.com`, pass_date: '2026-05-04' },
      ...{ outcome: 'granted', pass_id: passId, pass_member_id: `m${nth}`, member_id: `m${nth}` },
    },
    charge: { id: `ch_${nth}`, createdMs, refundedCents: 0, paidBy: 'card', receipt: null },
  }
}
