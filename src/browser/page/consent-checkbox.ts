/** A checkbox that the customer must check before the purchase. */
import { createElement, elementById } from './dom.ts'
import type { FieldError } from './form.ts'

export interface ConsentCheckbox {
  /** Shows the checkbox, with `note` above it. An empty label removes it. */
  show(label: string, note?: string): void
  fieldErrors(): FieldError[]
}

/** Renders into the embed's element `id`. A new text is a new, unchecked checkbox. */
export function createConsentCheckbox(id: string): ConsentCheckbox {
  let shown = ''
  let box: HTMLInputElement | undefined
  return {
    show: (label, note = '') => {
      if (shown === note + label) return
      shown = note + label
      box = label ? createElement('input', { type: 'checkbox', id: `${id}-yes` }) : undefined
      elementById(id).replaceChildren(
        note && createElement('p', {}, note),
        box
          ? createElement('label', { className: 'lt-tick' }, box, createElement('span', {}, label))
          : ''
      )
    },
    fieldErrors: () =>
      box && !box.checked ? [{ element: box, message: 'Please tick the box above.' }] : [],
  }
}
