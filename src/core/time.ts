/** Calendar days in Seattle. Uses only Intl, so that browser pages stay small. */
export const TIME_ZONE = 'America/Los_Angeles'

/** A calendar day in Seattle, `YYYY-MM-DD`. */
export type Day = string

// Making a formatter takes a hundred times as long as using it. Marked pure, so that pages leave out what they do not use.
/** The Swedish date format is YYYY-MM-DD. */
const DAY = /* @__PURE__ */ new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE })
const CLOCK = /* @__PURE__ */ new Intl.DateTimeFormat('sv-SE', {
  timeZone: TIME_ZONE,
  timeStyle: 'short',
})
const FULL_DAY = /* @__PURE__ */ new Intl.DateTimeFormat('en-US', {
  dateStyle: 'full',
  timeZone: 'UTC',
})
const DAY_OF_YEAR = /* @__PURE__ */ new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  weekday: 'long',
  month: 'long',
  day: 'numeric',
})
const DATE_TIME = /* @__PURE__ */ new Intl.DateTimeFormat('en-US', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
})

/** The day in Seattle at an instant (milliseconds since the epoch). */
export function seattleDay(atMs: number): Day {
  return DAY.format(atMs)
}

/** What a clock in Seattle shows at an instant: `'09:30'`. */
export function seattleClock(atMs: number): string {
  return CLOCK.format(atMs)
}

export function nextDay(day: Day): Day {
  return daysLater(day, 1)
}

export function previousDay(day: Day): Day {
  return daysLater(day, -1)
}

function daysLater(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * 3600_000).toISOString().slice(0, 10)
}

/** 0 is Sunday, 6 is Saturday. */
export function weekday(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

/** `'2026-05-04'` → `'Monday, May 4, 2026'`. */
export function formatDay(day: Day): string {
  return FULL_DAY.format(Date.parse(`${day}T00:00:00Z`))
}

/** `'2026-05-04'` → `'Monday, May 4'`. */
export function formatDayOfYear(day: Day): string {
  return DAY_OF_YEAR.format(Date.parse(`${day}T00:00:00Z`))
}

/** An instant (milliseconds) in Seattle time: `'May 4, 2026 at 10:02 AM PDT'`. */
export function formatDateTime(atMs: number): string {
  return DATE_TIME.format(atMs)
}

/** An ISO stamp in Seattle time, as `formatDateTime` has it; the text itself if it is none. */
export function formatStamp(stamp: string): string {
  const atMs = Date.parse(stamp)
  return Number.isNaN(atMs) ? stamp : formatDateTime(atMs)
}

/** Whether the text is an existing day, `YYYY-MM-DD`. */
export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const atMs = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().slice(0, 10) === text
}
