/** The further questions that a room asks: its table says which. */
import type { CreateBooking, RoomResponse } from '../../rooms/contract.ts'
import { make, place } from '../page/dom.ts'
import type { Complaint } from '../page/form.ts'

type Extras = NonNullable<CreateBooking['extras']>
type Name = keyof Extras

/** Field of the booking's `extras` → end of the element's id, label, what to say if needed. */
const QUESTIONS: Record<Name, [id: string, label: string, demand: string]> = {
  showName: ['show-name', 'Podcast or show name', 'Please enter the name of the show.'],
  groupSize: ['group-size', 'Group size', 'Please enter how many people will come'],
  setChoice: ['set-choice', 'Set choice', 'Please say which set you would like.'],
  specialRequests: ['special-requests', 'Special requests', ''],
}

export interface Questions {
  read(): Extras | undefined
  complaints(): Complaint[]
  /** The element of `extras.<name>`. */
  element(field: string): HTMLElement | undefined
}

export function askExtras({ extras, capacity }: RoomResponse): Questions {
  const asked = extras.flatMap(({ name, required }) => {
    const [id, label, demand] = QUESTIONS[name as Name] ?? []
    if (!id) return []
    const isNumber = name === 'groupSize'
    const field = make(name === 'specialRequests' ? 'textarea' : 'input', {
      id: `booking-${id}`,
      className: 'w-input',
    })
    field.maxLength = name === 'specialRequests' ? 2000 : 200
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
    const words = isNumber ? `${demand}, 1 to ${capacity}.` : `${demand}`
    return [{ name, field, text, value, isWrong, words, isNumber }]
  })
  place('booking-extras').replaceChildren(
    ...asked.map(({ field, text }) => {
      return make('div', {}, make('label', { htmlFor: field.id }, text), field)
    })
  )
  return {
    read: () =>
      asked.length
        ? Object.fromEntries(
            asked
              .filter(({ value }) => value())
              .map(({ name, value, isNumber }) => [name, isNumber ? Number(value()) : value()])
          )
        : undefined,
    complaints: () =>
      asked
        .filter(({ isWrong }) => isWrong())
        .map(({ field, words }) => ({ element: field, words })),
    element: (wanted) => asked.find(({ name }) => wanted === `extras.${name}`)?.field,
  }
}
