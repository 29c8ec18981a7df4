/**
 * Who has one room when: holds of customers who are paying, claims of those who have paid. One ledger
 * a room, and the only lock there is; it asks nobody. A holder is one purchase. What a holder was
 * once told about a claim is told again, so that a run which starts over comes to the same end.
 */
import type { Storage } from '../core/storage.ts'
import type { Day } from '../core/time.ts'
import { type Interval, intervalOf, overlaps, type Slot } from './rules/slots.ts'

type BookedSlot = Slot & Interval

interface Entry {
  holder: string
  places: BookedSlot[]
  state: 'held' | 'claimed' | 'ended'
  /** When a hold lapses; milliseconds. */
  untilMs: number
  renewals: number
  /** Why a claim has ended, or never was. */
  why?: ClaimFailure
  /** Events may stand in the calendar for it. */
  written?: boolean
  standing?: ConfirmedEvents
}

/** A claim whose events all stand in the room's calendar; from then on staff may move or delete them. */
export interface ConfirmedEvents {
  paymentId: string
  calendarId: string
  sinceMs: number
}

/** Others have it · it was given back · this holder has paid for other slots before. */
export type ClaimFailure = 'taken' | 'released' | 'other-slots'
export type ClaimAnswer = { ok: true } | { ok: false; reason: ClaimFailure }

/** Settled: this holder has paid already, whatever became of it, and holds nothing any more. */
export type HoldAnswer = { ok: true; untilMs: number } | { ok: false; reason: 'taken' | 'settled' }

/** A use of the room; `untilMs` is `null` once it has been paid for. */
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

export type RoomLedger = ReturnType<typeof createRoomLedger>

/** A hold is at most three times as long as one: nobody keeps a room by pressing again and again. */
export const MAX_RENEWALS = 2

/** A stuck run is started over for three days; after a week nothing asks for a past slot. */
const FORGET_MS = 7 * 24 * 3600_000

const ENTRIES = 'entries'

export function createRoomLedger(memory: Storage, now: () => number) {
  const entries = () => memory.get<Entry[]>(ENTRIES) ?? []
  const entryOf = (holder: string) => entries().find((entry) => entry.holder === holder)
  const isHeld = (entry: Entry) => entry.state === 'held' && entry.untilMs > now()
  const inUse = () => entries().filter((entry) => entry.state === 'claimed' || isHeld(entry))

  function keep(holder: string, entry?: Entry): void {
    const others = entries().filter((other) => other.holder !== holder && !isPast(other, now()))
    memory.put(ENTRIES, entry ? [...others, entry] : others)
  }

  /** Whether somebody else is in the way, the buffer included. */
  function taken(holder: string, places: BookedSlot[]): boolean {
    return inUse().some((entry) => entry.holder !== holder && anyOverlap(entry.places, places))
  }

  function end(holder: string, places: BookedSlot[], why: ClaimFailure): ClaimAnswer {
    keep(holder, { holder, places, state: 'ended', untilMs: now(), renewals: 0, why })
    return { ok: false, reason: why }
  }

  return {
    /**
     * Keeps slots for someone who is about to pay, instead of what she held before. Asking again for
     * what she still holds is a renewal; after the second it stays hers but lasts no longer.
     */
    hold(holder: string, slots: readonly Slot[], holdDurationMs: number): HoldAnswer {
      const places = slots.map(toBookedSlot)
      const own = entryOf(holder)
      if (own && own.state !== 'held') return { ok: false, reason: 'settled' }
      if (taken(holder, places)) return { ok: false, reason: 'taken' }
      const before = own && isHeld(own) && anyOverlap(own.places, places) ? own : undefined
      const spent = before !== undefined && before.renewals >= MAX_RENEWALS
      const untilMs = spent ? before.untilMs : now() + holdDurationMs
      const renewals = before ? Math.min(before.renewals + 1, MAX_RENEWALS) : 0
      keep(holder, { holder, places, state: 'held', untilMs, renewals })
      return { ok: true, untilMs }
    },

    isHeld: (holder: string): boolean => inUse().some((e) => e.holder === holder && isHeld(e)),

    /** Paid: hers for good, if she still holds it or nobody else does. */
    claim(holder: string, slots: readonly Slot[]): ClaimAnswer {
      const places = slots.map(toBookedSlot)
      const own = entryOf(holder)
      if (own?.state === 'ended') return { ok: false, reason: own.why ?? 'released' }
      if (own?.state === 'claimed')
        return isSame(own.places, places) ? { ok: true } : { ok: false, reason: 'other-slots' }
      if (taken(holder, places)) return end(holder, places, 'taken')
      keep(holder, { holder, places, state: 'claimed', untilMs: now(), renewals: 0 })
      return { ok: true }
    },

    /** Gives a hold back as if it had never been; a claim so that it cannot be claimed again. */
    release(holder: string): void {
      const own = entryOf(holder)
      if (own?.state === 'held') keep(holder)
      if (own?.state === 'claimed') end(holder, own.places, 'released')
    },

    /** Said before the first event of a claim is put into the calendar: from then on there may be some. */
    markEventsPending(holder: string): void {
      const own = entryOf(holder)
      if (own?.state === 'claimed') keep(holder, { ...own, written: true })
    },

    /** Whether events of this holder may stand in the calendar. */
    mayHaveEvents: (holder: string): boolean => entryOf(holder)?.written ?? false,

    /** The claim's events stand in the calendar. */
    confirmEvents(holder: string, paymentId: string, calendarId: string): void {
      const own = entryOf(holder)
      if (own?.state !== 'claimed') return
      keep(holder, { ...own, standing: { paymentId, calendarId, sinceMs: now() } })
    },

    /** Staff took one day of a standing claim out of the calendar: the room is free then. */
    releaseDay(holder: string, date: Day): void {
      const own = entryOf(holder)
      if (!own?.standing) return
      const places = own.places.filter((place) => place.date !== date)
      if (places.length > 0) keep(holder, { ...own, places })
      else end(holder, own.places, 'released')
    },

    /** All claims and live holds that leave no room for a booking from one instant to another. */
    busyBetween(fromMs: number, toMs: number): BusySlot[] {
      return inUse().flatMap(({ holder, places, state, untilMs, standing }) =>
        places
          .filter((place) => overlaps(place, { fromMs, toMs }))
          .map((place) => ({
            ...place,
            holder,
            untilMs: state === 'claimed' ? null : untilMs,
            standing: standing ?? null,
          }))
      )
    },

    /** Holds that ran out unpaid: their intents are to be cancelled, then they are released. */
    expiredHolds(): ExpiredHold[] {
      return entries()
        .filter((entry) => entry.state === 'held' && !isHeld(entry))
        .map(({ holder, places, untilMs }) => ({ holder, slots: places.map(slotOf), untilMs }))
    },

    /** When the next hold runs out, if there is one. */
    nextExpiryMs(): number | null {
      const live = entries().filter(isHeld)
      return live.length > 0 ? Math.min(...live.map(({ untilMs }) => untilMs)) : null
    },
  }
}

const toBookedSlot = (slot: Slot): BookedSlot => ({ ...slotOf(slot), ...intervalOf(slot) })
const slotOf = ({ date, start, hours }: Slot): Slot => ({ date, start, hours })

function anyOverlap(some: readonly BookedSlot[], others: readonly BookedSlot[]): boolean {
  return some.some((one) => others.some((other) => overlaps(one, other)))
}

function isSame(some: readonly BookedSlot[], others: readonly BookedSlot[]): boolean {
  const key = (places: readonly BookedSlot[]) =>
    places.map(({ fromMs, toMs }) => `${fromMs}-${toMs}`).sort()
  return String(key(some)) === String(key(others))
}

function isPast({ places }: Entry, nowMs: number): boolean {
  return places.every(({ toMs }) => toMs + FORGET_MS <= nowMs)
}
