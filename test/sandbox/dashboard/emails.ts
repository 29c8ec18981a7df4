/** Every e-mail that the Workers send, with sample data, for reading on the front page. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { pageOf, textOf } from '../emails/page.ts'
import { SAMPLES, type Sample } from '../emails/samples.ts'

export function emailList() {
  const list = (to: Sample['to']) =>
    SAMPLES.filter((sample) => sample.to === to).map(
      ({ name, email }) =>
        html`<li><a href="/emails/${name}">${email.subject}</a> (<a href="/emails/${name}.txt">text</a>)</li>`
    )
  return html`<section>
    <h2 id="emails">Every e-mail</h2>
    <p>With sample data; npm run emails writes them to a folder, as pictures too.</p>
    <details><summary>To customers</summary><ul>${list('customer')}</ul></details>
    <details><summary>To the team</summary><ul>${list('team')}</ul></details>
  </section>`
}

export function emailRoutes(): Hono {
  const app = new Hono()
  app.get('/emails/:file', (c) => {
    const [, name, suffix] = /^(.+?)(\.txt)?$/.exec(c.req.param('file')) ?? []
    const sample = SAMPLES.find((one) => one.name === name)
    if (!sample) return c.notFound()
    return suffix ? c.text(textOf(sample)) : c.html(pageOf(sample))
  })
  return app
}
