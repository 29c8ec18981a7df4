/** The order summary: what is bought, what a code takes off, what is to be paid. */
import { formatCents } from '../../core/money.ts'
import { make, place } from './dom.ts'

/** An amount in cents, or words in its place; less than nothing is what is taken off. */
export type Line = [label: string, amount: number | string]

const row = ([label, amount]: Line, className = '') =>
  make(
    'div',
    { className },
    make('dt', {}, label),
    make('dd', {}, typeof amount === 'string' ? amount : formatCents(amount).replace('-', '−'))
  )

/** `then` is what follows the total, if anything does. */
export function showSummary(id: string, lines: Line[], total: Line, then = ''): void {
  const summary = place(id)
  summary.removeAttribute('aria-busy')
  summary.replaceChildren(
    make('dl', {}, ...lines.map((line) => row(line)), row(total, 'lt-total')),
    then && make('p', {}, then)
  )
}
