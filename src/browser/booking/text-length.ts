/** A count beside a long text, which is never cut: one that is too long is refused in words. */
import { createElement } from '../page/dom.ts'
import type { FieldError } from '../page/form.ts'

type TextField = HTMLInputElement | HTMLTextAreaElement

/** Returns the field's error while its text is too long. */
export function countCharacters(field: TextField, max: number): () => FieldError[] {
  const count = createElement('p', { id: `${field.id}-count`, className: 'lt-note' })
  const limit = max.toLocaleString('en-US')
  const show = () => {
    count.textContent = `${field.value.length.toLocaleString('en-US')} of ${limit} characters`
  }
  field.removeAttribute('maxlength')
  field.after(count)
  const described = field.getAttribute('aria-describedby') ?? ''
  field.setAttribute('aria-describedby', `${described} ${count.id}`.trim())
  field.addEventListener('input', show)
  show()
  return () =>
    field.value.trim().length > max
      ? [{ element: field, message: `Please use at most ${limit} characters here.` }]
      : []
}
