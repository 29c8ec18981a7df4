/** Durable Object classes of the bookings Worker: the ledger of a room and the cache of Google's token. */

import { DurableObject } from 'cloudflare:workers'
import { createAccessTokenCache } from '../../clients/access-token.ts'
import { type GoogleKeys, googleTokenFor } from '../../clients/bookings-clients.ts'
import type { BusyEvent } from '../../clients/google/events.ts'
import { expiredHoldWorkflowId } from '../../core/ids.ts'
import type { Day } from '../../core/time.ts'
import {
  type BookingWorkflowParams,
  createCalendarCache,
  createRoomLedger,
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
}> {
  readonly #ledger = createRoomLedger(durableStorage(this.ctx), Date.now)
  readonly #calendar = createCalendarCache(Date.now)

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
    await this.#scheduleAlarm()
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
