/** The shell of the sandbox's own screens; they share the look of the page copies, not their markup. */
import { html, raw } from 'hono/html'
import { CALENDAR_STYLE } from './calendar-style.ts'

const STYLE = `
  *, ::before, ::after { box-sizing: border-box }
  body { margin: 0; background: #f7f5f0; color: #1f2421; font: 16px/1.5 system-ui, sans-serif }
  header, main { max-width: 960px; margin: 0 auto; padding: 16px 20px }
  header { display: flex; justify-content: space-between; gap: 16px }
  header a:first-child { font: 600 1.25rem Georgia, serif; color: inherit; text-decoration: none }
  h1, h2, h3 { font-family: Georgia, serif; line-height: 1.2 }
  h1 { margin: 0 0 8px }
  h2 { margin: 40px 0 12px; border-bottom: 1px solid #dcd8cd; padding-bottom: 6px }
  h3 { margin: 0; font-size: 1.05rem; overflow-wrap: anywhere }
  a { color: #22543d }
  ul.links, ul.cards { list-style: none; margin: 0; padding: 0 }
  ul.links { display: flex; flex-wrap: wrap; gap: 8px 24px }
  ul.links a { display: inline-block; padding: 10px 0 }
  ul.cards { display: grid; gap: 12px }
  .card { background: #fff; border: 1px solid #dcd8cd; border-radius: 8px; padding: 14px 16px; min-width: 0 }
  .card header { padding: 0; flex-wrap: wrap; max-width: none }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 8px 0 0; font-size: .9375rem }
  dt { color: #5a625d }
  dd { margin: 0; overflow-wrap: anywhere }
  code, pre { font: .875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
  pre.email { font: inherit; white-space: pre-wrap; margin: 12px 0 0; padding: 12px; background: #f7f5f0; border-radius: 4px }
  .emails { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 360px), 1fr)); gap: 12px; margin-top: 12px }
  .emails > pre { margin: 0 }
  iframe { width: 100%; height: 100%; min-height: 720px; border: 1px solid #dcd8cd; border-radius: 4px; background: #fff }
  details { margin-top: 12px }
  .tag { font-size: .875rem; padding: 1px 10px; border-radius: 99px; background: #eceae4; white-space: nowrap }
  .good { background: #d5ead9; color: #173d2a } .bad { background: #f6d9d5; color: #6d1f16 }
  .verdict { padding: 20px; margin-bottom: 12px; border-radius: 8px } .verdict strong { font-size: 1.5rem; display: block }
  form { display: flex; flex-wrap: wrap; gap: 10px; align-items: end; margin: 0 0 14px }
  form label { display: grid; gap: 4px; font-weight: 600; flex: 1 1 150px; min-width: 0 }
  input, select, button { font: inherit; min-height: 44px; padding: 8px 12px; border-radius: 4px; border: 1px solid #83817a; background: #fff; color: inherit; width: 100% }
  button { width: auto; flex: none; background: #22543d; border-color: #22543d; color: #fff; font-weight: 600; cursor: pointer }
  button.plain { background: #fff; color: #22543d }
  :focus-visible { outline: 3px solid #b7791f; outline-offset: 2px }
  .none { color: #5a625d; margin: 0 }
`

export function shell(title: string, body: unknown) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title} · Labour Temple sandbox</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        <style>
          ${raw(STYLE + CALENDAR_STYLE)}
        </style>
      </head>
      <body>
        <header><a href="/">Labour Temple sandbox</a> <a href="">Reload</a></header>
        <main>${body}</main>
      </body>
    </html>`
}

/** A small heading, what state it is in, and its facts; empty facts are left out. */
export function card(
  heading: unknown,
  state: { words: string; good?: boolean; bad?: boolean } | null,
  facts: [string, unknown][],
  more: unknown = ''
) {
  const tone = state?.good ? 'good' : state?.bad ? 'bad' : ''
  const said = facts.filter(([, value]) => value !== null && value !== undefined && value !== '')
  return html`<li class="card">
    <header>
      <h3>${heading}</h3>
      ${state && html`<span class="tag ${tone}">${state.words}</span>`}
    </header>
    ${
      said.length > 0 &&
      html`<dl>${said.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
    }
    ${more}
  </li>`
}

export function section(id: string, heading: string, cards: unknown[], none: string) {
  return html`<section>
    <h2 id="${id}">${heading}</h2>
    ${cards.length > 0 ? html`<ul class="cards">${cards}</ul>` : html`<p class="none">${none}</p>`}
  </section>`
}
