/** Additional fields of a room, as the Worker lists them. */
import type { CreateBooking, RoomResponse } from '../../rooms/contract.ts'
import { REQUESTS_LENGTH, TEXT_LENGTH } from '../../rooms/rules/texts.ts'
import { createElement, elementById } from '../page/dom.ts'
import type { FieldError } from '../page/form.ts'
import { countCharacters } from './text-length.ts'

type Extras = NonNullable<CreateBooking['extras']>
type Name = keyof Extras

/** Field of the booking's `extras` → end of the element's id, label, message if required. */
const EXTRA_FIELDS: Record<Name, [id: string, label: string, requiredMessage: string]> = {
  showName: ['show-name', 'Podcast or show name', 'Please enter the name of the show.'],
  groupSize: ['group-size', 'Group size', 'Please enter how many people will come'],
  setChoice: ['set-choice', 'Set choice', 'Please say which set you would like.'],
  specialRequests: ['special-requests', 'Special requests', ''],
}

export interface ExtraFields {
  read(): Extras | undefined
  fieldErrors(): FieldError[]
  /** The element for the field `extras.<name>`. */
  element(field: string): HTMLElement | undefined
}

export function createExtraFields({ extras, capacity }: RoomResponse): ExtraFields {
  const fields = extras.flatMap(({ name, required }) => {
    const [id, label, requiredMessage] = EXTRA_FIELDS[name as Name] ?? []
    if (!id) return []
    const isNumber = name === 'groupSize'
    const field = createElement(name === 'specialRequests' ? 'textarea' : 'input', {
      id: `booking-${id}`,
      className: 'w-input',
    })
    if (isNumber) field.inputMode = 'numeric'
    if (required) field.setAttribute('aria-required', 'true')
    const text = `${label}${required ? '' : ' (optional)'}`
    const value = () => field.value.trim()
    const people = () => Number(value())
    const isWrong = () =>
      (required && !value()) ||
      (isNumber &&
        !!value() &&
        !(Number.isInteger(people()) && people() > 0 && people() <= capacity))
    const message = isNumber ? `${requiredMessage}, 1 to ${capacity}.` : `${requiredMessage}`
    return [{ name, field, text, value, isWrong, message, isNumber }]
  })
  elementById('booking-extras').replaceChildren(
    ...fields.map(({ field, text }) => {
      return createElement('div', {}, createElement('label', { htmlFor: field.id }, text), field)
    })
  )
  const tooLong = fields
    .filter(({ isNumber }) => !isNumber)
    .map(({ name, field }) =>
      countCharacters(field, name === 'specialRequests' ? REQUESTS_LENGTH : TEXT_LENGTH)
    )
  return {
    read: () =>
      fields.length
        ? Object.fromEntries(
            fields
              .filter(({ value }) => value())
              .map(({ name, value, isNumber }) => [name, isNumber ? Number(value()) : value()])
          )
        : undefined,
    fieldErrors: () => [
      ...fields
        .filter(({ isWrong }) => isWrong())
        .map(({ field, message }) => ({ element: field, message })),
      ...tooLong.flatMap((errors) => errors()),
    ],
    element: (wanted) => fields.find(({ name }) => wanted === `extras.${name}`)?.field,
  }
}
