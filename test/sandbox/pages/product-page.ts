/** The Memberships template as Webflow publishes it: both forms, shown by the item's Purchase Type. */
import { html, raw } from 'hono/html'
import type { Membership } from './memberships.ts'

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
    ${field(form, { id: 'email', label: 'Email', type: 'email' })}
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

interface Embeds {
  checkout: string
  purchase: string
}

interface Form {
  type: Membership['type']
  name: string
  embed: string
  /** A link block. */
  button: unknown
}

/** What Webflow hides stays in the page of an older publish; of a newer one it is left out. */
function block({ type, name, embed, button }: Form, shown: boolean) {
  const inside = webflowForm(
    name,
    html`${fields(name.toLowerCase())}
      <hr />
      <div class="w-embed w-script">${raw(embed)}</div>
      ${button}`
  )
  return shown
    ? html`<div data-purchase-type="${type}">${inside}</div>`
    : html`<div class="w-condition-invisible" data-purchase-type="${type}">${inside}</div>`
}

export function sellingPage(item: Membership, embeds: Embeds, hidden: 'present' | 'absent') {
  const forms: Form[] = [
    {
      type: 'Subscription',
      name: 'Checkout',
      // The binding that is restored after pasting.
      embed: embeds.checkout.replace('data-plan=""', `data-plan="${item.slug}"`),
      button: html`<a id="join-btn" href="#" class="w-button">Join Now</a>`,
    },
    {
      type: 'One-Time',
      name: 'Purchase',
      embed: embeds.purchase,
      button: html`<a id="buy-btn" href="#" class="w-button">Buy Now</a>`,
    },
  ]
  return html`
    <div class="split">
      <div>
        <h1>${item.title}</h1>
        <p class="price">${item.price}</p>
        ${item.copy.map((words) => html`<p>${words}</p>`)}
      </div>
      <div>
        ${forms
          .filter(({ type }) => type === item.type || hidden === 'present')
          .map((form) => block(form, form.type === item.type))}
      </div>
    </div>
  `
}
