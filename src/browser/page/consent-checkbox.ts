/** A box to be ticked before the purchase can go on. */
import { make, place } from './dom.ts'
import type { Complaint } from './form.ts'

export interface Question {
  /** Asks, above the tick box saying `note` if there is something to say first; '' takes it away. */
  ask(label: string, note?: string): void
  complaints(): Complaint[]
}

/** Fills the element `id` of the embed. A tick counts only for the words that stood beside it. */
export function createQuestion(id: string): Question {
  let asked = ''
  let box: HTMLInputElement | undefined
  return {
    ask: (label, note = '') => {
      if (asked === note + label) return
      asked = note + label
      box = label ? make('input', { type: 'checkbox', id: `${id}-yes` }) : undefined
      place(id).replaceChildren(
        note && make('p', {}, note),
        box ? make('label', { className: 'lt-tick' }, box, make('span', {}, label)) : ''
      )
    },
    complaints: () =>
      box && !box.checked ? [{ element: box, words: 'Please tick the box above.' }] : [],
  }
}
