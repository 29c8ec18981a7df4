/** What the customer has chosen and typed, kept in this tab: a reload of the page loses nothing. */
import { elementById } from '../page/dom.ts'
import { draftKey, session } from '../page/storage.ts'
import type { DayAndTimePicker, PickerState } from './day-and-time-picker.ts'

interface Draft {
  when?: PickerState
  /** Id of the field → its text. */
  fields: Record<string, string>
}

type Field = HTMLInputElement | HTMLTextAreaElement

/** Restores the draft: the fields and the picker must exist by now. Then keeps each change. */
export function keepDraft(slug: string, picker: DayAndTimePicker): void {
  const key = draftKey(slug)
  let draft: Draft = { fields: {} }
  try {
    draft = { ...draft, ...JSON.parse(session.get(key)) }
    if (draft.when) picker.restore(draft.when)
  } catch {
    // Nothing is kept yet, or it is damaged.
  }
  const save = () => session.set(key, JSON.stringify(draft))
  const details = elementById('booking-details')
  for (const field of details.querySelectorAll<Field>('input, textarea')) {
    field.value ||= draft.fields[field.id] ?? ''
    // The count beside it follows.
    field.dispatchEvent(new Event('input'))
  }
  details.addEventListener('input', ({ target }) => {
    const { id, value } = target as Field
    draft.fields[id] = value
    save()
  })
  picker.onState((when) => {
    draft.when = when
    save()
  })
}
