/** The calendar: selectable days, and for the others the reason in words. */
import 'cally'
import { type Day, formatDay, nextDay, seattleDay } from '../../core/time.ts'
import { isWeekday } from '../../rooms/rules/hours.ts'
import { announce, createElement } from '../page/dom.ts'
import type { Availability } from './availability.ts'
import { type DayStatus, monthInWords, shortDay, unavailableReason } from './messages.ts'

const HOUR_MS = 3600_000

/** The properties of the web component that we use. */
interface Picker extends HTMLElement {
  /** Days, separated by spaces. */
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
  /** As far as is known without asking the Worker. */
  isSelectable(day: Day): boolean
  /** Loads again which days are taken. */
  refresh(): void
}

const isoOf = (date: Date): Day => date.toISOString().slice(0, 10)

function firstFree(from: Day): Day {
  let day = from
  while (unavailableReason(day, undefined)) day = nextDay(day)
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
  const heading = createElement('span', { slot: 'heading' })
  const arrow = (slot: string, ariaLabel: string, face: string) =>
    createElement('span', { slot, role: 'img', ariaLabel }, face)
  picker.append(
    arrow('previous', 'Previous month', '‹'),
    heading,
    arrow('next', 'Next month', '›'),
    document.createElement('calendar-month')
  )
  return { picker, heading }
}

/** `onChange` receives each new selection and returns the days that stay selected. */
export function createCalendar(
  availability: Availability,
  onChange: (days: Day[]) => Day[]
): Calendar {
  const now = Date.now()
  const min = seattleDay(now + 24 * HOUR_MS)
  const max = seattleDay(now + 60 * 24 * HOUR_MS)
  const statuses: Record<Day, DayStatus> = {}
  const { picker, heading } = createPicker(min, max)
  const list = createElement('p', { className: 'lt-note' })
  let month = ''

  const reasonOf = (day: Day) => unavailableReason(day, statuses[day])
  const draw = () => {
    // The component re-renders only when it gets a new function.
    picker.isDateDisallowed = (date) => !!reasonOf(isoOf(date))
    const days: string[] = []
    for (let day = `${month}-01`; day.startsWith(month); day = nextDay(day)) {
      const reason = isWeekday(day) && day >= min && day <= max && reasonOf(day)
      if (reason) days.push(`${shortDay(day)} (${reason.split(':')[0]?.replace(/\.$/, '')})`)
    }
    list.textContent = days.length
      ? `Not available in ${heading.textContent?.split(' ')[0]}: ${days.join(', ')}.`
      : ''
  }
  const loadMonth = async (day: Day) => {
    month = day.slice(0, 7)
    heading.textContent = monthInWords(day)
    draw()
    // If the request fails, the days stay selectable; the time picker then loads their free times.
    const answer = await availability.month(month).catch(() => undefined)
    Object.assign(statuses, answer?.days)
    draw()
  }
  picker.addEventListener('focusday', ({ detail }: CustomEventInit<Date>) => {
    const day = detail ? isoOf(detail) : min
    // The focus is on a month button, so no day was chosen.
    const reason = document.activeElement === picker ? '' : reasonOf(day)
    announce('booking-day', reason && `${formatDay(day)}: ${reason}`)
    if (!day.startsWith(month)) void loadMonth(day)
  })
  const show = (days: Day[]) => {
    picker.value = days.join(' ')
  }
  picker.addEventListener('change', () => {
    announce('booking-day', '')
    show(onChange(picker.value.split(' ').filter(Boolean)))
  })
  void loadMonth(picker.focusedDate)
  const note = createElement('div', { id: 'booking-day' })
  note.setAttribute('role', 'status')
  return {
    element: createElement('div', { className: 'lt-calendar' }, picker, note, list),
    show,
    isSelectable: (day) => day >= min && day <= max && !reasonOf(day),
    refresh: () => void loadMonth(`${month}-01`),
  }
}
