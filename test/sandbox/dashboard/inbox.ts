/** The inbox: every email that MailerSend accepted, as its recipient would see it. */
import { html } from 'hono/html'
import type { Attachment, Message } from '../mailersend/messages.ts'
import { fill, TEMPLATES } from '../mailersend/templates.ts'
import { card, section } from './layout.ts'

const SEATTLE = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  dateStyle: 'medium',
  timeStyle: 'medium',
})

export function inbox(messages: readonly Message[]) {
  const cards = [...messages].reverse().map(emailCard)
  return section('inbox', 'Inbox', cards, 'No e-mail has been sent yet.')
}

function emailCard(message: Message) {
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
    html`${email(message, variables)} ${message.attachments.map(attached)} ${variableList(variables)}`
  )
}

/** HTML runs in a frame without any rights; text is escaped; a template has words of our own. */
function email({ html: page, ...message }: Message, variables: Record<string, unknown>) {
  const text = message.text ?? TEMPLATES[message.template_id ?? '']?.text
  return html`<div class="emails">
    ${page !== null && html`<iframe sandbox="" title="The email" srcdoc="${fill(page, variables)}"></iframe>`}
    ${text !== undefined && html`<pre class="email">${fill(text, variables)}</pre>`}
  </div>`
}

/** A link to save the file; text files are shown as well. */
function attached({ filename, content }: Attachment) {
  const isText = /\.(txt|csv|log|css|ics|xml)$/i.test(filename)
  const link = `data:application/octet-stream;base64,${content}`
  return html`<details>
    <summary>Attached: ${filename}</summary>
    <p><a href="${link}" download="${filename}">Save ${filename}</a></p>
    ${isText && html`<pre class="email">${Buffer.from(content, 'base64').toString('utf8')}</pre>`}
  </details>`
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
