/** Finds calendars that cannot be read or written before customers do, and tells the team. */
import { eventId } from '../../core/ids.ts'
import type { CalendarProblem } from '../calendar-health.ts'
import type { BookingContext } from '../context.ts'
import { calendarAlert, calendarResolved, type TroubledRoom } from '../emails/calendars.ts'
import { calendarOf } from '../for-sale.ts'
import { log } from '../log.ts'
import { bookableRange } from '../rules/slots.ts'

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

type Verdict = TroubledRoom & { is: 'due-for-alert' | 'resolved' }

/** Each calendar once an hour; one that failed, for the sweep or for a customer, at once. */
export async function checkCalendars(ctx: BookingContext): Promise<void> {
  const rooms = Object.keys(ctx.config.calendars)
  const verdicts = (await Promise.all(rooms.map((room) => isolated(ctx, room)))).flat()
  const day = new Date(ctx.now()).toISOString().slice(0, 10)
  for (const problem of ['unreadable', 'read-only'] as const) {
    const due = verdicts.filter((one) => one.is === 'due-for-alert' && one.problem === problem)
    if (due.length === 0) continue
    for (const { room } of due) log.calendarFailed(room, problem)
    await ctx.mail.send(await calendarAlert(ctx.config, due, day))
    for (const { room } of due) await ctx.calendarHealth(room).noteTroubleAlerted()
  }
  const resolved = verdicts.filter(({ is }) => is === 'resolved')
  if (resolved.length > 0) await ctx.mail.send(await calendarResolved(ctx.config, resolved))
  for (const { room } of resolved) await ctx.calendarHealth(room).clearTrouble()
}

async function isolated(ctx: BookingContext, room: string): Promise<Verdict[]> {
  try {
    return await checkCalendar(ctx, room)
  } catch (error) {
    log.sweepItemFailed(room, error)
    return []
  }
}

async function checkCalendar(ctx: BookingContext, room: string): Promise<Verdict[]> {
  const health = ctx.calendarHealth(room)
  if (!(await health.isCheckDue(HOUR_MS))) return []
  const earlier = await health.calendarTrouble()
  const problem = await problemOf(ctx, room, earlier?.problem === 'read-only')
  await health.noteChecked()
  if (!problem) {
    if (!earlier?.alertedAtMs) await health.clearTrouble()
    return earlier?.alertedAtMs ? [{ ...earlier, room, is: 'resolved' }] : []
  }
  const { sinceMs, alertedAtMs = 0 } = await health.reportTrouble(problem)
  const now = ctx.now()
  const isDue = now - sinceMs >= ctx.config.alertAfterMs && now - alertedAtMs >= DAY_MS
  return isDue ? [{ room, problem, sinceMs, is: 'due-for-alert' }] : []
}

/** `wasReadOnly`: a list alone does not show that writes work again, so one is tried. */
async function problemOf(
  ctx: BookingContext,
  room: string,
  wasReadOnly: boolean
): Promise<CalendarProblem | null> {
  const { fromMs, toMs } = bookableRange(ctx.now())
  try {
    const { isWritable } = await ctx.calendar.listEvents(calendarOf(ctx.config, room), fromMs, toMs)
    if (!isWritable) return 'read-only'
  } catch (error) {
    log.availabilityUnknown(room, error)
    return 'unreadable'
  }
  return !wasReadOnly || (await canWrite(ctx, room)) ? null : 'read-only'
}

/** Long ago, where it is in nobody's way. */
const WRITE_CHECK_MS = Date.UTC(2000, 0, 3, 20)

/** Creates an event of its own and deletes it. */
async function canWrite({ calendar, config }: BookingContext, room: string): Promise<boolean> {
  const calendarId = calendarOf(config, room)
  const id = await eventId(calendarId, 'write check')
  try {
    await calendar.createEvent(calendarId, {
      id,
      summary: 'Write check by the booking system',
      description: 'Made when this calendar could not be written, and deleted at once.',
      startMs: WRITE_CHECK_MS,
      endMs: WRITE_CHECK_MS + HOUR_MS,
      privateProperties: { purpose: 'write check' },
    })
    return await calendar.deleteEvent(calendarId, id)
  } catch {
    return false
  }
}
