/** The shell of every page copy: head, styles, header, and the scripts that Webflow adds at the end. */
import { html, raw } from 'hono/html'
import { aheadMs, dateMoved } from '../time.ts'

const STYLE = `
  *, ::before, ::after { box-sizing: border-box }
  body { margin: 0; background: #f7f5f0; color: #1f2421; font: 16px/1.5 system-ui, sans-serif }
  header { padding: 20px max(20px, calc(50vw - 520px)); border-bottom: 1px solid #dcd8cd }
  header a { font: 600 1.25rem Georgia, serif; color: inherit; text-decoration: none }
  main { max-width: 1080px; margin: 0 auto; padding: 40px 20px 80px }
  h1, h2, h3 { font-family: Georgia, serif; font-weight: 600; line-height: 1.2 }
  h1 { font-size: clamp(2rem, 6vw, 3rem); margin: 0 0 16px }
  .price { margin: 0 0 12px; font-size: 1.25rem; font-weight: 600 }
  .split { display: grid; grid-template-columns: minmax(0, 1fr); gap: 40px }
  @media (min-width: 860px) { .split { grid-template-columns: minmax(0, 5fr) minmax(0, 7fr) } }
  .w-condition-invisible { display: none !important }
  .w-form { background: #fff; border: 1px solid #dcd8cd; border-radius: 8px; padding: clamp(16px, 4vw, 32px) }
  .w-form-done, .w-form-fail { display: none }
  .pair { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 16px }
  @media (min-width: 520px) { .pair { grid-template-columns: repeat(2, minmax(0, 1fr)) } }
  label { display: block; font-weight: 600; margin-bottom: 4px }
  .w-input, .w-select { display: block; width: 100%; min-height: 44px; margin-bottom: 16px; padding: 8px 12px; font: inherit; color: inherit; background: #fff; border: 1px solid #83817a; border-radius: 4px }
  .w-input + .lt-fault { margin-top: -10px; margin-bottom: 14px }
  .w-button { display: block; width: 100%; min-height: 52px; margin-top: 20px; padding: 13px; font: inherit; font-weight: 600; text-align: center; text-decoration: none; color: #fff; background: #22543d; border: 0; border-radius: 4px; cursor: pointer }
  hr { border: 0; border-top: 1px solid #dcd8cd; margin: 12px 0 24px }
`

interface Page {
  title: string
  body: unknown
  /** Registered scripts, in order; Webflow hosts them and loads them at the page's end. */
  scripts?: string[]
}

export function layout({ title, body, scripts = [] }: Page) {
  return html`<!doctype html>
    <html lang="en" data-wf-site="sandbox" data-wf-page="68d71235d108eda6fe6cf617">
      <head>
        <meta charset="utf-8" />
        <title>${title} · Labour Temple</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        ${clockScript()}
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <header><a href="/">Labour Temple</a></header>
        <main>${body}</main>
        <script src="/webflow.js"></script>
        ${scripts.map((src) => html`<script src="${src}"></script>`)}
      </body>
    </html>`
}

/** With SANDBOX_TIME the customer's clock says the same as the Workers'. */
const clockScript = () =>
  aheadMs() === 0
    ? ''
    : html`<script>
        ${raw(dateMoved(aheadMs()))}
      </script>`
