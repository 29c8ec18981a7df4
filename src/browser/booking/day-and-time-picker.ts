/** Days and times of a booking: one day, several days at the same time, or each at its own time. */

import { type Day, formatDay } from '../../core/time.ts'
import { MAX_DAYS, type Slot } from '../../rooms/rules/hours.ts'
import { announce, createElement, elementById } from '../page/dom.ts'
import { clearErrors } from '../page/form.ts'
import type { Availability } from './availability.ts'
import { createCalendar } from './calendar.ts'
import { shortDay, tooManyDays } from './messages.ts'
import { addStyle } from './style.ts'
import { type Choice, createTimePicker, type TimePicker } from './time-picker.ts'

const MODES = {
  one: 'One day',
  same: 'Several days at the same time',
  own: 'Several days, each at its own time',
}

type Mode = keyof typeof MODES

/** The choices as far as they are made. */
export interface PickerState {
  mode: Mode
  /** Each with its hours and its start. */
  days: [Day, Choice][]
}

export interface DayAndTimePicker {
  /** Selects again what a reload of the page has lost; days that can no longer be booked are left out. */
  restore(state: PickerState): void
  /** Called after each change. */
  onState(listener: (state: PickerState) => void): void
  /** The selection, or undefined while it is incomplete. */
  slots(): Slot[] | undefined
  /** A message that says what to choose next. */
  nextStep(): string
  /** Selects these slots for the customer. */
  select(slots: Slot[]): void
  /** Loads the free times again; resolves with the first chosen day that is no longer free. */
  refresh(): Promise<Day | undefined>
}

interface Group {
  days: Day[]
  choice: Choice
  times: TimePicker
}

const isComplete = (choice: Choice): choice is Required<Choice> => !!choice.hours && !!choice.start

function createModeQuestion(onChange: (mode: Mode) => void) {
  const inputs = {} as Record<Mode, HTMLInputElement>
  const labels = (Object.keys(MODES) as Mode[]).map((mode) => {
    const input = createElement('input', {
      type: 'radio',
      name: 'booking-mode',
      checked: mode === 'one',
    })
    input.addEventListener('change', () => onChange(mode))
    inputs[mode] = input
    return createElement(
      'label',
      { className: 'lt-tick' },
      input,
      createElement('span', {}, MODES[mode])
    )
  })
  const element = createElement(
    'fieldset',
    {},
    createElement('legend', {}, 'Which days'),
    ...labels
  )
  return { element, inputs }
}

export function createDayAndTimePicker(
  minHours: number,
  availability: Availability,
  onChange: () => void
): DayAndTimePicker {
  let mode: Mode = 'one'
  let days: Day[] = []
  const groups = new Map<string, Group>()
  /** Kept when a day is deselected and selected again. */
  const ownChoices = new Map<Day, Choice>()
  let sharedChoice: Choice = {}
  const times = createElement('div', { id: 'booking-times', tabIndex: -1 })
  times.setAttribute('role', 'group')
  times.setAttribute('aria-label', 'Times')

  const createGroup = (ofDays: Day[], choice: Choice, legend: string): Group => ({
    days: ofDays,
    choice,
    times: createTimePicker({
      legend,
      days: ofDays,
      choice,
      minHours,
      loadDay: availability.day,
      onChange: onTimeChange,
    }),
  })
  const choiceOf = (day: Day): Choice => {
    if (mode !== 'own') return sharedChoice
    const choice = ownChoices.get(day) ?? { ...sharedChoice }
    ownChoices.set(day, choice)
    return choice
  }
  const state = (): PickerState => ({ mode, days: all().map(([day, choice]) => [day, choice]) })
  let onState = (_: PickerState) => {}
  function onTimeChange() {
    clearErrors()
    onState(state())
    onChange()
  }
  /** Keeps the groups that did not change. */
  const draw = () => {
    const dayGroups = mode === 'own' ? days.map((day) => [day]) : days.length ? [days] : []
    const previous = new Map(groups)
    groups.clear()
    for (const ofDays of dayGroups) {
      const choice = choiceOf(ofDays[0] ?? '')
      const key = `${mode} ${ofDays.join(' ')}`
      const legend = ofDays.length > 1 ? ofDays.map(shortDay).join(' · ') : formatDay(`${ofDays}`)
      const existing = previous.get(key)
      groups.set(key, existing?.choice === choice ? existing : createGroup(ofDays, choice, legend))
    }
    times.replaceChildren(...[...groups.values()].map((group) => group.times.element))
    onTimeChange()
  }
  const chooseDays = (next: Day[]) => {
    const added = next.filter((day) => !days.includes(day))
    if (next.length > MAX_DAYS && added.length) announce('booking-day', tooManyDays)
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
  const calendar = createCalendar(availability, chooseDays)
  const modeQuestion = createModeQuestion(setMode)
  addStyle()
  const spoken = createElement('div', { id: 'booking-spoken' })
  spoken.setAttribute('role', 'status')
  elementById('booking-when').replaceChildren(modeQuestion.element, calendar.element, times, spoken)

  const all = () =>
    [...groups.values()].flatMap((group) => group.days.map((day) => [day, group.choice] as const))
  return {
    onState: (listener) => {
      onState = listener
    },
    restore: (state) => {
      mode = state.mode
      modeQuestion.inputs[mode].checked = true
      const kept = state.days.filter(([day]) => calendar.isSelectable(day))
      for (const [day, choice] of kept) {
        sharedChoice = choice
        ownChoices.set(day, choice)
      }
      days = kept.map(([day]) => day)
      calendar.show(days)
      draw()
    },
    slots: () => {
      const slots = all().flatMap(([date, choice]) =>
        isComplete(choice) ? [{ date, start: choice.start, hours: choice.hours }] : []
      )
      return slots.length && slots.length === days.length ? slots : undefined
    },
    nextStep: () => {
      const open = all().find(([, choice]) => !isComplete(choice))
      if (!open) return 'Please choose a day.'
      const what = open[1].hours ? 'a start time' : 'how long you need the room'
      return `Please choose ${what}${mode === 'own' ? ` on ${formatDay(open[0])}` : ''}.`
    },
    select: (slots) => {
      for (const { date, start, hours } of slots) {
        sharedChoice = { start, hours }
        ownChoices.set(date, sharedChoice)
      }
      if (mode !== 'one') {
        mode = 'own'
        modeQuestion.inputs.own.checked = true
      }
      days = slots.map(({ date }) => date).sort()
      calendar.show(days)
      draw()
    },
    refresh: async () => {
      const chosen = all().map(([day, { start, hours }]) => ({ day, start, hours: hours ?? 0 }))
      availability.reset()
      calendar.refresh()
      await Promise.all([...groups.values()].map((group) => group.times.refresh()))
      const taken = await Promise.all(
        chosen.map(async ({ day, start, hours }) => {
          const slots = (await availability.day(day).catch(() => undefined))?.slots
          return slots?.some((one) => one.start === start && one.maxHours >= hours) ? '' : day
        })
      )
      return taken.find(Boolean)
    },
  }
}
