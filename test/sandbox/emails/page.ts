/** A sample e-mail as a page and as text: as its recipient sees it; a template in the stand-in's words. */
import { html } from 'hono/html'
import { fill, TEMPLATES } from '../mailersend/templates.ts'
import type { Sample } from './samples.ts'

const PLAIN =
  'max-width: 640px; margin: 0 auto; padding: 16px; font: 15px/1.5 system-ui, sans-serif; white-space: pre-wrap; overflow-wrap: anywhere'

/** The subject, the recipients and the text. */
export function textOf({ email }: Sample): string {
  const recipients = email.to.map(({ email: address, name }) =>
    name ? `${name} <${address}>` : address
  )
  const files = (email.attachments ?? []).map(({ filename }) => filename)
  return [
    `Subject: ${email.subject}`,
    `To: ${recipients.join(', ')}`,
    ...(files.length > 0 ? [`Attached: ${files.join(', ')}`] : []),
    '',
    bodyOf(email),
    '',
  ].join('\n')
}

/** Our own HTML, or the text for an e-mail without any. */
export function pageOf(sample: Sample): string {
  const { subject, html: page } = sample.email
  if (page) return page
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
</head>
<body style="margin: 0"><pre style="${PLAIN}">${textOf(sample)}</pre></body>
</html>
`)
}

function bodyOf({ text, templateId, variables = {} }: Sample['email']): string {
  if (text !== undefined) return text
  const values = Object.entries(variables).map(([name, value]) => `${name}: ${value}`)
  const words = fill(TEMPLATES[templateId ?? '']?.text ?? '', variables)
  return [words, '', `Variables of template ${templateId}:`, ...values].join('\n')
}
