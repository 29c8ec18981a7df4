/** The buy button, a Webflow link or button. A click, its keys, or Enter in a field press it. */
import { elementById } from './dom.ts'

export interface Button {
  /** Enables the button. */
  open(press: () => void): void
  /** Presses are ignored while busy. */
  busy(on: boolean): void
}

export function createButton(id: string, prefix: string): Button {
  const button = elementById(id)
  const label = button.innerHTML
  const fields = `input[id^="${prefix}-"]:not([type=button])`
  let run: (() => void) | undefined
  let isBusy = false

  const show = () => {
    button.setAttribute('aria-disabled', `${isBusy || !run}`)
    button.setAttribute('aria-busy', `${isBusy}`)
    button.innerHTML = isBusy ? 'Working…' : label
  }
  const press = () => {
    if (!isBusy) run?.()
  }
  button.addEventListener('click', (event) => {
    event.preventDefault()
    press()
  })
  // A link that acts as a button needs the role and the keys of a button.
  const isLink = !button.matches('button')
  if (isLink) {
    button.setAttribute('role', 'button')
    button.tabIndex = 0
  }
  document.addEventListener('keydown', (event) => {
    const { key, target } = event
    const isEnter = key === 'Enter'
    const isPress =
      target === button
        ? isLink && (isEnter || key === ' ')
        : isEnter && (target as HTMLElement).matches?.(fields)
    if (!isPress || event.defaultPrevented || event.isComposing) return
    event.preventDefault()
    if (!event.repeat) press()
  })
  show()
  return {
    open: (next) => {
      run = next
      show()
    },
    busy: (on) => {
      isBusy = on
      show()
    },
  }
}
