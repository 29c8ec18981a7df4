/** The sandbox's front page: links to the page copies, the vendors' records, the kiosk and the controls. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Faults } from '../faults.ts'
import { admits } from '../kiosk.ts'
import { MEMBERSHIPS } from '../pages/memberships.ts'
import { BOOKING_PAGES } from '../pages/rooms.ts'
import { seattleDay } from '../seattle.ts'
import type { SandboxState } from '../state.ts'
import { calendarRoutes } from './calendar-form.ts'
import { calendars } from './calendars.ts'
import { controls } from './controls.ts'
import { emailList, emailRoutes } from './emails.ts'
import { inbox } from './inbox.ts'
import { kioskForm, kioskVerdict, morningForm } from './kiosk.ts'
import { shell } from './layout.ts'
import { people } from './members.ts'
import { payments } from './payments.ts'
import { subscriptions } from './subscriptions.ts'

/** The page copies that exist. */
const PAGES = [
  ...MEMBERSHIPS.map(({ slug, title, type }) => [
    `/memberships/${slug}`,
    type === 'One-Time' ? `Buy a ${title}` : `Join: ${title}`,
  ]),
  ...BOOKING_PAGES.map(({ slug, title }) => [`/meeting-rooms/${slug}`, `Book: ${title}`]),
  ['/join-confirmation', 'Join confirmation'],
  ['/purchase-confirmation', 'Purchase confirmation'],
  ['/meeting-booking-confirmation', 'Booking confirmation'],
  ['/legal/membership-terms', 'Membership terms'],
  ['/legal/sonic-terms', 'Sonic Studio terms'],
]

interface IndexOptions {
  state(): SandboxState
  faults: Pick<Faults, 'list'>
  /** The Google emulator, for manual edits by staff. */
  google: Hono
}

export function indexPage({ state, faults, google }: IndexOptions): Hono {
  const app = new Hono()
  app.get('/', (c) => c.html(front(state(), faults.list(), c.req.query())))
  app.route('/', calendarRoutes(google))
  app.route('/', emailRoutes())
  app.get('/kiosk', (c) => {
    const now = state()
    const email = c.req.query('email') ?? ''
    const day = seattleDay(now.now)
    const verdict = admits(now.officernd, email, day)
    c.header('vary', 'accept')
    if (/application\/json/i.test(c.req.header('accept') ?? '')) return c.json({ ...verdict, day })
    return c.html(shell('Kiosk', kioskVerdict(email, verdict, day)))
  })
  return app
}

function front(
  state: SandboxState,
  rules: ReturnType<Faults['list']>,
  query: Record<string, string>
) {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    dateStyle: 'full',
    timeStyle: 'short',
  })
  return shell(
    'Sandbox',
    html`<h1>The sandbox</h1>
      <p>It is ${clock.format(state.now)} in Seattle, by the vendors' clock.</p>
      <nav aria-label="Page copies">
        <ul class="links">
          ${PAGES.map(([path, words]) => html`<li><a href="${path}">${words}</a></li>`)}
        </ul>
      </nav>
      <section>
        <h2 id="kiosk">Kiosk</h2>
        ${kioskForm('')} ${morningForm(state.now, clock)}
      </section>
      ${payments(state.stripe)} ${subscriptions(state.stripe)} ${people(state.officernd)}
      ${calendars(state, query)}
      ${inbox(state.mailersend.messages)}
      ${emailList()}
      ${controls(rules)}`
  )
}
