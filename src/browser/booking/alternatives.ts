/** Other times that are free, each a button. */
import type { Slot } from '../../rooms/rules/hours.ts'
import { make, place } from '../page/dom.ts'
import { shortSlot } from './messages.ts'

export function clearOthers(): void {
  place('booking-others').replaceChildren()
}

/** The focus goes to the first. */
export function offerOthers(slots: Slot[], take: (slot: Slot) => void): void {
  const buttons = slots.map((slot) => {
    const button = make('button', { type: 'button' }, shortSlot(slot))
    button.addEventListener('click', () => {
      clearOthers()
      take(slot)
    })
    return button
  })
  place('booking-others').replaceChildren(
    make('p', {}, slots.length ? 'Free instead:' : 'Nothing near it is free either.'),
    ...buttons
  )
  buttons[0]?.focus()
}
