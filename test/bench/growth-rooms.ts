/** A calendar that has filled for years: the same questions with 0, 1,000 and 10,000 events in it. */
import { toInstant } from '../../src/core/zoned-time.ts'
import { isWeekday } from '../../src/rooms/rules/slots.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { type Answer, type Day, type PassClient, passClientAt, roomOrder } from './client.ts'
import type { Stage } from './environment.ts'
import { openDays } from './free-slots.ts'
import { DELAY_MS } from './latency.ts'
import { measure, median, quiet } from './measure.ts'
import { type PerSide, SIDES } from './names.ts'
import { memoryMb } from './process.ts'

const SIZES = { slinky: 0, shears: 1_000, mackinaw: 10_000 } as const
type RoomName = keyof typeof SIZES

/** Back to back from 8:00 to 17:00 on every weekday, except the days that are measured. */
const HOURS_A_DAY = 9
const DAYS = 10
const STARTS = ['08:00', '09:30', '11:00', '12:30', '14:00', '15:30']

export interface Grown {
  events: number
  question: string
  ms: PerSide<number>
  vendorMs: PerSide<number>
}

export interface RoomGrowth {
  grown: Grown[]
  /** The bookings Worker's memory before the calendars were filled, and its most. */
  memoryMb: PerSide<{ before: number; most: number }>
}

export async function growRooms(stages: PerSide<Stage>): Promise<RoomGrowth> {
  const asked = openDays().slice(0, DAYS)
  const before = { ours: memory(stages.ours, 'VmRSS'), naive: memory(stages.naive, 'VmRSS') }
  for (const side of SIDES) {
    for (const room of Object.keys(SIZES) as RoomName[]) await fill(stages[side], room, asked)
  }
  const grown: Grown[] = []
  for (const room of Object.keys(SIZES) as RoomName[]) {
    for (const [question, ask] of QUESTIONS) {
      grown.push({ events: SIZES[room], question, ...(await time(stages, room, asked, ask)) })
    }
  }
  const most = (side: 'ours' | 'naive') => ({
    before: before[side],
    most: memory(stages[side], 'VmHWM'),
  })
  return { grown, memoryMb: { ours: most('ours'), naive: most('naive') } }
}

const memory = ({ bookings }: Stage, field: 'VmRSS' | 'VmHWM') => memoryMb(bookings.pid, field)

/** As staff enter them, from sixty days ahead backwards. */
async function fill(stage: Stage, room: RoomName, free: string[]): Promise<void> {
  const path = `/google/sandbox/calendars/${encodeURIComponent(SANDBOX_CALENDARS[room])}/events`
  let left: number = SIZES[room]
  for (let day = openDays().at(-1) ?? ''; left > 0; day = dayBefore(day)) {
    if (!isWeekday(day) || free.includes(day)) continue
    const opensMs = toInstant(day, '08:00')
    for (let hour = 0; hour < HOURS_A_DAY && left > 0; hour += 1, left -= 1) {
      const at = (hours: number) => ({
        dateTime: new Date(opensMs + hours * 3600_000).toISOString(),
      })
      const response = await stage.sandbox.fetch(
        new Request(stage.sandbox.url + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ summary: 'Taken', start: at(hour), end: at(hour + 1) }),
        })
      )
      if (!response.ok) throw new Error(await response.text())
    }
  }
}

const dayBefore = (day: string) =>
  new Date(Date.parse(`${day}T12:00:00Z`) - 24 * 3600_000).toISOString().slice(0, 10)

type Ask = (passClient: PassClient, room: RoomName, days: Day[]) => Promise<Answer>

const QUESTIONS: [string, Ask][] = [
  [
    'GET /availability, a day',
    ({ ask }, room, [day]) => ask(`/availability?room=${room}&date=${day?.date}`),
  ],
  ['POST /create-booking, 10 days', ({ press }, room, days) => press(roomOrder(room, days))],
]

async function time(stages: PerSide<Stage>, room: RoomName, dates: string[], ask: Ask) {
  const ms: PerSide<number[]> = { ours: [], naive: [] }
  const vendorMs: PerSide<number[]> = { ours: [], naive: [] }
  for (const [turn, start] of STARTS.entries()) {
    for (const side of SIDES) {
      const passClient = passClientAt(stages[side])
      const days = dates.map((date) => ({ date, start, hours: 1 }))
      await passClient.stage.latency(DELAY_MS)
      const sample = await measure(passClient.stage, () => ask(passClient, room, days))
      await passClient.stage.latency(0)
      await quiet(passClient.stage)
      if (sample.answer.status !== 200) throw new Error(`${side}: ${JSON.stringify(sample.answer)}`)
      // The first warms up.
      if (turn > 0) ms[side].push(sample.ms)
      if (turn > 0) vendorMs[side].push(sample.vendorMs)
    }
  }
  return {
    ms: { ours: median(ms.ours), naive: median(ms.naive) },
    vendorMs: { ours: median(vendorMs.ours), naive: median(vendorMs.naive) },
  }
}
