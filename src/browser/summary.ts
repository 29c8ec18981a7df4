/** The order summary: what is bought, what a code takes off, what is to be paid. */
import { formatCents } from '../rules/money.ts'
import { find, make } from './dom.ts'

export interface Order {
  name: string
  priceCents: number
  /** What the code in use is called. */
  promoName: string
  amountCents: number
}

function row(label: string, amount: string, className = ''): HTMLElement {
  return make('div', { className }, make('dt', {}, label), make('dd', {}, amount))
}

export function showSummary(id: string, order: Order): void {
  const off = order.priceCents - order.amountCents
  const place = find(id)
  place?.removeAttribute('aria-busy')
  place?.replaceChildren(
    make(
      'dl',
      {},
      row(order.name, formatCents(order.priceCents)),
      ...(off > 0 ? [row(order.promoName || 'Discount', `−${formatCents(off)}`)] : []),
      row('Total', formatCents(order.amountCents), 'lt-total')
    )
  )
}
