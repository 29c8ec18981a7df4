/** Whether a room's calendar can be read and written, as last seen. Kept with the room's ledger. */
import type { Storage } from '../core/storage.ts'

/** `unreadable`: not shared, deleted, or Google refuses the key. `read-only`: no event can be written. */
export type CalendarProblem = 'unreadable' | 'read-only'

export interface CalendarTrouble {
  problem: CalendarProblem
  sinceMs: number
  /** When the team was alerted last. */
  alertedAtMs?: number
}

export type CalendarHealth = ReturnType<typeof createCalendarHealth>

const TROUBLE = 'calendar-trouble'
const CHECKED = 'calendar-checked'

export function createCalendarHealth(storage: Storage, now: () => number) {
  const trouble = () => storage.get<CalendarTrouble | null>(TROUBLE) ?? null

  return {
    /** `null` while nothing is known to be wrong. */
    calendarTrouble: trouble,

    /** A calendar that cannot be written stays so until a write has worked. */
    reportTrouble(problem: CalendarProblem): CalendarTrouble {
      const earlier = trouble()
      const found = { ...(earlier ?? { sinceMs: now() }), problem }
      storage.put<CalendarTrouble>(TROUBLE, found)
      return found
    },

    /** Returns what was wrong, `null` if nothing was. */
    clearTrouble(): CalendarTrouble | null {
      const earlier = trouble()
      if (earlier) storage.put(TROUBLE, null)
      return earlier
    },

    /** A write has worked. If the team was alerted, the sweep resolves it and says so. */
    noteWritten(): void {
      const earlier = trouble()
      if (earlier?.problem === 'read-only' && !earlier.alertedAtMs) storage.put(TROUBLE, null)
    },

    noteTroubleAlerted(): void {
      const earlier = trouble()
      if (earlier) storage.put<CalendarTrouble>(TROUBLE, { ...earlier, alertedAtMs: now() })
    },

    /** Whether the calendar is due to be checked: a problem is known, or it was not checked for a while. */
    isCheckDue: (everyMs: number): boolean =>
      trouble() !== null || now() - (storage.get<number>(CHECKED) ?? 0) >= everyMs,

    noteChecked(): void {
      storage.put(CHECKED, now())
    },
  }
}
