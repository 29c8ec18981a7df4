/** The page's native fields: reads them, checks them, and marks what is wrong. */
import { make, place } from './dom.ts'

export interface Person {
  firstName: string
  lastName: string
  email: string
  phone: string
  company?: string
  referralSource?: string
  notes?: string
}

/** Field of the request's body → end of the element's id, autocomplete, what to say if needed. */
export type Fields<Filled> = Record<keyof Filled, [id: string, fill?: AutoFill, demand?: string]>

export const PERSON: Fields<Person> = {
  firstName: ['first-name', 'given-name', 'Please enter your first name.'],
  lastName: ['last-name', 'family-name', 'Please enter your last name.'],
  email: ['email', 'email', 'Please enter your e-mail address, like name@example.com.'],
  phone: ['phone', 'tel', 'Please enter your phone number.'],
  company: ['company', 'organization'],
  referralSource: ['referral'],
  notes: ['notes'],
}

/** What Stripe is told of her, so that it need not ask. */
export const billingOf = ({ firstName, lastName, email, phone }: Person) => ({
  name: `${firstName} ${lastName}`,
  email,
  phone,
})

/** Puts a message above the button. */
export type Tell = (words: string) => void

export interface Complaint {
  element: HTMLElement
  words: string
}

export interface Form<Filled> {
  read(): Filled
  /** What is missing or plainly wrong; the Worker checks again. */
  complaints(): Complaint[]
  /** The element of a body's field that the Worker refused. */
  element(field: string): HTMLElement | undefined
}

export function createForm<Filled extends object>(
  prefix: string,
  fields: Fields<Filled>
): Form<Filled> {
  const names = Object.keys(fields) as (keyof Filled)[]
  const element = (name: keyof Filled) => place<HTMLInputElement>(`${prefix}-${fields[name][0]}`)
  const value = (name: keyof Filled) => element(name).value.trim()
  for (const name of names) {
    const [, fill, demand] = fields[name]
    const field = element(name)
    if (fill) field.autocomplete = fill
    if (demand) field.setAttribute('aria-required', 'true')
  }
  return {
    element: (field) => (field in fields ? element(field as keyof Filled) : undefined),
    read: () =>
      Object.fromEntries(
        names.map((name) => [name, value(name) || undefined])
      ) as unknown as Filled,
    complaints: () =>
      names.flatMap((name) => {
        const words = fields[name][2]
        const right = name === 'email' ? /^\S+@\S+\.\S+$/ : /./
        return words && !right.test(value(name)) ? [{ element: element(name), words }] : []
      }),
  }
}

/** How to take each mark off again. */
const marks = new Map<HTMLElement, () => void>()

export function clearComplaints(): void {
  for (const clear of marks.values()) clear()
}

function mark({ element, words }: Complaint, tell: Tell): void {
  marks.get(element)?.()
  const note = make('p', { id: `${element.id}-fault`, className: 'lt-fault' }, words)
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
  describe(note.id)
  marks.set(element, clear)
  element.addEventListener(
    'input',
    () => {
      clear()
      if (!marks.size) tell('')
    },
    { once: true }
  )
}

/** Marks every fault and goes to the first as the page is read; tells nothing more when none is left. */
export function complain(complaints: Complaint[], tell: Tell): void {
  for (const complaint of complaints) mark(complaint, tell)
  document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
}

/** Whether nothing is wrong; otherwise marks and tells what is. */
export function faultless(complaints: Complaint[], tell: Tell): boolean {
  clearComplaints()
  const [first] = complaints
  if (!first) return true
  tell(complaints[1] ? 'Please check what is marked above.' : first.words)
  complain(complaints, tell)
  return false
}
