/** The kiosk's screen: enter an email address, see whether it is admitted, and the reason. */
import { html } from 'hono/html'
import type { Verdict } from '../kiosk.ts'
import { nextOpenMorning } from '../seattle.ts'

export const kioskForm = (email: string) =>
  html`<form action="/kiosk">
    <label
      >E-mail address
      <input name="email" type="email" value="${email}" autocomplete="off" required />
    </label>
    <button>Check in</button>
  </form>`

/** A pass bought after closing time or at a weekend is for a day that this button brings about. */
export function morningForm(now: number, clock: Intl.DateTimeFormat) {
  const morning = nextOpenMorning(now)
  const body = JSON.stringify({ advanceSeconds: Math.ceil((morning - now) / 1000) })
  return html`<p class="none">
      A pass bought after 5 PM or at a weekend is for the next open day; until then the kiosk
      refuses it. This button moves the vendors' clock on; the Workers keep real time.
    </p>
    <form>
      <button type="button" class="plain" data-post="/__clock" data-body="${body}">
        Make it the next open morning: ${clock.format(morning)}
      </button>
    </form>`
}

export function kioskVerdict(email: string, { admitted, why }: Verdict, day: string) {
  return html`<h1>Kiosk</h1>
    ${kioskForm(email)}
    <div class="verdict ${admitted ? 'good' : 'bad'}" role="status">
      <strong>${admitted ? 'Admitted' : 'Refused'}</strong>
      ${why}
    </div>
    <p class="none">Today in Seattle: ${day}</p>`
}
