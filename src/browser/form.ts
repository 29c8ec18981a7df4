/** The page's native fields: reads them, checks them, and marks what is wrong. */
import { find, make } from './dom.ts'

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
  const element = (field: string) => {
    const [id] = FIELDS[field as keyof Person] ?? []
    return id ? find<HTMLInputElement>(`${prefix}-${id}`) : undefined
  }
  const value = (name: keyof Person) => element(name)?.value.trim() ?? ''
  const wrong = (name: keyof Person) =>
    name === 'email' ? !/^\S+@\S+\.\S+$/.test(value(name)) : !value(name)
  for (const name of NAMES) {
    const [, fill, demand] = FIELDS[name]
    const field = element(name)
    if (fill && field) field.autocomplete = fill
    if (demand) field?.setAttribute('aria-required', 'true')
  }
  return {
    element,
    read: () => {
      const filled = NAMES.filter((name) => value(name) || FIELDS[name][2])
      return Object.fromEntries(filled.map((name) => [name, value(name)])) as unknown as Person
    },
    complaints: () =>
      NAMES.flatMap((name) => {
        const demand = FIELDS[name][2]
        const field = element(name)
        return demand && field && wrong(name) ? [{ element: field, words: demand }] : []
      }),
  }
}

function unmark(element: HTMLElement): void {
  const note = document.getElementById(`${element.id}-fault`)
  if (!note) return
  note.remove()
  element.removeAttribute('aria-invalid')
  element.removeAttribute('aria-describedby')
}

function mark({ element, words }: Complaint, mended: () => void): void {
  unmark(element)
  const note = make('p', { id: `${element.id}-fault`, className: 'lt-fault' }, words)
  ;(element.closest('label') ?? element).after(note)
  element.setAttribute('aria-invalid', 'true')
  element.setAttribute('aria-describedby', note.id)
  const tidy = () => {
    unmark(element)
    mended()
  }
  element.addEventListener('input', tidy, { once: true })
}

/** Marks every fault and goes to the first as the page is read; `mended` when none is left. */
export function complain(complaints: Complaint[], mended: () => void): void {
  const look = () => {
    const marked = complaints.some(({ element }) => element.hasAttribute('aria-invalid'))
    if (!marked) mended()
  }
  for (const complaint of complaints) mark(complaint, look)
  const [first] = complaints
    .map((complaint) => complaint.element)
    .sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))
  first?.focus()
}

export function clearComplaints(prefix: string): void {
  for (const element of document.querySelectorAll<HTMLElement>(
    `[id^="${prefix}-"][aria-invalid]`
  )) {
    unmark(element)
  }
}
