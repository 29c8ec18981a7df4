/** What a sweep does about one unfinished sale: starts, restarts, alerts; and what it leaves alone. */
import type Stripe from 'stripe'
import { beforeEach, expect, test, vi } from 'vitest'
import { VendorError } from '../../../src/core/vendor-error.ts'
import { type PendingSale, restartingErrored, sweep } from '../../../src/operations/sweep.ts'
import { createSweepRecord } from '../../../src/operations/sweep-record.ts'

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
  const stored = new Map<string, unknown>()
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
    sweepRecord: createSweepRecord(
      {
        get: <T>(key: string) => stored.get(key) as T | undefined,
        put: (key, value) => void stored.set(key, value),
      },
      () => NOW_MS
    ),
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
        if (house.failing === 'refused list') throw new VendorError('stripe', 'GET', 403)
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
  ['that is refused is told of at once', 'refused list', [['send'], []]],
  ['that fails is told of when it fails again', 'list', [[], ['send']]],
])('a list %s, and the sweep does not count as whole', async (_, failing, [first, both]) => {
  const sends = (did: string[]) => did.map((what) => what.split(' ')[0])
  expect(sends(await swept({ failing }))).toEqual(first)
  expect(sends(await swept({ failing }, 2))).toEqual([...(first ?? []), ...(both ?? [])])
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
