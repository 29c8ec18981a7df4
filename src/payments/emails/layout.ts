/** Renders one e-mail as plain text and as HTML that works on phones and in dark mode. */
import { html } from 'hono/html'
import { POSTAL_ADDRESS } from '../rules/place.ts'

export interface EmailContent {
  heading: string
  firstName: string
  opening: readonly string[]
  /** Facts whose lines are all empty are left out. */
  facts: readonly Fact[]
  closing: readonly string[]
  supportEmail: string
}

export interface Fact {
  label: string
  lines: readonly string[]
  /** Link target; the caller must check it. */
  url?: string
}

const SIGNATURE = `Labour Temple, ${POSTAL_ADDRESS}`

export function renderEmail(body: EmailContent): { text: string; html: string } {
  const facts = body.facts.filter(({ lines }) => lines.some((line) => line !== ''))
  return { text: renderText({ ...body, facts }), html: renderHtml({ ...body, facts }) }
}

function renderText({ firstName, opening, facts, closing, supportEmail }: EmailContent): string {
  return [
    `Hi ${firstName},`,
    '',
    ...opening,
    '',
    ...facts.flatMap(factText),
    '',
    ...closing.flatMap((paragraph) => [paragraph, '']),
    `Questions? Write to ${supportEmail}.`,
    SIGNATURE,
  ].join('\n')
}

function factText({ label, lines, url }: Fact): string[] {
  const [only = '', ...more] = lines
  if (url) return [`${label}: ${url}`]
  return more.length === 0 ? [`${label}: ${only}`] : [`${label}:`, ...lines.map((l) => `  ${l}`)]
}

// No colours are set, so the mail program's light or dark theme applies.
const BODY =
  'margin: 0 auto; max-width: 560px; padding: 20px 16px; font: 16px/1.5 system-ui, -apple-system, Segoe UI, sans-serif; overflow-wrap: anywhere'
const HEADING = 'margin: 0 0 16px; font: 600 24px/1.25 Georgia, serif'
const PARAGRAPH = 'margin: 0 0 16px'
const FACTS = 'margin: 0 0 20px; border-top: 1px solid #8a8a8a'
const LABEL = 'padding: 10px 0 0; font-size: 14px; opacity: 0.8'
const LINES = 'margin: 0; padding: 0 0 10px; border-bottom: 1px solid #8a8a8a'

/** `html` escapes every value. It contains no promises, so the result is a string, not a promise. */
function renderHtml({
  heading,
  firstName,
  opening,
  facts,
  closing,
  supportEmail,
}: EmailContent): string {
  const paragraphs = (all: readonly string[]) =>
    all.map((paragraph) => html`<p style="${PARAGRAPH}">${paragraph}</p>\n`)
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${heading}</title>
</head>
<body style="${BODY}">
<h1 style="${HEADING}">${heading}</h1>
${paragraphs([`Hi ${firstName},`, ...opening])}
<dl style="${FACTS}">
${facts.map(factHtml)}
</dl>
${paragraphs(closing)}
<p style="${PARAGRAPH}">Questions? Write to <a href="mailto:${supportEmail}">${supportEmail}</a>.</p>
<p style="margin: 0; font-size: 14px; opacity: 0.8">${SIGNATURE}</p>
</body>
</html>
`)
}

function factHtml({ label, lines, url }: Fact) {
  const value = url
    ? html`<a href="${url}">${lines}</a>`
    : lines.map((line) => html`<div>${line}</div>`)
  return html`<dt style="${LABEL}">${label}</dt><dd style="${LINES}">${value}</dd>\n`
}
