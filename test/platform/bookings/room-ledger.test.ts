/** The object of a room's holds and claims: its alarm, its storage and its cached calendar, in workerd. */
import {
  evictDurableObject,
  introspectWorkflowInstance,
  runDurableObjectAlarm,
} from 'cloudflare:test'
import { expect, test } from 'vitest'
import { expiredHoldWorkflowId } from '../../../src/core/ids.ts'
import { seattleDay } from '../../../src/core/time.ts'
import { createWorkflows } from '../../../src/workers/platform/workflows.ts'
import { advance } from '../support/clock.ts'
import { alarmOf, keysOf, replaceBinding } from '../support/objects.ts'
import { env } from './worker.ts'

const MINUTE_MS = 60_000
const HOLD_MS = 15 * MINUTE_MS
const GRACE_MS = 500
const RETRY_MS = 30_000

const workflows = createWorkflows(() => env.BOOKING_WORKFLOW)
const ledgerOf = (name: string) => env.ROOM_LEDGER.getByName(name)
const slot = (start: string) => ({
  date: seattleDay(Date.now() + 3 * 24 * 60 * MINUTE_MS),
  start,
  hours: 1,
})
const broken = {
  create: async () => {
    throw new Error('no workflow can be started')
  },
}

async function held(ledger: ReturnType<typeof ledgerOf>, holder: string, start: string) {
  const result = await ledger.hold(holder, [slot(start)], HOLD_MS)
  if (!result.ok) throw new Error(result.reason)
  return result.untilMs
}

test('the alarm is set for half a second after the hold ends', async () => {
  const ledger = ledgerOf('alarm is set')
  const untilMs = await held(ledger, 'first', '09:00')
  expect(await alarmOf(ledger)).toBe(untilMs + GRACE_MS)
})

test('of several holds the first to end sets the alarm, and then the next', async () => {
  const ledger = ledgerOf('first to end')
  const firstMs = await held(ledger, 'first', '09:00')
  await advance(MINUTE_MS)
  const secondMs = await held(ledger, 'second', '12:00')
  expect(await alarmOf(ledger)).toBe(firstMs + GRACE_MS)
  await advance(firstMs + GRACE_MS - Date.now())
  expect(await runDurableObjectAlarm(ledger)).toBe(true)
  expect(await alarmOf(ledger)).toBe(secondMs + GRACE_MS)
})

test('fired, it starts the workflow that releases the room, and no alarm is left', async () => {
  const ledger = ledgerOf('fired')
  const untilMs = await held(ledger, 'away', '09:00')
  const id = expiredHoldWorkflowId('away', untilMs)
  await using workflow = await introspectWorkflowInstance(env.BOOKING_WORKFLOW, id)
  await advance(HOLD_MS + GRACE_MS)
  expect(await runDurableObjectAlarm(ledger)).toBe(true)
  await workflow.waitForStatus('complete')
  expect(await workflow.getOutput()).toEqual({ outcome: 'released' })
  expect(await ledger.expiredHolds()).toEqual([])
  expect(await alarmOf(ledger)).toBeNull()
})

test('a workflow that could not be started: the alarm is set again, until it could', async () => {
  const ledger = ledgerOf('not started')
  const untilMs = await held(ledger, 'away', '09:00')
  const id = expiredHoldWorkflowId('away', untilMs)
  await replaceBinding(ledger, 'BOOKING_WORKFLOW', broken)
  await advance(HOLD_MS + GRACE_MS)
  for (let tries = 0; tries < 2; tries++) {
    const fromMs = Date.now()
    expect(await runDurableObjectAlarm(ledger)).toBe(true)
    const againMs = (await alarmOf(ledger)) ?? 0
    expect(againMs).toBeGreaterThanOrEqual(fromMs + RETRY_MS)
    expect(againMs).toBeLessThanOrEqual(Date.now() + RETRY_MS)
    await advance(RETRY_MS)
  }
  expect(await workflows.state(id)).toBe('none')

  await evictDurableObject(ledger)
  await using workflow = await introspectWorkflowInstance(env.BOOKING_WORKFLOW, id)
  expect(await runDurableObjectAlarm(ledger)).toBe(true)
  await workflow.waitForStatus('complete')
  expect(await alarmOf(ledger)).toBeNull()
})

test('one workflow that cannot be started does not keep another from it', async () => {
  const ledger = ledgerOf('one of two')
  await held(ledger, 'first', '09:00')
  await held(ledger, 'second', '12:00')
  const started: string[] = []
  await replaceBinding(ledger, 'BOOKING_WORKFLOW', {
    create: async ({ id }: { id: string }) => {
      if (id.includes('first')) throw new Error('this one not')
      started.push(id)
    },
  })
  await advance(HOLD_MS + GRACE_MS)
  await runDurableObjectAlarm(ledger)
  expect(started).toEqual([expect.stringContaining('second')])
  expect(await alarmOf(ledger)).not.toBeNull()
})

test('the next hold does not put off the alarm of one that has expired', async () => {
  const ledger = ledgerOf('not put off')
  await held(ledger, 'away', '09:00')
  await replaceBinding(ledger, 'BOOKING_WORKFLOW', broken)
  await advance(HOLD_MS + GRACE_MS)
  await runDurableObjectAlarm(ledger)
  const againMs = await alarmOf(ledger)
  await held(ledger, 'next', '12:00')
  expect(await alarmOf(ledger)).toBe(againMs)
})

test('a renewed hold: the early alarm starts nothing and is set for the new end', async () => {
  const ledger = ledgerOf('renewed')
  const firstMs = await held(ledger, 'renews', '09:00')
  await advance(MINUTE_MS)
  const renewedMs = await held(ledger, 'renews', '09:00')
  expect(renewedMs).toBeGreaterThan(firstMs)
  await advance(firstMs + GRACE_MS - Date.now())
  await runDurableObjectAlarm(ledger)
  expect(await workflows.state(expiredHoldWorkflowId('renews', firstMs))).toBe('none')
  expect(await alarmOf(ledger)).toBe(renewedMs + GRACE_MS)
})

test('a hold that was paid leaves nothing to wake for', async () => {
  const ledger = ledgerOf('paid')
  const untilMs = await held(ledger, 'paid', '09:00')
  expect(await ledger.claim('paid', [slot('09:00')])).toEqual({ ok: true })
  await advance(HOLD_MS + GRACE_MS)
  await runDurableObjectAlarm(ledger)
  expect(await workflows.state(expiredHoldWorkflowId('paid', untilMs))).toBe('none')
  expect(await alarmOf(ledger)).toBeNull()
})

test('evicted, it keeps holds, claims and the alarm', async () => {
  const ledger = ledgerOf('evicted')
  const untilMs = await held(ledger, 'holds', '09:00')
  await ledger.claim('claims', [slot('12:00')])
  await evictDurableObject(ledger)
  expect(await ledger.isHeld('holds')).toBe(true)
  expect(await ledger.claim('another', [slot('12:00')])).toEqual({ ok: false, reason: 'taken' })
  expect(await alarmOf(ledger)).toBe(untilMs + GRACE_MS)
  expect(await keysOf(ledger)).toEqual(['entries'])
})

const DAY = slot('09:00').date
const RANGE = { fromMs: 0, toMs: Date.now() + 60 * 24 * 60 * MINUTE_MS }
const stateOf = async (ledger: ReturnType<typeof ledgerOf>) => (await ledger.ask(RANGE)).state
const EMPTY = { events: [], isWritable: true }

test('what deletes events forgets the cached calendar; a hold and a claim leave it', async () => {
  const ledger = ledgerOf('cached')
  const changes: [string, () => Promise<unknown>, 'known' | 'read'][] = [
    ['hold', () => ledger.hold('a', [slot('09:00')], HOLD_MS), 'known'],
    ['claim', () => ledger.claim('a', [slot('09:00')]), 'known'],
    ['markEventsPending', () => ledger.markEventsPending('a', [DAY]), 'known'],
    ['confirmEvents', () => ledger.confirmEvents('a', 'pi_a', 'calendar'), 'known'],
    ['release', () => ledger.release('a'), 'read'],
    ['releaseDay', () => ledger.releaseDay('a', DAY), 'read'],
    ['forget', () => ledger.forget(), 'read'],
  ]
  for (const [name, change, after] of changes) {
    await ledger.keep(EMPTY)
    await change()
    expect(await stateOf(ledger), `after ${name}`).toBe(after)
  }
})

test('the cached calendar is read again after half a minute, and after an eviction', async () => {
  const ledger = ledgerOf('cached for a while')
  await ledger.keep(EMPTY)
  expect(await stateOf(ledger)).toBe('known')
  await advance(MINUTE_MS / 2)
  expect(await stateOf(ledger)).toBe('read')
  await ledger.keep(EMPTY)
  await evictDurableObject(ledger)
  expect(await stateOf(ledger)).toBe('read')
})

test('what is wrong with a calendar outlives an eviction', async () => {
  const ledger = ledgerOf('in trouble')
  await ledger.reportTrouble('read-only')
  await evictDurableObject(ledger)
  expect(await ledger.calendarTrouble()).toMatchObject({ problem: 'read-only' })
  await ledger.noteWritten()
  expect(await ledger.calendarTrouble()).toBeNull()
})
