/** The order summary: items, discounts and total. */
import { formatCents } from '../../core/money.ts'
import { createElement, elementById } from './dom.ts'

/** An amount in cents (negative for a discount), or a text in its place. */
export type Line = [label: string, amount: number | string]

const row = ([label, amount]: Line, className = '') =>
  createElement(
    'div',
    { className },
    createElement('dt', {}, label),
    createElement(
      'dd',
      {},
      typeof amount === 'string' ? amount : formatCents(amount).replace('-', '−')
    )
  )

/** `note` is the text below the total. */
export function showSummary(id: string, lines: Line[], total: Line, note = ''): void {
  const summary = elementById(id)
  summary.removeAttribute('aria-busy')
  summary.replaceChildren(
    createElement('dl', {}, ...lines.map((line) => row(line)), row(total, 'lt-total')),
    note && createElement('p', {}, note)
  )
}
