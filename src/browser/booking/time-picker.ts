/** How long and from when, on one day or alike on several: a choice among what is free. */
import type { Day } from '../../core/time.ts'
import type { DayResponse } from '../../rooms/contract.ts'
import { formatClock, type Slot } from '../../rooms/rules/hours.ts'
import { make } from '../page/dom.ts'
import { hoursInWords, looking, notFound, nothingAlike, nothingFree } from './messages.ts'

export type Choice = Partial<Pick<Slot, 'start' | 'hours'>>

interface Wanted {
  legend: string
  days: Day[]
  /** Is written to. */
  choice: Choice
  minHours: number
  look(day: Day): Promise<DayResponse>
  changed(): void
}

type Opening = DayResponse['slots'][number]

/** Starts that can be had on every one of the days. */
function common([first, ...others]: DayResponse[], minHours: number): Opening[] {
  const all = (first?.slots ?? []).map(({ start, maxHours }) => {
    const there = others.map(({ slots }) => slots.find((one) => one.start === start)?.maxHours ?? 0)
    return { start, maxHours: Math.min(maxHours, ...there) }
  })
  return all.filter(({ maxHours }) => maxHours >= minHours)
}

function emptiness(answers: DayResponse[]): string {
  const closed = answers.find((answer) => answer.closed)?.closed
  const full = answers.filter(({ slots }) => !slots.length).map(({ date }) => date)
  if (closed) return `${closed.reason}. Please choose another day.`
  return full.length ? nothingFree(full) : nothingAlike
}

let count = 0

function drawStarts({ choice, changed }: Wanted, openings: Opening[], name: string) {
  const fits = openings.filter(({ maxHours }) => maxHours >= (choice.hours ?? 0))
  return fits.map(({ start }) => {
    const radio = make('input', { type: 'radio', name, checked: start === choice.start })
    radio.addEventListener('change', () => {
      choice.start = start
      changed()
    })
    return make('label', { className: 'lt-chip' }, radio, make('span', {}, formatClock(start)))
  })
}

function drawHours({ choice, minHours }: Wanted, most: number) {
  const select = make('select', { className: 'w-select' })
  const option = (text: string, value: string) => make('option', { value }, text)
  select.append(option('Please choose', ''))
  for (let hours = minHours; hours <= most; hours += 1)
    select.append(option(hoursInWords(hours), `${hours}`))
  select.value = `${choice.hours ?? ''}`
  return select
}

/** Draws into `place` the duration, and once that is chosen the starts. */
function drawChoice(wanted: Wanted, openings: Opening[], place: HTMLElement): void {
  const { choice, changed } = wanted
  const most = Math.max(...openings.map(({ maxHours }) => maxHours))
  if ((choice.hours ?? 0) > most) delete choice.hours
  count += 1
  const name = `booking-start-${count}`
  const select = drawHours(wanted, most)
  const starts = make('div', { className: 'lt-chips' })
  const heading = make('p', {}, 'Start, Seattle time')
  heading.id = `${name}-label`
  starts.setAttribute('role', 'radiogroup')
  starts.setAttribute('aria-labelledby', heading.id)
  const draw = () => {
    const { start, hours } = choice
    if (!openings.some((one) => one.start === start && one.maxHours >= (hours ?? 0)))
      delete choice.start
    starts.replaceChildren(...drawStarts(wanted, openings, name))
    starts.hidden = heading.hidden = !hours
  }
  select.addEventListener('change', () => {
    if (select.value) choice.hours = Number(select.value)
    else delete choice.hours
    draw()
    changed()
  })
  draw()
  place.replaceChildren(make('label', {}, 'How long', select), heading, starts)
}

export interface Times {
  element: HTMLElement
  /** Asks anew what is free. */
  renew(): Promise<void>
}

export function createTimes(wanted: Wanted): Times {
  const status = make('p', { className: 'lt-note' })
  status.setAttribute('role', 'status')
  const place = make('div')
  const renew = async () => {
    status.textContent = looking
    try {
      const answers = await Promise.all(wanted.days.map(wanted.look))
      const openings = common(answers, wanted.minHours)
      status.textContent = openings.length ? '' : emptiness(answers)
      if (openings.length) drawChoice(wanted, openings, place)
      else {
        delete wanted.choice.start
        place.replaceChildren()
      }
    } catch {
      const again = make('button', { type: 'button' }, 'Try again')
      again.addEventListener('click', () => void renew())
      status.textContent = notFound
      place.replaceChildren(again)
    }
    wanted.changed()
  }
  void renew()
  const legend = make('legend', {}, wanted.legend)
  return { element: make('fieldset', { className: 'lt-times' }, legend, status, place), renew }
}
