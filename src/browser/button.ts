/** The buy button, a Webflow link or button: one press at a time, by mouse, keys or Enter in a field. */
import { find } from './dom.ts'

export interface Button {
  /** Shut until then. */
  open(press: () => void): void
  shut(): void
  lock(): void
  unlock(): void
}

/** A link that acts as a button must also be found and pressed as one. */
function actAsButton(button: HTMLElement, press: () => void): void {
  if (button.matches('button, input')) return
  button.setAttribute('role', 'button')
  button.tabIndex = 0
  button.addEventListener('keydown', (event) => {
    const enter = event.key === 'Enter' && !button.matches('a[href]')
    if (event.key !== ' ' && !enter) return
    event.preventDefault()
    if (!event.repeat) press()
  })
}

function pressOnEnter(prefix: string, press: () => void): void {
  document.addEventListener('keydown', (event) => {
    const field = event.target as HTMLElement
    const ours = field.matches?.(`input[id^="${prefix}-"]:not([type=button])`)
    if (event.key !== 'Enter' || event.defaultPrevented || event.isComposing || !ours) return
    event.preventDefault()
    if (!event.repeat) press()
  })
}

export function createButton(id: string, prefix: string): Button {
  const button = find(id)
  const label = button?.innerHTML ?? ''
  const value = (button as HTMLInputElement | undefined)?.value
  let run: (() => void) | undefined
  let busy = false

  const show = () => {
    button?.setAttribute('aria-disabled', String(busy || !run))
    button?.setAttribute('aria-busy', String(busy))
    if (button instanceof HTMLInputElement) button.value = busy ? 'Working…' : (value ?? '')
    else if (busy) button?.replaceChildren('Working…')
    else if (button) button.innerHTML = label
  }
  const press = () => {
    if (run && !busy) run()
  }
  const set = (changes: () => void) => () => {
    changes()
    show()
  }

  button?.addEventListener('click', (event) => {
    event.preventDefault()
    press()
  })
  if (button) actAsButton(button, press)
  pressOnEnter(prefix, press)
  show()
  return {
    open: (next) => {
      run = next
      show()
    },
    shut: set(() => {
      run = undefined
    }),
    lock: set(() => {
      busy = true
    }),
    unlock: set(() => {
      busy = false
    }),
  }
}
