/** Durable Object classes of the bookings Worker: the ledger of a room and the cache of Google's token. */

import { DurableObject } from 'cloudflare:workers'
import { type GoogleKeys, googleTokens } from '../../clients/bookings-clients.ts'
import type { BusyEvent } from '../../clients/google/events.ts'
import type { Day } from '../../core/time.ts'
import {
  type BookingWorkflowParams,
  createCalendarCache,
  createHoldAlarm,
  createRoomLedger,
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

/** One per room, named by its slug. Calls no vendor: an expired hold starts a workflow for that. */
export class RoomLedger extends DurableObject<{
  BOOKING_WORKFLOW: Workflow<BookingWorkflowParams>
}> {
  readonly #ledger = createRoomLedger(durableStorage(this.ctx), Date.now)
  readonly #calendar = createCalendarCache(Date.now)
  readonly #holdAlarm = createHoldAlarm({
    room: this.ctx.id.name ?? '',
    ledger: this.#ledger,
    alarm: durableAlarm(this.ctx),
    workflows: createWorkflows(() => this.env.BOOKING_WORKFLOW),
    now: Date.now,
  })

  getCached(month: string) {
    return this.#calendar.getCached(month)
  }
  setCached(month: string, events: BusyEvent[]) {
    this.#calendar.setCached(month, events)
  }
  clearCached() {
    this.#calendar.clearCached()
  }
  async hold(holder: string, slots: readonly Slot[], holdDurationMs: number) {
    this.#calendar.clearCached()
    const result = this.#ledger.hold(holder, slots, holdDurationMs)
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
    this.#calendar.clearCached()
    return this.#ledger.claim(holder, slots)
  }
  release(holder: string) {
    this.#calendar.clearCached()
    this.#ledger.release(holder)
  }
  markEventsPending(holder: string) {
    this.#ledger.markEventsPending(holder)
  }
  mayHaveEvents(holder: string) {
    return this.#ledger.mayHaveEvents(holder)
  }
  confirmEvents(holder: string, paymentId: string, calendarId: string) {
    this.#calendar.clearCached()
    this.#ledger.confirmEvents(holder, paymentId, calendarId)
  }
  releaseDay(holder: string, date: Day) {
    this.#calendar.clearCached()
    this.#ledger.releaseDay(holder, date)
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
