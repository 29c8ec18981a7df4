/** Reads and checks the page's native form fields, and marks the invalid ones. */
import { createElement, elementById, linked } from './dom.ts'

export interface ContactDetails {
  firstName: string
  lastName: string
  email: string
  phone: string
  company?: string
  referralSource?: string
  notes?: string
}

/** Field of the request body → end of the element's id, autocomplete value, message if required. */
export type Fields<Filled> = Record<
  keyof Filled,
  [id: string, fill?: AutoFill, requiredMessage?: string]
>

export const CONTACT_FIELDS: Fields<ContactDetails> = {
  firstName: ['first-name', 'given-name', 'Please enter your first name.'],
  lastName: ['last-name', 'family-name', 'Please enter your last name.'],
  email: ['email', 'email', 'Please enter your email address, like name@example.com.'],
  phone: ['phone', 'tel', 'Please enter your phone number.'],
  company: ['company', 'organization'],
  referralSource: ['referral'],
  notes: ['notes'],
}

/** Billing details for Stripe, so that its payment form does not ask for them. */
export const billingOf = ({ firstName, lastName, email, phone }: ContactDetails) => ({
  name: `${firstName} ${lastName}`,
  email,
  phone,
})

/** Shows a message above the button; '' clears it. */
export type ShowMessage = (message: string) => void

export interface FieldError {
  element: HTMLElement
  message: string
}

export interface Form<Filled> {
  read(): Filled
  /** Missing or invalid fields. The Worker checks them again. */
  fieldErrors(): FieldError[]
  /** The element for a field of the request body that the Worker refused. */
  element(field: string): HTMLElement | undefined
}

export function createForm<Filled extends object>(
  prefix: string,
  fields: Fields<Filled>
): Form<Filled> {
  const names = Object.keys(fields) as (keyof Filled)[]
  const element = (name: keyof Filled) =>
    elementById<HTMLInputElement>(`${prefix}-${fields[name][0]}`)
  const value = (name: keyof Filled) => element(name).value.trim()
  for (const name of names) {
    const [, fill, requiredMessage] = fields[name]
    const field = element(name)
    if (fill) field.autocomplete = fill
    if (requiredMessage) field.setAttribute('aria-required', 'true')
  }
  return {
    element: (field) => (field in fields ? element(field as keyof Filled) : undefined),
    read: () =>
      Object.fromEntries(
        names.map((name) => [name, value(name) || undefined])
      ) as unknown as Filled,
    fieldErrors: () =>
      names.flatMap((name) => {
        const message = fields[name][2]
        // Loose: the Worker also reads full-width characters and the ideographic full stop.
        const pattern = name === 'email' ? /^\S+[@＠]\S+[.。．｡]\S+$/ : /./
        return message && !pattern.test(value(name)) ? [{ element: element(name), message }] : []
      }),
  }
}

/** Invalid fields, each with the function that removes its mark. */
const marks = new Map<HTMLElement, () => void>()

export function clearErrors(): void {
  for (const clear of marks.values()) clear()
}

function markInvalid({ element, message }: FieldError, showMessage: ShowMessage): void {
  marks.get(element)?.()
  const note = createElement(
    'p',
    { id: `${element.id}-fault`, className: 'lt-fault' },
    ...linked(message)
  )
  const described = element.getAttribute('aria-describedby') ?? ''
  const describe = (id: string) => element.setAttribute('aria-describedby', id)
  const clear = () => {
    note.remove()
    element.removeAttribute('aria-invalid')
    describe(described)
    marks.delete(element)
  }
  ;(element.closest('label') ?? element).after(note)
  element.setAttribute('aria-invalid', 'true')
  describe(`${described} ${note.id}`.trim())
  marks.set(element, clear)
  element.addEventListener(
    'input',
    () => {
      clear()
      if (!marks.size) showMessage('')
    },
    { once: true }
  )
}

/** Marks each invalid field and focuses the first one on the page. Correcting the last one clears the message. */
export function showErrors(errors: FieldError[], showMessage: ShowMessage): void {
  for (const error of errors) markInvalid(error, showMessage)
  document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
}

/** Returns true if there are no errors; otherwise marks them and shows a message. */
export function validateAll(errors: FieldError[], showMessage: ShowMessage): boolean {
  clearErrors()
  const [first] = errors
  if (!first) return true
  showMessage(errors[1] ? 'Please check what is marked above.' : first.message)
  showErrors(errors, showMessage)
  return false
}
