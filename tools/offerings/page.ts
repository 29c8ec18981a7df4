/** The comparison as one page, for a screen, a phone and paper. */
import { html, raw } from 'hono/html'
import { PLAN_CONFIG } from '../../src/memberships/rules/plans.ts'
import {
  type Comparison,
  type Difference,
  disagrees,
  type Offering,
  SOURCE_TITLES,
  type SourceName,
} from '../../src/payments/rules/offerings.ts'
import { MATRIX_ROWS } from './documents.ts'

const SOURCES: readonly SourceName[] = ['code', 'documents', 'stripe', 'officernd', 'webflow']
const STYLE = `
  body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; color: #1b1b1b; background: #fff }
  h1 { font-size: 1.6rem } h2 { margin-top: 2.5rem } h3 { margin: 1.6rem 0 .4rem }
  table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #bbb; padding: .35rem .5rem; text-align: left; vertical-align: top }
  .scroll { overflow-x: auto } .differs :is(th, td) { background: #fde8e6; print-color-adjust: exact } .blank { color: #8a1c10; font-style: italic }
  .none { color: #666 } .mend { font-size: .9em } strong { color: #8a1c10 } li { margin: .4rem 0 }
  @media (max-width: 640px) {
    .sources, .sources :is(tbody, tr, th, td) { display: block } .sources thead, .sources .none { display: none }
    .sources tr { margin-bottom: .6rem; border: 1px solid #bbb } .sources :is(th, td) { border: 0; padding: .2rem .5rem }
    .sources td::before { content: attr(data-source) ': '; color: #555 }
  }
  @media print { body { font-size: 10pt; max-width: none } h3, tr { break-inside: avoid } .scroll { overflow: visible } }
`

export interface Page {
  comparison: Comparison
  differences: readonly Difference[]
  /** What the last run did not show, and what it showed and is gone; `null` without an earlier run. */
  changes: { added: Difference[]; gone: Difference[] } | null
  writtenAt: string
}

export function offeringsPage({ comparison, differences, changes, writtenAt }: Page): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Offerings comparison</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <h1>Offerings comparison</h1>
        <p>Written ${writtenAt} by <code>npm run offerings</code>; a new run replaces it.</p>
        <ul>
          ${SOURCES.slice(2).map((name) => html`<li>${SOURCE_TITLES[name]}: ${comparison.sources[name]}</li>`)}
        </ul>
        <h2>${differences.length === 1 ? '1 difference' : `${differences.length} differences`}</h2>
        ${differences.length === 0 ? html`<p>All that was asked agrees.</p>` : list(differences)}
        ${
          changes &&
          html`<h2>Since the last run</h2>
          ${changes.added.length + changes.gone.length === 0 ? html`<p>Nothing has changed.</p>` : ''}
          ${changes.added.length > 0 ? html`<h3>New</h3>${list(changes.added)}` : ''}
          ${changes.gone.length > 0 ? html`<h3>Gone</h3>${list(changes.gone)}` : ''}`
        }
        <h2>Side by side</h2>
        ${comparison.offerings.map(offeringTable)}
        <h2>Features of the memberships</h2>
        <p>
          The document marks them by ticks that its text does not carry. “not said” is for the house to say.
        </p>
        ${matrix()}
      </body>
    </html>`
  return `${page}`
}

const list = (differences: readonly Difference[]) =>
  html`<ul>
    ${differences.map(
      ({ about, field, words, mend }) =>
        html`<li>
          <strong>${about}${field ? `, ${field}` : ''}</strong>: ${words}<br />
          <span class="mend">Put right: ${mend}</span>
        </li>`
    )}
  </ul>`

const PLANS = Object.values(PLAN_CONFIG)

const matrix = () =>
  html`<div class="scroll">
    <table class="sources">
      <thead>
        <tr>
          <th scope="col">Feature</th>
          ${PLANS.map(({ slug }) => html`<th scope="col">${slug}</th>`)}
          <th scope="col">Words in the row</th>
        </tr>
      </thead>
      <tbody>
        ${MATRIX_ROWS.map(
          ([feature, said = '–']) =>
            html`<tr>
              <th scope="row">${feature}</th>
              ${PLANS.map(({ slug }) => html`<td class="none" data-source="${slug}">not said</td>`)}
              <td data-source="Words in the row">${said}</td>
            </tr>`
        )}
      </tbody>
    </table>
  </div>`

function offeringTable({ name, slug, kind, facts }: Offering) {
  return html`<h3 id="${slug}">${name} <small>(${kind}, ${slug})</small></h3>
    <div class="scroll">
      <table class="sources">
        <thead>
          <tr>
            <th scope="col">Field</th>
            ${SOURCES.map((source) => html`<th scope="col">${SOURCE_TITLES[source]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${facts.map(
            (fact) =>
              html`<tr class="${disagrees(fact) ? 'differs' : ''}">
                <th scope="row">${fact.field}</th>
                ${SOURCES.map((source) => cell(SOURCE_TITLES[source], fact.says[source]))}
              </tr>`
          )}
        </tbody>
      </table>
    </div>`
}

function cell(title: string, value: string | null | undefined) {
  if (value === undefined) return html`<td class="none">–</td>`
  return value === null
    ? html`<td class="blank" data-source="${title}">blank</td>`
    : html`<td data-source="${title}">${value}</td>`
}
