/** The kiosk's screen: type an e-mail address, see admitted or refused, and why. */
import { html } from 'hono/html'
import type { Verdict } from '../kiosk.ts'

export const kioskForm = (email: string) =>
  html`<form action="/kiosk">
    <label
      >E-mail address
      <input name="email" type="email" value="${email}" autocomplete="off" required />
    </label>
    <button>Check in</button>
  </form>`

export function kioskVerdict(email: string, { admitted, why }: Verdict, day: string) {
  return html`<h1>Kiosk</h1>
    ${kioskForm(email)}
    <div class="verdict ${admitted ? 'good' : 'bad'}" role="status">
      <strong>${admitted ? 'Admitted' : 'Refused'}</strong>
      ${why}
    </div>
    <p class="none">Today in Seattle: ${day}</p>`
}
