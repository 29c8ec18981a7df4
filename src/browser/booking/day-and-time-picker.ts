/** The days and times of a booking: one day, several alike, or several with times of their own. */
import { type Day, formatDay } from '../../core/time.ts'
import { MAX_DAYS, type Slot } from '../../rooms/rules/hours.ts'
import { make, place, say } from '../page/dom.ts'
import { clearComplaints } from '../page/form.ts'
import type { FreeTimes } from './availability.ts'
import { createCalendar } from './calendar.ts'
import { mostDays, shortDay } from './messages.ts'
import { type Choice, createTimes, type Times } from './time-picker.ts'

const MODES = {
  one: 'One day',
  alike: 'Several days at the same time',
  own: 'Several days, each at its own time',
}

type Mode = keyof typeof MODES

export interface When {
  /** All that is chosen; nothing as long as something is missing. */
  slots(): Slot[] | undefined
  /** What has to be done next, in words. */
  missing(): string
  /** Chooses for her. */
  put(slots: Slot[]): void
  /** Asks anew what is free; the first of the chosen days that is not free any more. */
  renew(): Promise<Day | undefined>
}

interface Group {
  days: Day[]
  choice: Choice
  times: Times
}

const isWhole = (choice: Choice): choice is Required<Choice> => !!choice.hours && !!choice.start

function askMode(changed: (mode: Mode) => void) {
  const inputs = {} as Record<Mode, HTMLInputElement>
  const labels = (Object.keys(MODES) as Mode[]).map((mode) => {
    const input = make('input', { type: 'radio', name: 'booking-mode', checked: mode === 'one' })
    input.addEventListener('change', () => changed(mode))
    inputs[mode] = input
    return make('label', { className: 'lt-tick' }, input, make('span', {}, MODES[mode]))
  })
  const element = make('fieldset', {}, make('legend', {}, 'Which days'), ...labels)
  return { element, inputs }
}

export function createWhen(minHours: number, free: FreeTimes, changed: () => void): When {
  let mode: Mode = 'one'
  let days: Day[] = []
  const groups = new Map<string, Group>()
  /** Survives that its day is taken out and put in again. */
  const own = new Map<Day, Choice>()
  let shared: Choice = {}
  const times = make('div', { id: 'booking-times', tabIndex: -1 })
  times.setAttribute('role', 'group')
  times.setAttribute('aria-label', 'Times')

  const groupOf = (ofDays: Day[], choice: Choice, legend: string): Group => ({
    days: ofDays,
    choice,
    times: createTimes({ legend, days: ofDays, choice, minHours, look: free.day, changed: heard }),
  })
  const choiceOf = (day: Day): Choice => {
    if (mode !== 'own') return shared
    const choice = own.get(day) ?? { ...shared }
    own.set(day, choice)
    return choice
  }
  function heard() {
    clearComplaints()
    changed()
  }
  /** What stays as it was is not drawn again. */
  const draw = () => {
    const wanted = mode === 'own' ? days.map((day) => [day]) : days.length ? [days] : []
    const before = new Map(groups)
    groups.clear()
    for (const ofDays of wanted) {
      const choice = choiceOf(ofDays[0] ?? '')
      const key = `${mode} ${ofDays.join(' ')}`
      const legend = ofDays.length > 1 ? ofDays.map(shortDay).join(' · ') : formatDay(`${ofDays}`)
      const kept = before.get(key)
      groups.set(key, kept?.choice === choice ? kept : groupOf(ofDays, choice, legend))
    }
    times.replaceChildren(...[...groups.values()].map((group) => group.times.element))
    heard()
  }
  const take = (next: Day[]) => {
    const added = next.filter((day) => !days.includes(day))
    if (next.length > MAX_DAYS && added.length) say('booking-day', mostDays)
    else days = (mode === 'one' && added.length ? added.slice(-1) : next).sort()
    draw()
    return days
  }
  const setMode = (next: Mode) => {
    mode = next
    if (mode === 'one') days = days.slice(0, 1)
    calendar.show(days)
    draw()
  }
  const calendar = createCalendar(free, take)
  const question = askMode(setMode)
  place('booking-when').replaceChildren(question.element, calendar.element, times)

  const all = () =>
    [...groups.values()].flatMap((group) => group.days.map((day) => [day, group.choice] as const))
  return {
    slots: () => {
      const slots = all().flatMap(([date, choice]) =>
        isWhole(choice) ? [{ date, start: choice.start, hours: choice.hours }] : []
      )
      return slots.length && slots.length === days.length ? slots : undefined
    },
    missing: () => {
      const open = all().find(([, choice]) => !isWhole(choice))
      if (!open) return 'Please choose a day.'
      const what = open[1].hours ? 'a start time' : 'how long you need the room'
      return `Please choose ${what}${mode === 'own' ? ` on ${formatDay(open[0])}` : ''}.`
    },
    put: (slots) => {
      for (const { date, start, hours } of slots) {
        shared = { start, hours }
        own.set(date, shared)
      }
      if (mode !== 'one') {
        mode = 'own'
        question.inputs.own.checked = true
      }
      days = slots.map(({ date }) => date).sort()
      calendar.show(days)
      draw()
    },
    renew: async () => {
      const wanted = all().map(([day, { start, hours }]) => ({ day, start, hours: hours ?? 0 }))
      free.forget()
      calendar.renew()
      await Promise.all([...groups.values()].map((group) => group.times.renew()))
      const gone = await Promise.all(
        wanted.map(async ({ day, start, hours }) => {
          const slots = (await free.day(day).catch(() => undefined))?.slots
          return slots?.some((one) => one.start === start && one.maxHours >= hours) ? '' : day
        })
      )
      return gone.find(Boolean)
    },
  }
}
