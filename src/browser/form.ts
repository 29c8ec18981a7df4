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
const FIELDS: Record<keyof Person, [id: string, fill?: AutoFill, demand?: string]> = {
  firstName: ['first-name', 'given-name', 'Please enter your first name.'],
  lastName: ['last-name', 'family-name', 'Please enter your last name.'],
  email: ['email', 'email', 'Please enter your e-mail address, like name@example.com.'],
  phone: ['phone', 'tel', 'Please enter your phone number.'],
  company: ['company', 'organization'],
  referralSource: ['referral'],
  notes: ['notes'],
}

const NAMES = Object.keys(FIELDS) as (keyof Person)[]

/** What Stripe is told of her, so that it need not ask. */
export const billingOf = ({ firstName, lastName, email, phone }: Person) => ({
  name: `${firstName} ${lastName}`,
  email,
  phone,
})

export interface Complaint {
  element: HTMLElement
  words: string
}

export interface Form {
  read(): Person
  /** What is missing or plainly wrong; the Worker checks again. */
  complaints(): Complaint[]
  /** The element of a body's field that the Worker refused. */
  element(field: string): HTMLElement | undefined
}

export function createForm(prefix: string): Form {
  const element = (name: keyof Person) => place<HTMLInputElement>(`${prefix}-${FIELDS[name][0]}`)
  const value = (name: keyof Person) => element(name).value.trim()
  for (const name of NAMES) {
    const [, fill, demand] = FIELDS[name]
    const field = element(name)
    if (fill) field.autocomplete = fill
    if (demand) field.setAttribute('aria-required', 'true')
  }
  return {
    element: (field) => (field in FIELDS ? element(field as keyof Person) : undefined),
    read: () =>
      Object.fromEntries(
        NAMES.map((name) => [name, value(name) || undefined])
      ) as unknown as Person,
    complaints: () =>
      NAMES.flatMap((name) => {
        const words = FIELDS[name][2]
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

function mark({ element, words }: Complaint, mended: () => void): void {
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
      if (!marks.size) mended()
    },
    { once: true }
  )
}

/** Marks every fault and goes to the first as the page is read; `mended` when none is left. */
export function complain(complaints: Complaint[], mended: () => void): void {
  for (const complaint of complaints) mark(complaint, mended)
  document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
}
