/** Renders one e-mail to a customer as plain text and as HTML for phones and screens, by day and by night. */
import { html } from 'hono/html'
import { MAP_URL, PLACE } from '../rules/place.ts'
import { EMAIL_STYLE, INLINE } from './style.ts'

export interface EmailContent {
  heading: string
  /** Whom to greet; `null` in an e-mail that can be caused without paying: it repeats no text of the sender. */
  firstName: string | null
  opening: readonly string[]
  /** The one thing to do next; the caller must check the address. */
  action?: { label: string; url: string }
  /** Facts without a link whose lines are all empty are left out. */
  facts: readonly Fact[]
  closing: readonly string[]
  supportEmail: string
}

export interface Fact {
  label: string
  lines: readonly string[]
  /** The caller must check the address. */
  link?: { text: string; url: string }
}

/** The address, with a link to a map. */
export const WHERE: Fact = {
  label: 'Where',
  lines: [PLACE],
  link: { text: 'Map', url: MAP_URL },
}

export function renderEmail(body: EmailContent): { text: string; html: string } {
  const facts = body.facts.filter(({ lines, link }) => link || lines.some((line) => line !== ''))
  return { text: renderText({ ...body, facts }), html: renderHtml({ ...body, facts }) }
}

const NAME_LENGTH = 40
const NAME_WORDS = 3

/** `'Hi Ada,'`, or `'Hello,'` for a name that could be a message or an address. */
function greeting(firstName: string | null): string {
  const name = firstName?.trim() ?? ''
  const isName =
    /^(?:[\p{L}\p{M}\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier} .,'’"“”()-]|\u200c|\u200d)+$/u.test(
      name
    ) &&
    !/\p{L}\.\p{L}{2}/u.test(name) &&
    name.length <= NAME_LENGTH &&
    name.split(/\s+/).length <= NAME_WORDS
  return isName ? `Hi ${name},` : 'Hello,'
}

function renderText(content: EmailContent): string {
  const { firstName, opening, action, facts, closing, supportEmail } = content
  return [
    greeting(firstName),
    '',
    ...opening.flatMap((paragraph) => [paragraph, '']),
    ...(action ? [`${action.label}: ${action.url}`, ''] : []),
    ...facts.flatMap(factText),
    ...(facts.length > 0 ? [''] : []),
    ...closing.flatMap((paragraph) => [paragraph, '']),
    `Questions? Write to ${supportEmail}.`,
    PLACE,
  ].join('\n')
}

function factText({ label, lines, link }: Fact): string[] {
  const all = link ? [...lines, link.url] : lines
  return all.length === 1 ? [`${label}: ${all[0]}`] : [`${label}:`, ...all.map((l) => `  ${l}`)]
}

/** `html` escapes every value. It contains no promises, so the result is a string, not a promise. */
function renderHtml(content: EmailContent): string {
  const { heading, firstName, opening, action, facts, closing, supportEmail } = content
  const paragraphs = (all: readonly string[]) =>
    all.map((paragraph) => html`<p style="${INLINE.paragraph}">${paragraph}</p>\n`)
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${heading}</title>
${EMAIL_STYLE}
</head>
<body class="page" style="${INLINE.page}">
<div class="card" style="${INLINE.card}">
<p class="quiet" style="${INLINE.brand}">Labour Temple</p>
<h1 style="${INLINE.heading}">${heading}</h1>
${paragraphs([greeting(firstName), ...opening])}${
  action
    ? html`<p style="${INLINE.paragraph}"><a class="button" href="${action.url}" style="${INLINE.button}">${action.label}</a></p>\n`
    : ''
}${facts.length > 0 ? html`<dl class="line" style="${INLINE.facts}">\n${facts.map(factHtml)}</dl>\n` : ''}${paragraphs(closing)}<p style="${INLINE.paragraph}">Questions? Write to <a class="link" href="mailto:${supportEmail}" style="${INLINE.link}">${supportEmail}</a>.</p>
<p class="quiet" style="${INLINE.footer}"><a class="quiet" href="${MAP_URL}" style="${INLINE.footerLink}">${PLACE}</a></p>
</div>
</body>
</html>
`)
}

function factHtml({ label, lines, link }: Fact) {
  const all = lines.map((line) => html`<div>${line}</div>`)
  const end = link
    ? html`<a class="link" href="${link.url}" style="${INLINE.link}">${link.text}</a>`
    : ''
  return html`<dt class="quiet" style="${INLINE.label}">${label}</dt><dd class="line" style="${INLINE.lines}">${all}${end}</dd>\n`
}
