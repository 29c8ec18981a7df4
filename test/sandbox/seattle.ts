/** The date in Seattle as `YYYY-MM-DD`, computed without the code of the Workers. */
const DAY = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

export const seattleDay = (at: number): string => DAY.format(at)

const HOUR_MS = 3600_000

const WEEKDAY_AND_HOUR = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  weekday: 'short',
  hour: 'numeric',
  hourCycle: 'h23',
})

/** The next 9 o'clock in Seattle, Monday to Friday: when the kiosk takes the day's passes. */
export function nextOpenMorning(at: number): number {
  let hour = Math.floor(at / HOUR_MS) * HOUR_MS + HOUR_MS
  while (!isOpenMorning(hour)) hour += HOUR_MS
  return hour
}

function isOpenMorning(at: number): boolean {
  const parts = WEEKDAY_AND_HOUR.formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return Number(part('hour')) === 9 && !['Sat', 'Sun'].includes(part('weekday'))
}
