/** Durable Object classes of the bookings Worker: the ledger of a room and the cache of Google's token. */

import { DurableObject } from 'cloudflare:workers'
import { type GoogleKeys, googleTokens } from '../../clients/bookings-clients.ts'
import type { Listing } from '../../clients/google/calendar.ts'
import type { BusyEvent } from '../../clients/google/events.ts'
import type { Day } from '../../core/time.ts'
import {
  type BookingWorkflowParams,
  type CalendarProblem,
  createCalendarCache,
  createCalendarHealth,
  createHoldAlarm,
  createRoomLedger,
  type Interval,
  type RemovedDay,
  type Slot,
} from '../../rooms/index.ts'
import { toRpcResult } from '../platform/rpc-result.ts'
import { durableAlarm, durableStorage } from '../platform/storage.ts'
import { createWorkflows } from '../platform/workflows.ts'

/** One object, named `google`, for the service account. */
export class AccessTokenCache extends DurableObject<GoogleKeys> {
  readonly #cache = googleTokens(this.env, durableStorage(this.ctx))
  token() {
    return toRpcResult(this.#cache.token())
  }
  refresh(rejectedToken: string) {
    return toRpcResult(this.#cache.refresh(rejectedToken))
  }
}

type RoomLedgerMethods = ReturnType<typeof createRoomLedger>

/** One per room, named by its slug. Calls no vendor: an expired hold starts a workflow for that. */
export class RoomLedger extends DurableObject<{
  BOOKING_WORKFLOW: Workflow<BookingWorkflowParams>
  CALENDAR_CACHE_SECONDS: string
}> {
  readonly #ledger = createRoomLedger(durableStorage(this.ctx), Date.now)
  readonly #calendar = createCalendarCache(Date.now, Number(this.env.CALENDAR_CACHE_SECONDS) * 1000)
  readonly #health = createCalendarHealth(durableStorage(this.ctx), Date.now)
  readonly #holdAlarm = createHoldAlarm({
    room: this.ctx.id.name ?? '',
    ledger: this.#ledger,
    alarm: durableAlarm(this.ctx),
    workflows: createWorkflows(() => this.env.BOOKING_WORKFLOW),
    now: Date.now,
  })

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
  async hold(...request: Parameters<RoomLedgerMethods['hold']>) {
    const result = this.#ledger.hold(...request)
    await this.#holdAlarm.schedule()
    return result
  }
  isHeld(holder: string) {
    return this.#ledger.isHeld(holder)
  }
  heldSlots(holder: string) {
    return this.#ledger.heldSlots(holder)
  }
  claim(holder: string, slots: readonly Slot[]) {
    return this.#ledger.claim(holder, slots)
  }
  releaseHold(holder: string, version?: number) {
    return this.#ledger.releaseHold(holder, version)
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
  keepRemovedDay(day: RemovedDay) {
    this.#ledger.keepRemovedDay(day)
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

  override alarm(): Promise<void> {
    return this.#holdAlarm.fire()
  }
}
