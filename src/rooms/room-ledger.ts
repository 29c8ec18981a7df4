/**
 * The holds (customers who are paying) and claims (customers who have paid) of one room. There is one
 * ledger per room. It is the only lock and calls no vendor. A holder is the attempt id of one purchase.
 * A repeated claim gets the same result, so that a restarted workflow ends in the same way.
 */
import type { Storage } from '../core/storage.ts'
import type { Day } from '../core/time.ts'
import { type Interval, intervalOf, overlaps, type Slot } from './rules/slots.ts'

type BookedSlot = Slot & Interval

/** A day whose event staff deleted from the room's calendar, or moved out of it. */
export interface RemovedDay {
  paymentId: string
  slot: Slot
  /** Where the event stood when it was last looked for: a room's slug, or `null` for nowhere. */
  seenIn?: string | null
  /** E-mails that the team has had about it. */
  told?: number
}

interface Entry {
  holder: string
  places: BookedSlot[]
  state: 'held' | 'claimed' | 'ended'
  /** When a hold expires; ms since the epoch. */
  untilMs: number
  renewals: number
  /** The attempt's request that placed the hold; later requests have higher numbers. */
  version?: number
  /** Why a claim ended or failed. */
  why?: ClaimFailure
  /** The days for which an event may have been created. */
  eventDays?: Day[]
  /** Set once all events of the claim exist. */
  standing?: ConfirmedEvents
}

/** All events of a claim exist in this calendar. From then on staff may move or delete them. */
export interface ConfirmedEvents {
  paymentId: string
  calendarId: string
  sinceMs: number
}

/** Another holder has it; it was released; or this holder has claimed other slots before. */
export type ClaimFailure = 'taken' | 'released' | 'other-slots'
export type ClaimResult = { ok: true } | { ok: false; reason: ClaimFailure }

/** `already-paid`: this holder has paid before, even if that claim has ended. */
export type HoldResult =
  | { ok: true; untilMs: number }
  | { ok: false; reason: 'taken' | 'already-paid' }

/** A busy time of the room; `untilMs` is `null` for a claim. */
export interface BusySlot extends BookedSlot {
  holder: string
  untilMs: number | null
  standing: ConfirmedEvents | null
}

export interface ExpiredHold {
  holder: string
  slots: Slot[]
  untilMs: number
}

/** A hold of the same attempt in another room, which it has given up for this one. */
export type EarlierHold = Pick<Entry, 'untilMs' | 'renewals'>

export type RoomLedger = ReturnType<typeof createRoomLedger>

/** A hold can be renewed twice, so that nobody can block a room by repeating the request. */
export const MAX_RENEWALS = 2

/** Past entries are kept for a week. A stuck workflow is restarted for three days at most. */
const KEEP_PAST_MS = 7 * 24 * 3600_000

const ENTRIES = 'entries'
const REMOVED = 'removed'

export function createRoomLedger(storage: Storage, now: () => number) {
  const entries = () => storage.get<Entry[]>(ENTRIES) ?? []
  const entryOf = (holder: string) => entries().find((entry) => entry.holder === holder)
  const isHeld = (entry: Entry) => entry.state === 'held' && entry.untilMs > now()
  const inUse = () => entries().filter((entry) => entry.state === 'claimed' || isHeld(entry))

  function save(holder: string, entry?: Entry): void {
    const others = entries().filter((other) => other.holder !== holder && !isPast(other, now()))
    storage.put(ENTRIES, entry ? [...others, entry] : others)
  }

  /** Whether another holder has one of the slots, including the buffer. */
  function isTaken(holder: string, places: BookedSlot[]): boolean {
    return inUse().some((entry) => entry.holder !== holder && anyOverlap(entry.places, places))
  }

  function endClaim(holder: string, places: BookedSlot[], why: ClaimFailure): ClaimResult {
    save(holder, { holder, places, state: 'ended', untilMs: now(), renewals: 0, why })
    return { ok: false, reason: why }
  }

  const removedDays = () => storage.get<RemovedDay[]>(REMOVED) ?? []

  function releaseDay(holder: string, date: Day): void {
    const own = entryOf(holder)
    if (!own?.standing) return
    const places = own.places.filter((slot) => slot.date !== date)
    if (places.length > 0) save(holder, { ...own, places })
    else endClaim(holder, own.places, 'released')
  }

  return {
    /**
     * Holds slots for a holder who is about to pay, and drops the holder's earlier hold. Each further
     * request renews the hold, also for other slots or another room (`earlier`); after the second
     * renewal it is not extended any more.
     */
    hold(
      holder: string,
      slots: readonly Slot[],
      holdDurationMs: number,
      { version, earlier }: { version?: number; earlier?: EarlierHold | null } = {}
    ): HoldResult {
      const places = slots.map(toBookedSlot)
      const own = entryOf(holder)
      if (own && own.state !== 'held') return { ok: false, reason: 'already-paid' }
      if (isTaken(holder, places)) return { ok: false, reason: 'taken' }
      const current = own && isHeld(own) ? own : earlier
      const renewed = current && current.untilMs > now() ? current : undefined
      const isExhausted = renewed !== undefined && renewed.renewals >= MAX_RENEWALS
      const untilMs = isExhausted ? renewed.untilMs : now() + holdDurationMs
      const renewals = renewed ? Math.min(renewed.renewals + 1, MAX_RENEWALS) : 0
      save(holder, {
        ...{ holder, places, state: 'held', untilMs, renewals },
        version: version ?? own?.version ?? 0,
      })
      return { ok: true, untilMs }
    },

    isHeld: (holder: string): boolean => inUse().some((e) => e.holder === holder && isHeld(e)),

    /** What the holder holds, or has claimed without events yet; `null` if nothing. */
    heldSlots(holder: string): Slot[] | null {
      const own = entryOf(holder)
      return own && own.state !== 'ended' && !own.standing ? own.places.map(slotOf) : null
    },

    /** Called after payment. Succeeds if no other holder has one of the slots. */
    claim(holder: string, slots: readonly Slot[]): ClaimResult {
      const places = slots.map(toBookedSlot)
      const own = entryOf(holder)
      if (own?.state === 'ended') return { ok: false, reason: own.why ?? 'released' }
      if (own?.state === 'claimed')
        return isSame(own.places, places) ? { ok: true } : { ok: false, reason: 'other-slots' }
      if (isTaken(holder, places)) return endClaim(holder, places, 'taken')
      save(holder, { holder, places, state: 'claimed', untilMs: now(), renewals: 0 })
      return { ok: true }
    },

    /** Removes the hold of a request or of an earlier one; the hold of a later request stays. */
    releaseHold(holder: string, version = Infinity): EarlierHold | null {
      const own = entryOf(holder)
      if (own?.state !== 'held' || (own.version ?? 0) > version) return null
      save(holder)
      return { untilMs: own.untilMs, renewals: own.renewals }
    },

    /** Removes a hold. Ends a claim, so that it cannot be claimed again. */
    release(holder: string): void {
      const own = entryOf(holder)
      if (own?.state === 'held') save(holder)
      if (own?.state === 'claimed') endClaim(holder, own.places, 'released')
    },

    /** Called before events of these days are created: from then on they may exist. */
    markEventsPending(holder: string, days: readonly Day[]): void {
      const own = entryOf(holder)
      if (own?.state !== 'claimed') return
      save(holder, { ...own, eventDays: [...new Set([...(own.eventDays ?? []), ...days])] })
    },

    /** The days for which the calendar may contain an event of this holder. */
    eventDays: (holder: string): Day[] => entryOf(holder)?.eventDays ?? [],

    /** Records that all events of the claim exist. */
    confirmEvents(holder: string, paymentId: string, calendarId: string): void {
      const own = entryOf(holder)
      if (own?.state !== 'claimed') return
      save(holder, { ...own, standing: { paymentId, calendarId, sinceMs: now() } })
    },

    /** Releases one day of a claim with confirmed events, e.g. after a refund. */
    releaseDay,

    /** Staff deleted the event of a day: releases it, and keeps a note of it for the team. */
    removeDay(holder: string, date: Day): void {
      const own = entryOf(holder)
      const place = own?.places.find((slot) => slot.date === date)
      if (!own?.standing || !place) return
      const removed = { paymentId: own.standing.paymentId, slot: slotOf(place) }
      storage.put<RemovedDay[]>(REMOVED, [...removedDays(), removed])
      releaseDay(holder, date)
    },

    /** Days that staff deleted or moved away: what became of them may change again. */
    removedDays,

    keepRemovedDay(day: RemovedDay): void {
      const others = removedDays().filter((one) => !isSameDay(one, day))
      storage.put<RemovedDay[]>(REMOVED, [...others, day])
    },

    forgetRemovedDay(day: RemovedDay): void {
      const others = removedDays().filter((one) => !isSameDay(one, day))
      storage.put<RemovedDay[]>(REMOVED, others)
    },

    /** Staff moved the event of a day: from now on its own time is in use. */
    moveDay(holder: string, date: Day, { fromMs, toMs }: Interval): void {
      const own = entryOf(holder)
      if (!own?.standing) return
      const places = own.places.map((slot) =>
        slot.date === date ? { ...slot, fromMs, toMs } : slot
      )
      save(holder, { ...own, places })
    },

    /** All claims and current holds that overlap a range, including the buffer. */
    busyBetween(fromMs: number, toMs: number): BusySlot[] {
      return inUse().flatMap(({ holder, places, state, untilMs, standing }) =>
        places
          .filter((slot) => overlaps(slot, { fromMs, toMs }))
          .map((slot) => ({
            ...slot,
            holder,
            untilMs: state === 'claimed' ? null : untilMs,
            standing: standing ?? null,
          }))
      )
    },

    /** Expired holds. Their intents must be cancelled before they are released. */
    expiredHolds(): ExpiredHold[] {
      return entries()
        .filter((entry) => entry.state === 'held' && !isHeld(entry))
        .map(({ holder, places, untilMs }) => ({ holder, slots: places.map(slotOf), untilMs }))
    },

    /** When the next hold expires; ms since the epoch, `null` if there is none. */
    nextExpiryMs(): number | null {
      const current = entries().filter(isHeld)
      return current.length > 0 ? Math.min(...current.map(({ untilMs }) => untilMs)) : null
    },
  }
}

const isSameDay = (one: RemovedDay, other: RemovedDay) =>
  one.paymentId === other.paymentId && one.slot.date === other.slot.date

const toBookedSlot = (slot: Slot): BookedSlot => ({ ...slotOf(slot), ...intervalOf(slot) })
const slotOf = ({ date, start, hours }: Slot): Slot => ({ date, start, hours })

function anyOverlap(some: readonly BookedSlot[], others: readonly BookedSlot[]): boolean {
  return some.some((one) => others.some((other) => overlaps(one, other)))
}

/** Whether the same was bought, wherever staff have moved its events since. */
function isSame(some: readonly BookedSlot[], others: readonly BookedSlot[]): boolean {
  const key = (places: readonly BookedSlot[]) =>
    places.map(({ date, start, hours }) => `${date} ${start} ${hours}`).sort()
  return String(key(some)) === String(key(others))
}

function isPast({ places }: Entry, nowMs: number): boolean {
  return places.every(({ toMs }) => toMs + KEEP_PAST_MS <= nowMs)
}
