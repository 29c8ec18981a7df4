/** What a sweep does about one unfinished sale: starts, restarts, alerts; and what it leaves alone. */
import type Stripe from 'stripe'
import { beforeEach, expect, test, vi } from 'vitest'
import { VendorError } from '../../../src/core/vendor-error.ts'
import type { PendingSale } from '../../../src/operations/pending-sale.ts'
import { restartingErrored, sweep } from '../../../src/operations/sweep.ts'
import { createSweepRecord } from '../../../src/operations/sweep-record.ts'
import { memoryStorage } from '../../support/memory-storage.ts'

const NOW_MS = Date.parse('2026-05-04T17:00:00Z')
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const ALERT_AFTER_MS = 15 * MINUTE_MS
const STALE_MS = 30 * MINUTE_MS
const iso = (agoMs: number) => new Date(NOW_MS - agoMs).toISOString()

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

interface House {
  status: 'none' | 'running' | 'complete' | 'errored'
  /** How long ago the customer paid. */
  paidAgoMs: number
  metadata: Record<string, string>
  event: { type: string; agoMs: number }
  /** Calls that fail. */
  failing: string
  isUnserved: boolean
  isServed: true
  isEarly: true
  hasAlert: boolean
  params: string | null
  outcomeMeanwhile: string
}

/** Runs one sweep over one sale, and tells in order what it did. */
async function swept(house: Partial<House>, sweeps = 1): Promise<string[]> {
  const did: string[] = []
  const doing = async (what: string) => {
    if (what.startsWith(house.failing ?? 'nothing')) throw new Error(what)
    did.push(what)
  }
  const { event, status = 'complete', paidAgoMs = ALERT_AFTER_MS } = house
  const email = { tag: 'pi_1:alert', to: [], subject: 'ALERT', text: '' }
  const sale: PendingSale<string> = {
    ...{ objectId: 'pi_1', workflowId: 'pi_1', amountCents: 5000, sinceMs: NOW_MS - paidAgoMs },
    params: house.params === undefined ? 'params' : house.params,
    metadata: house.metadata ?? {},
    ...(house.isServed && { isServed: true }),
    ...(house.isEarly && { isEarly: true }),
    async note(more) {
      await doing(`note ${Object.keys(more)}`)
      return { ...more, ...(house.outcomeMeanwhile && { outcome: house.outcomeMeanwhile }) }
    },
    alert: () => (house.hasAlert === false ? null : email),
    isUnserved: async () => house.isUnserved ?? true,
    resolved: () => ({ ...email, tag: 'pi_1:resolved' }),
  }
  const ctx = {
    stripe: {
      eventsSince: async () =>
        event
          ? [
              {
                ...{ id: 'evt_1', type: event.type, data: { object: { id: 'pi_1' } } },
                created: (NOW_MS - event.agoMs) / 1000,
              } as Stripe.Event,
            ]
          : [],
    },
    workflows: {
      start: () => doing('start').then(() => true),
      restart: () => doing('restart'),
      state: async () => status,
    },
    sweepRecord: createSweepRecord(memoryStorage(), () => NOW_MS),
    heartbeat: () => doing('heartbeat'),
    mail: { send: ({ tag }: { tag: string }) => doing(`send ${tag}`) },
    alertWebhook: () => doing('webhook').then(() => true),
    config: { alertAfterMs: ALERT_AFTER_MS, staleAfterMs: STALE_MS, teamEmails: ['team@x.test'] },
    now: () => NOW_MS,
  } as unknown as Parameters<typeof sweep<string>>[0]
  const target = {
    ...{ worker: 'checkout' as const, types: [], handleEvent: async () => {} },
    completedIds: async () => [],
    pendingSales: {
      sales: async () => {
        if (house.failing === 'list') throw new Error('list')
        if (house.failing?.startsWith('refused'))
          throw new VendorError('stripe', 'GET', Number(house.failing.split(' ')[1]))
        return [sale]
      },
    },
  }
  for (let nth = 0; nth < sweeps; nth++) await sweep(ctx, target, { nightly: true })
  return did
}

const ALERTED = ['note alerted_at', 'send pi_1:alert', 'note alert_sent_at']
const RESTARTED = ['note restarted_at', 'restart']

test.each<[string, Partial<House>, string[]]>([
  ['not started: it is, and given until the next sweep', { status: 'none' }, ['start']],
  ['under way', { status: 'running', paidAgoMs: ALERT_AFTER_MS - 1 }, []],
  ['silent for too long', { status: 'running', paidAgoMs: STALE_MS }, RESTARTED],
  ['silent for a millisecond less', { status: 'running', paidAgoMs: STALE_MS - 1 }, ALERTED],
  [
    'silent since its restart',
    {
      ...{ status: 'running', paidAgoMs: HOUR_MS },
      metadata: { restarted_at: iso(STALE_MS - 1), alert_sent_at: iso(0) },
    },
    [],
  ],
  ['errored', { status: 'errored', paidAgoMs: 0 }, RESTARTED],
  [
    'errored, restarted an hour ago',
    { status: 'errored', metadata: { restarted_at: iso(HOUR_MS) } },
    RESTARTED,
  ],
  [
    'errored, restarted within the hour',
    { status: 'errored', paidAgoMs: 0, metadata: { restarted_at: iso(HOUR_MS - 1) } },
    [],
  ],
  [
    'errored for just under three days',
    { status: 'errored', paidAgoMs: 3 * DAY_MS - 1 },
    RESTARTED,
  ],
  ['errored for three days', { status: 'errored', paidAgoMs: 3 * DAY_MS }, ALERTED],
  [
    'errored, and the time of the restart cannot be written: it is not restarted',
    { status: 'errored', paidAgoMs: 0, failing: 'note restarted_at' },
    [],
  ],
  ['for no workflow', { status: 'none', params: null }, ALERTED],
  ['early', { isEarly: true }, []],
  [
    'a debit that is paid only since',
    {
      paidAgoMs: DAY_MS,
      event: { type: 'payment_intent.succeeded', agoMs: ALERT_AFTER_MS - 1000 },
    },
    [],
  ],
  [
    'another event of it',
    { paidAgoMs: DAY_MS, event: { type: 'payment_intent.processing', agoMs: 0 } },
    ALERTED,
  ],
])('a sale whose workflow is %s', async (_, house, expected) => {
  expect(await swept(house)).toEqual([...expected, 'heartbeat'])
})

test.each<[string, Partial<House>, string[]]>([
  ['after its time', {}, ALERTED],
  ['a millisecond earlier', { paidAgoMs: ALERT_AFTER_MS - 1 }, []],
  ['told a day ago', { metadata: { alert_sent_at: iso(DAY_MS) } }, ALERTED],
  ['told within a day', { metadata: { alert_sent_at: iso(DAY_MS - 1) } }, []],
  ['alerted before', { metadata: { alerted_at: iso(DAY_MS) } }, ALERTED.slice(1)],
  ['served, with unsent e-mails', { isServed: true }, ALERTED.slice(1)],
  ['served by now', { isUnserved: false }, []],
  ['with nothing to do by hand', { hasAlert: false }, []],
  [
    'while MailerSend is down',
    { failing: 'send' },
    ['note alerted_at', 'webhook', 'note alert_posted_at'],
  ],
  [
    'while MailerSend is down, told on the second channel within a day',
    { failing: 'send', metadata: { alert_posted_at: iso(DAY_MS - 1) } },
    ['note alerted_at'],
  ],
  [
    'that ends while the alert leaves',
    { outcomeMeanwhile: 'granted' },
    [...ALERTED, 'send pi_1:resolved-2026-05-04'],
  ],
])('the team is told of a sale %s', async (_, house, expected) => {
  expect(await swept(house)).toEqual([...expected, 'heartbeat'])
})

test.each<[string, string, string[][]]>([
  ['whose key is wrong is told of at once', 'refused 401', [['send'], []]],
  ['that is refused is told of at once', 'refused 403', [['send'], []]],
  ['that is asked too often is told of when it fails again', 'refused 429', [[], ['send']]],
  ['that fails is told of when it fails again', 'list', [[], ['send']]],
])('a list %s, and the sweep does not count as whole', async (_, failing, [first, both]) => {
  const sends = (did: string[]) => did.map((what) => what.split(' ')[0])
  expect(sends(await swept({ failing }))).toEqual(first)
  expect(sends(await swept({ failing }, 2))).toEqual([...(first ?? []), ...(both ?? [])])
})

test('a list that worked in between begins to fail anew', async () => {
  const record = createSweepRecord(memoryStorage(), () => NOW_MS)
  record.partFailed('sales')
  record.partsWorked(['sales', 'others'])
  expect(record.partFailed('sales').count).toBe(1)
  expect(record.partFailed('sales').count).toBe(2)
})

/** Which events and sales a sweep asks for and handles. */
async function looked(
  nightly: boolean,
  outcomes: () => Promise<string[]> = async () => ['pi_done']
) {
  const event = (id: string, type = 'payment_intent.succeeded', object = id) =>
    ({ id, type, created: NOW_MS / 1000, data: { object: { id: object } } }) as Stripe.Event
  const newestFirst = [
    ...[event('newest'), event('older'), event('pi_done'), event('re', 'refund.failed', 'pi_done')],
  ]
  const all = { eventsMs: 0, handled: [] as string[], look: {} as unknown, outcomesMs: 0 }
  const ctx = {
    stripe: {
      eventsSince: async (ms: number, _: unknown, isWanted: (one: Stripe.Event) => boolean) => {
        all.eventsMs = NOW_MS - ms
        return newestFirst.filter(isWanted)
      },
    },
    sweepRecord: createSweepRecord(memoryStorage(), () => NOW_MS),
    heartbeat: async () => {},
    mail: { send: async () => {} },
    config: { teamEmails: [] },
    now: () => NOW_MS,
  } as unknown as Parameters<typeof sweep<string>>[0]
  await ctx.sweepRecord.saw('sales', { atMs: NOW_MS, dayReadMs: NOW_MS, open: [] }, [])
  const target = {
    ...{ worker: 'checkout' as const, types: [] },
    handleEvent: async ({ id }: Stripe.Event) => {
      all.handled.push(id)
      if (id === 'older') throw new Error('one that fails stops no other')
    },
    completedIds: async (ms: number) => {
      all.outcomesMs = NOW_MS - ms
      return outcomes()
    },
    pendingSales: {
      sales: async (look: unknown) => {
        all.look = look
        return []
      },
    },
  }
  await sweep(ctx, target, { nightly })
  return all
}

test('by day the events of two hours are handled, the oldest first', async () => {
  expect(await looked(false)).toMatchObject({
    ...{ eventsMs: 2 * HOUR_MS, handled: ['re', 'pi_done', 'older', 'newest'] },
    look: { ids: ['pi_done', 'older', 'newest'], fromMs: NOW_MS - HOUR_MS / 2 },
  })
})

test('at night those of a month, without successes that have their outcome, and every sale', async () => {
  expect(await looked(true)).toMatchObject({
    ...{ eventsMs: 30 * DAY_MS, outcomesMs: 30 * DAY_MS, handled: ['re', 'older', 'newest'] },
    look: { ids: [], fromMs: NOW_MS - 14 * DAY_MS },
  })
})

test('at night, when the outcomes cannot be read, the events of two hours', async () => {
  const found = await looked(true, () => Promise.reject(new Error('no')))
  expect(found).toMatchObject({ eventsMs: 2 * HOUR_MS, look: { fromMs: NOW_MS - 14 * DAY_MS } })
})

test.each([
  ['re_1-refunded-500', 'errored', true],
  ['re_1-refunded-500', 'running', false],
  ['re_1-refunded-500', 'complete', false],
  ['pi_1', 'errored', false],
] as const)('an event whose workflow is %s, %s: restarted %j', async (id, status, isRestarted) => {
  const restart = vi.fn(async () => {})
  const workflows = { start: async () => false, state: async () => status, restart }
  expect(await restartingErrored(workflows).start(id, {})).toBe(false)
  expect(restart.mock.calls).toEqual(isRestarted ? [[id]] : [])
})
