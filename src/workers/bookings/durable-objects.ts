/** Durable Object classes of the bookings Worker: the ledger of a room and the cache of Google's token. */

import { DurableObject } from 'cloudflare:workers'
import { createAccessTokenCache } from '../../clients/access-token.ts'
import { type GoogleKeys, googleTokenFor } from '../../clients/bookings-clients.ts'
import type { Listing } from '../../clients/google/calendar.ts'
import type { BusyEvent } from '../../clients/google/events.ts'
import { expiredHoldWorkflowId } from '../../core/ids.ts'
import type { Day } from '../../core/time.ts'
import {
  type BookingWorkflowParams,
  type CalendarProblem,
  createCalendarCache,
  createCalendarHealth,
  createRoomLedger,
  type Interval,
  type RemovedDay,
  type Slot,
} from '../../rooms/index.ts'
import { toRpcResult } from '../platform/rpc-result.ts'
import { durableStorage } from '../platform/storage.ts'
import { createWorkflows } from '../platform/workflows.ts'

/** A token is valid for an hour. More requests than this mean that the key is wrong. */
const GOOGLE = { name: 'google', maxPerMinute: 6 }

/** The alarm fires this long after a hold expires, and again after `RETRY_ALARM_MS` if it failed. */
const EXPIRY_GRACE_MS = 500
const RETRY_ALARM_MS = 30_000

/** One object, named `google`, for the service account. */
export class AccessTokenCache extends DurableObject<GoogleKeys> {
  readonly #cache = createAccessTokenCache(
    GOOGLE,
    (nowMs) => googleTokenFor(this.env, nowMs),
    durableStorage(this.ctx),
    Date.now
  )
  token() {
    return toRpcResult(this.#cache.token())
  }
  refresh(rejectedToken: string) {
    return toRpcResult(this.#cache.refresh(rejectedToken))
  }
}

/** One per room, named by its slug. Calls no vendor: an expired hold starts a workflow for that. */
export class RoomLedger extends DurableObject<{
  BOOKING_WORKFLOW: Workflow<BookingWorkflowParams>
  CALENDAR_CACHE_SECONDS: string
}> {
  readonly #ledger = createRoomLedger(durableStorage(this.ctx), Date.now)
  readonly #calendar = createCalendarCache(Date.now, Number(this.env.CALENDAR_CACHE_SECONDS) * 1000)
  readonly #health = createCalendarHealth(durableStorage(this.ctx), Date.now)

  ask(range: Interval) {
    return this.#calendar.ask(range)
  }
  keep(listing: Listing<BusyEvent> | null) {
    this.#calendar.keep(listing)
  }
  forget() {
    this.#calendar.forget()
  }
  forgetIfOutdated() {
    this.#calendar.forgetIfOutdated()
  }
  calendarTrouble() {
    return this.#health.calendarTrouble()
  }
  reportTrouble(problem: CalendarProblem) {
    return this.#health.reportTrouble(problem)
  }
  clearTrouble() {
    return this.#health.clearTrouble()
  }
  noteWritten() {
    this.#health.noteWritten()
  }
  noteTroubleAlerted() {
    this.#health.noteTroubleAlerted()
  }
  isCheckDue(everyMs: number) {
    return this.#health.isCheckDue(everyMs)
  }
  noteChecked() {
    this.#health.noteChecked()
  }
  async hold(holder: string, slots: readonly Slot[], holdDurationMs: number) {
    const result = this.#ledger.hold(holder, slots, holdDurationMs)
    await this.#scheduleAlarm()
    return result
  }
  isHeld(holder: string) {
    return this.#ledger.isHeld(holder)
  }
  claim(holder: string, slots: readonly Slot[]) {
    return this.#ledger.claim(holder, slots)
  }
  release(holder: string) {
    if (this.#ledger.eventDays(holder).length > 0) this.#calendar.forget()
    this.#ledger.release(holder)
  }
  markEventsPending(holder: string, days: readonly Day[]) {
    this.#ledger.markEventsPending(holder, days)
  }
  eventDays(holder: string) {
    return this.#ledger.eventDays(holder)
  }
  confirmEvents(holder: string, paymentId: string, calendarId: string) {
    this.#ledger.confirmEvents(holder, paymentId, calendarId)
  }
  releaseDay(holder: string, date: Day) {
    this.#calendar.forget()
    this.#ledger.releaseDay(holder, date)
  }
  removeDay(holder: string, date: Day) {
    this.#ledger.removeDay(holder, date)
  }
  removedDays() {
    return this.#ledger.removedDays()
  }
  forgetRemovedDay(day: RemovedDay) {
    this.#ledger.forgetRemovedDay(day)
  }
  moveDay(holder: string, date: Day, interval: Interval) {
    this.#ledger.moveDay(holder, date, interval)
  }
  busyBetween(fromMs: number, toMs: number) {
    return this.#ledger.busyBetween(fromMs, toMs)
  }
  expiredHolds() {
    return this.#ledger.expiredHolds()
  }
  nextExpiryMs() {
    return this.#ledger.nextExpiryMs()
  }

  override async alarm(): Promise<void> {
    const room = this.ctx.id.name ?? ''
    const workflows = createWorkflows(() => this.env.BOOKING_WORKFLOW)
    const started = this.#ledger.expiredHolds().map(({ holder, untilMs }) =>
      workflows.start(expiredHoldWorkflowId(holder, untilMs), {
        kind: 'hold-expired',
        room,
        attemptId: holder,
      })
    )
    const failed = (await Promise.allSettled(started)).some(({ status }) => status === 'rejected')
    await (failed ? this.ctx.storage.setAlarm(Date.now() + RETRY_ALARM_MS) : this.#scheduleAlarm())
  }

  async #scheduleAlarm(): Promise<void> {
    const next = this.#ledger.nextExpiryMs()
    if (next !== null) await this.ctx.storage.setAlarm(next + EXPIRY_GRACE_MS)
  }
}
