/** The inbox: every letter that MailerSend took, as its reader would see it. */
import { html } from 'hono/html'
import type { Message } from '../mailersend/messages.ts'
import { fill, TEMPLATES } from '../mailersend/templates.ts'
import { card, section } from './shell.ts'

const SEATTLE = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  dateStyle: 'medium',
  timeStyle: 'medium',
})

export function inbox(messages: readonly Message[]) {
  const cards = [...messages].reverse().map(letterCard)
  return section('inbox', 'Inbox', cards, 'No letter has been sent yet.')
}

function letterCard(message: Message) {
  const template = TEMPLATES[message.template_id ?? '']
  const variables = message.variables ?? {}
  const subject = fill(message.subject ?? template?.subject ?? 'No subject', variables)
  return card(
    subject,
    template ? { words: template.name } : null,
    [
      ['To', message.to.join(', ')],
      ['From', `${message.from.name} <${message.from.email}>`],
      ['Sent', SEATTLE.format(message.at)],
      ['Template', message.template_id],
      ['Attached', message.attachments.map((each) => each.filename).join(', ')],
    ],
    html`${letter(message, variables)} ${variableList(variables)}`
  )
}

/** HTML runs in a frame without any rights; text is escaped; a template has words of our own. */
function letter(message: Message, variables: Record<string, unknown>) {
  if (message.html !== null) {
    const page = fill(message.html, variables)
    return html`<iframe sandbox="" title="The letter" srcdoc="${page}"></iframe>`
  }
  const text = message.text ?? TEMPLATES[message.template_id ?? '']?.text ?? ''
  return html`<pre class="letter">${fill(text, variables)}</pre>`
}

function variableList(variables: Record<string, unknown>) {
  const entries = Object.entries(variables)
  if (entries.length === 0) return ''
  return html`<details>
    <summary>Variables</summary>
    <dl>
      ${entries.map(([name, value]) => html`<dt><code>${name}</code></dt><dd>${String(value)}</dd>`)}
    </dl>
  </details>`
}
