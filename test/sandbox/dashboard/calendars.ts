/** The rooms' calendars: one room's week at a time, with what stands in it and by whose hand. */
import { html } from 'hono/html'
import type { SandboxState } from '../state.ts'
import { addForm, removeForm } from './calendar-form.ts'
import { calendarIdOf, pathOf, ROOMS, type View, viewOf } from './calendar-view.ts'
import { dayWords, roomName, shiftDay } from './labels.ts'
import { CLOSES, type Day, type Entry, OPENS, type Placed, type Week, weekOf } from './week.ts'

export function calendars(state: SandboxState, query: Record<string, string>) {
  const view = viewOf(query, state.now)
  const events = state.google.calendars[calendarIdOf(view.room) ?? ''] ?? []
  return html`<section>
    <h2 id="calendars">The rooms' calendars</h2>
    ${rooms(view)} ${weeks(view)} ${days(weekOf(events, view.monday), view)}
    <h3>Add an event by hand to ${roomName(view.room)}</h3>
    ${addForm(view)}
  </section>`
}

function rooms({ room, monday }: View) {
  const link = (slug: string) => {
    const path = pathOf({ room: slug, monday })
    const name = roomName(slug)
    return slug === room
      ? html`<li><a href="${path}" aria-current="true">${name}</a></li>`
      : html`<li><a href="${path}">${name}</a></li>`
  }
  return html`<nav aria-label="Rooms">
    <ul class="links">
      ${ROOMS.map(link)}
    </ul>
  </nav>`
}

function weeks({ room, monday }: View) {
  const at = (days: number) => pathOf({ room, monday: shiftDay(monday, days) })
  return html`<form class="weeks" action="/#calendars">
    <input type="hidden" name="room" value="${room}" />
    <label>Week of <input name="week" type="date" value="${monday}" required /></label>
    <button class="plain">Show</button>
    <nav aria-label="Weeks">
      <ul class="links">
        <li><a href="${at(-7)}">Week before</a></li>
        <li><a href="${at(7)}">Week after</a></li>
      </ul>
    </nav>
  </form>`
}

function days(week: Week, view: View) {
  const clock = Array.from({ length: CLOSES - OPENS }, (_, hour) => OPENS + hour)
  return html`<ol class="week" style="--hours:${clock.length}">
      <li class="clock" aria-hidden="true">
        ${clock.map((hour) => html`<span>${String(hour).padStart(2, '0')}:00</span>`)}
      </li>
      ${week.days.map((day) => column(day, view))}
    </ol>
    <p class="none">
      Seattle's clock. Green: the Worker's own; grey: by hand; dashed: marked Free.
      ${week.weekend > 0 && `Not shown: ${week.weekend} at the weekend.`}
    </p>`
}

function column({ date, above, hours }: Day, view: View) {
  const empty = above.length + hours.length === 0
  return html`<li class="day">
    <h3>${dayWords(date)}</h3>
    <ul class="above">
      ${empty && html`<li class="none">Nothing</li>`}
      ${above.map((entry) => html`<li>${box(entry, view)}</li>`)}
    </ul>
    <ol class="hours">
      ${hours.map((entry) => html`<li>${box(entry, view, placeOf(entry))}</li>`)}
    </ol>
  </li>`
}

const placeOf = ({ from, to, lane, lanes }: Placed) =>
  `--from:${from};--to:${to};--lane:${lane};--lanes:${lanes}`

/** Closed, what must be seen of the week; open, all the rest and the way to take it out. */
function box(entry: Entry, view: View, place = '') {
  const { title, times, own, free, repeats, facts } = entry
  const whose = own ? "Worker's own" : 'By hand'
  const said = [whose, free && 'Free', repeats && 'Weekly'].filter(Boolean).join(', ')
  return html`<details class="event ${own ? 'own' : ''} ${free ? 'free' : ''}" style="${place}">
    <summary><strong>${title}</strong> <span>${times}</span> <span>${said}</span></summary>
    <dl>
      ${facts
        .filter(([, value]) => value)
        .map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
    </dl>
    ${removeForm(entry, view)}
  </details>`
}
