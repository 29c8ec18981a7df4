/** Manual edits by staff in a room's calendar: the forms and their routes. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { HOUSE_ZONE } from '../google/calendars.ts'
import { isDay } from '../google/zone.ts'
import { calendarIdOf, pathOf, type View } from './calendar-view.ts'
import { mondayOf, shiftDay } from './labels.ts'
import { shell } from './layout.ts'
import type { Entry } from './week.ts'

const eventsOf = (room: string) => `/calendars/${room}/events`

export function addForm({ room, monday }: View) {
  return html`<form class="staff" method="post" action="${eventsOf(room)}">
    <label>Title <input name="title" autocomplete="off" required /></label>
    <label>Date <input name="date" type="date" value="${monday}" required /></label>
    <label>From <input name="from" type="time" value="09:00" /></label>
    <label>To <input name="to" type="time" value="10:00" /></label>
    <label>All day <input name="allDay" type="checkbox" value="yes" /></label>
    <label
      >Shown as
      <select name="transparency">
        <option value="">Busy, all-day Free</option>
        <option value="opaque">Busy</option>
        <option value="transparent">Free</option>
      </select>
    </label>
    <label
      >Weeks in a row <input name="weeks" type="number" min="1" max="52" value="1" required />
    </label>
    <button>Add</button>
  </form>`
}

export function removeForm({ id, repeats }: Entry, { room, monday }: View) {
  return html`<form method="post" action="${eventsOf(room)}/${id}/remove">
    <input type="hidden" name="week" value="${monday}" />
    <button class="plain">${repeats ? 'Remove from every week' : 'Remove'}</button>
  </form>`
}

/** Calls the emulator directly, not through the gateway, so that no fault hits a manual edit. */
export function calendarRoutes(google: Hono): Hono {
  const app = new Hono()
  app.post('/calendars/:room/events', async (c) => {
    const said = readForm(await c.req.parseBody())
    const room = c.req.param('room')
    const answer = await google.request(doorOf(room), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(eventOf(said)),
    })
    return back(answer, { room, monday: said('date') })
  })
  app.post('/calendars/:room/events/:id/remove', async (c) => {
    const said = readForm(await c.req.parseBody())
    const { room, id } = c.req.param()
    const answer = await google.request(`${doorOf(room)}/${id}`, { method: 'DELETE' })
    return back(answer, { room, monday: said('week') })
  })
  return app
}

const doorOf = (room: string) =>
  `/sandbox/calendars/${encodeURIComponent(calendarIdOf(room) ?? room)}/events`

type Said = (name: string) => string

function readForm(fields: Record<string, unknown>): Said {
  return (name) => {
    const value = fields[name]
    return typeof value === 'string' ? value.trim() : ''
  }
}

/** As Google's own pages would say it; what is wrong with it is the stand-in's to say. */
function eventOf(said: Said): object {
  const date = said('date')
  const weeks = said('weeks')
  const transparency = said('transparency')
  const end = isDay(date) ? shiftDay(date, 1) : date
  const at = (clock: string) => ({ dateTime: `${date}T${clock}:00`, timeZone: HOUSE_ZONE })
  return {
    summary: said('title'),
    ...(said('allDay')
      ? { start: { date }, end: { date: end } }
      : { start: at(said('from')), end: at(said('to')) }),
    ...(transparency && { transparency }),
    ...(weeks !== '' && weeks !== '1' && { recurrence: [`RRULE:FREQ=WEEKLY;COUNT=${weeks}`] }),
  }
}

async function back(answer: Response, { room, monday: day }: View): Promise<Response> {
  const monday = isDay(day) ? mondayOf(day) : ''
  const path = pathOf({ room, monday })
  if (answer.ok) return new Response(null, { status: 303, headers: { location: path } })
  const { error } = (await answer.json()) as { error: { message: string } }
  const page = shell(
    'Calendar',
    html`<h1>The calendar is as it was</h1>
      <p>Google would say: ${error.message}</p>
      <p><a href="${path}">Back to the calendar</a></p>`
  )
  return new Response(String(await page), {
    status: answer.status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  })
}
