/** The calendar: which days can be chosen, and in words why others cannot. */
import 'cally'
import { type Day, formatDay, nextDay, seattleDay } from '../../core/time.ts'
import { isWeekday } from '../../rooms/rules/hours.ts'
import { make, say } from '../page/dom.ts'
import type { FreeTimes } from './availability.ts'
import { monthInWords, type Standing, shortDay, whyNot } from './messages.ts'

const HOUR_MS = 3600_000

/** What of the web component is used. */
interface Picker extends HTMLElement {
  /** Days, with a space between them. */
  value: string
  min: Day
  max: Day
  today: Day
  locale: string
  firstDayOfWeek: number
  formatWeekday: string
  focusedDate: Day
  isDateDisallowed(date: Date): boolean
}

export interface Calendar {
  element: HTMLElement
  show(days: Day[]): void
  /** Asks anew which days are taken. */
  renew(): void
}

const isoOf = (date: Date): Day => date.toISOString().slice(0, 10)

function firstFree(from: Day): Day {
  let day = from
  while (whyNot(day, undefined)) day = nextDay(day)
  return day
}

function createPicker(min: Day, max: Day) {
  const picker = document.createElement('calendar-multi') as Picker
  Object.assign(picker, {
    id: 'booking-calendar',
    min,
    max,
    today: seattleDay(Date.now()),
    focusedDate: firstFree(min),
    locale: 'en-US',
    firstDayOfWeek: 0,
    formatWeekday: 'short',
  })
  const heading = make('span', { slot: 'heading' })
  const arrow = (slot: string, ariaLabel: string, face: string) =>
    make('span', { slot, role: 'img', ariaLabel }, face)
  picker.append(
    arrow('previous', 'Previous month', '‹'),
    heading,
    arrow('next', 'Next month', '›'),
    document.createElement('calendar-month')
  )
  return { picker, heading }
}

/** `chosen` hears of every change and says which days are to stay chosen. */
export function createCalendar(free: FreeTimes, chosen: (days: Day[]) => Day[]): Calendar {
  const now = Date.now()
  const min = seattleDay(now + 24 * HOUR_MS)
  const max = seattleDay(now + 60 * 24 * HOUR_MS)
  const standings: Record<Day, Standing> = {}
  const { picker, heading } = createPicker(min, max)
  const list = make('p', { className: 'lt-note' })
  let month = ''

  const reasonOf = (day: Day) => whyNot(day, standings[day])
  const draw = () => {
    // The calendar draws itself anew for a new function only.
    picker.isDateDisallowed = (date) => !!reasonOf(isoOf(date))
    const days: string[] = []
    for (let day = `${month}-01`; day.startsWith(month); day = nextDay(day)) {
      const reason = isWeekday(day) && day >= min && day <= max && reasonOf(day)
      if (reason) days.push(`${shortDay(day)} (${reason.split(':')[0]?.replace(/\.$/, '')})`)
    }
    list.textContent = days.length
      ? `Not to be had in ${heading.textContent}: ${days.join(', ')}.`
      : ''
  }
  const look = async (day: Day) => {
    month = day.slice(0, 7)
    heading.textContent = monthInWords(day)
    draw()
    // Unanswered, the days stay open: whoever chooses one hears of its free times.
    const answer = await free.month(month).catch(() => undefined)
    Object.assign(standings, answer?.days)
    draw()
  }
  picker.addEventListener('focusday', ({ detail }: CustomEventInit<Date>) => {
    const day = detail ? isoOf(detail) : min
    // By the buttons for the months nobody means a day.
    const reason = document.activeElement === picker ? '' : reasonOf(day)
    say('booking-day', reason && `${formatDay(day)}: ${reason}`)
    if (!day.startsWith(month)) void look(day)
  })
  const show = (days: Day[]) => {
    picker.value = days.join(' ')
  }
  picker.addEventListener('change', () => {
    say('booking-day', '')
    show(chosen(picker.value.split(' ').filter(Boolean)))
  })
  void look(picker.focusedDate)
  const note = make('div', { id: 'booking-day' })
  note.setAttribute('role', 'status')
  return {
    element: make('div', { className: 'lt-calendar' }, picker, note, list),
    show,
    renew: () => void look(`${month}-01`),
  }
}
