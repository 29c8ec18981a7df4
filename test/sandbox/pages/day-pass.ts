/** The day pass's page as Webflow publishes it: both forms of the template, one of them hidden. */
import { html, raw } from 'hono/html'

interface Field {
  id: string
  label: string
  type?: string
}

const field = (form: string, { id, label, type = 'text' }: Field) => html`
  <div>
    <label for="${form}-${id}">${label}</label>
    <input class="w-input" maxlength="256" type="${type}" id="${form}-${id}"
      name="${form}-${id}" data-name="${label}" />
  </div>
`

const fields = (form: string) => html`
  <div class="pair">
    ${field(form, { id: 'first-name', label: 'First name' })}
    ${field(form, { id: 'last-name', label: 'Last name' })}
    ${field(form, { id: 'email', label: 'E-mail', type: 'email' })}
    ${field(form, { id: 'phone', label: 'Phone', type: 'tel' })}
    ${field(form, { id: 'company', label: 'Company (optional)' })}
    <div>
      <label for="${form}-referral">Referral (optional)</label>
      <select class="w-select" id="${form}-referral" name="${form}-referral">
        <option value="">Please choose</option>
        <option>A friend</option>
        <option>Web search</option>
        <option>Walking by</option>
      </select>
    </div>
  </div>
  <label for="${form}-notes">Notes (optional)</label>
  <textarea class="w-input" maxlength="5000" rows="2" id="${form}-notes"
    name="${form}-notes"></textarea>
`

/** Spam protection is on, as on the site: Webflow then owns every submit button of the form. */
const webflowForm = (name: string, inside: unknown) => html`
  <div class="w-form">
    <form id="wf-form-${name}" name="wf-form-${name}" data-name="${name}" method="get"
      data-turnstile-sitekey="sandbox" aria-label="${name}">
      ${inside}
    </form>
    <div class="w-form-done" role="region">Thank you! Your submission has been received!</div>
    <div class="w-form-fail" role="region">Something went wrong.</div>
  </div>
`

export function dayPassPage(embed: string) {
  return html`
    <div class="split">
      <div>
        <h1>Day Pass</h1>
        <p>
          A desk, coffee and the whole house for a day. Buy your pass here, check in at the kiosk
          when you arrive.
        </p>
        <p>2800 1st Ave, Seattle</p>
      </div>
      <div>
        <div class="w-condition-invisible" data-purchase-type="Subscription">
          ${webflowForm(
            'Checkout',
            html`${fields('checkout')}
              <div id="checkout" data-plan=""></div>
              <a id="join-btn" href="#" class="w-button">Join Now</a>`
          )}
        </div>
        <div data-purchase-type="One-Time">
          ${webflowForm(
            'Purchase',
            html`${fields('purchase')}
              <hr />
              <div class="w-embed w-script">${raw(embed)}</div>
              <a id="buy-btn" href="#" class="w-button">Buy Now</a>`
          )}
        </div>
      </div>
    </div>
  `
}
