/** The times of a calendar entry, as far as they can be read: an odd entry is busy for the days it can touch. */
import * as z from 'zod/mini'
import { seattleDay } from '../../core/time.ts'
import { localInstant, toInstant } from '../../core/zoned-time.ts'

export interface Range {
  fromMs: number
  toMs: number
}

export const MomentShape = z.object({
  date: z.catch(z.nullish(z.iso.date()), undefined),
  dateTime: z.catch(z.nullish(z.string()), undefined),
  timeZone: z.catch(z.nullish(z.string()), undefined),
})

type Moment = z.infer<typeof MomentShape>

const DAY_MS = 24 * 3600_000

/** A clock time without a zone is at most this far from the same time in UTC. */
const MAX_OFFSET_MS = 14 * 3600_000

/**
 * When an entry blocks the room. `isOdd` when a part of it had to be guessed: then it covers whole days.
 * `listed` is the range that was asked for, in which Google says that the entry is.
 */
export function timesOf(
  { start, end }: { start?: Moment | null | undefined; end?: Moment | null | undefined },
  listed: Range
): Range & { isOdd: boolean } {
  const starts = boundsOf(start)
  const ends = boundsOf(end)
  if (starts?.isExact && ends?.isExact) {
    // An all-day entry may end on the day on which it starts (real answers do).
    if (start?.date && ends.latestMs <= starts.earliestMs)
      return { fromMs: starts.earliestMs, toMs: starts.earliestMs + DAY_MS, isOdd: false }
    if (ends.latestMs >= starts.earliestMs)
      return { fromMs: starts.earliestMs, toMs: ends.latestMs, isOdd: false }
  }
  const fromMs = starts?.earliestMs ?? listed.fromMs
  const toMs = Math.max(ends?.latestMs ?? listed.toMs, starts?.latestMs ?? fromMs)
  return {
    fromMs: toInstant(seattleDay(fromMs), '00:00'),
    toMs: toInstant(seattleDay(toMs), '00:00') + DAY_MS,
    isOdd: true,
  }
}

/** The earliest and the latest instant that a moment can be; `null` if it says nothing. */
function boundsOf(
  moment: Moment | null | undefined
): { earliestMs: number; latestMs: number; isExact: boolean } | null {
  const exactMs = instantOf(moment)
  if (exactMs !== null) return { earliestMs: exactMs, latestMs: exactMs, isExact: true }
  const asUtcMs = Date.parse(`${/^\d{4}-\d\d-\d\d/.exec(moment?.dateTime ?? '')?.[0]}T12:00:00Z`)
  if (Number.isNaN(asUtcMs)) return null
  const slackMs = DAY_MS / 2 + MAX_OFFSET_MS
  return { earliestMs: asUtcMs - slackMs, latestMs: asUtcMs + slackMs, isExact: false }
}

/** `null` unless the moment names one instant. A time without an offset is in the moment's time zone. */
function instantOf(moment: Moment | null | undefined): number | null {
  if (moment?.date) return toInstant(moment.date, '00:00')
  const { dateTime, timeZone } = moment ?? {}
  if (!dateTime) return null
  if (/(Z|[+-]\d\d:?\d\d)$/i.test(dateTime)) return numberOrNull(Date.parse(dateTime))
  return timeZone ? numberOrNull(localInstant(dateTime, timeZone)) : null
}

const numberOrNull = (ms: number) => (Number.isNaN(ms) ? null : ms)
