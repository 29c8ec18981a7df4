/** Buttons for other free times. */
import type { Slot } from '../../rooms/rules/hours.ts'
import { createElement, elementById } from '../page/dom.ts'
import { shortSlot } from './messages.ts'

export function clearAlternatives(): void {
  elementById('booking-others').replaceChildren()
}

/** Focuses the first button. */
export function showAlternatives(slots: Slot[], onSelect: (slot: Slot) => void): void {
  const buttons = slots.map((slot) => {
    const button = createElement('button', { type: 'button' }, shortSlot(slot))
    button.addEventListener('click', () => {
      clearAlternatives()
      onSelect(slot)
    })
    return button
  })
  elementById('booking-others').replaceChildren(
    createElement('p', {}, slots.length ? 'Free instead:' : 'Nothing near it is free either.'),
    ...buttons
  )
  buttons[0]?.focus()
}
