/** What the customer has chosen and typed, kept in this tab: a reload of the page loses nothing. */
import { elementById } from '../page/dom.ts'
import { draftKey, session } from '../page/storage.ts'
import type { PickerState } from './day-and-time-picker.ts'

interface Draft {
  when?: PickerState
  /** Id of the field → its text. */
  fields: Record<string, string>
}

type Field = HTMLInputElement | HTMLTextAreaElement

/** Puts what was typed back into the fields, which must exist by now. */
export function createDraft(slug: string) {
  const key = draftKey(slug)
  let draft: Draft = { fields: {} }
  try {
    draft = { ...draft, ...JSON.parse(session.get(key)) }
  } catch {}
  const save = () => session.set(key, JSON.stringify(draft))
  const details = elementById('booking-details')
  for (const field of details.querySelectorAll<Field>('input, textarea'))
    field.value ||= draft.fields[field.id] ?? ''
  details.addEventListener('input', ({ target }) => {
    const { id, value } = target as Field
    draft.fields[id] = value
    save()
  })
  return {
    when: draft.when,
    keep: (when: PickerState) => {
      draft.when = when
      save()
    },
  }
}
