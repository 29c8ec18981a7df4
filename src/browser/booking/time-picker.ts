/** Duration and start, for one day or for several days at the same time: a choice of free times. */

import type { Day } from '../../core/time.ts'
import type { DayResponse } from '../../rooms/contract.ts'
import { formatClock, type Slot } from '../../rooms/rules/hours.ts'
import { announce, createElement, elementById, linked } from '../page/dom.ts'
import {
  hoursInWords,
  loadingTimes,
  noCommonStart,
  noFreeTimes,
  startTimes,
  timesNotLoaded,
} from './messages.ts'

export type Choice = Partial<Pick<Slot, 'start' | 'hours'>>

interface TimePickerOptions {
  legend: string
  days: Day[]
  /** The picker writes the customer's choice into this object. */
  choice: Choice
  minHours: number
  loadDay(day: Day): Promise<DayResponse>
  onChange(): void
}

type FreeStart = DayResponse['slots'][number]

/** Starts that are free on all of the days. */
function commonStarts([first, ...others]: DayResponse[], minHours: number): FreeStart[] {
  const all = (first?.slots ?? []).map(({ start, maxHours }) => {
    const maxima = others.map(
      ({ slots }) => slots.find((one) => one.start === start)?.maxHours ?? 0
    )
    return { start, maxHours: Math.min(maxHours, ...maxima) }
  })
  return all.filter(({ maxHours }) => maxHours >= minHours)
}

function emptyMessage(answers: DayResponse[]): string {
  const closed = answers.find((answer) => answer.closed)?.closed
  const full = answers.filter(({ slots }) => !slots.length).map(({ date }) => date)
  if (closed) return closed.reason
  return full.length ? noFreeTimes(full) : noCommonStart
}

let count = 0

function drawStarts(
  { choice, onChange }: TimePickerOptions,
  freeStarts: FreeStart[],
  name: string
) {
  const fits = freeStarts.filter(({ maxHours }) => maxHours >= (choice.hours ?? 0))
  if (choice.hours) announce('booking-spoken', startTimes(fits.map(({ start }) => start)))
  return fits.map(({ start }) => {
    const radio = createElement('input', { type: 'radio', name, checked: start === choice.start })
    radio.addEventListener('change', () => {
      choice.start = start
      onChange()
    })
    return createElement(
      'label',
      { className: 'lt-chip' },
      radio,
      createElement('span', {}, formatClock(start))
    )
  })
}

function drawHours({ choice, minHours }: TimePickerOptions, most: number) {
  const select = createElement('select', { className: 'w-select' })
  const option = (text: string, value: string) => createElement('option', { value }, text)
  select.append(option('Please choose', ''))
  for (let hours = minHours; hours <= most; hours += 1)
    select.append(option(hoursInWords(hours), `${hours}`))
  select.value = `${choice.hours ?? ''}`
  return select
}

/** Renders the duration into `container`, and after its choice the starts. */
function drawChoice(
  options: TimePickerOptions,
  freeStarts: FreeStart[],
  container: HTMLElement
): void {
  const { choice, onChange } = options
  const most = Math.max(...freeStarts.map(({ maxHours }) => maxHours))
  if ((choice.hours ?? 0) > most) delete choice.hours
  count += 1
  const name = `booking-start-${count}`
  const select = drawHours(options, most)
  const starts = createElement('div', { className: 'lt-chips' })
  const heading = createElement('p', {}, 'Start, Seattle time')
  heading.id = `${name}-label`
  starts.setAttribute('role', 'radiogroup')
  starts.setAttribute('aria-labelledby', heading.id)
  const draw = () => {
    const { start, hours } = choice
    if (!freeStarts.some((one) => one.start === start && one.maxHours >= (hours ?? 0)))
      delete choice.start
    starts.replaceChildren(...drawStarts(options, freeStarts, name))
    starts.hidden = heading.hidden = !hours
  }
  select.addEventListener('change', () => {
    if (select.value) choice.hours = Number(select.value)
    else delete choice.hours
    draw()
    onChange()
  })
  draw()
  container.replaceChildren(createElement('label', {}, 'How long', select), heading, starts)
}

export interface TimePicker {
  element: HTMLElement
  /** Loads the free times again. */
  refresh(): Promise<void>
}

export function createTimePicker(options: TimePickerOptions): TimePicker {
  const status = createElement('p', { className: 'lt-note' })
  status.setAttribute('role', 'status')
  const container = createElement('div')
  const refresh = async () => {
    status.textContent = loadingTimes
    try {
      const answers = await Promise.all(options.days.map(options.loadDay))
      const freeStarts = commonStarts(answers, options.minHours)
      status.textContent = freeStarts.length ? '' : emptyMessage(answers)
      if (freeStarts.length) drawChoice(options, freeStarts, container)
      else {
        delete options.choice.start
        container.replaceChildren()
      }
    } catch {
      const again = createElement('button', { type: 'button' }, 'Try again')
      again.addEventListener('click', async () => {
        await refresh()
        const next = container.querySelector<HTMLElement>('button, select')
        ;(next ?? elementById('booking-times')).focus()
      })
      status.replaceChildren(...linked(timesNotLoaded))
      container.replaceChildren(again)
    }
    options.onChange()
  }
  void refresh()
  const legend = createElement('legend', {}, options.legend)
  return {
    element: createElement('fieldset', { className: 'lt-times' }, legend, status, container),
    refresh,
  }
}
