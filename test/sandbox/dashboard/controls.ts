/** The control surface as forms; the script sends them as JSON. */
import { html, raw } from 'hono/html'
import { WEBHOOK_MODES } from '../control.ts'
import { FAULT_KINDS, type Faults } from '../faults.ts'
import { DAY_PASS_PLAN } from '../officernd/seed-data.ts'
import { VENDORS } from '../vendors.ts'

const PLAN = `/officernd/api/v1/organizations/labour-temple/plans/${DAY_PASS_PLAN}`

/** A field's value is sent as a number where its input is one; an empty field is not sent. */
const SCRIPT = `
  const send = async (method, path, body) => {
    const answer = await fetch(path, { method, body, headers: { 'content-type': 'application/json' } })
    if (!answer.ok) alert((await answer.text()).slice(0, 300))
    else location.reload()
  }
  for (const form of document.querySelectorAll('form[data-post]')) form.addEventListener('submit', (event) => {
    event.preventDefault()
    const body = {}
    for (const field of form.elements) {
      if (!field.name || field.value === '') continue
      const value = field.type === 'number' ? Number(field.value) : field.value
      if (field.name === 'path') body.match = { path: value }
      else body[field.name] = value
    }
    send(form.dataset.method ?? 'POST', form.dataset.post, JSON.stringify(body))
  })
  for (const button of document.querySelectorAll('button[data-post]')) button.addEventListener('click', () => {
    button.disabled = true
    send(button.dataset.method ?? 'POST', button.dataset.post, button.dataset.body)
  })
`

const options = (names: readonly string[]) => names.map((name) => html`<option>${name}</option>`)

const number = (name: string, words: string, value: number, least = 0) =>
  html`<label>${words} <input name="${name}" type="number" min="${least}" value="${value}" required /></label>`

const vendors = (all = '') =>
  html`<label>Vendor <select name="vendor">${all && html`<option value="">${all}</option>`}${options(VENDORS)}</select></label>`

/** What is in force, so that nobody wonders why a vendor sulks. */
function inForce(rules: ReturnType<Faults['list']>) {
  const left = rules.filter((rule) => rule.timesLeft !== 0)
  if (left.length === 0) return html`<p class="none">No fault is in force.</p>`
  return html`<ul>
    ${left.map(({ vendor, kind, match, timesLeft }) => {
      const where = [match.method, match.path].filter(Boolean).join(' ') || 'any call'
      const times = timesLeft < 0 ? 'for ever' : `${timesLeft} more`
      return html`<li>${vendor}: ${kind} on ${where}, ${times}</li>`
    })}
  </ul>`
}

export function controls(rules: ReturnType<Faults['list']>) {
  return html`<section>
    <h2 id="controls">Controls</h2>
    <form data-post="/__clock">
      ${number('advanceSeconds', "Move the vendors' clock on by seconds", 86400)}
      <button>Move</button>
    </form>
    <form data-post="/__faults">
      ${vendors()}
      <label>Fault <select name="kind">${options(FAULT_KINDS)}</select></label>
      <label>Path begins with <input name="path" placeholder="any" /></label>
      ${number('times', 'Times (-1 for ever)', 1, -1)}
      <button>Add</button>
      <button type="button" class="plain" data-method="DELETE" data-post="/__faults">Clear all</button>
    </form>
    ${inForce(rules)}
    <form data-post="/__latency">
      ${vendors('all')} ${number('ms', 'Delay in milliseconds', 0)}
      <button>Delay</button>
    </form>
    <form data-post="/__webhooks">
      <label>Webhooks <select name="mode">${options(WEBHOOK_MODES)}</select></label>
      <button>Set</button>
      <button type="button" class="plain" data-post="/__webhooks/deliver">Deliver held</button>
    </form>
    <form data-method="PATCH" data-post="${PLAN}">
      ${number('intervalCount', "Day Pass plan's validity, in months", 12)}
      <button>Set</button>
    </form>
    <form>
      <button type="button" class="plain" data-post="/__cron">Run both crons now</button>
      <button type="button" class="plain" data-post="/__reset">Empty everything</button>
    </form>
    <p class="none">All of it as JSON: <a href="/__state">/__state</a></p>
    <script>
      ${raw(SCRIPT)}
    </script>
  </section>`
}
