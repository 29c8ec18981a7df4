/** When the team is told of a later event of a payment whose workflow has not ended. */
import { beforeEach, expect, test, vi } from 'vitest'
import { alertOverdueEvent, type LaterEvent } from '../../../src/operations/overdue-event.ts'

const NOW_MS = Date.parse('2026-05-04T17:00:00Z')
const ALERT_AFTER_MS = 15 * 60_000
const DAY_MS = 24 * 3600_000

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}))

interface House {
  agoMs?: number
  status?: string
  /** How long ago the team was told. */
  told?: number
  isOurs?: boolean
  mailFails?: boolean
}

const TOLD = ['send', 'note']
test.each<[string, House, string[]]>([
  ['is not done', {}, TOLD],
  ['has errored', { status: 'errored' }, TOLD],
  ['is done', { status: 'complete' }, []],
  ['was never begun', { status: 'none' }, []],
  ['has time left', { agoMs: ALERT_AFTER_MS - 1 }, []],
  ['was told of within a day', { told: DAY_MS - 1 }, []],
  ['was told of a day ago', { told: DAY_MS }, TOLD],
  ['is of another track', { isOurs: false }, []],
])('a refund whose workflow %s', async (_, is, expected) => {
  expect(await alerted(is)).toEqual(expected)
})

test('an alert that MailerSend does not take is not noted as told', async () => {
  expect(await alerted({ mailFails: true })).toEqual(['failed'])
})

async function alerted({ agoMs = ALERT_AFTER_MS, status = 'running', told, ...is }: House) {
  const did: string[] = []
  const at = told === undefined ? '' : new Date(NOW_MS - told).toISOString()
  const ctx = {
    now: () => NOW_MS,
    config: { alertAfterMs: ALERT_AFTER_MS, teamEmails: ['team@example.com'] },
    workflows: { state: async () => status },
    stripe: {
      getPayment: async () => ({ id: 'pi_1', metadata: at ? { event_alerted_at: at } : {} }),
      updateMetadata: async () => void did.push('note'),
    },
    mail: {
      async send() {
        if (is.mailFails) throw new Error('down')
        did.push('send')
      },
    },
  } as unknown as Parameters<typeof alertOverdueEvent>[0]
  const event: LaterEvent = {
    ...{ workflowId: 'w', paymentId: 'pi_1', type: 'refunded', atMs: NOW_MS - agoMs },
  }
  const sale = is.isOurs === false ? null : { name: 'Ada', summary: [] }
  await alertOverdueEvent(ctx, event, () => sale).catch(() => did.push('failed'))
  return did
}
